"""The options of `train`, and the ranking that it learns if it is asked to."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from api.db import Database
from api.errors import InvalidInput, Misconfigured


def add_options(training: argparse.ArgumentParser) -> None:
    """Declare the options."""
    training.add_argument("--gate", action="store_true", help="refuse a model that is worse than the one in use")
    training.add_argument(
        "--engine", choices=["plain", "spark"], default="plain", help="spark needs requirements-spark.txt and Java 17"
    )
    training.add_argument("--master", metavar="URL", help="Spark's master; by default SPARK_MASTER")
    training.add_argument(
        "--ratings", metavar="URI", help="a parquet export that all executors read; by default Spark's run makes one"
    )
    training.add_argument("--factors", action="store_true", help="try factors too, and write them if they pay")
    training.add_argument(
        "--ranker", metavar="FILE", type=Path, help="train no model, but learn a ranking for RECOMMENDER: an ONNX file"
    )
    training.add_argument("--boosted", action="store_true", help="with --ranker: trees instead of a linear ranking")


def check_options(given: argparse.Namespace) -> None:
    """Raise `InvalidInput` if options are given that do not go together."""
    is_spark = given.engine == "spark"
    if is_spark and given.gate:
        raise InvalidInput("--gate compares models in memory: it needs the plain engine, so leave --engine spark out.")
    if not is_spark and (given.master or given.ratings):
        raise InvalidInput("--master and --ratings are for Spark: add --engine spark.")
    if is_spark and given.factors:
        raise InvalidInput("--factors are fitted in one process: leave --engine spark out.")
    if given.ranker and (is_spark or given.gate or given.factors):
        raise InvalidInput("--ranker trains no model: leave --engine spark, --gate and --factors out.")
    if given.boosted and not given.ranker:
        raise InvalidInput("--boosted goes with --ranker: add it, or leave --boosted out.")
    if given.ranker:
        _check_file(given.ranker)


def _check_file(file: Path) -> None:
    if file.suffix != ".onnx":
        raise InvalidInput(f"--ranker {file} must end in .onnx, or RECOMMENDER takes it for a module.")
    if not file.parent.is_dir():
        raise InvalidInput(f"--ranker {file} cannot be written: there is no folder {file.parent}. Make it first.")


async def learn_ranker(db: Database, file: Path, is_boosted: bool, say: Callable[[str], None]) -> dict[str, Any]:
    """Learn a ranking and write it. Raises `Misconfigured` if packages are missing."""
    try:
        from api.jobs.training.learning import train_ranker
    except ImportError:
        raise Misconfigured("train --ranker needs scipy: pip install -r requirements-models.txt.") from None
    return await train_ranker(db, file, "boosted" if is_boosted else "linear", say)
