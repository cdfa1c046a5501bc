"""`python -m api.jobs train --engine spark`: the models of `train`, computed by Spark's executors.

Executors read the ratings where they are and keep what they need on their own disks. The driver collects finished rows
partition by partition and writes them through the port, so executors need no way to the database. A model is begun,
written and put into use as in `train`: if a run is killed, the model in place stays.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

from api.db import Database
from api.errors import InvalidInput, Misconfigured
from api.jobs.export import export_ratings
from api.jobs.training.job import CARRIES_WEIGHTS, Say, weights_for, write_model
from api.jobs.training.spark.session import is_this_machine, share_out, spark_session


class SparkInput(NamedTuple):
    """Spark's master, and where the ratings are: an address that all executors read, or None for an export now."""

    master: str
    ratings: str | None = None


async def train_on_spark(db: Database, asked: SparkInput, say: Say = lambda _: None) -> dict[str, Any]:
    """Train all models on an export of the ratings; return what was trained.

    Raises `Misconfigured` if pyspark, Java or an address is absent, and `InvalidInput` if there is nothing to train on.
    """
    async with _session(asked.master) as session, _export(db, asked) as uri:
        from api.jobs.training.spark import kinds

        ratings, likes = await asyncio.to_thread(read, session, uri)
        totals = likes.totals
        sizes = {"n_ratings": totals.n_ratings, "n_users": totals.n_users, "n_items": totals.n_items}
        say(f"{totals.n_ratings:,} ratings of {totals.n_items:,} items by {totals.n_users:,} users")
        weights, figures = await _choose(db, ratings, totals, say)
        for kind, rows_of in kinds.KINDS.items():
            metrics, carried = {**sizes, "engine": "spark"}, None
            if kind == CARRIES_WEIGHTS and weights is not None:
                metrics, carried = {**metrics, "weights": figures}, weights
            rows = await asyncio.to_thread(collected, rows_of, likes)
            n_rows = await write_model(db, kind, rows, totals, metrics, carried)
            say(f"{kind}: {n_rows:,} items have others that go with them")
    return sizes


def collected(rows_of: Callable[[Any], Any], likes: Any) -> Iterator[Any]:
    """Compute all rows of a kind on the executors' disks, then yield them; the driver holds one partition at a time."""
    import numpy as np
    from pyspark import StorageLevel

    from api.jobs.training.fitting.models import NeighborRow

    table = rows_of(likes).persist(StorageLevel.DISK_ONLY)
    table.count()
    return (
        NeighborRow(row.item, np.array(row.neighbors, np.intp), np.array(row.weights, np.float32), row.length)
        for row in table.toLocalIterator()
    )


def read(session: Any, uri: str) -> tuple[Any, Any]:
    """Return the ratings as a table, and everybody's likes with their counts.

    Raises `InvalidInput` if fewer than two items are rated.
    """
    from pyspark import StorageLevel

    from api.jobs.training.spark.kinds import Likes
    from api.jobs.training.spark.ratings import count_likes, count_ratings, histories_of, read_export

    ratings = read_export(session, uri)
    totals = count_ratings(ratings)
    if totals.n_items < 2:
        raise InvalidInput("There is nothing to train on: fewer than two items are rated.", slug="nothing_to_train_on")
    share_out(session, totals.n_ratings)
    histories = histories_of(session, ratings, totals).persist(StorageLevel.DISK_ONLY)
    return ratings, Likes(session, histories, totals, count_likes(histories, totals))


async def _choose(db: Database, ratings: Any, totals: Any, say: Say) -> tuple[Any, Any]:
    from api.jobs.training.spark.ratings import sample_users

    chosen = await weights_for(db, await asyncio.to_thread(sample_users, ratings, totals), say)
    return chosen.weights, chosen.figures


@asynccontextmanager
async def _session(master: str) -> AsyncIterator[Any]:
    opened = spark_session(master)
    session = await asyncio.to_thread(opened.__enter__)
    try:
        yield session
    finally:
        await asyncio.to_thread(opened.__exit__, None, None, None)


@asynccontextmanager
async def _export(db: Database, asked: SparkInput) -> AsyncIterator[str]:
    """Yield the address of the ratings. On this machine alone, an export is made for the run and deleted after it."""
    if asked.ratings is not None:
        yield asked.ratings
        return
    if not is_this_machine(asked.master):
        raise Misconfigured(
            f"Executors of {asked.master} cannot read this machine's disk: export the ratings as parquet, put them"
            " where all machines read them, and name the address with --ratings (s3a://…, hdfs://…)."
        )
    with tempfile.TemporaryDirectory(prefix="cinelibre-") as folder:
        path = Path(folder) / "ratings.parquet"
        await export_ratings(db, str(path), "parquet")
        yield path.as_uri()
