"""Training by Spark and in one process, on simulated ratings: `python -m tests.benchmarks.spark --items 100000`.

Readers have a hundred ratings on average. Ratings are written as an export is, then every kind of model is computed and
its rows are collected; nothing is written to a database. Spark runs on this machine, its executors' processes counted;
in a checkout its packages are in `.venv/spark`, so set PYTHONPATH=.venv/spark.
"""

import argparse
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pyarrow
from pyarrow import parquet

from api.jobs.training.fitting import models
from tests.benchmarks.simulate_ratings import Raters
from tests.benchmarks.tables import print_table

RATINGS_A_USER = 100
SAMPLED_SECONDS = 1.0
ROWS_AT_ONCE = 1_000_000
HEADER = ["", "rows", "seconds", "processor seconds", "peak MB"]


class Usage:
    """Processor seconds of this process and all below it, and their memory (shared pages by their share)."""

    def __init__(self) -> None:
        self._tree = psutil.Process()
        self._seconds: dict[int, float] = {}
        self._is_over = threading.Event()
        self.peak_mb = 0.0
        self._watch = threading.Thread(target=self._sample, daemon=True)
        self._watch.start()

    @property
    def seconds(self) -> float:
        """Processor seconds until the newest sample; those of processes that ended since are missing."""
        self._look()
        return sum(self._seconds.values())

    def stop(self) -> None:
        """Take no more samples."""
        self._is_over.set()

    def _sample(self) -> None:
        while not self._is_over.wait(SAMPLED_SECONDS):
            self._look()

    def _look(self) -> None:
        total = 0.0
        for process in [self._tree, *self._tree.children(recursive=True)]:
            try:
                total += process.memory_full_info().pss / 1e6
                times = process.cpu_times()
            except psutil.Error:
                continue
            self._seconds[process.pid] = times.user + times.system
        self.peak_mb = max(self.peak_mb, total)


@contextmanager
def measured(usage: Usage, table: list[list[str]], name: str) -> Iterator[Callable[[int], None]]:
    """Add a row to the table: what it took, and how many rows it made."""
    counted: list[int] = []
    usage.peak_mb = 0.0
    clock, seconds = time.monotonic(), usage.seconds
    yield counted.append
    spent = usage.seconds - seconds
    rows = f"{counted[0]:,}" if counted else ""
    table.append([name, rows, f"{time.monotonic() - clock:.0f}", f"{spent:.0f}", f"{usage.peak_mb:,.0f}"])
    print(" | ".join(table[-1]), flush=True)


def write_ratings(path: Path, raters: Raters) -> None:
    """Write ratings with the columns of an export that training reads."""
    users, items, stars = raters.ratings()
    names = np.char.mod("%016x", np.arange(raters.n_users + 1))
    schema = pyarrow.schema(
        [
            ("user", pyarrow.string()),
            ("item_id", pyarrow.int32()),
            ("rating", pyarrow.float32()),
            ("rated_at", "string"),
        ]
    )
    with parquet.ParquetWriter(path, schema) as writer:
        for start in range(0, len(users), ROWS_AT_ONCE):
            part = slice(start, start + ROWS_AT_ONCE)
            columns = [names[users[part]], items[part], stars[part], ["2026-01-01T00:00:00Z"] * len(users[part])]
            arrays = [pyarrow.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))


def by_spark(path: Path, master: str, kinds: list[str]) -> list[list[str]]:
    """Return a row for each step of Spark's run."""
    from api.jobs.training.spark import job
    from api.jobs.training.spark.kinds import KINDS
    from api.jobs.training.spark.session import spark_session

    table: list[list[str]] = []
    usage = Usage()
    with measured(usage, table, "all of it"):
        opened = spark_session(master)
        with measured(usage, table, "start of Spark"):
            session = opened.__enter__()
        with measured(usage, table, "ratings read and counted"):
            _, likes = job.read(session, path.as_uri())
        for kind in kinds:
            with measured(usage, table, kind) as count:
                count(sum(1 for _ in job.collected(KINDS[kind], likes)))
        opened.__exit__(None, None, None)
    usage.stop()
    return table


def by_one_process(path: Path, kinds: list[str]) -> list[list[str]]:
    """Return a row for each kind, fitted in this process."""
    table: list[list[str]] = []
    usage = Usage()
    with measured(usage, table, "ratings read"):
        liking = _read(path).liking()
    for kind in kinds:
        with measured(usage, table, kind) as count:
            count(sum(1 for _ in models.KINDS[kind](liking)))
    usage.stop()
    return table


def _read(path: Path) -> models.Ratings:
    read: Any = parquet.read_table(path, columns=["user", "item_id", "rating"])
    user_codes = read["user"].combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int32)
    item_ids, items = np.unique(read["item_id"].to_numpy(), return_inverse=True)
    stars, n_users = read["rating"].to_numpy(), int(user_codes.max()) + 1
    seconds = np.zeros(len(stars), np.int64)
    return models.Ratings(
        user_codes, items.astype(np.int32), stars, seconds, np.arange(n_users, dtype=np.int32), item_ids
    )


def main() -> None:
    """Prints a table for each engine that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.spark", description=__doc__)
    parser.add_argument("--ratings", type=int, default=10_000_000)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--engines", nargs="+", choices=["spark", "plain"], default=["spark"])
    parser.add_argument("--kinds", nargs="+", choices=list(models.KINDS), default=list(models.KINDS))
    parser.add_argument("--master", default="local[2]")
    given = parser.parse_args()
    n_users = given.ratings // RATINGS_A_USER
    print(f"{given.ratings:,} ratings of {given.items:,} items by {n_users:,} users; load {os.getloadavg()[0]:.1f}.")
    with tempfile.TemporaryDirectory(prefix="cinelibre-") as folder:
        path = Path(folder) / "ratings.parquet"
        write_ratings(path, Raters(given.ratings, n_users, given.items))
        for engine in given.engines:
            table = (
                by_spark(path, given.master, given.kinds) if engine == "spark" else by_one_process(path, given.kinds)
            )
            print_table(f"{engine}, load at the end {os.getloadavg()[0]:.1f}", HEADER, table)


if __name__ == "__main__":
    main()
