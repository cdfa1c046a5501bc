"""Pure functions that say how likely Thompson sampling chooses each of some items, without drawing.

What is known of an item is a Beta posterior of its value. Thompson sampling draws a value from each posterior and takes
the largest (Chapelle and Li, *An empirical evaluation of Thompson sampling*, 2011). Here the probability of that is
integrated on a grid, and whoever chooses does so by these numbers. So they are the propensities exactly, however coarse
the grid is. docs/algorithms.md has the formulas.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

LEAST_VALUE = 1e-4  # values below count as this
CELLS = 48  # of the grid from there to 1, on a logarithmic scale
STEP = -math.log(LEAST_VALUE) / CELLS
LOGS = tuple((cell + 0.5) * STEP + math.log(LEAST_VALUE) for cell in range(CELLS))  # of each cell's middle
REST = tuple(math.log1p(-math.exp(log)) for log in LOGS)


class Belief(NamedTuple):
    """A Beta distribution: `a` successes and `b` failures, what was assumed included."""

    a: float
    b: float

    @property
    def mean(self) -> float:
        """Return the expected value."""
        return self.a / (self.a + self.b)

    @property
    def square(self) -> float:
        """Return the expected square: mean · (a + 1) / (a + b + 1)."""
        return self.mean * (self.a + 1) / (self.a + self.b + 1)


def product_of(one: Belief, other: Belief) -> Belief:
    """Return the Beta with the mean and the variance of the product of two independent ones (Fan 1991)."""
    mean, square = one.mean * other.mean, one.square * other.square
    size = (mean - square) / (square - mean * mean)
    return Belief(mean * size, (1 - mean) * size)


def chances_of(beliefs: Sequence[Belief], fits: Sequence[float]) -> list[float]:
    """Return how likely each value times fit is the largest; they sum to 1. `fits` are above 0 and at most 1."""
    shares = [_on_grid(belief, round(-math.log(fit) / STEP)) for belief, fit in zip(beliefs, fits, strict=True)]
    below = [_below(masses) for masses in shares]
    all_below = [math.prod(column) for column in zip(*below, strict=True)]
    chances = [
        sum(mass * both / own for mass, own, both in zip(masses, lower, all_below, strict=True) if mass)
        for masses, lower in zip(shares, below, strict=True)
    ]
    total = sum(chances)
    return [chance / total for chance in chances]


def at_least(chances: Sequence[float], floor: float) -> list[float]:
    """Mix chances with equal ones, so that none is below floor / n."""
    return [(1 - floor) * chance + floor / len(chances) for chance in chances]


@lru_cache(maxsize=512)
def _masses(belief: Belief) -> tuple[float, ...]:
    """Return the probability of each cell of the grid."""
    logs = [belief.a * log + (belief.b - 1) * rest for log, rest in zip(LOGS, REST, strict=True)]
    most = max(logs)
    masses = [math.exp(log - most) for log in logs]
    total = sum(masses)
    return tuple(mass / total for mass in masses)


@lru_cache(maxsize=2048)
def _on_grid(belief: Belief, cells_down: int) -> tuple[float, ...]:
    """Return the same for the value times a fit: so many cells further down; the lowest cell takes what falls below."""
    masses = _masses(belief)
    if not cells_down:
        return masses
    down = min(cells_down, CELLS - 1)
    return (sum(masses[: down + 1]), *masses[down + 1 :], *(0.0,) * down)


@lru_cache(maxsize=2048)
def _below(masses: tuple[float, ...]) -> tuple[float, ...]:
    """Return for each cell how likely the value is below its middle; half of a cell counts."""
    found, total = [], 1e-12  # so that nobody divides by 0
    for mass in masses:
        found.append(total + mass / 2)
        total += mass
    return tuple(found)
