"""The command line of the sync."""

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from api.errors import InvalidInput
from api.jobs.command import add_job, number, with_catalogue
from api.jobs.sync.job import SyncPlan, rehearse, sync
from api.jobs.sync.tmdb import INDIAN
from api.settings import Settings

if TYPE_CHECKING:
    from api.jobs.command import Parsers

KINDS = ("movies", "books")


def run_sync(settings: Settings, given: argparse.Namespace) -> str:
    """Bring the catalogue up to what TMDB and Google Books know; goes on where the last run stopped."""
    wanted = SyncPlan(
        kinds=[given.kind] if given.kind else KINDS,
        languages=given.languages,
        n_movies=given.movies,
        n_books=given.books,
        export=_export(given.source),
        minutes=given.minutes,
    )
    if given.dry_run:
        return asyncio.run(rehearse(settings, wanted))
    return asyncio.run(with_catalogue(settings, lambda db, embedder: sync(settings, db, embedder, wanted)))


def add_sync(jobs: "Parsers") -> None:
    """Declare the job."""
    job = add_job(jobs, "sync", run_sync)
    job.add_argument("kind", nargs="?", choices=KINDS, help="sync only these")
    job.add_argument(
        "--languages",
        type=_languages,
        default=INDIAN,
        help="languages of movies, such as hi,te,ta; by default eight of India",
    )
    job.add_argument("--movies", type=number(0, 1_000_000, "movies"), default=2000, metavar="N", help="to hold in all")
    job.add_argument("--books", type=number(0, 1_000_000, "books"), default=500, metavar="N", help="to hold in all")
    job.add_argument(
        "--minutes",
        type=number(1, 1440, "minutes"),
        default=110,
        help="end after so many minutes, half of them for each kind; the next run goes on (110)",
    )
    job.add_argument("--dry-run", action="store_true", help="ask the sources and write nothing")
    job.add_argument(
        "--source",
        nargs=2,
        metavar=("tmdb-export", "FILE"),
        help="take movies from TMDB's daily export of ids, most popular first, instead of by language",
    )


def _languages(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(code.strip().lower() for code in text.split(",") if code.strip()))
    if not found or not all(len(code) == 2 and code.isalpha() for code in found):
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of two-letter languages such as hi,te,ta")
    return found


def _export(source: list[str] | None) -> Path | None:
    if source is None:
        return None
    if source[0] != "tmdb-export":
        raise InvalidInput(f"--source {source[0]}: it has to be tmdb-export, and then the file.")
    return Path(source[1])
