"""How a published biased matrix factorisation predicts the ratings that `tests.benchmarks.predictions` judges by.

In an environment of its own, from the root of the checkout:

    python -m venv packages
    packages/bin/pip install "numpy<2" scikit-surprise==1.1.5
    packages/bin/python -m tests.benchmarks.package_predictions DIR

It is tuned over a small grid on the newest fifth of what training may see.
"""

import argparse
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

from surprise import SVD, Dataset, Reader

from api.jobs.evaluate.protocols import Histories, histories_of
from api.readers.catalogue.movielens import MovieLens
from api.readers.parsing.csv_files import BadRow
from tests.benchmarks.prediction_rows import Hidden, hidden_of, rmse, supported

AS_IT_COMES: dict[str, Any] = {"n_factors": 100, "n_epochs": 20, "reg_all": 0.02}
GRID = [
    {"n_factors": n_factors, "n_epochs": n_epochs, "reg_all": regularisation}
    for n_factors, n_epochs, regularisation in product((20, 100), (20, 40), (0.02, 0.05, 0.1))
]


def predicted_by(known: Histories, asked: Sequence[Hidden], parameters: dict[str, Any]) -> list[float]:
    """What the factorisation predicts, trained on what is known."""
    ratings = [(rater, one.movielens_id, one.rating, None) for rater, history in known.items() for one in history]
    data = Dataset(Reader(rating_scale=(0.5, 5)))
    model = SVD(random_state=0, **parameters).fit(data.construct_trainset(ratings))
    return [model.predict(one.rater, one.movie).est for one in asked]


def main() -> None:
    """Prints two rows."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.package_predictions", description=__doc__)
    parser.add_argument("data", type=Path, help="a folder of MovieLens")
    given = parser.parse_args()
    ratings = [one for one in MovieLens(given.data).ratings() if not isinstance(one, BadRow)]
    known, hidden = hidden_of(histories_of(ratings))
    less, validation = hidden_of(known)
    asked, chosen_by = supported(known, hidden), supported(less, validation)
    tuned = min(GRID, key=lambda parameters: rmse(predicted_by(less, chosen_by, parameters), chosen_by))
    print(f"| {len(asked):,} of {len(hidden):,} hidden ratings | RMSE |\n|---|---|")
    for name, parameters in (("as it comes", AS_IT_COMES), ("tuned", tuned)):
        words = ", ".join(f"{key} {value}" for key, value in parameters.items())
        print(f"| SVD of Surprise, {name} ({words}) | {rmse(predicted_by(known, asked, parameters), asked):.4f} |")


if __name__ == "__main__":
    main()
