"""What published recommenders say of every user and movie, for `tests.benchmarks.packages`, and the grids to tune them.

Scores are matrices of users by movies. Those of `implicit` and LensKit are theirs; EASE, PureSVD and the textbook's
Pearson are a few lines of numpy.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import svds

from api.jobs.evaluate.protocols import LIKED

Scores = Any  # users by movies, numpy
Parameters = Mapping[str, Any]


class Contender(NamedTuple):
    """A recommender, how it comes, and what is tried to tune it."""

    name: str
    scores_of: Callable[..., Scores]
    grid: Sequence[Parameters]  # the first is how it comes


LIKED_ONLY = (False, True)
GRIDS: Mapping[str, Mapping[str, Sequence[Any]]] = {
    "PureSVD": {"n_factors": (50, 10, 20, 30)},
    "implicit ALS": {"factors": (64, 32, 128), "regularisation": (0.01, 10, 20, 50, 80), "alpha": (1, 5, 10, 20)},
    "LensKit user-kNN, implicit": {
        "feedback": ("implicit",),
        "has_liked_only": LIKED_ONLY,
        "max_nbrs": (20, 50, 100, 200, 400),
    },
    "LensKit item-kNN, implicit": {
        "feedback": ("implicit",),
        "has_liked_only": LIKED_ONLY,
        "max_nbrs": (20, 100, 500, 1000),
    },
    "LensKit ImplicitMF": {
        "has_liked_only": LIKED_ONLY,
        "embedding_size": (50, 25, 15),
        "regularization": (0.1, 1, 3, 10),
        "weight": (40, 5, 3, 2),
    },
    "LensKit user-kNN, explicit": {"max_nbrs": (20, 100), "min_nbrs": (1, 5)},
    "LensKit item-kNN, explicit": {"max_nbrs": (20, 100), "min_nbrs": (1, 5)},
    "classical Pearson": {"n_neighbors": (50, 100), "fewest": (3, 10), "least": (0.3, 0.1)},
    "EASE, dense": {"regularisation": (250, 50, 100, 500)},
}


def grid_of(**values: Sequence[Any]) -> list[Parameters]:
    """Every combination; the first of each value makes the first."""
    return [dict(zip(values, chosen, strict=True)) for chosen in product(*values.values())]


def pure_svd(stars: Scores, n_factors: int) -> Scores:
    """PureSVD (Cremonesi, Koren and Turrin 2010): the ratings' largest factors, what is not rated as 0."""
    left, values, right = svds(sparse.csr_matrix(stars), k=n_factors, random_state=0)
    return (left * values) @ right


def ease_dense(stars: Scores, regularisation: float) -> Scores:
    """EASE (Steck 2019) on (stars − 2) / 3, all weights, nothing else."""
    liking = np.where(stars > 0, np.maximum(stars - 2, 0) / 3, 0).astype(np.float64)
    gram = liking.T @ liking
    gram[np.diag_indices(len(gram))] += regularisation
    inverse = np.linalg.inv(gram)
    weights = inverse / -np.diag(inverse)
    weights[np.diag_indices(len(weights))] = 0
    return liking @ weights


def classical_pearson(stars: Scores, n_neighbors: int, fewest: int, least: float) -> Scores:
    """The textbook's: correlation above a least one over a few common movies or more, the mean of neighbors' stars."""
    rated = (stars > 0).astype(np.float64)
    stars = stars.astype(np.float64)
    common, sums, squares = rated @ rated.T, stars @ rated.T, (stars * stars) @ rated.T
    covariance = common * (stars @ stars.T) - sums * sums.T
    variance = common * squares - sums**2
    with np.errstate(all="ignore"):
        correlation = np.where((variance > 1e-3) & (variance.T > 1e-3), covariance / np.sqrt(variance * variance.T), 0)
    weights = np.where((common >= fewest) & (correlation > least), correlation, 0)
    np.fill_diagonal(weights, 0)
    weights = np.where(weights >= -np.sort(-weights, axis=1)[:, n_neighbors - 1 : n_neighbors], weights, 0)
    support = weights @ rated
    return np.where(support > 0, weights @ stars / np.maximum(support, 1e-9), 0)


def implicit_als(stars: Scores, factors: int, regularisation: float, alpha: float) -> Scores:
    """ALS for implicit feedback (Hu, Koren and Volinsky 2008) of the package `implicit`, on what was liked."""
    from implicit.als import AlternatingLeastSquares

    model = AlternatingLeastSquares(
        factors=factors, regularization=regularisation, alpha=alpha, iterations=12, random_state=0, num_threads=1
    )
    model.fit(sparse.csr_matrix((stars >= LIKED).astype(np.float32)), show_progress=False)
    return model.user_factors @ model.item_factors.T


def lenskit(stars: Scores, make: Callable[..., Any], has_liked_only: bool = False, **parameters: Any) -> Scores:
    """A scorer of LensKit on all ratings, or on those of four stars and more, asked for every movie."""
    import pandas as pd
    from lenskit.data import ItemList, RecQuery, from_interactions_df

    rows, columns = np.nonzero(stars >= LIKED if has_liked_only else stars)
    table = pd.DataFrame({"user_id": rows, "item_id": columns, "rating": stars[rows, columns]})
    ratings, everything = from_interactions_df(table), ItemList(item_ids=np.arange(stars.shape[1]))
    scorer = make(**parameters)
    scorer.train(ratings)
    scores = np.full(stars.shape, np.nan)
    for row in np.unique(rows):
        answer = scorer(RecQuery(user_id=row, user_items=ratings.user_row(row)), everything)
        scores[row, answer.ids()] = answer.scores("numpy")
    return scores


def contenders() -> list[Contender]:
    """Every row of the table."""
    from lenskit.als import ImplicitMFScorer
    from lenskit.knn import ItemKNNScorer, UserKNNScorer

    def item_knn(stars: Scores, **parameters: Any) -> Scores:
        return lenskit(stars, ItemKNNScorer, **parameters)

    def user_knn(stars: Scores, **parameters: Any) -> Scores:
        return lenskit(stars, UserKNNScorer, **parameters)

    def implicit_mf(stars: Scores, **parameters: Any) -> Scores:
        return lenskit(stars, ImplicitMFScorer, epochs=15, **parameters)

    makers: dict[str, Callable[..., Scores]] = {
        "PureSVD": pure_svd,
        "implicit ALS": implicit_als,
        "LensKit user-kNN, implicit": user_knn,
        "LensKit item-kNN, implicit": item_knn,
        "LensKit ImplicitMF": implicit_mf,
        "LensKit user-kNN, explicit": user_knn,
        "LensKit item-kNN, explicit": item_knn,
        "classical Pearson": classical_pearson,
        "EASE, dense": ease_dense,
    }
    return [Contender(name, scores_of, grid_of(**GRIDS[name])) for name, scores_of in makers.items()]
