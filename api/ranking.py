"""From candidates to a ranked list, in pure functions: blend, diversify, explain.

A score is a sum of contributions, one a source: weight · value / the source's largest value among the candidates. A
source that has nothing to say drops out and the others' weights are made to sum to 1 again; where none has anything to
say, popularity has all the weight.
"""

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any, NamedTuple

Weights = Mapping[str, float]

SOURCES = ("neighbors", "ease", "cosine", "content", "popular")  # in the order in which SQL tells of them

# Weights by the number of ratings from which on they hold; docs/algorithms.md tells how they were found.
TUNED: dict[int, Weights] = {
    0: {"popular": 1.0},
    1: {"neighbors": 1.0, "cosine": 0.5, "content": 0.15, "popular": 0.5},
    3: {"neighbors": 1.0, "cosine": 1.0, "content": 0.15, "popular": 0.25},
    6: {"neighbors": 1.0, "cosine": 1.0, "ease": 0.25, "content": 0.15, "popular": 0.25},
    15: {"ease": 1.0, "content": 0.3, "neighbors": 0.1},
}
CLASSIC: dict[int, Weights] = {0: {"neighbors": 0.5, "content": 0.3, "popular": 0.2}}
PRESETS = {"tuned": TUNED, "classic": CLASSIC}
FULL_AFTER = 6  # places, from which on variety has all its weight
MANY_GENRES = 4  # new ones are worth as much as the best score


class Candidate(NamedTuple):
    """What could be recommended: what diversity goes by, and what each source says (absent: nothing)."""

    item_id: int
    scores: Mapping[str, float]
    genres: Sequence[str] = ()
    year: int | None = None
    language: str | None = None


class Contribution(NamedTuple):
    """What a source adds to a score: weight · value / maximum."""

    source: str
    weight: float
    value: float
    maximum: float

    @property
    def points(self) -> float:
        """The summand."""
        return self.weight * self.value / self.maximum


class Ranked(NamedTuple):
    """A candidate with its score and what the score is made of."""

    candidate: Candidate
    score: float
    contributions: tuple[Contribution, ...]


def read_candidates(found: Sequence[Sequence[Any]]) -> list[Candidate]:
    """Candidates as SQL tells them: id, year, language, genres, and what each of `SOURCES` says, None for nothing."""
    return [
        Candidate(
            item_id,
            {source: score for source, score in zip(SOURCES, scores, strict=True) if score is not None},
            genres,
            year,
            language,
        )
        for item_id, year, language, genres, *scores in found
    ]


def recommend(candidates: Sequence[Candidate], weights: Weights, diversity: float, limit: int) -> list[Ranked]:
    """The best `limit` candidates, best first. `diversity` 0 is the raw order, 1 minds nothing but variety."""
    return diversify(blend(candidates, weights), diversity, limit)


def weights_for(n_ratings: int, preset: Mapping[int, Weights] = TUNED) -> Weights:
    """The weights for a history of so many ratings."""
    return preset[max(start for start in preset if start <= n_ratings)]


def sources_of(preset: Mapping[int, Weights]) -> dict[str, list[str]]:
    """The sources that have a weight, by the number of ratings from which on they have it: what SQL is to ask."""
    return {str(start): sorted(source for source, weight in preset[start].items() if weight > 0) for start in preset}


def blend(candidates: Sequence[Candidate], weights: Weights) -> list[Ranked]:
    """All candidates with their scores, best first, ties by id."""
    maxima = {source: max([c.scores.get(source, 0.0) for c in candidates], default=0.0) for source in SOURCES}
    live = {source: weight for source, weight in weights.items() if weight > 0 and maxima[source] > 0}
    if not live and maxima["popular"] > 0:
        live = {"popular": 1.0}
    total = sum(live.values())
    parts = [(source, weight / total, maxima[source]) for source, weight in live.items()]
    ranked = []
    for candidate in candidates:
        scores = candidate.scores
        contributions = tuple(
            [Contribution(source, share, scores[source], most) for source, share, most in parts if source in scores]
        )
        ranked.append(Ranked(candidate, sum([part.points for part in contributions]), contributions))
    return sorted(ranked, key=lambda one: (-one.score, one.candidate.item_id))


