"""Letterboxd's export: a zip of CSVs, each a list of films with what one user did with them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from api.readers.library.records import LibraryEntry, Understand, known
from api.readers.library.viewings import Viewings, watched_on
from api.readers.parsing.cells import title_text
from api.readers.parsing.csv_texts import CsvText, NamedRow
from api.readers.parsing.library_cells import Notes, half_stars, moment, year_number

COLUMNS = ("name", "year", "letterboxduri")


def letterboxd_reader(table: CsvText) -> Understand | None:
    """Return the parser of one of these CSVs; None if it is not Letterboxd's.

    The columns tell which file it is, except for three files that only their names tell apart.
    """
    if not table.has(*COLUMNS):
        return None
    if table.has("watcheddate"):
        return diary_reader()
    if table.has("rating"):
        return read_rating
    name = table.name.casefold()
    if "watchlist" in name:
        return read_watchlist
    return read_like if "films" in name else read_watched


def diary_reader() -> Understand:
    """Return the parser of one diary.csv."""
    return partial(read_diary, viewings=Viewings())


def read_rating(row: NamedRow, now: datetime) -> LibraryEntry:
    """Read a row of ratings.csv. Raises `BadCell`."""
    notes = Notes()
    rating = half_stars(row.cell("rating"), "Rating")
    film = _film(row, notes)
    rated_at = _date(row, now, notes)
    return known(**film, rating=rating, rated_at=rated_at if rating else None, notes=notes)


def read_diary(row: NamedRow, now: datetime, viewings: Viewings) -> LibraryEntry:
    """Read a row of diary.csv: a viewing, and its stars of the day on which it was logged. Raises `BadCell`."""
    rated = read_rating(row, now)
    notes = Notes(rated.pop("notes", []))
    watched = notes.unless_spoilt(watched_on, row.cell("watcheddate", "date"), "Watched Date", now)
    seen = known(**rated, seen_at=rated.get("rated_at", now.isoformat()), notes=notes)
    return viewings.add(seen, watched, f"{row.cell('letterboxduri')} {row.cell('rewatch')}")


def read_watched(row: NamedRow, now: datetime) -> LibraryEntry:
    """Read a row of watched.csv, whose date is that of the entry, not of a viewing. Raises `BadCell`."""
    return _marked(row, now, "seen_at")


def read_watchlist(row: NamedRow, now: datetime) -> LibraryEntry:
    """Read a row of watchlist.csv. Raises `BadCell`."""
    return _marked(row, now, "watchlist_at")


def read_like(row: NamedRow, now: datetime) -> LibraryEntry:
    """Read a row of likes/films.csv. Raises `BadCell`."""
    return known(**_marked(row, now, "opinion_at"), opinion="like")


# In order of precedence: if stars have the same day, those of ratings.csv count, because they are the last given.
FILES: Mapping[str, Callable[[], Understand]] = {
    "watched.csv": lambda: read_watched,
    "ratings.csv": lambda: read_rating,
    "diary.csv": diary_reader,
    "likes/films.csv": lambda: read_like,
    "watchlist.csv": lambda: read_watchlist,
}


def _marked(row: NamedRow, now: datetime, mark: str) -> LibraryEntry:
    notes = Notes()
    film = _film(row, notes)
    return known(**film, **{mark: _date(row, now, notes) or now.isoformat()}, notes=notes)


def _film(row: NamedRow, notes: Notes) -> LibraryEntry:
    title = title_text(row.cell("name"))
    return known(item_type="movie", title=title, year=notes.unless_spoilt(year_number, row.cell("year"), "Year"))


def _date(row: NamedRow, now: datetime, notes: Notes) -> str | None:
    return notes.unless_spoilt(moment, row.cell("date"), "Date", now)
