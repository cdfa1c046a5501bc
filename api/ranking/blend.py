"""Pure functions from candidates to a ranked list.

A score is a sum of contributions. Each source adds weight · value / the source's largest value among the candidates. A
source that has nothing to say leaves its weight to the others. Taste adds weight · tanh(T / 1.5), split by feature. A
type of item that the reader rates less than the catalogue has takes something away. docs/algorithms.md has every
formula and its source.
"""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter

from api.ranking.candidates import FRIENDS, SHOWN, SOURCES, Candidate, Material, Ranked, Summand, Weights, largest
from api.ranking.exploring import Explorer
from api.ranking.lists import Former, diversify, keep_steady, one_of_each_work
from api.ranking.recommender import Recommender
from api.ranking.seasons import SEASON
from api.ranking.taste import SCALE, Feature, Taste, parts_of, squash

OF_SHOWN = -0.5  # the weight of having been shown and passed by: as much as half of what all sources say together
OF_FRIENDS = 0.2  # the weight of what friends gave, on top of what all sources say together

# Weights by the smallest number of ratings that they are for; docs/algorithms.md tells how they were found.
TUNED: dict[int, Weights] = {
    0: {"popular": 1.0},
    1: {"neighbors": 0.1, "cosine": 0.3, "content": 0.1, "popular": 0.25, "taste": 0.15, "type": 0.3},
    3: {"neighbors": 0.5, "cosine": 0.5, "content": 0.1, "popular": 0.3, "taste": 0.2, "type": 0.3},
    5: {"neighbors": 0.7, "cosine": 0.3, "content": 0.6, "taste": 0.4, "type": 0.3},
    6: {"neighbors": 0.3, "cosine": 0.2, "content": 0.4, "popular": 0.05, "taste": 0.7, "type": 0.3},
    15: {"neighbors": 0.3, "ease": 1.0, "content": 0.2, "taste": 0.4, "type": 0.3},
}
CLASSIC: dict[int, Weights] = {0: {"neighbors": 0.5, "content": 0.3, "popular": 0.2}}
PRESETS = {"trained": TUNED, "tuned": TUNED, "classic": CLASSIC}


def recommend(
    candidates: Sequence[Candidate],
    taste: Taste,
    weights: Weights,
    diversity: float,
    limit: int,
    recommender: Recommender | None = None,
    explorer: Explorer | None = None,
) -> list[Ranked]:
    """Return the best `limit` candidates, best first, one of each work. With `diversity` 0, scores alone decide.

    A recommender scores the candidates anew; `RecommenderFailed` says that it could not. An explorer adds one item of
    which little is known.
    """
    blended = Blend(candidates, taste, weights)
    ranked = one_of_each_work(blended.order(candidates, recommender))
    return blended.explain(
        blended.explore(diversify(ranked, diversity, limit, taste.disliked_genres), ranked, explorer)
    )


def recommend_again(
    material: Material,
    diversity: float,
    limit: int,
    former: Former,
    recommender: Recommender | None = None,
    explorer: Explorer | None = None,
) -> list[Ranked]:
    """Recommend as `recommend` does, but keep as much of the former list as `former` says."""
    blended = Blend(material.candidates, material.taste, material.weights or {})
    ranked = one_of_each_work(blended.order(material.candidates, recommender))
    chosen = diversify(ranked, diversity, limit, material.taste.disliked_genres)
    kept = keep_steady(chosen, ranked, former.item_ids, former.n_first, former.most_new)
    return blended.explain(blended.explore(kept, ranked, explorer))


def weights_for(n_ratings: int, preset: Mapping[int, Weights] = TUNED) -> Weights:
    """Return the weights for a history of `n_ratings`."""
    return preset[max(start for start in preset if start <= n_ratings)]