def diversify(ranked: Sequence[Ranked], diversity: float, limit: int, pool: int = 150) -> list[Ranked]:
    """Greedy, like maximal marginal relevance (Carbonell and Goldstein 1998), with the gain of covering what a list
    lacks (Santos et al. 2010): each place goes to the largest (1 − d) · score / best score + d · new genres / 4.

    New is a genre that nothing above has. d grows with the places that are taken, from 0 to `diversity` at the seventh:
    the first places are the likeliest to please. Only the best `pool` compete.
    """
    if diversity == 0 or len(ranked) <= 1:
        return list(ranked[:limit])
    left = [(one, set(one.candidate.genres)) for one in ranked[: max(pool, limit)]]
    every_genre: set[str] = set().union(*(genres for _, genres in left))
    best = max(ranked[0].score, 1e-9)
    chosen: list[Ranked] = []
    shown: set[str] = set()
    while left and len(chosen) < limit:
        share = diversity * min(1.0, len(chosen) / FULL_AFTER)
        by_score, by_genre = (1 - share) / best, share / MANY_GENRES
        place, largest, most_by_genre = 0, -inf, by_genre * len(every_genre - shown)
        for n, (one, genres) in enumerate(left):
            value = by_score * one.score
            if value + most_by_genre <= largest:
                break  # those with lesser scores cannot be larger
            value += by_genre * len(genres - shown)
            if value > largest:
                place, largest = n, value
        taken, genres = left.pop(place)
        chosen.append(taken)
        shown |= genres
    return chosen


def method_of(ranked: Sequence[Ranked]) -> str:
    """The sources that made a list, weightiest first: `ease+cosine+content`."""
    weights = {part.source: part.weight for one in ranked for part in one.contributions}
    return "+".join(sorted(weights, key=lambda source: (-weights[source], source))) or "nothing"


def explain(contributions: Sequence[Mapping[str, Any]], evidence: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Reasons for people, the weightiest first: a sentence, its source, and what it adds to the score.

    `contributions` and `evidence` are those of a stored receipt. Reasons sum to the score: what speaks against the item
    is among them, last.
    """
    ordered = sorted(contributions, key=lambda part: (-part["contribution"], part["source"]))
    return [
        {
            "source": part["source"],
            "text": _sentence(part["source"], evidence.get(part["source"], {}))
            if part["contribution"] > 0
            else "though it goes less with what you rated",
            "contribution": part["contribution"],
        }
        for part in ordered
        if part["contribution"] != 0
    ]


def _sentence(source: str, found: Mapping[str, Any]) -> str:
    because = [f"{part['title']} {part['rating']:g}" for part in found.get("top", []) if part.get("title")][:2]
    if source == "neighbors":
        n_people, average = found.get("count"), found.get("average")
        people = "one person" if n_people == 1 else f"{n_people} people" if n_people else "people"
        stars = "" if average is None else f" {average:g}" if n_people == 1 else f" {average:g} on average"
        return f"{people} with your taste rated it{stars}"
    if source == "content" and because:
        return f"its story is like those of what you rated: {' and '.join(because)}"
    if because:
        return f"because you rated {' and '.join(because)}"
    if source == "popular" and found.get("like_count"):
        n_likes = found["like_count"]
        return f"liked by {n_likes} {'readers' if n_likes != 1 else 'reader'} here"
    if source == "popular" and found.get("external_count"):
        return f"widely known: rated {found['external_count']:,} times elsewhere"
    return {"popular": "well known", "content": "its story is like what you liked"}.get(
        source, "goes with what you rated"
    )
