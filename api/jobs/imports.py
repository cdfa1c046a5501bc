"""import: read a catalogue and ratings from files of other services."""

import argparse
import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from api.chores.features import refresh_features
from api.chores.lease import running
from api.chores.summaries import count_readers
from api.db import Database
from api.embedding import Embedder
from api.jobs.catalogue_writing import Record, write_catalogue
from api.jobs.command import add_job, with_catalogue
from api.jobs.forecast import Forecast
from api.jobs.reporting import Report
from api.logs import Stopwatch
from api.readers.catalogue.google_books import GoogleBooks
from api.readers.catalogue.movielens import MovieLens
from api.readers.parsing.csv_files import BadRow, CsvFile
from api.settings import Settings

if TYPE_CHECKING:
    from api.jobs.command import Parsers

RATINGS_A_CALL = 5_000  # a tenth of a second and 130 kB of JSON
Import = Callable[[Database, Embedder, Report], Awaitable[str]]


def add_imports(jobs: "Parsers") -> None:
    """Declare the command, with a subcommand for each format."""
    sentence = "Bring in movies, books and ratings from files of other services."
    formats = jobs.add_parser("import", help=sentence, description=sentence).add_subparsers(
        title="formats", metavar="FORMAT", required=True
    )
    movielens = add_job(formats, "movielens", run_movielens, "import movielens")
    movielens.add_argument(
        "folder", metavar="DIR", type=Path, help="the folder with movies.csv, links.csv and ratings.csv"
    )
    movielens.add_argument("--metadata", metavar="CSV", type=Path, help="a CSV of TMDB's metadata by movieId")
    google_books = add_job(formats, "google-books", run_google_books, "import google-books")
    google_books.add_argument("file", metavar="CSV", type=Path, help="a CSV with one row for each volume")


def run_movielens(settings: Settings, given: argparse.Namespace) -> str:
    """Movies and ratings of MovieLens, with what TMDB says of the movies."""
    source = MovieLens(given.folder, given.metadata)
    return _imported(settings, lambda db, embedder, report: import_movielens(db, embedder, source, report))


def run_google_books(settings: Settings, given: argparse.Namespace) -> str:
    """Books of Google Books."""
    source = GoogleBooks(given.file)
    return _imported(settings, lambda db, embedder, report: import_google_books(db, embedder, source, report))


def _imported(settings: Settings, work: Import) -> str:
    """Run an import under the lease of its job; its row counts used and bad rows."""

    async def import_alone(db: Database, embedder: Embedder) -> str:
        async with running(db, "import") as run:
            return await work(db, embedder, Report(run=run))

    return asyncio.run(with_catalogue(settings, import_alone))


async def import_movielens(db: Database, embedder: Embedder, source: MovieLens, report: Report) -> str:
    """Import movies with their metadata, then the ratings. Return what was done."""
    movies = await _write_items(db, embedder, source.movies(), source.movies_file, report)
    ratings = await _write_ratings(db, source, report)
    await refresh_features(db)
    await count_readers(db)
    return f"movies: {movies}; ratings: {ratings}; {report.ending()}"


async def import_google_books(db: Database, embedder: Embedder, source: GoogleBooks, report: Report) -> str:
    """Import books with their metadata. Return what was done."""
    books = await _write_items(db, embedder, source.books(), source.volumes, report)
    await refresh_features(db)
    return f"books: {books}; {report.ending()}"


async def _write_items(
    db: Database, embedder: Embedder, rows: Iterable[Record | BadRow], file: CsvFile, report: Report
) -> str:
    watch, n_lines = Stopwatch(), file.count_lines()
    with report.bar(file.path.name, n_lines) as advance:
        written = await write_catalogue(
            db,
            embedder,
            report.sift(rows),
            on_batch=lambda n_items: advance(),
            on_refused=lambda record, reason: report.bad(f"{record['source']}: {reason}"),
            on_note=lambda record, note: report.note(f"{record['source']}: {note}"),
            forecast=Forecast(report.forecast, n_lines),
        )
    report.used(written.n_new + written.n_changed + written.n_unchanged)
    rate = f" ({written.n_embedded / watch.ms * 1000:,.0f} a second)" if written.n_embedded else ""
    return (
        f"{written.n_new:,} new, {written.n_changed:,} changed, {written.n_unchanged:,} unchanged,"
        f" {written.n_embedded:,} texts embedded{rate}"
    )


async def _write_ratings(db: Database, source: MovieLens, report: Report) -> str:
    n = Counter[str]()
    file = source.ratings_file
    with report.bar(file.path.name, file.count_lines()) as advance:
        ratings = report.sift(source.ratings())
        while batch := list(islice(ratings, RATINGS_A_CALL)):
            answer = await db.one("import_ratings", records=[rating[:4] for rating in batch])
            unknown = set(answer.pop("unknown_movies"))
            n.update(answer)
            report.used(answer["n_new"] + answer["n_changed"] + answer["n_unchanged"])
            for rating in batch:
                if rating.movielens_id in unknown:
                    report.bad(str(file.bad(rating.line, f"movieId {rating.movielens_id} is not in the catalogue")))
            advance()
    return (
        f"{n['n_new']:,} new, {n['n_changed']:,} changed, {n['n_unchanged']:,} unchanged,"
        f" {n['n_new_raters']:,} new raters"
    )
