"""What a recommendation has to beat: chance, and lists that are the same for everybody."""

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from api.jobs.evaluate.protocols import Histories

DAMPING = 5  # ratings at the overall mean that every item is given


def count_raters(histories: Histories) -> Counter[int]:
    """How many rated each movie."""
    return Counter(rating.movielens_id for history in histories.values() for rating in history)


def most_rated(histories: Histories) -> list[int]:
    """Movies by how many rated them, ties by their number."""
    n_raters = count_raters(histories)
    return sorted(n_raters, key=lambda movie: (-n_raters[movie], movie))


def best_rated(histories: Histories) -> list[int]:
    """Movies by their mean, damped towards the mean of all ratings, ties by their number."""
    n_raters = count_raters(histories)
    stars: defaultdict[int, float] = defaultdict(float)
    for history in histories.values():
        for rating in history:
            stars[rating.movielens_id] += rating.rating
    overall = sum(stars.values()) / max(n_raters.total(), 1)
    mean = {movie: (stars[movie] + DAMPING * overall) / (n + DAMPING) for movie, n in n_raters.items()}
    return sorted(mean, key=lambda movie: (-mean[movie], movie))


def drawn(movies: Sequence[int], rater: int) -> list[int]:
    """Movies in an order by chance, the same for the same rater."""
    return random.Random(rater).sample(movies, len(movies))  # noqa: S311  a baseline, not a secret


def without(ranked: Sequence[int], seen: Collection[int], limit: int) -> list[int]:
    """The first `limit` that are not seen."""
    left = (movie for movie in ranked if movie not in seen)
    return [movie for movie, _ in zip(left, range(limit), strict=False)]
