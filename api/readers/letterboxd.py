"""Letterboxd's export: a zip of CSVs, each a list of films with what one person did with them."""

from collections.abc import Mapping
from datetime import datetime

from api.readers.cells import title_text
from api.readers.csv_texts import CsvText, NamedRow
from api.readers.library_cells import half_stars, moment, year_number
from api.readers.library_records import LibraryEntry, Understand, known, with_viewing

COLUMNS = ("name", "year", "letterboxduri")


def letterboxd_reader(table: CsvText) -> Understand | None:
    """How to read the rows of one of these CSVs alone; None where it is none of Letterboxd's.

    The columns tell; three of the files have the same, which only their names tell apart.
    """
    if not table.has(*COLUMNS):
        return None
    if table.has("watcheddate"):
        return read_diary
    if table.has("rating"):
        return read_rating
    name = table.name.casefold()
    if "watchlist" in name:
        return read_watchlist
    return read_like if "films" in name else read_watched


def read_rating(row: NamedRow, now: datetime) -> LibraryEntry:
    """A row of ratings.csv. Raises `BadCell`."""
    rating = half_stars(row.cell("rating"), "Rating")
    return {**_film(row), **known(rating=rating, rated_at=_date(row, now) if rating else None)}


def read_diary(row: NamedRow, now: datetime) -> LibraryEntry:
    """A row of diary.csv: a viewing, and the stars it was given on the day it was written down. Raises `BadCell`."""
    watched_at = moment(row.cell("watcheddate"), "Watched Date", now) or _date(row, now)
    return with_viewing(read_rating(row, now), watched_at)


def read_watched(row: NamedRow, now: datetime) -> LibraryEntry:
    """A row of watched.csv, whose date is that of the entry and not of a viewing. Raises `BadCell`."""
    return {**_film(row), "seen_at": _date(row, now) or now.isoformat()}


def read_watchlist(row: NamedRow, now: datetime) -> LibraryEntry:
    """A row of watchlist.csv. Raises `BadCell`."""
    return {**_film(row), "watchlist_at": _date(row, now) or now.isoformat()}


def read_like(row: NamedRow, now: datetime) -> LibraryEntry:
    """A row of likes/films.csv. Raises `BadCell`."""
    return {**_film(row), "opinion": "like", "opinion_at": _date(row, now) or now.isoformat()}


# In the order in which they count: of stars given on one day those of ratings.csv, which are the last.
FILES: Mapping[str, Understand] = {
    "watched.csv": read_watched,
    "ratings.csv": read_rating,
    "diary.csv": read_diary,
    "likes/films.csv": read_like,
    "watchlist.csv": read_watchlist,
}


def _film(row: NamedRow) -> LibraryEntry:
    return known(item_type="movie", title=title_text(row.cell("name")), year=year_number(row.cell("year"), "Year"))


def _date(row: NamedRow, now: datetime) -> str | None:
    return moment(row.cell("date"), "Date", now)
