"""Pure functions that choose for a group: one score of everybody's stars, and debts from evening to evening.

A rule of social choice makes one score of what each member is expected to give. Members who were less content than the
others on the last evenings weigh more. docs/algorithms.md has the formulas, their sources, and what was tried.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean
from typing import Literal

Rule = Literal["average", "least_misery", "nash"]
Satisfactions = Mapping[str, float]  # of an evening, by member, from 0 to 1

BEST, WORST = 5.0, 0.5  # stars
DEBT_KEPT = 0.8  # of a debt is left after each further evening
INSISTENCE = 4.0  # how much a debt raises a weight: e⁴ times for one whole evening
N_EVENINGS = 20  # older ones leave less than 2 % of a debt


def average(stars: Sequence[float], weights: Sequence[float]) -> float:
    """Return the weighted mean: the most joy in all, whoever has it."""
    return _weighted(stars, weights)


def least_misery(stars: Sequence[float], weights: Sequence[float]) -> float:
    """Return 5 less the largest weighted distance from 5 stars; with equal weights, the lowest stars."""
    return BEST - max(weight * (BEST - given) for given, weight in zip(stars, weights, strict=True))


def nash(stars: Sequence[float], weights: Sequence[float]) -> float:
    """Return the weighted geometric mean of the stars above the worst: the Nash product, on the scale of stars."""
    gains = [math.log(max(given - WORST, 1e-6)) for given in stars]
    return WORST + math.exp(_weighted(gains, weights))


RULES: Mapping[Rule, Callable[[Sequence[float], Sequence[float]], float]] = {
    "average": average,
    "least_misery": least_misery,
    "nash": nash,
}


def _weighted(values: Sequence[float], weights: Sequence[float]) -> float:
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / sum(weights)


def satisfaction(stars: float, best: float) -> float:
    """Return how content somebody is who gets `stars` and could have had `best`, from 0 to 1."""
    return max(0.0, min(1.0, (stars - WORST) / max(best - WORST, 1e-6)))


def debts(evenings: Sequence[Satisfactions], member_ids: Sequence[str]) -> list[float]:
    """Return by how much each member fell short of the others' mean, newest evening first, older ones fading."""
    owed = dict.fromkeys(member_ids, 0.0)
    for age, satisfied in enumerate(evenings[:N_EVENINGS]):
        there = {member_id: satisfied[member_id] for member_id in member_ids if member_id in satisfied}
        mean = fmean(there.values()) if there else 0.0
        for member_id, content in there.items():
            owed[member_id] += DEBT_KEPT**age * (mean - content)
    return list(owed.values())


def weigh(evenings: Sequence[Satisfactions], member_ids: Sequence[str]) -> list[float]:
    """Return each member's weight: e^(INSISTENCE · debt), with a mean of 1, to three digits."""
    raised = [math.exp(INSISTENCE * debt) for debt in debts(evenings, member_ids)]
    mean = fmean(raised)
    return [round(weight / mean, 3) for weight in raised]
