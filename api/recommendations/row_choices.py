"""What a row of the front page chooses from the items that are left: pure functions, one for each kind of row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from api.ranking.candidates import Ranked

Liked = Mapping[str, Any]  # a favorite or a feature
RowChoice = Callable[[Sequence[Ranked]], Iterable[Ranked]]

KNOWN_FULLY = 5
LEAST_OF_SEASON = 0.5  # a row of a season has what taste leaves so much of; lists have more


def alike(seed: Liked, item_type: str) -> Sequence[int]:
    """Return the items of a type that are like a favorite."""
    return next((found["item_ids"] for found in seed["alike"] or [] if found["item_type"] == item_type), [])


def in_order(item_ids: Sequence[int]) -> RowChoice:
    """Choose those of these items that are left, in this order."""

    def choose(left: Sequence[Ranked]) -> list[Ranked]:
        by_id = {one.candidate.item_id: one for one in left}
        return [by_id[item_id] for item_id in item_ids if item_id in by_id]

    return choose


def without_disliked(choose: RowChoice) -> RowChoice:
    """Choose the same without items with a score below 0, whatever they resemble."""
    return lambda left: [one for one in choose(left) if one.score > 0]


def having(taste: Liked) -> RowChoice:
    """Choose the items that have a feature and are of its type, best first."""

    def choose(left: Sequence[Ranked]) -> list[Ranked]:
        kind, name, item_type = taste["kind"], taste["name"], taste["item_type"]
        return [one for one in left if one.candidate.item_type == item_type and name in _names_of(one, kind)]

    return choose


def suiting(season: str) -> RowChoice:
    """Choose the items that a season speaks for and taste hardly against, best first, with scores above 0."""

    def is_right(one: Ranked) -> bool:
        found = one.candidate.season
        return found is not None and found.name == season and found.share >= LEAST_OF_SEASON and one.score > 0

    return lambda left: [one for one in left if is_right(one)]


def _names_of(one: Ranked, kind: str) -> Sequence[str]:
    if kind == "language":
        return (one.candidate.language,) if one.candidate.language else ()
    return one.candidate.genres if kind == "genre" else one.candidate.people


def most_popular(item_type: str | None) -> RowChoice:
    """Choose by popularity alone, of one type or of all; an item without any is not popular."""

    def choose(left: Sequence[Ranked]) -> list[Ranked]:
        found = [
            one
            for one in left
            if one.candidate.scores.get("popular", 0) > 0 and item_type in (None, one.candidate.item_type)
        ]
        return sorted(found, key=lambda one: (-one.candidate.scores["popular"], one.candidate.item_id))

    return choose


def to_rate(item_type: str | None, limit: int) -> RowChoice:
    """Choose well-known items that differ from one another, among the most popular `KNOWN_FULLY` rows full.

    Each next item is the most popular that brings a new genre or language. If none does, all count as new again.
    """

    def choose(left: Sequence[Ranked]) -> list[Ranked]:
        known = list(most_popular(item_type)(left))[: KNOWN_FULLY * limit]
        chosen: list[Ranked] = []
        while known and len(chosen) < limit:
            there: set[str] = set()
            waiting: list[Ranked] = []
            for one in known:
                new = {*one.candidate.genres, one.candidate.language or ""} - there
                if new:
                    chosen.append(one)
                    there |= new
                else:
                    waiting.append(one)
            known = waiting
        return chosen[:limit]

    return choose
