"""How published packages do on the split of `python -m api.jobs evaluate`, beside the served blend.

In an environment of its own, from the root of the checkout:

    python -m venv packages
    packages/bin/pip install implicit==0.7.3 lenskit==2025.8.1 pandas scipy
    python -m api.jobs evaluate --data DIR --metadata CSV --per-user blend.json
    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 packages/bin/python -m tests.benchmarks.packages DIR blend.json

Packages run with the parameters that their makers set, unless the row says others. Those of PureSVD and of the tuned
ALS are the best of a small grid on the newest fifth of train. The split and the metrics are the project's own.
"""

import json
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import svds

from api.jobs.evaluate.metrics import ndcg, paired_t, recall, reciprocal_rank
from api.jobs.evaluate.protocols import LIKED, Histories, Split, histories_of, hold_out_newest
from api.readers.csv_files import BadRow
from api.readers.movielens import MovieLens

N_RANKED = 20

Scores = Any  # users by movies, numpy


class Matrix:
    """What is known, as users by movies, and whom each row and column means."""

    def __init__(self, known: Histories) -> None:
        self.raters = list(known)
        self.movies = sorted({one.movielens_id for history in known.values() for one in history})
        places = {movie: place for place, movie in enumerate(self.movies)}
        self.stars = np.zeros((len(self.raters), len(self.movies)), np.float32)
        for row, history in enumerate(known.values()):
            for one in history:
                self.stars[row, places[one.movielens_id]] = one.rating

    def lists(self, scores: Scores) -> dict[int, list[int]]:
        """The best twenty of each rater that they have not rated, ties by the movie's number."""
        unseen = np.where(self.stars > 0, -np.inf, np.nan_to_num(scores, nan=-1e9))
        best = np.argsort(-unseen, axis=1, kind="stable")[:, :N_RANKED]
        return {rater: [self.movies[place] for place in row] for rater, row in zip(self.raters, best, strict=True)}


def pure_svd(stars: Scores, n_factors: int) -> Scores:
    """PureSVD (Cremonesi, Koren and Turrin 2010): the ratings' largest factors, what is not rated as 0."""
    left, values, right = svds(sparse.csr_matrix(stars), k=n_factors, random_state=0)
    return (left * values) @ right


def ease_dense(stars: Scores, regularisation: float = 250) -> Scores:
    """EASE (Steck 2019) on (stars − 2) / 3, all weights, nothing else."""
    liking = np.where(stars > 0, np.maximum(stars - 2, 0) / 3, 0).astype(np.float64)
    gram = liking.T @ liking
    gram[np.diag_indices(len(gram))] += regularisation
    inverse = np.linalg.inv(gram)
    weights = inverse / -np.diag(inverse)
    weights[np.diag_indices(len(weights))] = 0
    return liking @ weights


def classical_pearson(stars: Scores, n_neighbors: int = 50, fewest: int = 3, least: float = 0.3) -> Scores:
    """The textbook's: correlation above 0.3 over three common movies or more, the mean of 50 neighbors' stars."""
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


def lenskit(stars: Scores, make: Callable[[], Any]) -> Scores:
    """A scorer of LensKit, asked for every movie."""
    import pandas as pd
    from lenskit.data import ItemList, RecQuery, from_interactions_df

    rows, columns = np.nonzero(stars)
    table = pd.DataFrame({"user_id": rows, "item_id": columns, "rating": stars[rows, columns]})
    ratings, everything = from_interactions_df(table), ItemList(item_ids=np.arange(stars.shape[1]))
    scorer = make()
    scorer.train(ratings)
    scores = np.full(stars.shape, np.nan)
    for row in range(len(stars)):
        answer = scorer(RecQuery(user_id=row, user_items=ratings.user_row(row)), everything)
        scores[row, answer.ids()] = answer.scores("numpy")
    return scores


def contenders(stars: Scores) -> Iterator[tuple[str, Callable[[], Scores]]]:
    """Every row of the table."""
    from lenskit.als import ImplicitMFScorer
    from lenskit.knn import ItemKNNScorer, UserKNNScorer

    yield "EASE, dense", lambda: ease_dense(stars)
    yield "PureSVD, 20 factors", lambda: pure_svd(stars, 20)
    yield "PureSVD, 50 factors", lambda: pure_svd(stars, 50)
    yield "classical Pearson, mean of 50", lambda: classical_pearson(stars)
    yield "implicit ALS, 64 factors, as it comes", lambda: implicit_als(stars, 64, 0.01, 1)
    yield "implicit ALS, tuned", lambda: implicit_als(stars, 64, 50, 10)
    yield "LensKit item-kNN, implicit", lambda: lenskit(stars, lambda: ItemKNNScorer(max_nbrs=20, feedback="implicit"))
    yield "LensKit item-kNN, explicit", lambda: lenskit(stars, lambda: ItemKNNScorer(max_nbrs=20))
    yield "LensKit user-kNN, implicit", lambda: lenskit(stars, lambda: UserKNNScorer(max_nbrs=30, feedback="implicit"))
    yield "LensKit user-kNN, explicit", lambda: lenskit(stars, lambda: UserKNNScorer(max_nbrs=30))
    yield (
        "LensKit ImplicitMF, 50 factors",
        lambda: lenskit(stars, lambda: ImplicitMFScorer(embedding_size=50, use_ratings=False, epochs=15)),
    )


def row(name: str, lists: dict[int, list[int]], split: Split, blend: dict[int, float]) -> str:
    """A line of the table, in Markdown."""
    asked = [(lists[rater], wanted) for rater, wanted in split.relevant.items()]
    theirs = [ndcg(ranked, wanted) for ranked, wanted in asked]
    figures = [
        np.mean(theirs),
        np.mean([recall(ranked, wanted) for ranked, wanted in asked]),
        np.mean([reciprocal_rank(ranked, wanted) for ranked, wanted in asked]),
    ]
    t = paired_t([blend[rater] for rater in split.relevant], theirs)
    return f"| {name} | {' | '.join(f'{figure:.4f}' for figure in figures)} | {t:.1f} |"


def main(folder: Path, per_user: Path) -> None:
    """Prints a table."""
    warnings.filterwarnings("ignore")
    ratings = [one for one in MovieLens(folder).ratings() if not isinstance(one, BadRow)]
    split = hold_out_newest(histories_of(ratings))
    blend = {int(rater): value for rater, value in json.loads(per_user.read_text())["ndcg"].items()}
    matrix = Matrix(split.known)
    print(
        f"| {len(split.relevant)} users | nDCG@10 | recall@20 | MRR@10 | paired t of the blend |\n|---|---|---|---|---|"
    )
    for name, scores_of in contenders(matrix.stars):
        print(row(name, matrix.lists(scores_of()), split, blend), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
