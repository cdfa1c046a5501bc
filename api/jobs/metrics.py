"""Pure functions that measure ranked lists. A list is of item ids, best first."""

import math
import statistics
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations

from api.ranking.candidates import Candidate


def ndcg(ranked: Sequence[int], relevant: Collection[int], limit: int = 10) -> float:
    """Return the binary normalized discounted cumulative gain (Järvelin and Kekäläinen 2002).

    Each relevant item among the first `limit` gains 1 / log2(position + 1). The sum is divided by what min(limit,
    relevant) items at the top would gain.
    """
    gains = [1 / math.log2(rank + 1) for rank in range(1, limit + 1)]
    gained = sum(gain for gain, item in zip(gains, ranked, strict=False) if item in relevant)
    return gained / sum(gains[: len(relevant)])


def debiased_ndcg(
    ranked: Sequence[int], relevant: Collection[int], n_raters: Mapping[int, int], limit: int = 10
) -> float:
    """Return nDCG with a gain of 1 / √(number of raters) for a relevant item, in the list as in the ideal list.

    Popular items are rated, and so are relevant, more often than they are liked, which favors lists of nothing else.
    The weights are inverse propensities (Schnabel et al. 2016), normalized by themselves; an item without raters counts
    as one.
    """
    gains = [1 / math.log2(rank + 1) for rank in range(1, limit + 1)]
    weights = {item: 1 / math.sqrt(max(n_raters.get(item, 0), 1)) for item in relevant}
    gained = sum(gain * weights.get(item, 0) for gain, item in zip(gains, ranked, strict=False))
    best = sum(gain * weight for gain, weight in zip(gains, sorted(weights.values(), reverse=True), strict=False))
    return gained / best


def recall(ranked: Sequence[int], relevant: Collection[int], limit: int = 20) -> float:
    """Return the share of the relevant items that are among the first `limit`."""
    return sum(item in relevant for item in ranked[:limit]) / len(relevant)


def reciprocal_rank(ranked: Sequence[int], relevant: Collection[int], limit: int = 10) -> float:
    """Return 1 / the position of the first relevant item, or 0 if none is among the first `limit`."""
    return next((1 / rank for rank, item in enumerate(ranked[:limit], 1) if item in relevant), 0.0)


def coverage(lists: Iterable[Sequence[int]], n_items: int, limit: int = 10) -> float:
    """Return the share of the catalogue that is among the first `limit` of any list."""
    return len({item for ranked in lists for item in ranked[:limit]}) / n_items


def diversity(ranked: Sequence[int], traits: Mapping[int, Candidate], limit: int = 10) -> float:
    """Return 1 − the mean likeness of all pairs among the first `limit`; 0 if there is no pair."""
    pairs = combinations([traits[item] for item in ranked[:limit]], 2)
    return statistics.fmean([1 - likeness(one, other) for one, other in pairs] or [0.0])


def likeness(one: Candidate, other: Candidate) -> float:
    """Return 0 to 1: 0.6 · shared genres (Jaccard) + 0.2 for the same decade + 0.2 for the same language."""
    genres, others = set(one.genres), set(other.genres)
    shared = len(genres & others) / len(genres | others) if genres or others else 0.0
    same_decade = one.year is not None and other.year is not None and one.year // 10 == other.year // 10
    same_language = one.language is not None and one.language == other.language
    return 0.6 * shared + 0.2 * same_decade + 0.2 * same_language


def novelty(ranked: Sequence[int], n_raters: Mapping[int, int], n_users: int, limit: int = 10) -> float:
    """Return how surprising the first `limit` are, in bits: the mean of −log2 of the share of users who rated them.

    Source: Vargas and Castells 2011. An item without raters counts as if it had one.
    """
    return statistics.fmean([-math.log2(max(n_raters.get(item, 0), 1) / n_users) for item in ranked[:limit]] or [0.0])


def paired_t(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return Student's t of the differences, user by user; above 2, ours is hardly better by chance. 0 without
    differences.
    """
    differences = [one - other for one, other in zip(ours, theirs, strict=True)]
    if len(differences) < 2 or not (spread := statistics.stdev(differences)):
        return 0.0
    return statistics.fmean(differences) / spread * math.sqrt(len(differences))
