"""Pure functions of experiments: estimates by reader, intervals, and tests that may be looked at any day.

A measure is a ratio Σx / Σy over readers. What one reader does goes together, so the reader is the observation, and the
variance is that of the delta method (Deng, Knoblich and Lu, "Applying the delta method in metric analytics", 2018).

A difference is tested by the mixture sequential probability ratio test (Robbins 1970; Johari, Koomen, Pekelis and
Walsh, "Always valid inference", Operations Research 2022): its p-values and intervals hold at every look at once. They
use the normal approximation, so nothing is said before `LEAST_READERS` and `LEAST_EVENTS`.
"""

from collections.abc import Mapping, Sequence
from math import erfc, exp, lgamma, log, pi, sqrt
from typing import NamedTuple

ALPHA = 0.05
Z = 1.959963984540054  # of a two-sided interval of 95 %
LEAST_READERS = 100  # of each variant, before a difference is told
LEAST_EVENTS = 20.0  # of each variant: clicks, for instance
OF_SPLIT = 1000.0  # how sure the test of the split is, before it sees anybody, that shares are as they should


class Moments(NamedTuple):
    """The sums over `n` readers that a ratio Σx / Σy and its variance are made of."""

    n: int
    x: float
    y: float
    xx: float
    yy: float
    xy: float


class Ratio(NamedTuple):
    """A ratio, its variance over readers, and what it is made of."""

    value: float
    variance: float
    n_readers: int
    n_events: float
    n_chances: float


class Contrast(NamedTuple):
    """How far a variant is from control, with an interval and a p-value that hold at every look."""

    value: float
    low: float
    high: float
    p_value: float
    detectable: float


def estimate(moments: Moments) -> Ratio | None:
    """Return Σx / Σy and its variance, n / (n − 1) · Σ(x − r·y)² / (Σy)²; None without two readers."""
    n, x, y, xx, yy, xy = moments
    if n < 2 or y <= 0:
        return None
    ratio = x / y
    spread = max(0.0, xx - 2 * ratio * xy + ratio * ratio * yy)
    return Ratio(ratio, spread * n / (n - 1) / (y * y), n, x, y)


def wilson(value: float, n: float) -> tuple[float, float]:
    """Return the 95 % interval of a share of `n` (Wilson 1927)."""
    middle, width = value + Z * Z / (2 * n), Z * sqrt(value * (1 - value) / n + Z * Z / (4 * n * n))
    return max(0.0, (middle - width) / (1 + Z * Z / n)), min(1.0, (middle + width) / (1 + Z * Z / n))


def interval_of(found: Ratio, *, is_share: bool) -> tuple[float, float]:
    """Return the 95 % interval of one variant: Wilson's for a share, else the normal one.

    A share's n is the effective one, share · (1 − share) / variance, as for clustered samples (Korn and Graubard 1998):
    the number of independent chances that would be as sure. Without any spread it is the number of readers.
    """
    if not is_share:
        width = Z * sqrt(found.variance)
        return found.value - width, found.value + width
    value = min(1.0, found.value)
    within = value * (1 - value)
    n = within / found.variance if found.variance > 0 and within > 0 else float(found.n_readers)
    return wilson(value, min(n, found.n_chances))


def has_enough(found: Ratio) -> bool:
    """Say whether the normal approximation may be used."""
    return found.n_readers >= LEAST_READERS and found.n_events >= LEAST_EVENTS and found.variance > 0


def difference(value: float, variance: float, scale: float, alpha: float = ALPHA) -> Contrast:
    """Test an estimated difference of this variance against 0 by the mixture of normal alternatives N(0, scale²).

    With V the variance and τ the scale, the likelihood ratio is √(V / (V + τ²)) · exp(d²τ² / 2V(V + τ²)). Its
    inverse is the p-value; the interval has every difference that it does not refuse at `alpha`. `detectable` is the
    true difference that would be found now with 80 %.
    """
    of_scale = variance + scale * scale
    squared = value * value * scale * scale / (2 * variance * of_scale)
    p_value = min(1.0, sqrt(of_scale / variance) * exp(-squared))
    width = sqrt(variance * of_scale / (scale * scale) * (2 * log(1 / alpha) + log(of_scale / variance)))
    return Contrast(value, value - width, value + width, p_value, width + 0.8416212335729143 * sqrt(variance))


def naive_p_value(value: float, variance: float) -> float:
    """Return the p-value of a test that is looked at once, for contrast: look every day and it deceives."""
    return erfc(abs(value) / sqrt(2 * variance))


def chi_square_tail(statistic: float, freedom: int) -> float:
    """Return how likely chi-square with so many degrees of freedom exceeds the statistic."""
    half = statistic / 2
    tail, term = exp(-half), exp(-half) * half
    if freedom % 2:
        tail, term = erfc(sqrt(half)), exp(-half) * sqrt(half / pi) * 2
    for k in range(4 - freedom % 2, freedom + 1, 2):
        tail += term
        term *= half / (k / 2)
    return min(1.0, tail)


def split_p_value(counts: Sequence[int], shares: Sequence[float]) -> float:
    """Return the p-value of chi-square for counts that should be shared so, at one look."""
    total = sum(counts)
    if total == 0:
        return 1.0
    statistic = sum((count - total * share) ** 2 / (total * share) for count, share in zip(counts, shares, strict=True))
    return chi_square_tail(statistic, len(counts) - 1)


def split_p_value_at_any_look(counts: Sequence[int], shares: Sequence[float]) -> float:
    """Return a p-value of the same question that holds at every look.

    It is the inverse of the Bayes factor of a Dirichlet prior around the shares (Lindon and Malek, "Anytime-valid
    inference for multinomial count data", 2022).
    """
    n = sum(counts)
    factor = lgamma(OF_SPLIT) - lgamma(OF_SPLIT + n)
    for count, share in zip(counts, shares, strict=True):
        factor += lgamma(OF_SPLIT * share + count) - lgamma(OF_SPLIT * share) - count * log(share)
    return min(1.0, exp(-factor)) if factor > -700 else 1.0


def moments_of(found: Mapping[str, float]) -> Moments:
    """Read the sums that SQL answers."""
    return Moments(int(found["n"]), found["x"], found["y"], found["xx"], found["yy"], found["xy"])
