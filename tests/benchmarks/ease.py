"""How EASE is fitted, compared on the validation part of MovieLens: `python -m tests.benchmarks.ease --data DIR`.

The fifth that `evaluate` judges by is taken away first; of the rest the newest fifth is hidden. Scores are as they are
served, ratings weighed by age and sums tempered by raters, over all unseen movies.
"""

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from api.jobs.evaluate.protocols import Split, histories_of, hold_out_newest
from api.jobs.metrics import ndcg, paired_t
from api.jobs.training.fitting.gate import matrix_of
from api.jobs.training.fitting.models import ease
from api.jobs.training.weights.hiding import ages_of
from api.readers.catalogue.movielens import MovieLens
from api.readers.parsing.csv_files import BadRow
from tests.benchmarks.packages import Matrix

TRIED = [(None, None), (250, 200), (125, 200), (250, 100), (50, 100), (125, 100), (175, 100), (350, 100)]


def closed_form(liking: Any, regularisation: float = 250, n_kept: int = 100) -> Any:
    """EASE by the inverse of the whole matrix, the largest weights of each row."""
    gram = (liking.T @ liking).toarray()
    gram[np.diag_indices(len(gram))] += regularisation
    inverse = np.linalg.inv(gram)
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    smallest = np.partition(np.abs(weights), -n_kept, axis=1)[:, -n_kept, None]
    return sparse.csr_matrix(np.where(np.abs(weights) >= smallest, weights, 0))


def histories(split: Split, matrix: Matrix) -> Any:
    """What each rating of each rater weighs, users by movies: (stars − 2) / 3, the older the less."""
    places = {movie: place for place, movie in enumerate(matrix.movies)}
    weighed = sparse.lil_matrix(matrix.stars.shape, dtype=np.float32)
    for row, rater in enumerate(matrix.raters):
        newest = split.known[rater][::-1]
        ages = ages_of(np.array([one.rated_at for one in newest]))
        for age, one in zip(ages, newest, strict=True):
            weighed[row, places[one.movielens_id]] = max(one.rating - 2, 0) / 3 * age
    return weighed.tocsr()


def main() -> None:
    """Prints a row for the closed form and for each way of fitting it locally."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.ease", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    ratings = [one for one in MovieLens(parser.parse_args().data).ratings() if not isinstance(one, BadRow)]
    split = hold_out_newest(hold_out_newest(histories_of(ratings)).known)
    matrix = Matrix(split.known)
    liking = sparse.csr_matrix(np.where(matrix.stars > 0, np.maximum(matrix.stars - 2, 0) / 3, 0))
    weighed, tempered = histories(split, matrix), np.count_nonzero(matrix.stars, axis=0) ** 0.2

    def judged(weights: Any) -> list[float]:
        lists = matrix.lists((weighed @ weights).toarray() / tempered)
        return [ndcg(lists[rater], wanted) for rater, wanted in split.relevant.items()]

    whole = judged(closed_form(liking))
    print(f"| {len(whole)} people | nDCG@10 | paired t | s |\n|---|---|---|---|")
    print(f"| closed form | {np.mean(whole):.4f} | | |")
    for regularisation, n_near in TRIED:
        start = time.process_time()
        weights = matrix_of(ease(liking, regularisation, n_near), liking.shape[1])
        seconds, found = time.process_time() - start, judged(weights)
        name = f"local, λ {regularisation or 'as trained'}, {n_near or 'as many'} neighbors"
        print(f"| {name} | {np.mean(found):.4f} | {paired_t(found, whole):.1f} | {seconds:.1f} |", flush=True)


if __name__ == "__main__":
    main()
