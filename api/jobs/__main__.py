"""python -m api.jobs: work that runs apart from requests."""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console

from api.chores.lease import running
from api.db import Database
from api.embedding import Embedder
from api.errors import CineLibreError, InvalidInput, Misconfigured
from api.jobs.accounts import WantedAccount, make_code, write_account
from api.jobs.command import add_job, number, with_catalogue, with_database
from api.jobs.consume.command import add_consume
from api.jobs.demo.loading import load_demo
from api.jobs.doctor.job import add_doctor
from api.jobs.evaluate.command import add_evaluate
from api.jobs.experiment.command import add_experiment
from api.jobs.forecast import telling_on
from api.jobs.imports import add_imports
from api.jobs.keeping import add_keeping
from api.jobs.memory import add_memory
from api.jobs.pictures import write_pictures
from api.jobs.reports import add_reports
from api.jobs.reviews import add_reviews
from api.jobs.seasons import add_seasons
from api.jobs.status import add_status
from api.jobs.stream.command import add_stream
from api.jobs.sync.command import add_sync
from api.jobs.training.job import train
from api.jobs.training.options import add_options, check_options, learn_ranker
from api.jobs.training.spark.job import SparkInput, train_on_spark
from api.logs import Stopwatch, configure_logs
from api.settings import Settings, read_settings
from api.ship.home import at_home, has_home
from api.ship.shipping import ship
from api.ship.sql_tree import read_sql_tree

if TYPE_CHECKING:
    from api.jobs.command import Parsers

OPEN_NONE = {"memory", "pictures"}  # jobs that open no database themselves


def run_ship(settings: Settings, given: argparse.Namespace) -> str:
    """Bring the database to this release: migrations, functions, grants."""
    if settings.database_url is None:
        raise Misconfigured(
            "ship needs DATABASE_URL (on Supabase the session pooler's address);"
            " with the SQL editor alone, paste sql/database_schema.sql instead."
        )
    shipped = ship(settings.database_url.get_secret_value(), read_sql_tree())
    applied = ", ".join(shipped.migrations) or "none new"
    return f"migrations: {applied}; functions: {shipped.n_functions}; release {shipped.release_sha256[:12]}"


def run_demo(settings: Settings, given: argparse.Namespace) -> str:
    """Add the demo catalogue of films and books."""

    async def load_alone(db: Database, embedder: Embedder) -> str:
        async with running(db, "demo") as run:
            written = await load_demo(db, embedder, tell=telling_on(Console(stderr=True)))
            run.counts.update(n_new=written.n_new, n_changed=written.n_changed, n_unchanged=written.n_unchanged)
        return run.told()

    return asyncio.run(with_catalogue(settings, load_alone))


def run_train(settings: Settings, given: argparse.Namespace) -> str:
    """Train the item-item models on all ratings (needs requirements-train.txt)."""
    check_options(given)
    asked = SparkInput(given.master or settings.spark_master, given.ratings)
    say = Console(stderr=True).print

    async def train_alone(db: Database) -> str:
        async with running(db, "train") as run:
            if given.ranker:
                run.counts.update(await learn_ranker(db, given.ranker, given.boosted, say))
            elif given.engine == "spark":
                run.counts.update(await train_on_spark(db, asked, say))
            else:
                run.counts.update(await train(db, say, given.gate, given.factors))
        return run.told()

    return asyncio.run(with_database(settings, train_alone))


def run_user(settings: Settings, given: argparse.Namespace) -> str:
    """Create an account, or change its role, name or password, which ends its tokens. Or print a code for a new
    password.
    """
    if given.code:
        if given.role or given.name_of or given.password_stdin or given.token:
            raise InvalidInput("--code does not change the account: leave the other options out.")
        return asyncio.run(with_database(settings, lambda db: make_code(db, given.email)))
    password = sys.stdin.readline().rstrip("\n") if given.password_stdin else None
    wanted = WantedAccount(given.email, given.role, given.name_of, password, given.token)
    return asyncio.run(with_database(settings, lambda db: write_account(db, settings, wanted)))


def run_pictures(settings: Settings, given: argparse.Namespace) -> str:
    """Regenerate sql/schema.sql and sql/database_schema.sql after a change of sql/."""
    return ", ".join(path.name for path in write_pictures())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m api.jobs", description="Work that runs apart from requests, one job a run."
    )
    jobs = parser.add_subparsers(title="jobs", metavar="JOB")
    add_job(jobs, "ship", run_ship)
    add_job(jobs, "demo", run_demo)
    add_imports(jobs)
    add_sync(jobs)
    _add_user(jobs)
    add_options(add_job(jobs, "train", run_train))
    add_evaluate(jobs)
    add_experiment(jobs)
    add_status(jobs)
    add_memory(jobs)
    add_reports(jobs)
    add_doctor(jobs)
    add_stream(jobs)
    add_consume(jobs)
    add_keeping(jobs)
    add_reviews(jobs)
    add_seasons(jobs)
    add_job(jobs, "pictures", run_pictures)
    return parser


def _add_user(jobs: "Parsers") -> None:
    user = add_job(jobs, "user", run_user)
    user.add_argument("email", metavar="EMAIL")
    user.add_argument(
        "--role",
        choices=["user", "service", "admin"],
        help="the role; by default a new account is a user, and another keeps its role",
    )
    user.add_argument("--name", metavar="NAME", dest="name_of", help="the name of the account")
    user.add_argument("--password-stdin", action="store_true", help="read a password from the standard input")
    user.add_argument(
        "--code", action="store_true", help="print a one-time code for a new password, valid for half an hour"
    )
    user.add_argument(
        "--token", metavar="DAYS", type=number(1, 3650, "days"), help="print a token that is valid for so many days"
    )


@contextmanager
def _on_a_database(settings: Settings, job: str) -> Iterator[Settings]:
    """Yield settings for a job: on a laptop those of the database that `make run` made, whether or not it runs."""
    if job in OPEN_NONE or not has_home(settings):
        yield settings
        return
    print(f"Nothing is configured: this is the database of `make run`, in {settings.data_dir}.", file=sys.stderr)
    with at_home(settings) as configured:
        yield configured


def main(arguments: list[str] | None = None) -> int:
    """Run one job, print one line about what it did, and return the exit status."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if "job" not in given:
        parser.print_help()
        return 0
    watch = Stopwatch()
    try:
        settings = read_settings()
        configure_logs(settings.log_level)
        with _on_a_database(settings, given.name) as configured:
            done = given.job(configured, given)
    except CineLibreError as error:
        print(f"{given.name}: {error.detail}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"{given.name}: stopped; run it again to go on.", file=sys.stderr)
        return 130
    if done:  # a job that prints JSON has said everything
        is_among_rows = getattr(given, "output", None) == "-"
        print(f"{given.name}: {done} ({watch.ms / 1000:.1f} s)", file=sys.stderr if is_among_rows else sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
