"""`python -m api.jobs evaluate --from-feedback`: what readers did with the lists of the configured database."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence

from api.db import Database
from api.errors import InvalidInput
from api.jobs.evaluate.logged.examination import Examination, fit_examination, showings_of, told
from api.jobs.evaluate.logged.log import LoggedList, read_log
from api.jobs.evaluate.logged.rates import Tally, band_of, main_source, tally, wilson
from api.jobs.evaluate.logged.reweighting import (
    FEWEST_OUTCOMES,
    LEAST_COVERAGE,
    WEIGHED,
    Estimate,
    estimate,
    is_usable,
    places_as_logged,
    places_by,
    places_by_own_scores,
)

KINDS = ("helpful", "not_for_me", "already_seen", "wrong_reason")
OUTCOMES = {"clicked": lambda entry: entry.is_clicked, "accepted": lambda entry: entry.is_accepted}
COUNTED = ("shown", "clicked", "95 % interval", "accepted", "95 % interval")
ESTIMATED = (
    "order", "outcome", "share of shown", "95 % interval", "effective shown", "effective outcomes", "coverage",
)  # fmt: skip
FEW_SHOWN = 1000  # entries, below which shares say little

Say = Callable[[str], None]


def parse_weights(text: str | None) -> dict[str, float] | None:
    """Read `--weights`: a JSON object of sources and weights of 0 or more."""
    if text is None:
        return None
    try:
        given = json.loads(text)
    except ValueError:
        given = None
    if not isinstance(given, dict) or not given:
        raise InvalidInput('--weights is a JSON object such as {"neighbors": 0.5, "ease": 1}.')
    if unknown := sorted(set(given) - WEIGHED):
        raise InvalidInput(f"--weights names the unknown source {unknown[0]}; known are {', '.join(sorted(WEIGHED))}.")
    if not all(type(weight) in {int, float} and 0 <= weight < float("inf") for weight in given.values()):
        raise InvalidInput("--weights has a weight that is not a number of 0 or more.")
    return {source: float(weight) for source, weight in given.items()}


async def evaluate_log(db: Database, weights: Mapping[str, float] | None, say: Say) -> str:
    """Print what became of the lists, and with `weights` what these would have brought; return a line."""
    lists = [logged async for logged in read_log(db)]
    total = tally(lists, lambda entry: "all")
    for name, key in (
        ("source", lambda entry: main_source(entry.parts)),
        ("position", lambda entry: band_of(entry.place)),
        ("variant", lambda entry: entry.variant),
    ):
        say(_table(name, {**tally(lists, key), **total}))
    if weights is not None:
        _say_estimates(lists, weights, say)
    counted = total.get("all", Tally())
    n_readers = len({logged.user_id for logged in lists})
    line = f"{counted.n_shown:,} entries of {len(lists):,} lists were shown to {n_readers:,} readers"
    return line if counted.n_shown >= FEW_SHOWN else f"{line}: too few to tell small differences"


def _say_estimates(lists: list[LoggedList], weights: Mapping[str, float], say: Say) -> None:
    usable = [logged for logged in lists if is_usable(logged)]
    say(f"{len(usable):,} of {len(lists):,} lists are stored with their contributions and can be ordered anew.")
    if not usable:
        say("There is nothing to estimate from: lists are kept for a week.")
        return
    showings = showings_of(lists)
    examination = fit_examination(showings)
    say(f"{told(examination, showings)}.")
    say(_estimates(usable, weights, examination, say))


def _estimates(usable: list[LoggedList], weights: Mapping[str, float], examination: Examination, say: Say) -> str:
    orders = {
        "as shown": places_as_logged,
        "by its own scores": places_by_own_scores,
        "by --weights": places_by(weights),
    }
    lines = []
    for outcome, is_outcome in OUTCOMES.items():
        for order, places in orders.items():
            found = estimate(usable, places, examination, is_outcome)
            lines.append([order, outcome, *_cells_of(found)])
        if not found.is_enough:
            say(
                f"{outcome}: the log is too small or too different to decide on these weights. It takes"
                f" {FEWEST_OUTCOMES:.0f} effective outcomes and a coverage of {LEAST_COVERAGE:.0%}."
            )
    return _markdown(ESTIMATED, lines)


def _cells_of(found: Estimate) -> list[str]:
    interval = "unknown" if found.high == float("inf") else f"{found.low:.1%} to {found.high:.1%}"
    return [
        f"{found.share:.1%}",
        interval,
        f"{found.effective_shown:,.0f}",
        f"{found.effective_outcomes:,.0f}",
        f"{found.coverage:.0%}",
    ]


def _table(name: str, tallies: Mapping[str, Tally]) -> str:
    lines = [
        [
            key,
            f"{counted.n_shown:,}",
            *_share(counted.n_clicked, counted.n_shown),
            *_share(counted.n_accepted, counted.n_shown),
            *(f"{counted.kinds[kind]:,}" for kind in KINDS),
        ]
        for key, counted in sorted(tallies.items(), key=lambda one: (one[0] == "all", _order(one[0])))
    ]
    return _markdown((name, *COUNTED, *KINDS), lines)


def _order(key: str) -> tuple[int, str]:
    """Sort bands of positions as numbers and names as names."""
    first = key.partition("-")[0].removesuffix("+")
    return (int(first) if first.isdecimal() else 0, key)


def _share(n_of_them: int, n: int) -> tuple[str, str]:
    if n == 0:
        return "", ""
    low, high = wilson(n_of_them, n)
    return f"{n_of_them:,} ({n_of_them / n:.1%})", f"{low:.1%} to {high:.1%}"


def _markdown(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in (columns, ["---"] * len(columns), *lines))
