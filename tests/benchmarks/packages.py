"""How published packages do on the split of `python -m api.jobs evaluate`, each as it comes and tuned.

In an environment of its own, from the root of the checkout:

    python -m venv packages
    packages/bin/pip install implicit==0.7.3 lenskit==2025.8.1 pandas scipy
    python -m api.jobs evaluate --data DIR --metadata CSV --per-user blend.json
    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 packages/bin/python -m tests.benchmarks.packages DIR blend.json

Every package is tuned over a small grid on the newest fifth of what training may see; the newest fifth that `evaluate`
judges by is looked at once, with what was chosen. `--chosen FILE` keeps the choice, and takes it from there if it is
there. The split and the metrics are the project's own.
"""

import argparse
import json
import statistics
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from api.jobs.evaluate.protocols import Histories, Split, histories_of, hold_out_newest
from api.jobs.metrics import ndcg, paired_t, recall, reciprocal_rank
from api.readers.catalogue.movielens import MovieLens
from api.readers.parsing.csv_files import BadRow
from tests.benchmarks.package_scores import Contender, Parameters, Scores, contenders

N_RANKED = 20


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


def tuned(contender: Contender, matrix: Matrix, split: Split) -> Parameters:
    """The parameters that are best on the validation part."""

    def quality(parameters: Parameters) -> float:
        lists = matrix.lists(contender.scores_of(matrix.stars, **parameters))
        found = statistics.fmean(ndcg(lists[rater], wanted) for rater, wanted in split.relevant.items())
        print(f"  {contender.name} {dict(parameters)}: {found:.4f}", file=sys.stderr, flush=True)
        return found

    return max(contender.grid, key=quality)


def row(name: str, lists: dict[int, list[int]], split: Split, blend: dict[int, float]) -> str:
    """A line of the table, in Markdown."""
    asked = [(lists[rater], wanted) for rater, wanted in split.relevant.items()]
    theirs = [ndcg(ranked, wanted) for ranked, wanted in asked]
    figures = [
        np.mean(theirs),
        np.mean([recall(ranked, wanted) for ranked, wanted in asked]),
        np.mean([reciprocal_rank(ranked, wanted) for ranked, wanted in asked]),
    ]
    t = f"{paired_t([blend[rater] for rater in split.relevant], theirs):.1f}" if blend else "-"
    return f"| {name} | {' | '.join(f'{figure:.4f}' for figure in figures)} | {t} |"


def choose(split: Split, kept: Path | None) -> dict[str, Parameters]:
    """For every contender what was kept, or what is best on the newest fifth of what is known."""
    found: dict[str, Parameters] = json.loads(kept.read_text()) if kept and kept.exists() else {}
    validation = hold_out_newest(split.known)
    matrix = Matrix(validation.known)
    for contender in contenders():
        if contender.name not in found:
            found[contender.name] = tuned(contender, matrix, validation)
            if kept:
                kept.write_text(json.dumps(found, indent=1) + "\n")
    return found


def words(parameters: Parameters) -> str:
    """Parameters as people read them."""
    return ", ".join(f"{name} {value}" for name, value in parameters.items())


def report(split: Split, chosen: dict[str, Parameters], blend: dict[int, float]) -> None:
    """Prints how every contender does on the newest fifth, as it comes and tuned."""
    matrix = Matrix(split.known)
    print(f"| {len(split.relevant)} users | nDCG@10 | recall@20 | MRR@10 | paired t of the blend |")
    print("|---|---|---|---|---|", flush=True)
    for contender in contenders():
        for kind, parameters in (("as it comes", contender.grid[0]), ("tuned", chosen[contender.name])):
            lists = matrix.lists(contender.scores_of(matrix.stars, **parameters))
            print(row(f"{contender.name}, {kind} ({words(parameters)})", lists, split, blend), flush=True)


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.packages", description=__doc__)
    parser.add_argument("data", type=Path, help="a folder of MovieLens")
    parser.add_argument("per_user", type=Path, nargs="?", help="what evaluate wrote with --per-user")
    parser.add_argument("--chosen", type=Path, help="keeps what was chosen, and reads it where it is there")
    given = parser.parse_args()
    warnings.filterwarnings("ignore")
    ratings = [one for one in MovieLens(given.data).ratings() if not isinstance(one, BadRow)]
    split = hold_out_newest(histories_of(ratings))
    found: dict[str, Any] = json.loads(given.per_user.read_text())["ndcg"] if given.per_user else {}
    report(split, choose(split, given.chosen), {int(rater): value for rater, value in found.items()})


if __name__ == "__main__":
    main()
