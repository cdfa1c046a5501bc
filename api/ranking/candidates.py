"""The types that ranking works on: candidates, their scores, and what SQL says of them."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from api.ranking.seasons import Season, felt
from api.ranking.taste import Feature, Taste, parse_taste, parts_of

Weights = Mapping[str, float]

SOURCES = ("neighbors", "ease", "cosine", "content", "popular", "factors")
FRIENDS = "friends"  # what friends gave; beside the sources, for it is no part of what they share among them
CANDIDATES = 60  # of each source; at least as many as a list has items
SHOWN = "shown"  # a score of 1, of what the reader was shown on five days and passed by
FROM_CONTENT = 20  # items of each type that are near by description
# So that the weak does not count like the strong; 0.5: one friend's five stars.
LEAST_MAXIMA = {"content": 0.35, FRIENDS: 0.5}


class Candidate(NamedTuple):
    """An item that could be recommended: its features, and the scores of the sources that have one."""

    item_id: int
    scores: Mapping[str, float]
    genres: Sequence[str] = ()
    year: int | None = None
    language: str | None = None
    people: Sequence[str] = ()
    item_type: str = "movie"
    work_id: int | None = None
    season: Season | None = None


class Material(NamedTuple):
    """What a list is made of. `weights` are those that SQL chose, or None if it was given none."""

    candidates: Sequence[Candidate]
    taste: Taste
    weights: Weights | None


class Summand(NamedTuple):
    """What a source, or one feature of a taste, adds to a score: weight · value / maximum."""

    source: str
    weight: float
    value: float
    maximum: float
    feature: Feature | None = None

    @property
    def points(self) -> float:
        """Return the summand."""
        return self.weight * self.value / self.maximum


class Choice(NamedTuple):
    """An item that could stand at the exploring place: what is known of it, how it suits the reader, and its chance.

    `seen` counts its showings by what their places are worth of a first one; `fit` is from 0 to 1.
    """

    item_id: int
    fit: float
    n_shown: int
    n_clicked: int
    seen: float
    n_raters: int
    n_likes: int
    chance: float


class Explored(NamedTuple):
    """What chance decided of an exploring place: how likely it was, days since the item came, and all choices.

    `prior` is the catalogue's click-through and its share of likes.
    """

    chosen: Choice
    days: int
    prior: tuple[float, float]
    choices: Sequence[Choice]


class Ranked(NamedTuple):
    """A candidate with its score, the contributions of the score, and the rank by scores alone."""

    candidate: Candidate
    score: float
    contributions: tuple[Summand, ...]
    rank: int = 0
    new_genres: tuple[str, ...] = ()
    explored: Explored | None = None


def parse_material(found: Mapping[str, Any]) -> Material:
    """Read SQL's answer for a reader: `candidates`, `likings` and `weights`.

    `tired` is what was shown too often. By item, `friends` has the scores of what friends liked, and `seasons` what a
    season says.
    """
    more = {item_id: {SHOWN: 1.0} for item_id in found.get("tired", ())}
    for item_id, points in (found.get("friends") or {}).items():
        more[int(item_id)] = {**more.get(int(item_id), {}), FRIENDS: points}
    candidates = [
        one._replace(scores={**one.scores, **more[one.item_id]}) if one.item_id in more else one
        for one in parse_candidates(found["candidates"])
    ]
    taste, seasons = parse_taste(found["likings"]), found.get("seasons") or {}
    if seasons:
        candidates = [_in_season(one, seasons.get(str(one.item_id)), taste) for one in candidates]
    return Material(candidates, taste, found["weights"])


def _in_season(one: Candidate, told: Mapping[str, Any] | None, taste: Taste) -> Candidate:
    if told is None:
        return one
    return one._replace(season=felt(told, taste, parts_of(taste, one.genres, one.language, one.year, one.people)))


def parse_candidates(found: Sequence[Mapping[str, Any]]) -> list[Candidate]:
    """Read candidates from SQL's answer: objects with an item's features and a number or null for each of `SOURCES`."""
    return [
        Candidate(
            one["item_id"],
            {source: one[source] for source in SOURCES if one.get(source) is not None},
            one["genres"],
            one["year"],
            one["language"],
            one["people"],
            one["item_type"],
            one["work_id"],
        )
        for one in found
    ]


def largest(candidates: Sequence[Candidate]) -> dict[str, float]:
    """Return each source's largest value over the candidates; 0 if it has none."""
    found = dict.fromkeys((*SOURCES, FRIENDS), 0.0)
    for candidate in candidates:
        for source in found:
            found[source] = max(found[source], candidate.scores.get(source, 0.0))
    return {source: max(value, LEAST_MAXIMA.get(source, 0.0)) if value > 0 else 0.0 for source, value in found.items()}
