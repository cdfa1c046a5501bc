"""From candidates to a ranked list, in pure functions: blend, diversify.

A score is a sum of contributions. Each source adds weight · value / the source's largest value among the candidates;
sources that have nothing to say leave their weight to the others. Taste adds weight · tanh(T / 1.5), told feature by
feature, and a type of item that somebody rates less than the catalogue has takes something away. docs/algorithms.md
has every formula and its source.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import inf
from typing import Any, NamedTuple

from api.taste import SCALE, Feature, Taste, parse_taste, parts_of, squash

Weights = Mapping[str, float]

SOURCES = ("neighbors", "ease", "cosine", "content", "popular")
LEAST_MAXIMA = {"content": 0.35}  # so that what resembles nothing much does not count as if it did

# Weights by the number of ratings from which on they hold; docs/algorithms.md tells how they were found.
TUNED: dict[int, Weights] = {
    0: {"popular": 1.0},
    1: {"neighbors": 0.5, "cosine": 0.3, "content": 0.3, "popular": 0.25, "taste": 0.3, "type": 0.3},
    3: {"neighbors": 0.5, "cosine": 0.3, "content": 0.3, "popular": 0.15, "taste": 0.7, "type": 0.3},
    6: {"neighbors": 0.5, "cosine": 0.3, "content": 0.3, "popular": 0.1, "taste": 0.6, "type": 0.3},
    15: {"neighbors": 0.3, "ease": 1.0, "content": 0.2, "taste": 0.4, "type": 0.3},
}
CLASSIC: dict[int, Weights] = {0: {"neighbors": 0.5, "content": 0.3, "popular": 0.2}}
PRESETS = {"trained": TUNED, "tuned": TUNED, "classic": CLASSIC}
FULL_AFTER = 6  # places, from which on variety has all its weight
MANY_GENRES = 4  # new ones are worth as much as all the way from the worst score to the best
POOL = 150  # of the best compete for the places of a list


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


def recommend(
    candidates: Sequence[Candidate], taste: Taste, weights: Weights, diversity: float, limit: int
) -> list[Ranked]:
    """The best `limit` candidates, best first, one of each work. `diversity` 0 is the order of scores alone."""
    return diversify(one_of_each_work(blend(candidates, taste, weights)), diversity, limit)


def weights_for(n_ratings: int, preset: Mapping[int, Weights] = TUNED) -> Weights:
    """The weights for a history of so many ratings."""
    return preset[max(start for start in preset if start <= n_ratings)]


def blend(candidates: Sequence[Candidate], taste: Taste, weights: Weights) -> list[Ranked]:
    """All candidates with their scores, best first, ties by id."""
    maxima = {source: _most(source, candidates) for source in SOURCES}
    live = {source: weights[source] for source in SOURCES if weights.get(source, 0.0) > 0 and maxima[source] > 0}
    if not live and maxima["popular"] > 0:
        live = {"popular": 1.0}
    total = sum(live.values())
    shares = [(source, weight / total, maxima[source]) for source, weight in live.items()]
    ranked = []
    for candidate in candidates:
        scores = candidate.scores
        parts = [
            Contribution(source, share, scores[source], most) for source, share, most in shares if source in scores
        ]
        parts += _of_taste(candidate, taste, weights)
        ranked.append(Ranked(candidate, sum([part.points for part in parts]), tuple(parts)))
    ranked.sort(key=lambda one: (-one.score, one.candidate.item_id))
    return [one._replace(rank=rank) for rank, one in enumerate(ranked, 1)]


def _most(source: str, candidates: Sequence[Candidate]) -> float:
    largest = max([c.scores.get(source, 0.0) for c in candidates], default=0.0)
    return max(largest, LEAST_MAXIMA.get(source, 0.0)) if largest > 0 else 0.0


def _of_taste(candidate: Candidate, taste: Taste, weights: Weights) -> list[Contribution]:
    """One contribution a feature, so that all together are weight · tanh(T / 1.5); and the type's."""
    parts: list[Contribution] = []
    if weight := weights.get("taste", 0.0):
        found = parts_of(taste, candidate.genres, candidate.language, candidate.year, candidate.people)
        total = sum(found.values())
        scale = total / squash(total) if abs(total) > 1e-9 else SCALE
        parts += [Contribution("taste", weight, value, scale, feature) for feature, value in found.items() if value]
    if (weight := weights.get("type", 0.0)) and (of_type := taste.types.get(candidate.item_type)):
        parts.append(Contribution("type", weight, of_type, 1.0, ("type", candidate.item_type)))
    return parts


def one_of_each_work(ranked: Iterable[Ranked]) -> list[Ranked]:
    """Without further editions of what stands higher."""
    kept: list[Ranked] = []
    works: set[int] = set()
    for one in ranked:
        work_id = one.candidate.work_id
        if work_id is None or work_id not in works:
            kept.append(one)
        if work_id is not None:
            works.add(work_id)
    return kept


def diversify(ranked: Sequence[Ranked], diversity: float, limit: int) -> list[Ranked]:
    """Greedy, like maximal marginal relevance (Carbonell and Goldstein 1998), with the gain of covering what a list
    lacks (Santos et al. 2010): each place goes to the largest (1 − d) · score + d · new genres / 4.

    Scores are stretched to run from 0 to 1 over the best `POOL`, who alone compete. New is a genre that nothing above
    has. d grows with the places that are taken, from 0 to `diversity` at the seventh: the first are the likeliest to
    please.
    """
    pool = ranked[: max(POOL, limit)]
    if diversity == 0 or len(ranked) <= 1:
        return list(ranked[:limit])
    worst, best = pool[-1].score, pool[0].score
    left = [((one.score - worst) / max(best - worst, 1e-9), one, set(one.candidate.genres)) for one in pool]
    every_genre: set[str] = set().union(*(genres for _, _, genres in left))
    chosen: list[Ranked] = []
    shown: set[str] = set()
    while left and len(chosen) < limit:
        share = diversity * min(1.0, len(chosen) / FULL_AFTER)
        by_genre = share / MANY_GENRES
        place, largest, most_by_genre = 0, -inf, by_genre * len(every_genre - shown)
        for n, (score, _, genres) in enumerate(left):
            value = (1 - share) * score
            if value + most_by_genre <= largest:
                break  # those with lesser scores cannot be larger
            value += by_genre * len(genres - shown)
            if value > largest:
                place, largest = n, value
        _, taken, genres = left.pop(place)
        chosen.append(taken._replace(new_genres=tuple(sorted(genres - shown)) if chosen else ()))
        shown |= genres
    return chosen


def sources_of(ranked: Iterable[Ranked]) -> list[str]:
    """The sources that made a list, weightiest first."""
    weights = {part.source: part.weight for one in ranked for part in one.contributions if part.source != "type"}
    return sorted(weights, key=lambda source: (-weights[source], source))
