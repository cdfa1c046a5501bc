"""What a reader's ratings say for and against features: genres, languages, decades and people.

A feature's liking compares how often it occurs in what the reader liked with how often it occurs in the catalogue. It
is the smoothed log-odds ln((O + 1) / (E + 1)). SQL (`list_likings`) computes it for liked and for disliked items. These
pure functions say what it means for an item. docs/algorithms.md has the formulas and how they were found.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

Feature = tuple[str, str]  # its kind and its name: ("genre", "Drama"), ("decade", "1990")
Points = tuple[Feature, float]

SCALE = 1.5  # the sum of an item's features adds tanh(sum / SCALE) to its score
OF_PEOPLE = 0.8  # the weight of people, if a genre or a language weighs 1
LEAST_OF_TYPE = -1.5


class Liking(NamedTuple):
    """How much more often than by chance a feature occurs in what was liked, and in what was disliked (0 or more)."""

    liked: float
    disliked: float

    @property
    def total(self) -> float:
        """Return for and against in one number."""
        return self.liked - self.disliked


@dataclass(frozen=True)
class Taste:
    """What is known of a reader: likings by feature, and how much less they want one type of item than the other."""

    features: Mapping[Feature, Liking] = field(default_factory=dict)
    types: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def genres(self) -> dict[str, Points]:
        """Return each genre's points by name; it is made once, because hundreds of items look it up."""
        return {name: (("genre", name), liking.total) for name, liking in self._of("genre").items()}

    @cached_property
    def languages(self) -> dict[str, Points]:
        """Return each language's points by code."""
        return {name: (("language", name), liking.total) for name, liking in self._of("language").items()}

    @cached_property
    def people(self) -> dict[str, Liking]:
        """Return the likings of people by name."""
        return self._of("person")

    @cached_property
    def decades(self) -> dict[int, Points]:
        """Return each decade's points: the mean of its liking and those of its two neighbors, which count half.

        Tastes change gradually, so a decade's neighbors say something of it too.
        """
        totals = {int(name): liking.total for name, liking in self._of("decade").items()}
        near = {decade + years for decade in totals for years in (-10, 0, 10)}
        means = {
            decade: (2 * totals.get(decade, 0.0) + totals.get(decade - 10, 0.0) + totals.get(decade + 10, 0.0)) / 4
            for decade in near
        }
        return {decade: (("decade", str(decade)), mean) for decade, mean in means.items() if mean}

    @cached_property
    def disliked_genres(self) -> frozenset[str]:
        """Return the genres that the reader dislikes more than they like them: no list needs them for variety."""
        return frozenset(name for name, liking in self._of("genre").items() if liking.disliked > max(0.0, liking.liked))

    def _of(self, wanted: str) -> dict[str, Liking]:
        return {name: liking for (kind, name), liking in self.features.items() if kind == wanted}


def parse_taste(found: Sequence[Mapping[str, Any]]) -> Taste:
    """Read a taste from SQL's rows of kind, name, liked and disliked; for the kind `type` only `liked` counts."""
    features = {(row["kind"], row["name"]): Liking(row["liked"], row["disliked"]) for row in found}
    types = {
        name: max(LEAST_OF_TYPE, min(0.0, liking.liked)) for (kind, name), liking in features.items() if kind == "type"
    }
    return Taste({feature: liking for feature, liking in features.items() if feature[0] != "type"}, types)


def parts_of(
    taste: Taste, genres: Sequence[str], language: str | None, year: int | None, people: Iterable[str]
) -> dict[Feature, float]:
    """Return what each feature of an item says of it; their sum is the item's T. Unknown features say nothing."""
    parts: dict[Feature, float] = {}
    known, root = taste.genres, math.sqrt(len(genres))
    for genre in genres:
        if genre in known:
            feature, points = known[genre]
            parts[feature] = points / root
    if language in taste.languages:
        feature, points = taste.languages[language]
        parts[feature] = points
    if year is not None and (of_decade := taste.decades.get(year // 10 * 10)):
        parts[of_decade[0]] = of_decade[1]
    if not taste.people.keys().isdisjoint(people):
        _add_people(parts, taste.people, [name for name in people if name in taste.people])
    return parts


def squash(total: float) -> float:
    """Put T on a scale from -1 to 1."""
    return math.tanh(total / SCALE)


def _add_people(parts: dict[Feature, float], known: Mapping[str, Liking], found: Sequence[str]) -> None:
    """Add the most liked and the most disliked person of an item."""
    best = max(found, key=lambda name: known[name].liked)
    worst = max(found, key=lambda name: known[name].disliked)
    for name, points in (
        (best, OF_PEOPLE * max(0.0, known[best].liked)),
        (worst, -OF_PEOPLE * known[worst].disliked),
    ):
        if points != 0:
            parts["person", name] = parts.get(("person", name), 0.0) + points
