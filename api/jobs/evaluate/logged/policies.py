"""Pure functions that turn the log of chance into decisions as another configuration sees them.

What a decision was expected to bring is fitted to the lists of other readers: these are in two halves, and each half is
judged by what the other one says (cross-fitting), so that no reward is expected because it was seen.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from api.jobs.evaluate.logged.chance_log import LoggedChance
from api.jobs.evaluate.logged.off_policy import Decision, fit_linear
from api.ranking.candidates import Choice
from api.ranking.exploring import USUAL, Exploring, belief_of, draw_from, uniform

HALVES = 2

Expect = Callable[[Sequence[float]], float]


def explored(lists: Sequence[LoggedChance]) -> list[LoggedChance]:
    """Return the lists whose explored item was shown."""
    return [one for one in lists if one.item_id is not None]


def with_presets(lists: Sequence[LoggedChance]) -> list[LoggedChance]:
    """Return the lists whose preset was drawn."""
    return [one for one in lists if one.preset is not None]


def decisions_of_exploring(lists: Sequence[LoggedChance], exploring: Exploring) -> list[Decision]:
    """Return the decisions of the exploring places; the reward is a click at the place."""
    models = [_fit_clicks([one for one in lists if half_of(one) != half]) for half in range(HALVES)]
    return [_explored_by(one, exploring, models[half_of(one)]) for one in lists]


def _explored_by(logged: LoggedChance, exploring: Exploring, expect: Expect) -> Decision:
    chances = {one.item_id: one for one in draw_from(logged.choices, logged.prior, exploring)}
    expected = {item_id: expect(_features(one, logged.prior)) for item_id, one in chances.items()}
    made = _made(logged)
    return Decision(
        logged.user_id,
        chances[made.item_id].chance / (logged.propensity or made.chance),
        float(logged.is_clicked),
        expected[made.item_id],
        sum(one.chance * expected[item_id] for item_id, one in chances.items()),
    )


def _made(logged: LoggedChance) -> Choice:
    return next(one for one in logged.choices if one.item_id == logged.item_id)


def _fit_clicks(lists: Sequence[LoggedChance]) -> Expect:
    rows = [_features(_made(one), one.prior) for one in lists]
    return fit_linear(rows, [float(one.is_clicked) for one in lists])


def _features(choice: Choice, prior: tuple[float, float]) -> tuple[float, ...]:
    believed = belief_of(choice, prior, USUAL).mean / (prior[0] * prior[1] or 1.0)  # 1 of what is usual
    return (1.0, choice.fit, believed, choice.fit * believed)


def decisions_of_presets(lists: Sequence[LoggedChance], presets: Mapping[int, str]) -> list[Decision]:
    """Return the decisions between presets; the reward is how many items of a list were clicked.

    A history that is shorter than all of `presets` keeps what was drawn.
    """
    means = [_mean_clicks([one for one in lists if half_of(one) != half]) for half in range(HALVES)]
    decisions = []
    for one in lists:
        wanted = max((start for start in presets if start <= one.told), default=None)
        mean, made = means[half_of(one)], one.preset or ""
        if wanted is None:
            decisions.append(Decision(one.user_id, 1.0, float(one.n_clicked), mean(made), mean(made)))
            continue
        weight = (presets[wanted] == made) / (one.preset_propensity or 1.0)
        decisions.append(Decision(one.user_id, weight, float(one.n_clicked), mean(made), mean(presets[wanted])))
    return decisions


def _mean_clicks(lists: Sequence[LoggedChance]) -> Callable[[str], float]:
    overall = sum(one.n_clicked for one in lists) / len(lists) if lists else 0.0
    counts, clicks = Counter[str | None](), Counter[str | None]()
    for one in lists:
        counts[one.preset] += 1
        clicks[one.preset] += one.n_clicked
    return lambda preset: (clicks[preset] + overall) / (counts[preset] + 1)


def half_of(logged: LoggedChance) -> int:
    """Return in which half a reader is."""
    return int(uniform(f"half:{logged.user_id}") * HALVES)
