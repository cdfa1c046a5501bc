"""import: bring in a catalogue, and what people thought of it, from files of other services."""

from collections import Counter
from collections.abc import Iterable
from itertools import islice

from api.catalogue_writing import Record, write_catalogue
from api.db import Database
from api.embedding import Embedder
from api.jobs.reporting import Report
from api.logs import Stopwatch
from api.readers.csv_files import BadRow, CsvFile
from api.readers.google_books import GoogleBooks
from api.readers.movielens import MovieLens

RATINGS_A_CALL = 5_000  # a tenth of a second and 130 kB of JSON


async def import_movielens(db: Database, embedder: Embedder, source: MovieLens, report: Report) -> str:
    """Movies with what is known of them, then the ratings. Answers what was done."""
    movies = await _write_items(db, embedder, source.movies(), source.movies_file, report)
    ratings = await _write_ratings(db, source, report)
    return f"movies: {movies}; ratings: {ratings}; {report.ending()}"


async def import_google_books(db: Database, embedder: Embedder, source: GoogleBooks, report: Report) -> str:
    """Books with what is known of them. Answers what was done."""
    books = await _write_items(db, embedder, source.books(), source.volumes, report)
    return f"books: {books}; {report.ending()}"


async def _write_items(
    db: Database, embedder: Embedder, rows: Iterable[Record | BadRow], file: CsvFile, report: Report
) -> str:
    watch = Stopwatch()
    with report.bar(file.path.name, file.count_lines()) as advance:
        written = await write_catalogue(
            db,
            embedder,
            report.sift(rows),
            on_batch=lambda n_items: advance(),
            on_refused=lambda record, reason: report.bad(f"{record['source']}: {reason}"),
            on_note=lambda record, note: report.note(f"{record['source']}: {note}"),
        )
    report.n_used += written.n_new + written.n_changed + written.n_unchanged
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
            for rating in batch:
                if rating.movielens_id in unknown:
                    report.bad(str(file.bad(rating.line, f"movieId {rating.movielens_id} is not in the catalogue")))
            advance()
    report.n_used += n["n_new"] + n["n_changed"] + n["n_unchanged"]
    return (
        f"{n['n_new']:,} new, {n['n_changed']:,} changed, {n['n_unchanged']:,} unchanged,"
        f" {n['n_new_raters']:,} new raters"
    )
