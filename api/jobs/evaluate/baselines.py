"""What a recommender has to beat: chance, and lists that are the same for everybody."""

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from api.jobs.evaluate.protocols import Histories

DAMPING = 5  # imagined ratings at the overall mean, for every item


def count_raters(histories: Histories) -> Counter[int]:
    """Count the raters of each movie."""
    return Counter(rating.movielens_id for history in histories.values() for rating in history)


def most_rated(histories: Histories) -> list[int]:
    """Order movies by their number of raters, ties by id."""
    n_raters = count_raters(histories)
    return sorted(n_raters, key=lambda movie: (-n_raters[movie], movie))


def best_rated(histories: Histories) -> list[int]:
    """Order movies by their mean, damped towards the mean of all ratings, ties by id."""
    n_raters = count_raters(histories)
    stars: defaultdict[int, float] = defaultdict(float)
    for history in histories.values():
        for rating in history:
            stars[rating.movielens_id] += rating.rating
    overall = sum(stars.values()) / max(n_raters.total(), 1)
    mean = {movie: (stars[movie] + DAMPING * overall) / (n + DAMPING) for movie, n in n_raters.items()}
    return sorted(mean, key=lambda movie: (-mean[movie], movie))


def drawn(movies: Sequence[int], rater: int) -> list[int]:
    """Shuffle movies, the same for the same rater."""
    return random.Random(rater).sample(movies, len(movies))  # noqa: S311  a baseline, not a secret


def without(ranked: Sequence[int], seen: Collection[int], limit: int) -> list[int]:
    """Return the first `limit` that are not in `seen`."""
    left = (movie for movie in ranked if movie not in seen)
    return [movie for movie, _ in zip(left, range(limit), strict=False)]
