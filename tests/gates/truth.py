"""Whether a reason that speaks of people with one's taste is true, counted anew from everybody's ratings."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

LIKED = 4.0
MIDDLE = 2.75  # of the scale
FEWEST_COMMON = 3
FEWEST_PEOPLE = 2

Stars = Mapping[int, float]  # by item


def neighbor_reasons_hold(items: Sequence[Mapping[str, Any]], mine: Stars, others: Mapping[int, Stars]) -> list[bool]:
    """For every reason of the source `neighbors`: as many such people as it says are there, and two of them liked it.

    Who "gave it 4.2 on average" rated it; who "liked it" gave it 4 or more.
    """
    near = [rated for rated in others.values() if is_near(mine, rated)]
    found = []
    for item in items:
        stars = [rated[item["id"]] for rated in near if item["id"] in rated]
        n_liked = sum(given >= LIKED for given in stars)
        for reason in item["reasons"]:
            if reason["source"] == "neighbors":
                spoken_of = n_liked if "liked" in reason["text"] else len(stars)
                found.append(n_liked >= FEWEST_PEOPLE and n_told(reason) <= spoken_of)
    return found


def is_near(mine: Stars, theirs: Stars) -> bool:
    """Whether somebody rated at least three of the same items (all of a shorter history) and like me."""
    common = mine.keys() & theirs.keys()
    return len(common) >= min(FEWEST_COMMON, len(mine)) and correlation(mine, theirs) > 0


def correlation(mine: Stars, theirs: Stars) -> float:
    """Of the common items, stars from the middle of the scale (constrained Pearson); 0 without common items."""
    pairs = [(mine[item] - MIDDLE, theirs[item] - MIDDLE) for item in mine.keys() & theirs.keys()]
    spread = math.sqrt(sum(x * x for x, _ in pairs) * sum(y * y for _, y in pairs))
    return sum(x * y for x, y in pairs) / spread if spread else 0.0


def n_told(reason: Mapping[str, Any]) -> int:
    """How many people a reason speaks of; without a number two, the fewest that are "people"."""
    number = re.match(r"\d+", reason["text"])
    return int(number[0]) if number else 1 if reason["text"].startswith("one person") else FEWEST_PEOPLE
