"""Pure functions that count what became of entries: shares with their intervals, by source, position and variant."""

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from api.jobs.evaluate.logged.log import Entry, LoggedList, Parts

Z = 1.959964  # of a standard normal: 95 % lie within
UNKNOWN = "unknown"
BANDS = ((1, 1), (2, 3), (4, 6), (7, 10), (11, 20), (21, 40))  # positions that are counted together


@dataclass
class Tally:
    """How many entries were shown, and what became of them."""

    n_shown: int = 0
    n_clicked: int = 0
    n_accepted: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    def add(self, entry: Entry) -> None:
        """Count an entry. Feedback counts also where the list itself is gone."""
        self.n_shown += entry.is_shown
        self.n_clicked += entry.is_shown and entry.is_clicked
        self.n_accepted += entry.is_shown and entry.is_accepted
        self.kinds.update(entry.kinds)


def wilson(n_of_them: int, n: int, z: float = Z) -> tuple[float, float]:
    """Return the score interval of a share (Wilson 1927); 0 to 1 if there is nothing to go by.

    Its middle is (p + z² / 2n) / (1 + z² / n), its half z / (1 + z² / n) · √(p (1 − p) / n + z² / 4n²).
    """
    if n == 0:
        return 0.0, 1.0
    share, square = n_of_them / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def main_source(parts: Parts) -> str:
    """Return the source that contributes most; ties by name. Without a positive contribution it is unknown."""
    points = {source: weight * value for source, (weight, value) in parts.items()}
    best = max(sorted(points), key=lambda source: points[source], default=UNKNOWN)
    return best if points.get(best, 0.0) > 0 else UNKNOWN


def band_of(place: int) -> str:
    """Return the band of positions: 1, 2-3, 4-6 and so on."""
    for first, last in BANDS:
        if place <= last:
            return str(first) if first == last else f"{first}-{last}"
    return f"{BANDS[-1][1] + 1}+"


def tally(lists: Iterable[LoggedList], key: Callable[[Entry], str]) -> dict[str, Tally]:
    """Return a tally by key of the entries that were shown or spoken of."""
    found: dict[str, Tally] = {}
    for logged in lists:
        for entry in logged.entries:
            if entry.is_shown or entry.kinds:
                found.setdefault(key(entry), Tally()).add(entry)
    return found
