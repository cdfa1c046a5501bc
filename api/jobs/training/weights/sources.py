"""What neighbors, the item models, descriptions and popularity say to readers, as the SQL functions compute it.

This is a copy for trying weights, of find_neighbors, score_by_neighbors, score_by_items, score_by_content and
rate_popularity. `tests/jobs/training/test_weights_as_served.py` compares it with them.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from api.jobs.training.fitting.factors import Factors
from api.jobs.training.fitting.models import Ratings
from api.jobs.training.weights.hiding import LIKED, Reader
from api.jobs.training.weights.likings import middle_of
from api.jobs.training.weights.traits import Catalogue, Floats, Positions

MIDDLE = 2.75
DAMPING = 30
OVERLAP_POWER = 1.5
N_NEIGHBORS = 50
N_RAREST = 200
MOST_OF_NEIGHBORS = 20_000  # ratings that the neighbors have together; ten neighbors stay in any case
OTHER_SHARE = 0.25
POWERS = {"neighbors": 0.1, "ease": 0.2, "cosine": 0.0, "factors": 0.1}


class Known(NamedTuple):
    """What everybody rated, users by items, in the forms that finding neighbors needs, with its sums."""

    stars: Any  # stars minus the middle of the scale
    squares: Any
    rated: Any
    liked: Any  # 1 for four stars or more, else a quarter
    n_ratings: NDArray[np.int64]
    raters: NDArray[np.int64]
    likes: NDArray[np.int64]

    @classmethod
    def of(cls, ratings: Ratings) -> "Known":
        """Make it of these ratings."""
        shape = (len(ratings.user_ids), len(ratings.item_ids))
        is_liked = ratings.stars >= LIKED

        def matrix(values: Any) -> Any:
            return sparse.csr_matrix((values.astype(np.float32), (ratings.users, ratings.items)), shape)

        return cls(
            matrix(ratings.stars - MIDDLE),
            matrix((ratings.stars - MIDDLE) ** 2),
            matrix(np.ones(len(ratings.stars))),
            matrix(np.where(is_liked, 1, OTHER_SHARE)),
            np.bincount(ratings.users, minlength=shape[0]),
            np.bincount(ratings.items, minlength=shape[1]),
            np.bincount(ratings.items[is_liked], minlength=shape[1]),
        )


def points_of(readers: Sequence[Reader], known: Known, models: dict[str, Any]) -> dict[str, Floats]:
    """Return each source's points of every item for each reader: readers by items, not tempered."""
    shape = (len(readers), known.rated.shape[1])
    weighed = [np.maximum(reader.stars - 2, 0) / 3 * reader.ages for reader in readers]
    history = _by_reader([reader.items for reader in readers], weighed, shape)
    points = {
        kind: model.points(history) if isinstance(model, Factors) else (history @ model).toarray()
        for kind, model in models.items()
    }
    return {"neighbors": (_neighbors(readers, known) @ known.liked).toarray(), **points}


def _neighbors(readers: Sequence[Reader], known: Known) -> Any:
    """Return each reader's nearness to users, readers by users: r · (n / √((n_u + 30) (n_v + 30)))^1.5, r > 0."""
    rarest = [np.lexsort((reader.items, known.raters[reader.items]))[:N_RAREST] for reader in readers]
    items = [reader.items[kept] for reader, kept in zip(readers, rarest, strict=True)]
    stars = [reader.stars[kept] - MIDDLE for reader, kept in zip(readers, rarest, strict=True)]
    mine = _by_reader(items, stars, (len(readers), known.rated.shape[1]))
    ones = _by_reader(items, [np.ones(len(of_one)) for of_one in items], mine.shape)
    both, common = (mine @ known.stars.T).toarray(), (ones @ known.rated.T).toarray()
    lengths = (mine.power(2) @ known.rated.T).toarray() * (ones @ known.squares.T).toarray()
    correlation = np.divide(both, np.sqrt(lengths), out=np.zeros_like(both), where=lengths > 0)
    own = np.array([[len(of_one)] for of_one in items]) + DAMPING
    weights = np.maximum(correlation, 0) * (common / np.sqrt(own * (known.n_ratings + DAMPING))) ** OVERLAP_POWER
    for row, reader in enumerate(readers):
        if reader.user >= 0:
            weights[row, reader.user] = 0
    kept = [_nearest(of_one, known.n_ratings) for of_one in weights]
    return _by_reader(kept, [of_one[users] for of_one, users in zip(weights, kept, strict=True)], weights.shape)


def _nearest(weights: Any, n_ratings: Any) -> Positions:
    best = np.argsort(-weights, kind="stable")[:N_NEIGHBORS]
    best = best[weights[best] > 0]
    return np.asarray(best[(np.arange(len(best)) < 10) | (np.cumsum(n_ratings[best]) <= MOST_OF_NEIGHBORS)])


def _by_reader(columns: Sequence[Any], values: Sequence[Any], shape: tuple[int, int]) -> Any:
    rows = np.repeat(np.arange(len(columns)), [len(of_one) for of_one in columns])
    return sparse.csr_matrix((np.concatenate(values), (rows, np.concatenate(columns))), shape)


def content_points(reader: Reader, catalogue: Catalogue, asked: Positions) -> Floats:
    """Return the mean of the three largest weight · (cosine − ¼) / ¾ to the newest thirty clearly liked items."""
    middle = middle_of(reader)
    weights = reader.ages * np.maximum(reader.stars - middle, 0) / (5 - middle)
    vectors = catalogue.vectors[reader.items]
    liked = np.flatnonzero((weights > 0.15) & vectors.any(axis=1))[:30]
    near = np.maximum(catalogue.vectors[asked] @ vectors[liked].T - 0.25, 0) / 0.75 * weights[liked]
    return np.asarray(np.sort(near, axis=1)[:, -3:].sum(axis=1) / 3)


def average_liked(reader: Reader, catalogue: Catalogue) -> Floats:
    """Return the mean vector of the last twenty likes, by age, five stars twice as much as four; else zeros."""
    vectors = catalogue.vectors[reader.items]
    liked = np.flatnonzero((reader.stars >= LIKED) & vectors.any(axis=1))[:20]
    return np.asarray((reader.ages * (reader.stars - 3))[liked] @ vectors[liked])
