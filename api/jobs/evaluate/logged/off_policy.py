"""Pure functions that estimate from logged decisions what another policy would have brought.

A decision was made by chance with a known propensity p, and brought a reward r. Another policy would have made it with
probability q, so its weight is w = q / p.

- IPS: the mean of w · r (Horvitz and Thompson 1952), without bias.
- SNIPS: Σ w · r / Σ w (Swaminathan and Joachims, *The self-normalized estimator*, 2015), with less variance.
- DR: the mean of m(q) + w · (r − m) (Dudík, Langford and Li, *Doubly robust policy evaluation*, 2011). Here m is what a
  model expects of the decision that was made and m(q) of those that the other policy would make.

Intervals are of ratios of sums over readers, because the lists of one reader have much in common.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from api.jobs.evaluate.logged.rates import Z
from api.jobs.evaluate.logged.reweighting import effective

FEWEST_EFFECTIVE = 100.0  # decisions, below which nothing is decided by an estimate

Pairs = Sequence[tuple[int, float, float]]  # reader, numerator, denominator


class Decision(NamedTuple):
    """A logged decision as another policy sees it: the weight, what came of it, and what a model expected."""

    user_id: int
    weight: float
    reward: float
    expected: float = 0.0  # of the decision that was made
    expected_of_policy: float = 0.0  # of those that the other policy would make


class WithInterval(NamedTuple):
    """An estimate and its 95 % interval."""

    mean: float
    low: float
    high: float


class Estimates(NamedTuple):
    """What the log brought, what another policy would have, and what the estimates stand on."""

    logged: WithInterval
    ips: WithInterval
    snips: WithInterval
    dr: WithInterval
    gain: WithInterval  # of the other policy over the log's, doubly robust
    n: int
    n_effective: float
    largest_weight: float

    @property
    def is_enough(self) -> bool:
        """Say whether the log is large and near enough to decide by."""
        return self.n_effective >= FEWEST_EFFECTIVE


def estimate_policy(decisions: Sequence[Decision]) -> Estimates:
    """Return all estimates. Raises `ValueError` without decisions."""
    if not decisions:
        raise ValueError("no decisions")
    robust = [one.expected_of_policy + one.weight * (one.reward - one.expected) for one in decisions]
    weights = [one.weight for one in decisions]

    def mean(values: Sequence[float]) -> WithInterval:
        return ratio([(one.user_id, value, 1.0) for one, value in zip(decisions, values, strict=True)])

    return Estimates(
        mean([one.reward for one in decisions]),
        mean([one.weight * one.reward for one in decisions]),
        ratio([(one.user_id, one.weight * one.reward, one.weight) for one in decisions]),
        mean(robust),
        mean([value - one.reward for value, one in zip(robust, decisions, strict=True)]),
        len(decisions),
        effective(weights),
        max(weights),
    )


def ratio(pairs: Pairs) -> WithInterval:
    """Return a ratio of sums and its interval by readers (Cochran 1977): infinite for one reader, 0 without weights."""
    by_reader: dict[int, tuple[float, float]] = {}
    for reader, above, below in pairs:
        former = by_reader.get(reader, (0.0, 0.0))
        by_reader[reader] = (former[0] + above, former[1] + below)
    above, below, n = (
        sum(one for one, _ in by_reader.values()),
        sum(one for _, one in by_reader.values()),
        len(by_reader),
    )
    if not below:
        return WithInterval(0.0, -math.inf, math.inf)
    mean = above / below
    squares = sum((one - mean * other) ** 2 for one, other in by_reader.values())
    error = math.sqrt(squares * n / (n - 1)) / below if n > 1 else math.inf
    return WithInterval(mean, mean - Z * error, mean + Z * error)


def fit_linear(rows: Sequence[Sequence[float]], rewards: Sequence[float], ridge: float = 1.0) -> Callable[..., float]:
    """Fit rewards as a linear function of features by least squares, with a little ridge; return the function."""
    n = len(rows[0]) if rows else 0
    matrix = [[sum(row[i] * row[j] for row in rows) + ridge * (i == j) for j in range(n)] for i in range(n)]
    right = [sum(row[i] * reward for row, reward in zip(rows, rewards, strict=True)) for i in range(n)]
    weights = _solve(matrix, right)

    def expect(row: Sequence[float]) -> float:
        return sum(weight * value for weight, value in zip(weights, row, strict=False))

    return expect


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solve a small system that is positive definite, by elimination."""
    n = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i in range(n):
        for j in range(i + 1, n):
            share = rows[j][i] / rows[i][i]
            rows[j] = [one - share * other for one, other in zip(rows[j], rows[i], strict=True)]
    found = [0.0] * n
    for i in reversed(range(n)):
        known = sum(rows[i][j] * found[j] for j in range(i + 1, n))
        found[i] = (rows[i][n] - known) / rows[i][i]
    return found
