"""The commands that keep a running service in order: embed, refresh, cleanup, export."""

import argparse
import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console

from api.chores.lease import Run
from api.jobs.command import add_job, number, with_catalogue, with_database
from api.jobs.embed import embed_catalogue
from api.jobs.export import export_ratings, format_of
from api.jobs.export_formats import FORMATS
from api.jobs.forecast import Forecast, telling_on
from api.jobs.upkeep import REFRESHED, do_chores
from api.settings import Settings

if TYPE_CHECKING:
    from api.jobs.command import Parsers


def run_embed(settings: Settings, given: argparse.Namespace) -> str:
    """Embed items without a vector or with a changed text; with --replace-model, those of another model too."""
    with _progress("n_items") as tell:
        return asyncio.run(
            with_catalogue(
                settings,
                lambda db, embedder: embed_catalogue(
                    db, embedder, given.replace_model, tell, given.minutes, Forecast(telling_on(Console(stderr=True)))
                ),
            )
        )


def run_refresh(settings: Settings, given: argparse.Namespace) -> str:
    """Recompute stale neighbors of users and items, and correct counts."""
    names = [REFRESHED[given.what]] if given.what else list(REFRESHED.values())
    return asyncio.run(with_database(settings, lambda db: do_chores(db, settings, names, given.minutes)))


def run_cleanup(settings: Settings, given: argparse.Namespace) -> str:
    """Delete old lists, old interactions (rolled up first) and old runs of jobs."""
    return asyncio.run(with_database(settings, lambda db: do_chores(db, settings, ["cleanup"], given.minutes)))


def run_export(settings: Settings, given: argparse.Namespace) -> str:
    """Write everybody's ratings to a file as training data, with pseudonyms instead of users."""
    file_format = format_of(given.output, given.format)
    with _progress("n_ratings") as tell:
        return asyncio.run(
            with_database(
                settings, lambda db: export_ratings(db, given.output, file_format, given.limit, tell, given.features)
            )
        )


@contextmanager
def _progress(count: str) -> Iterator[Callable[[Run], None]]:
    """Show a growing count, on a terminal."""
    console = Console(stderr=True)
    label = count.removeprefix("n_")
    if not console.is_terminal:
        yield lambda run: None
        return
    with console.status(label) as status:
        yield lambda run: status.update(f"{run.counts[count]:,} {label}")


def add_keeping(jobs: "Parsers") -> None:
    """Declare the four commands."""
    minutes = number(1, 1440, "minutes")
    embed = add_job(jobs, "embed", run_embed)
    embed.add_argument(
        "--replace-model",
        action="store_true",
        help="after a change of EMBEDDING_MODEL: delete the former model's vectors and embed everything",
    )
    refresh = add_job(jobs, "refresh", run_refresh)
    refresh.add_argument("what", nargs="?", choices=list(REFRESHED), help="do only this one")
    cleanup = add_job(jobs, "cleanup", run_cleanup)
    for job, most in ((embed, 360), (refresh, 60), (cleanup, 60)):
        told = f"end after so many minutes; the next run goes on ({most})"
        job.add_argument("--minutes", type=minutes, default=most, help=told)
    export = add_job(jobs, "export", run_export)
    export.add_argument(
        "--format", choices=list(FORMATS), help="by default what the file's name says; json: one object a line"
    )
    export.add_argument(
        "--output", metavar="FILE", required=True, help="the file to write, or - for the standard output"
    )
    export.add_argument("--limit", metavar="N", type=number(1, 10**9, "ratings"), help="write at most so many ratings")
    export.add_argument("--features", metavar="FILE", help="also write the snapshots of features, a row a preference")
