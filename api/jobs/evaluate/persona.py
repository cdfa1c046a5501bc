"""The type of a persona: made-up ratings, and which items fit them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations


@dataclass(frozen=True)
class Traits:
    """What is known of an item."""

    item_type: str
    genres: Collection[str] = ()
    language: str | None = None
    year: int | None = None
    people: Collection[str] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of items. An item must have one of each trait that is given; other traits do not matter."""

    genres: Collection[str] = ()
    languages: Collection[str] = ()
    people: Collection[str] = ()
    since: int | None = None
    until: int | None = None
    item_type: str | None = None

    def has(self, item: Traits) -> bool:
        """Say whether an item is of this kind; an unknown year fits no period."""
        return (
            (not self.genres or not set(self.genres).isdisjoint(item.genres))
            and (not self.languages or item.language in self.languages)
            and (not self.people or not set(self.people).isdisjoint(item.people))
            and (self.item_type is None or item.item_type == self.item_type)
            and (self.since is None or (item.year is not None and item.year >= self.since))
            and (self.until is None or (item.year is not None and item.year <= self.until))
        )


@dataclass(frozen=True)
class Persona:
    """A made-up reader. `ratings` are stars by title, oldest first; an item of any kind in `fits` fits them."""

    name: str
    ratings: Mapping[str, float]
    fits: Sequence[Kind]
    avoids: str  # a genre that they rated low, and never high
    opposites: Collection[str] = field(default=())

    def likes(self, item: Traits) -> bool:
        """Say whether an item fits."""
        return any(kind.has(item) for kind in self.fits)


def share_that_fit(persona: Persona, shown: Sequence[Traits]) -> float:
    """Return the share of a list that fits the persona; of an empty list it is 0."""
    return sum(persona.likes(item) for item in shown) / max(len(shown), 1)


def overlap(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the share of one list that is in the other, relative to the longer list."""
    return len(set(one) & set(other)) / max(len(one), len(other), 1)


def share_of_new(before: Sequence[int], after: Sequence[int]) -> float:
    """Return the share of a list that was not in the list before."""
    return len(set(after) - set(before)) / max(len(after), 1)


def excess(genre: str, shown: Sequence[Traits], catalogue: Collection[Traits]) -> float:
    """Return the share of a genre in a list minus its share of the catalogue."""
    in_list, in_all = (sum(genre in item.genres for item in items) for items in (shown, catalogue))
    return in_list / max(len(shown), 1) - in_all / max(len(catalogue), 1)


def opposite_pairs(personas: Iterable[Persona]) -> list[tuple[str, str]]:
    """Return the pairs of names to compare, each pair once."""
    known = list(personas)
    return [
        (one.name, other.name)
        for one, other in combinations(known, 2)
        if other.name in one.opposites or one.name in other.opposites
    ]
