"""Experiments on simulated readers, and how often a true difference should be found, computed beforehand.

A reader comes on one day, and again on each later day with a chance of their own, Beta(1, 2). Every visit shows twenty
items. Their click-through is Beta(rate · CLUMP, (1 − rate) · CLUMP): one reader's clicks go together.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from api.experiments.measures import GUARDED, Measure
from api.experiments.report import compare, is_harmful
from api.experiments.statistics import (
    ALPHA,
    LEAST_EVENTS,
    LEAST_READERS,
    Moments,
    Ratio,
    difference,
    estimate,
    has_enough,
    naive_p_value,
)

SHOWN = 20
CLUMP = 8.0
MOST_WORSE = 0.05  # what a variant may lose, as experiments have it by default
CLICKS, REFUSALS = GUARDED

Array = NDArray[np.float64]


class Plan(NamedTuple):
    """An experiment of two variants, half of the readers each."""

    readers_a_day: int = 100
    days: int = 28
    rate: float = 0.08
    lift: float = 0.0
    measure: Measure = CLICKS


class Look(NamedTuple):
    """What a day's look at an experiment found; `difference` is None while there is too little."""

    p_value: float = 1.0
    naive: float = 1.0
    low: float = -np.inf
    high: float = np.inf
    standard_error: float = np.inf
    is_harmful: bool = False


def looks_at(plan: Plan, rng: np.random.Generator) -> list[Look]:
    """Simulate an experiment, and look at it at the end of every day."""
    n = plan.readers_a_day * plan.days
    day = np.repeat(np.arange(plan.days), plan.readers_a_day)
    is_treated = rng.random(n) < 0.5
    rate = rng.beta(plan.rate * CLUMP, (1 - plan.rate) * CLUMP, n) * np.where(is_treated, 1 + plan.lift, 1.0)
    comes = rng.random((n, plan.days)) < rng.beta(1, 2, n)[:, None]
    comes[np.arange(n), day] = True
    comes &= np.arange(plan.days) >= day[:, None]
    clicked = np.where(comes, rng.binomial(SHOWN, np.minimum(rate, 1)[:, None], comes.shape), 0).cumsum(axis=1)
    shown = (SHOWN * comes).cumsum(axis=1)
    n_in = [(k + 1) * plan.readers_a_day for k in range(plan.days)]
    return [_look(clicked[:n, k], shown[:n, k], is_treated[:n], plan.measure) for k, n in enumerate(n_in)]


def _look(clicked: Array, shown: Array, is_treated: NDArray[np.bool_], measure: Measure) -> Look:
    groups = [is_treated == treated for treated in (False, True)]
    control, one = (_estimate(clicked[group], shown[group]) for group in groups)
    if control is None or one is None or not (has_enough(control) and has_enough(one)):
        return Look()
    tested, variance = compare(control, one, measure, 1.0, ALPHA), control.variance + one.variance
    naive = naive_p_value(tested.value, variance)
    harms = is_harmful(control, one, measure, MOST_WORSE, ALPHA / len(GUARDED))
    return Look(tested.p_value, naive, tested.low, tested.high, float(np.sqrt(variance)), harms)


def _estimate(x: Array, y: Array) -> Ratio | None:
    x, y = x.astype(float), y.astype(float)
    sums = (float(part.sum()) for part in (x, y, x * x, y * y, x * y))
    return estimate(Moments(len(x), *sums))


def covariances_of(plan: Plan) -> Array:
    """Return the covariance of the differences at each two days' looks, by the model alone.

    For a reader who was shown m items by one day and M by a later one, the residuals clicks − rate · m covary by
    E[m] · w + E[m · M] · b, where b is the variance of rates between readers and w = rate − rate² − b that within.
    """
    day = np.arange(plan.days, dtype=float)
    covariances = np.zeros((plan.days, plan.days))
    for first in range(plan.days):
        for second in range(first, plan.days):
            before, after = day[: first + 1], second - first  # days since the first visit, and days from then on
            once = SHOWN * (1 + before / 3)
            twice = SHOWN**2 * (1 + before + before * (before - 1) / 6 + after * (1 / 3 + before / 6))
            ever = SHOWN * (1 + day[: second + 1] / 3)
            n_of_each = (second + 1) * plan.readers_a_day / 2
            of_one = sum(
                _within(plan, lift) * once.sum() + _between(plan, lift) * twice.sum() for lift in (0, plan.lift)
            )
            covariances[first, second] = of_one / ((first + 1) * once.mean() * ever.mean() * n_of_each)
            covariances[second, first] = covariances[first, second]
    return covariances


def _between(plan: Plan, lift: float) -> float:
    return (1 + lift) ** 2 * plan.rate * (1 - plan.rate) / (CLUMP + 1)


def _within(plan: Plan, lift: float) -> float:
    rate = plan.rate * (1 + lift)
    return rate - rate**2 - _between(plan, lift)


def power_of(plan: Plan, n_draws: int = 200_000) -> float:
    """Return how likely the test finds the plan's lift on some day.

    Differences of all days are drawn together from the normal distribution with the model's covariances. The
    boundary of each day is that of the test. No reader is simulated.
    """
    covariances, effect = covariances_of(plan), plan.rate * plan.lift
    scale = CLICKS.scale * plan.rate * (1 + plan.lift / 2)
    each = np.arange(1, plan.days + 1) * plan.readers_a_day / 2
    is_enough = (each >= LEAST_READERS) & (each * SHOWN * plan.rate >= LEAST_EVENTS)
    widths = np.array([difference(0.0, variance, scale).high for variance in np.diag(covariances)])
    drawn = np.random.default_rng(0).multivariate_normal(np.full(plan.days, effect), covariances, n_draws)
    return float((np.abs(drawn) > widths)[:, is_enough].any(axis=1).mean())
