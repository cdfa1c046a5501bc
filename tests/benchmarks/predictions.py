"""How near predicted ratings come to hidden ones, and how many lie within their intervals.

    python -m tests.benchmarks.predictions --data DIR --metadata CSV

The newest fifth of each history is hidden, as by `python -m api.jobs evaluate`. The service learns the rest and
predicts the fifth. Every row is over the hidden ratings that the service predicts. `--validation` hides the newest
fifth of what is left instead: constants are chosen by that.
"""

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from api.chores.features import refresh_features
from api.db import Database
from api.db.postgres import open_postgres
from api.jobs.evaluate.protocols import Histories, histories_of
from api.jobs.evaluate.served import write_movies
from api.jobs.imports import RATINGS_A_CALL
from api.jobs.training import job
from api.readers.catalogue.movielens import MovieLens
from api.readers.parsing.csv_files import BadRow
from api.settings import Settings
from api.ship.scratch import scratch_server
from tests.benchmarks.prediction_rows import LEAST, Hidden, damped_means, hidden_of, mean_of, rmse

BANDS = ((3, 4), (5, 9), (10, 19), (20, 49), (50, 10_000))
IDS_A_CALL = 100

Json = dict[str, Any]
Predicted = tuple[Hidden, Json]


def read_histories(source: MovieLens) -> Histories:
    """All ratings by their rater."""
    return histories_of([one for one in source.ratings() if not isinstance(one, BadRow)])


async def predict(source: MovieLens, known: Histories, hidden: Sequence[Hidden]) -> list[Predicted]:
    """The service's predictions of hidden ratings, those that it makes."""
    movies = [one for one in source.movies() if not isinstance(one, BadRow)]
    with scratch_server() as scratch:
        url = scratch.ship_new("predictions")
        settings = Settings.model_construct(
            **{**Settings.model_construct().model_dump(), "database_url": SecretStr(url)}
        )
        await write_movies(settings, url, movies, is_embedded=False)
        async with open_postgres(url, 2) as db:
            ratings = [one[:4] for history in known.values() for one in history]
            for start in range(0, len(ratings), RATINGS_A_CALL):
                await db.one("import_ratings", records=ratings[start : start + RATINGS_A_CALL])
            scratch.analyze("predictions")
            await refresh_features(db)
            await train_phi(db)
            return await ask(db, hidden)


async def train_phi(db: Database) -> None:
    """Train what predictions use of the item models."""
    from api.jobs.training.fitting import models

    ratings = await job.read_ratings(db)
    await job.write_model(db, "phi", models.KINDS["phi"](ratings.liking()), ratings, {}, None)


async def ask(db: Database, hidden: Sequence[Hidden]) -> list[Predicted]:
    """Ask for every hidden rating, a reader at a time."""
    caller = await db.one("set_role", email="evaluation@localhost", initial_hash="!", role="service")
    ids = await db.one("get_movielens_ids")
    users, items = dict(ids["raters"]), dict(ids["movies"])
    found: list[Predicted] = []
    for rater in dict.fromkeys(one.rater for one in hidden):
        theirs = {items[one.movie]: one for one in hidden if one.rater == rater}
        for start in range(0, len(theirs), IDS_A_CALL):
            told = await db.rows(
                "get_predictions",
                caller_id=caller["id"],
                caller_version=caller["token_version"],
                acts_for=users[rater],
                item_ids=list(theirs)[start : start + IDS_A_CALL],
            )
            found += [(theirs[one["item_id"]], one["prediction"]) for one in told]
    return [(one, prediction) for one, prediction in found if prediction["missing"] is None]


def coverage(predicted: Sequence[Predicted]) -> float:
    """The share of true ratings within their intervals."""
    n_within = sum(1 for one, told in predicted if told["low"] <= one.stars <= told["high"])
    return n_within / max(len(predicted), 1)


def by_support(predicted: Sequence[Predicted]) -> dict[tuple[int, int], list[Predicted]]:
    """The predictions by bands of support."""
    return {(low, high): [pair for pair in predicted if low <= pair[1]["support"] <= high] for low, high in BANDS}


def report(known: Histories, n_hidden: int, predicted: Sequence[Predicted]) -> None:
    """Prints the tables."""
    asked = [one for one, _ in predicted]
    print(f"| {len(asked):,} of {n_hidden:,} hidden ratings | RMSE |\n|---|---|")
    print(f"| mean of all | {rmse([mean_of(known)] * len(asked), asked):.4f} |")
    print(f"| damped mean of the movie | {rmse(damped_means(known, asked), asked):.4f} |")
    print(f"| as served | {rmse([told['rating'] for _, told in predicted], asked):.4f} |")
    print("\n| support | ratings | within the interval | mean width | RMSE |\n|---|---|---|---|---|")
    for (low, high), some in [((LEAST, BANDS[-1][1]), list(predicted)), *by_support(predicted).items()]:
        width = sum(told["high"] - told["low"] for _, told in some) / max(len(some), 1)
        error = rmse([told["rating"] for _, told in some], [one for one, _ in some])
        name = f"{low} and more" if high == BANDS[-1][1] else f"{low} to {high}"
        print(f"| {name} | {len(some):,} | {coverage(some):.1%} | {width:.2f} | {error:.4f} |")


def main() -> None:
    """Prints two tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.predictions", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder of MovieLens")
    parser.add_argument("--metadata", type=Path, help="a CSV of TMDB's metadata by movieId")
    parser.add_argument("--validation", action="store_true", help="predict the part that chooses constants")
    given = parser.parse_args()
    source = MovieLens(given.data, given.metadata)
    known, hidden = hidden_of(read_histories(source))
    if given.validation:
        known, hidden = hidden_of(known)
    report(known, len(hidden), asyncio.run(predict(source, known, hidden)))


if __name__ == "__main__":
    main()
