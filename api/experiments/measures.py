"""What a report measures, each as a ratio over readers."""

from typing import NamedTuple


class Measure(NamedTuple):
    """A measure: whether it is a share, whether more is better, and how large a difference is looked for.

    `scale` is the standard deviation of the differences that the test expects, relative to the measure.
    """

    name: str
    is_share: bool = True
    is_more_better: bool = True
    scale: float = 0.1


MEASURES = (
    Measure("click_through"),
    Measure("acceptance"),
    Measure("not_for_me", is_more_better=False, scale=0.3),
    Measure("ratings", is_share=False, scale=0.03),
    Measure("return"),
)
DECIDING = "click_through"
GUARDED = tuple(measure for measure in MEASURES if measure.name in ("click_through", "not_for_me"))

# How the database counts, as `evaluate --from-feedback` does.
WITHIN_HOURS = 24.0  # after which an event belongs to the list that showed the item, unless it names another
ACCEPTED_FROM = 0.4  # the preference of an event that accepts, such as saving for later
LIKED_FROM = 4.0  # stars that accept
RECOUNT_DAYS = 8  # older days stay as they were counted
READERS_AT_ONCE = 500
DAYS_AFTER = 8  # in which an experiment that is over is still counted: its readers may come back for a week
