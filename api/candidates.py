"""What ranking is about: candidates, what their scores are made of, and what SQL tells of them."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from api.taste import Feature, Taste, parse_taste

Weights = Mapping[str, float]

SOURCES = ("neighbors", "ease", "cosine", "content", "popular")


class Candidate(NamedTuple):
    """What could be recommended: its features, and what each source says (absent: nothing)."""

    item_id: int
    scores: Mapping[str, float]
    genres: Sequence[str] = ()
    year: int | None = None
    language: str | None = None
    people: Sequence[str] = ()
    item_type: str = "movie"
    work_id: int | None = None


class Material(NamedTuple):
    """What a list can be made of. weights are those that SQL chose, None where it was given none."""

    candidates: Sequence[Candidate]
    taste: Taste
    weights: Weights | None


class Contribution(NamedTuple):
    """What a source, or one feature of a taste, adds to a score: weight · value / maximum."""

    source: str
    weight: float
    value: float
    maximum: float
    feature: Feature | None = None

    @property
    def points(self) -> float:
        """The summand."""
        return self.weight * self.value / self.maximum


class Ranked(NamedTuple):
    """A candidate with its score, what the score is made of, and where the scores alone would put it."""

    candidate: Candidate
    score: float
    contributions: tuple[Contribution, ...]
    rank: int = 0
    new_genres: tuple[str, ...] = ()


def parse_material(found: Mapping[str, Any]) -> Material:
    """What SQL answers of somebody: `candidates`, `likings` and `weights`."""
    return Material(parse_candidates(found["candidates"]), parse_taste(found["likings"]), found["weights"])


def parse_candidates(found: Sequence[Mapping[str, Any]]) -> list[Candidate]:
    """Candidates as SQL tells them: objects with an item's features, and what each of `SOURCES` says or null."""
    return [
        Candidate(
            one["item_id"],
            {source: one[source] for source in SOURCES if one[source] is not None},
            one["genres"],
            one["year"],
            one["language"],
            one["people"],
            one["item_type"],
            one["work_id"],
        )
        for one in found
    ]