class Blend:
    """Scores candidates by the sources that have something to say and by a taste."""

    def __init__(self, candidates: Sequence[Candidate], taste: Taste, weights: Weights) -> None:
        maxima = largest(candidates)
        live = {source: weights[source] for source in SOURCES if weights.get(source, 0.0) > 0 and maxima[source] > 0}
        if not live and maxima["popular"] > 0:
            live = {"popular": 1.0}
        total = sum(live.values())
        self._shares = [(source, weight / total, maxima[source]) for source, weight in live.items()]
        if maxima[FRIENDS] > 0:
            self._shares.append((FRIENDS, OF_FRIENDS, maxima[FRIENDS]))
        self._taste, self._of_taste, self._of_type = taste, weights.get("taste", 0.0), weights.get("type", 0.0)

    def order(self, candidates: Iterable[Candidate], recommender: Recommender | None = None) -> list[Ranked]:
        """Score all candidates, best first, ties by id. `explain` adds the contributions."""
        ranked = self._blended(candidates)
        return ranked if recommender is None else recommender.rescore(self.explain(ranked), self._taste)

    def _blended(self, candidates: Iterable[Candidate]) -> list[Ranked]:
        scored = [(-self._score(candidate), candidate.item_id, candidate) for candidate in candidates]
        scored.sort(key=itemgetter(0, 1))
        return [Ranked(candidate, -minus, (), rank) for rank, (minus, _, candidate) in enumerate(scored, 1)]

    def explain(self, ranked: Iterable[Ranked]) -> list[Ranked]:
        """Add its contributions to each that has none yet."""
        return [
            one if one.contributions else one._replace(contributions=tuple(self._contributions(one.candidate)))
            for one in ranked
        ]

    def explore(self, chosen: list[Ranked], ranked: Sequence[Ranked], explorer: Explorer | None) -> list[Ranked]:
        """Let an explorer, if there is one, add an item of which little is known."""
        return chosen if explorer is None else explorer.explore(chosen, ranked, self.explain)

    def _score(self, candidate: Candidate) -> float:
        scores, score = candidate.scores, 0.0
        for source, share, most in self._shares:
            if source in scores:
                score += share * scores[source] / most
        if self._of_taste:
            score += self._of_taste * squash(sum(self._parts(candidate).values()))
        if SHOWN in scores:
            score += OF_SHOWN
        if candidate.season:
            score += candidate.season.weight * candidate.season.value
        return score + self._of_type * self._taste.types.get(candidate.item_type, 0.0)

    def _parts(self, candidate: Candidate) -> dict[Feature, float]:
        return parts_of(self._taste, candidate.genres, candidate.language, candidate.year, candidate.people)

    def _contributions(self, candidate: Candidate) -> list[Summand]:
        """Return one contribution for each source and for each feature of taste, and the type's.

        The features' contributions sum to weight · tanh(T / 1.5).
        """
        parts = [
            Summand(source, share, candidate.scores[source], most)
            for source, share, most in self._shares
            if source in candidate.scores
        ]
        if weight := self._of_taste:
            found = self._parts(candidate)
            total = sum(found.values())
            scale = total / squash(total) if abs(total) > 1e-9 else SCALE
            parts += [Summand("taste", weight, value, scale, feature) for feature, value in found.items() if value]
        if self._of_type and (of_type := self._taste.types.get(candidate.item_type)):
            parts.append(Summand("type", self._of_type, of_type, 1.0, ("type", candidate.item_type)))
        if SHOWN in candidate.scores:
            parts.append(Summand(SHOWN, OF_SHOWN, 1.0, 1.0))
        if season := candidate.season:
            parts.append(Summand(SEASON, season.weight, season.value, 1.0, (season.name, season.match)))
        return parts


def blend(candidates: Sequence[Candidate], taste: Taste, weights: Weights) -> list[Ranked]:
    """Score and explain all candidates, best first, ties by id."""
    blended = Blend(candidates, taste, weights)
    return blended.explain(blended.order(candidates))


def sources_of(ranked: Iterable[Ranked]) -> list[str]:
    """Return the sources that contributed to a list, the weightiest first."""
    weights = {
        part.source: part.weight for one in ranked for part in one.contributions if part.source not in ("type", SHOWN)
    }
    return sorted(weights, key=lambda source: (-weights[source], source))
