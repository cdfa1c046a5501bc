"""A taste from a history, as list_likings computes it, and what list_by_taste finds for it."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from math import log

import numpy as np
from numpy.typing import NDArray

from api.jobs.training.weights.hiding import Reader
from api.jobs.training.weights.traits import MOST_OF_A_FEATURE, Catalogue, Floats
from api.ranking.taste import LEAST_OF_TYPE, Feature, Liking, Taste

N_RATED = 200  # newest ratings of a history
N_PEOPLE = 60
N_FEATURES = 6  # features whose best known items are candidates
OF_A_FEATURE = 30


def middle_of(reader: Reader) -> float:
    """Return the stars that are neutral in this history: its mean, damped by five ratings of 3.25."""
    return min(3.75, max(2.75, (5 * 3.25 + float(reader.stars.sum())) / (5 + len(reader.stars))))


def taste_of(reader: Reader, catalogue: Catalogue) -> Taste:
    """Return how much more often than by chance each feature occurs in what was liked and in what was disliked."""
    middle = middle_of(reader)
    liked = reader.ages * np.maximum(reader.stars - middle, 0) / (5 - middle)
    disliked = reader.ages * np.maximum(middle - reader.stars, 0) / (middle - 0.5)
    observed: defaultdict[Feature, list[float]] = defaultdict(lambda: [0.0, 0.0])
    totals: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for column, up, down in list(zip(reader.items.tolist(), liked.tolist(), disliked.tolist(), strict=True))[:N_RATED]:
        item = catalogue.items[column]
        for sums, share in [(totals[item.item_type], 1.0), *((observed[f], share) for f, share in item.features())]:
            sums[0] += up * share
            sums[1] += down * share
    features = {
        feature: _liking(observed.get(feature, [0.0, 0.0]), expected)
        for feature in [*catalogue.asked, *_strongest_people(observed)]
        if (expected := _expected(catalogue.shares.get(feature, {}), totals)) is not None
    }
    return Taste(features, _types(catalogue, totals))


def _strongest_people(observed: dict[Feature, list[float]]) -> set[Feature]:
    people = [feature for feature in observed if feature[0] == "person"]
    return {
        feature
        for side in (0, 1)
        for feature in sorted(people, key=lambda one: (-observed[one][side], one[1]))[:N_PEOPLE]
    }


def _expected(shares: dict[str, float], totals: dict[str, list[float]]) -> list[float] | None:
    """Return what chance would have of a feature; None if it has no share of any rated type."""
    found = [(share, totals[item_type]) for item_type, share in shares.items() if item_type in totals]
    return [sum(share * sums[side] for share, sums in found) for side in (0, 1)] if found else None


def _liking(observed: list[float], expected: list[float]) -> Liking:
    for_it, against = (log((seen + 1) / (chance + 1)) for seen, chance in zip(observed, expected, strict=True))
    return Liking(for_it, max(0.0, against))


def _types(catalogue: Catalogue, totals: dict[str, list[float]]) -> dict[str, float]:
    of_all = sum(sums[0] for sums in totals.values())
    likings = {
        name: log((totals.get(name, [0.0])[0] + 0.5) / (shares[name] * of_all + 0.5))
        for (kind, name), shares in catalogue.shares.items()
        if kind == "type"
    }
    return {name: max(LEAST_OF_TYPE, min(0.0, liking)) for name, liking in likings.items()}


def best_of_taste(
    taste: Taste, catalogue: Catalogue, fame: Floats, is_known: NDArray[np.bool_], item_limit: int
) -> list[int]:
    """Return the best known items that have most of what is liked, as list_by_taste finds them."""
    strengths: defaultdict[int, float] = defaultdict(float)
    first: dict[int, int] = {}
    for features, strength in _asked(taste):
        having = catalogue.having(*features)
        for item_type in ("movie", "book"):
            of_type = having[catalogue.types[having] == item_type]
            famous = of_type[np.lexsort((of_type, -fame[of_type]))][:MOST_OF_A_FEATURE]
            for position in np.flatnonzero(~is_known[famous])[:OF_A_FEATURE].tolist():
                item = int(famous[position])
                strengths[item] += strength
                first[item] = min(first.get(item, position), position)
    return sorted(strengths, key=lambda item: (-strengths[item], first[item], item))[:item_limit]


def _asked(taste: Taste) -> Iterator[tuple[tuple[Feature, ...], float]]:
    """Yield the six most liked features and each pair of them without people, with how much they are liked."""
    liked = [(feature, liking.total) for feature, liking in taste.features.items() if liking.total > 0]
    best = sorted(liked, key=lambda one: (-one[1], one[0]))[:N_FEATURES]
    yield from (((feature,), total) for feature, total in best)
    for (one, of_one), (other, of_other) in combinations(sorted(best), 2):
        if "person" not in (one[0], other[0]):
            yield (one, other), of_one + of_other
