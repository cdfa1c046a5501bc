"""Whether a reason that speaks of people with one's taste is true, counted anew from everybody's ratings."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

LIKED = 4.0
FEWEST_COMMON = 3
FEWEST_PEOPLE = 2

Stars = Mapping[int, float]  # by item


def neighbor_reasons_hold(items: Sequence[Mapping[str, Any]], mine: Stars, others: Mapping[int, Stars]) -> list[bool]:
    """For every reason of the source `neighbors`: at least two such people are there, and as many as it says."""
    near = [rated for rated in others.values() if is_near(mine, rated)]
    found = []
    for item in items:
        n_people = sum(rated.get(item["id"], 0) >= LIKED for rated in near)
        told = [n_told(reason) for reason in item["reasons"] if reason["source"] == "neighbors"]
        found += [n_people >= FEWEST_PEOPLE and number <= n_people for number in told]
    return found


def is_near(mine: Stars, theirs: Stars) -> bool:
    """Whether somebody rated at least three of the same items (all of a shorter history) and like me."""
    common = mine.keys() & theirs.keys()
    return len(common) >= min(FEWEST_COMMON, len(mine)) and correlation(mine, theirs) > 0


def correlation(mine: Stars, theirs: Stars) -> float:
    """Of the common items, each one's stars from their own damped mean; 0 where it is undefined."""
    common = mine.keys() & theirs.keys()
    my_mean, their_mean = damped_mean(mine), damped_mean(theirs)
    pairs = [(mine[item] - my_mean, theirs[item] - their_mean) for item in common]
    spread = math.sqrt(sum(x * x for x, _ in pairs) * sum(y * y for _, y in pairs))
    return sum(x * y for x, y in pairs) / spread if spread else 0.0


def damped_mean(rated: Stars) -> float:
    """With five ratings of 3.25 besides, within half a star of that."""
    return min(3.75, max(2.75, (5 * 3.25 + sum(rated.values())) / (5 + len(rated))))


def n_told(reason: Mapping[str, Any]) -> int:
    """How many people a reason speaks of; without a number two, the fewest that are "people"."""
    number = re.match(r"\d+", reason["text"])
    return int(number[0]) if number else 1 if reason["text"].startswith("one person") else FEWEST_PEOPLE
