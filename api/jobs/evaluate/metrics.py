"""What is measured of ranked lists, in pure functions. A list is of item ids, the best first."""

import math
import statistics
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations

from api.candidates import Candidate


def ndcg(ranked: Sequence[int], relevant: Collection[int], limit: int = 10) -> float:
    """Binary normalised discounted cumulative gain (Järvelin and Kekäläinen 2002): 1 / log2(place + 1) for each
    relevant item among the first `limit`, over what min(limit, relevant) of them at the top would have."""
    gains = [1 / math.log2(place + 1) for place in range(1, limit + 1)]
    gained = sum(gain for gain, item in zip(gains, ranked, strict=False) if item in relevant)
    return gained / sum(gains[: len(relevant)])


def debiased_ndcg(
    ranked: Sequence[int], relevant: Collection[int], n_raters: Mapping[int, int], limit: int = 10
) -> float:
    """nDCG in which a relevant item counts 1 / √(how many rated it), in the gain as in the best possible.

    What is popular is rated, and so is relevant, more often than it is liked; who recommends nothing else is paid for
    that. Weights by the inverse propensity (Schnabel et al. 2016), normalised by themselves; nobody counts as one.
    """
    gains = [1 / math.log2(place + 1) for place in range(1, limit + 1)]
    weights = {item: 1 / math.sqrt(max(n_raters.get(item, 0), 1)) for item in relevant}
    gained = sum(gain * weights.get(item, 0) for gain, item in zip(gains, ranked, strict=False))
    best = sum(gain * weight for gain, weight in zip(gains, sorted(weights.values(), reverse=True), strict=False))
    return gained / best


def recall(ranked: Sequence[int], relevant: Collection[int], limit: int = 20) -> float:
    """The share of the relevant items that stand among the first `limit`."""
    return sum(item in relevant for item in ranked[:limit]) / len(relevant)


def reciprocal_rank(ranked: Sequence[int], relevant: Collection[int], limit: int = 10) -> float:
    """1 / the place of the first relevant item, 0 where none is among the first `limit`."""
    return next((1 / place for place, item in enumerate(ranked[:limit], 1) if item in relevant), 0.0)


def coverage(lists: Iterable[Sequence[int]], n_items: int, limit: int = 10) -> float:
    """The share of the catalogue that stands among the first `limit` of anybody's list."""
    return len({item for ranked in lists for item in ranked[:limit]}) / n_items


def diversity(ranked: Sequence[int], traits: Mapping[int, Candidate], limit: int = 10) -> float:
    """1 − the mean likeness (genres, decade, language) of two of the first `limit`; 0 where there are no two."""
    pairs = combinations([traits[item] for item in ranked[:limit]], 2)
    return statistics.fmean([1 - likeness(one, other) for one, other in pairs] or [0.0])


def likeness(one: Candidate, other: Candidate) -> float:
    """0 to 1: six tenths shared genres (Jaccard), two tenths the same decade, two tenths the same language."""
    genres, others = set(one.genres), set(other.genres)
    shared = len(genres & others) / len(genres | others) if genres or others else 0.0
    same_decade = one.year is not None and other.year is not None and one.year // 10 == other.year // 10
    same_language = one.language is not None and one.language == other.language
    return 0.6 * shared + 0.2 * same_decade + 0.2 * same_language


def novelty(ranked: Sequence[int], n_raters: Mapping[int, int], n_users: int, limit: int = 10) -> float:
    """How surprising the first `limit` are, in bits: the mean of −log2 of the share of users who rated them
    (Vargas and Castells 2011), where nobody did as if one had."""
    return statistics.fmean([-math.log2(max(n_raters.get(item, 0), 1) / n_users) for item in ranked[:limit]] or [0.0])


def paired_t(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Student's t of the differences, user by user: above 2 ours is better hardly by chance; 0 without differences."""
    differences = [one - other for one, other in zip(ours, theirs, strict=True)]
    if len(differences) < 2 or not (spread := statistics.stdev(differences)):
        return 0.0
    return statistics.fmean(differences) / spread * math.sqrt(len(differences))
