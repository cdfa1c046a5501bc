"""The command `evaluate` and its ways: on held-out ratings, by what readers did, or by what chance decided."""

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from api.errors import InvalidInput
from api.jobs.command import add_job, with_database
from api.jobs.evaluate.job import EvaluationPlan, evaluate
from api.jobs.evaluate.logged.chance_job import evaluate_chances
from api.jobs.evaluate.logged.chance_log import parse_configuration
from api.jobs.evaluate.logged.job import evaluate_log, parse_weights
from api.jobs.evaluate.protocols import N_FOLDS
from api.jobs.reporting import Report
from api.settings import Settings

if TYPE_CHECKING:
    from api.jobs.command import Parsers


def add_evaluate(jobs: "Parsers") -> None:
    """Declare the command."""
    job = add_job(jobs, "evaluate", run_evaluate)
    _add_ways(job)
    job.add_argument("--metadata", metavar="CSV", type=Path, help="a CSV of TMDB's metadata by movieId")
    job.add_argument("--no-content", action="store_true", help="do not embed the movies (saves two minutes)")
    job.add_argument(
        "--newcomers",
        type=int,
        nargs="?",
        const=N_FOLDS,
        default=0,
        choices=range(1, N_FOLDS + 1),
        help="also run the second protocol, with one training for each of ten folds, or of N",
    )
    job.add_argument("--quick", action="store_true", help="only the first 120 raters, without content")
    job.add_argument("--metrics", metavar="FILE", type=Path, help="write the measures as JSON")
    job.add_argument("--per-user", metavar="FILE", type=Path, help="write each user's nDCG@10 of the blend as JSON")


def _add_ways(job: argparse.ArgumentParser) -> None:
    way = job.add_mutually_exclusive_group(required=True)
    way.add_argument("--data", metavar="DIR", type=Path, help="the folder with MovieLens' CSVs")
    way.add_argument(
        "--from-feedback", action="store_true", help="report what readers did with lists; only reads the database"
    )
    way.add_argument(
        "--off-policy",
        metavar="JSON",
        nargs="?",
        const="{}",
        help="estimate what other ways to explore, or other presets, would bring, from what chance decided",
    )
    job.add_argument(
        "--weights", metavar="JSON", help="with --from-feedback: estimate what these weights of sources would bring"
    )


def run_evaluate(settings: Settings, given: argparse.Namespace) -> str:
    """Measure the served recommendations on held-out ratings, in a scratch database, or by what readers did."""
    tables = Console(soft_wrap=True, highlight=False, markup=False)
    if given.from_feedback:
        weights = parse_weights(given.weights)
        return asyncio.run(with_database(settings, lambda db: evaluate_log(db, weights, tables.print)))
    if given.off_policy is not None and given.weights is None:
        asked = parse_configuration(given.off_policy)
        return asyncio.run(with_database(settings, lambda db: evaluate_chances(db, asked, tables.print)))
    if given.weights is not None:
        raise InvalidInput("--weights goes with --from-feedback: add it, or leave --weights out.")
    plan = EvaluationPlan(
        given.data,
        given.metadata,
        has_content=not given.no_content,
        n_newcomer_folds=given.newcomers,
        is_quick=given.quick,
        metrics_file=given.metrics,
        per_user_file=given.per_user,
    )
    return asyncio.run(evaluate(settings, plan, Report(), tables.print))
