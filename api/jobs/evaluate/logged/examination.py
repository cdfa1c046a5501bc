"""How likely it is that a reader looks at a position: 1 / log2(position + 1) ^ steepness.

Steepness 1 is the discount of nDCG, 0 says that readers look at all positions alike. It is fitted to items that a
reader was shown at several positions: such an item is as good here as there, so where it was clicked tells of the
positions alone (Joachims, Swaminathan and Schnabel 2017; Agarwal et al. 2019).
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from api.jobs.evaluate.logged.log import LoggedList

DEFAULT_STEEPNESS = 1.0
MOST_STEEPNESS = 3.0
MOST_ERROR = 0.25  # of a steepness that is taken from the log; a larger one says too little
STEPS = 50

Showings = Sequence[tuple[int, bool]]  # of one item to one reader: the position, and whether it was clicked


class Examination(NamedTuple):
    """How readers look at positions, and how that is known."""

    steepness: float
    error: float | None = None  # standard error, if it is fitted to the log

    def at(self, place: int) -> float:
        """Return how likely a reader looks at a position, compared with the first."""
        return float(math.log2(place + 1) ** -self.steepness)


def showings_of(lists: Iterable[LoggedList]) -> list[Showings]:
    """Return the showings of each item that a reader was shown at several positions and clicked."""
    found: dict[tuple[int, int], list[tuple[int, bool]]] = {}
    for logged in lists:
        for entry in logged.shown:
            found.setdefault((logged.user_id, entry.item_id), []).append((entry.place, entry.is_clicked))
    return [one for one in found.values() if len({place for place, _ in one}) > 1 and any(click for _, click in one)]


def fit_examination(showings: Sequence[Showings]) -> Examination:
    """Fit the steepness, or return the default if the log says too little.

    The likelihood of a click at position k, given that the item was clicked once, is e(k) / the sum of e over the
    positions where it was shown: a conditional logit with the one feature −ln log2(k + 1). Newton's method maximizes
    it.
    """
    steepness, curvature = DEFAULT_STEEPNESS, 0.0
    for _ in range(STEPS):
        slope, curvature = _derivatives(showings, steepness)
        if curvature <= 0:
            return Examination(DEFAULT_STEEPNESS)
        step = slope / curvature
        steepness = min(MOST_STEEPNESS, max(0.0, steepness + step))
        if abs(step) < 1e-9:
            break
    error = curvature**-0.5
    return Examination(steepness, error) if error <= MOST_ERROR else Examination(DEFAULT_STEEPNESS)


def _derivatives(showings: Iterable[Showings], steepness: float) -> tuple[float, float]:
    """Return the slope of the log-likelihood, and its curvature with the sign turned."""
    slope = curvature = 0.0
    for one in showings:
        depths = [math.log(math.log2(place + 1)) for place, _ in one]
        weights = [math.exp(-steepness * depth) for depth in depths]
        mean = _mean(depths, weights)
        spread = _mean([(depth - mean) ** 2 for depth in depths], weights)
        n_clicks = sum(click for _, click in one)
        slope += sum(mean - depth for depth, (_, click) in zip(depths, one, strict=True) if click)
        curvature += n_clicks * spread
    return slope, curvature


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / sum(weights)


def told(examination: Examination, showings: Sequence[Showings]) -> str:
    """Say how readers look at positions, and how that is known."""
    form = f"1 / log2(position + 1)^{examination.steepness:.2f}"
    if examination.error is None:
        return f"Examination {form} is assumed: {len(showings)} items clicked at changing positions tell too little"
    return f"Examination {form} ± {examination.error:.2f} is fitted to {len(showings)} items at changing positions"
