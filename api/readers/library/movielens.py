"""One user's ratings at MovieLens: the site's export, or one rater's rows of a published ratings.csv."""

from datetime import datetime

from api.errors import InvalidInput
from api.readers.library.records import LibraryEntry, Understand, known
from api.readers.parsing.cells import rounded_number, whole_number
from api.readers.parsing.csv_texts import CsvText, NamedRow
from api.readers.parsing.library_cells import Notes, half_stars, imdb_title, second
from api.readers.parsing.movielens_titles import read_title

COLUMNS = ("movieid", "rating")


def movielens_reader(table: CsvText) -> Understand | None:
    """Return the parser of this CSV's rows; None if it is not MovieLens'.

    Raises `InvalidInput` (`many_raters`) if more than one person rated.
    """
    if not table.has(*COLUMNS):
        return None
    if table.has("userid"):
        _check_one_rater(table)
    return read_movie


def read_movie(row: NamedRow, now: datetime) -> LibraryEntry:
    """Read a row of either export. Raises `BadCell`."""
    notes = Notes()
    title = read_title(row.cell("title"))._asdict() if row.cell("title") else {}
    return known(
        item_type="movie",
        movielens_id=whole_number(row.cell("movieid"), "movieId"),
        imdb_id=notes.unless_spoilt(imdb_title, row.cell("imdbid")),
        tmdb_id=notes.unless_spoilt(rounded_number, row.cell("tmdbid"), "tmdb_id"),
        rating=half_stars(row.cell("rating")),
        rated_at=notes.unless_spoilt(second, row.cell("timestamp"), "timestamp", now),
        **title,
        notes=notes,
    )


def _check_one_rater(table: CsvText) -> None:
    first: str | None = None
    for row in table.read_rows():
        if not isinstance(row, NamedRow):
            continue
        first = first or row.cell("userid")
        if row.cell("userid") != first:
            raise InvalidInput(
                f"{table.name} holds the ratings of several people (from line {row.line} on): a library is one"
                " person's. Keep the rows of one userId, or load the whole set as a catalogue instead.",
                "many_raters",
            )
