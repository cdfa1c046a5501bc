"""Estimates from the log what other weights would have brought, by inverse propensity.

docs/algorithms.md has the formulas: the position-based model of Joachims, Swaminathan and Schnabel (2017), normalized
by the examination that the log can vouch for, as Swaminathan and Joachims (2015) normalize by the weights.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from api.jobs.evaluate.logged.examination import Examination
from api.jobs.evaluate.logged.log import Entry, LoggedList, Parts
from api.jobs.evaluate.logged.rates import Z
from api.ranking.blend import TUNED
from api.ranking.candidates import SOURCES

WEIGHED = frozenset(source for weights in TUNED.values() for source in weights) | set(SOURCES)
FEWEST_OUTCOMES = 50.0  # effective ones, and
LEAST_COVERAGE = 0.8  # below which an estimate decides nothing

Outcome = Callable[[Entry], bool]
Places = Callable[[LoggedList], Mapping[int, int]]  # from item to position


class Estimate(NamedTuple):
    """The share of shown positions with the outcome, its 95 % interval, and what it stands on."""

    share: float
    low: float
    high: float
    effective_shown: float  # Kish's sample size of the weights
    effective_outcomes: float
    coverage: float  # of the examination of the new order: how much is of entries that the log has shown

    @property
    def is_enough(self) -> bool:
        """Say whether the log is large enough, and shows enough of the new order."""
        return self.effective_outcomes >= FEWEST_OUTCOMES and self.coverage >= LEAST_COVERAGE


class _Sums(NamedTuple):
    outcomes: float
    vouched: float
    wanted: float
    n_places: int


def reblend(parts: Parts, weights: Mapping[str, float], live: Mapping[str, float]) -> float:
    """Return an entry's score by other weights. Summands that no weight governs keep their contribution."""
    score = 0.0
    for source, (weight, value) in parts.items():
        if source in SOURCES:
            score += live.get(source, 0.0) * value
        else:
            score += (weights.get(source, 0.0) if source in WEIGHED else weight) * value
    return score


def live_shares(logged: LoggedList, weights: Mapping[str, float]) -> dict[str, float]:
    """Return the shares of the sources that have something to say in a list, as the blend shares them out."""
    speaking = {source for entry in logged.entries for source, (_, value) in entry.parts.items() if value > 0}
    live = {source: weights[source] for source in SOURCES if weights.get(source, 0.0) > 0 and source in speaking}
    if not live and "popular" in speaking:
        live = {"popular": 1.0}
    total = sum(live.values())
    return {source: weight / total for source, weight in live.items()}


def places_by(weights: Mapping[str, float]) -> Places:
    """Return what orders a list by other weights: scores alone, ties by id; variety is left out."""

    def places(logged: LoggedList) -> dict[int, int]:
        live = live_shares(logged, weights)
        scores = [(-reblend(entry.parts, weights, live), entry.item_id) for entry in logged.entries]
        return {item_id: place for place, (_, item_id) in enumerate(sorted(scores), 1)}

    return places


def places_by_own_scores(logged: LoggedList) -> dict[int, int]:
    """Return the order of a list by its own scores alone."""
    scores = [
        (-sum(weight * value for weight, value in entry.parts.values()), entry.item_id) for entry in logged.entries
    ]
    return {item_id: place for place, (_, item_id) in enumerate(sorted(scores), 1)}


def places_as_logged(logged: LoggedList) -> dict[int, int]:
    """Return the order that was shown."""
    return {entry.item_id: entry.place for entry in logged.entries}


def is_usable(logged: LoggedList) -> bool:
    """Say whether a list can be ordered anew: some of it was shown, and it is known what put every entry there."""
    return bool(logged.shown) and all(entry.parts for entry in logged.entries)


def estimate(lists: Sequence[LoggedList], places: Places, examination: Examination, outcome: Outcome) -> Estimate:
    """Estimate the share of shown positions with an outcome if the lists had stood in another order.

    An outcome at position k that would stand at k' counts e(k') / e(k). The sum is divided by e(k') of all entries that
    the log has shown, and multiplied by the examination of a list as deep as the one that was shown. The interval is
    that of a ratio over readers.
    """
    by_reader: dict[int, list[_Sums]] = {}
    weights: list[float] = []
    gains: list[float] = []
    for logged in lists:
        sums, own = _sums_of(logged, places(logged), examination, outcome)
        by_reader.setdefault(logged.user_id, []).append(sums)
        weights += [weight for weight, _ in own]
        gains += [weight for weight, is_outcome in own if is_outcome]
    readers = [_Sums(*(sum(column) for column in zip(*sums, strict=True))) for sums in by_reader.values()]
    outcomes, vouched, wanted, n_places = (sum(column) for column in zip(*readers, strict=True))
    scale = wanted / n_places
    share = outcomes / vouched * scale if vouched else 0.0
    error = _error_of_ratio(readers, outcomes, vouched) * scale
    return Estimate(
        share, max(0.0, share - Z * error), share + Z * error, effective(weights), effective(gains), vouched / wanted
    )


def effective(weights: Sequence[float]) -> float:
    """Return how many equal weights are worth as much (Kish 1965): (Σw)² / Σw²; 0 for none."""
    squares = sum(weight * weight for weight in weights)
    return sum(weights) ** 2 / squares if squares else 0.0


def _sums_of(
    logged: LoggedList, places: Mapping[int, int], examination: Examination, outcome: Outcome
) -> tuple[_Sums, list[tuple[float, bool]]]:
    depth = max(entry.place for entry in logged.shown)
    own = []
    vouched = 0.0
    for entry in logged.shown:
        if (place := places[entry.item_id]) <= depth:
            seen = examination.at(place)
            vouched += seen
            own.append((seen / examination.at(entry.place), outcome(entry)))
    wanted = sum(examination.at(place) for place in range(1, depth + 1))
    return _Sums(sum(weight for weight, is_outcome in own if is_outcome), vouched, wanted, depth), own


def _error_of_ratio(readers: Sequence[_Sums], outcomes: float, vouched: float) -> float:
    """Return the standard error of a ratio of sums over readers (Cochran 1977); infinite for one reader."""
    if len(readers) < 2 or not vouched:
        return math.inf
    ratio = outcomes / vouched
    squares = sum((reader.outcomes - ratio * reader.vouched) ** 2 for reader in readers)
    return math.sqrt(squares * len(readers) / (len(readers) - 1)) / vouched
