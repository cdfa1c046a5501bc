"""Goodreads' library export: one CSV of all books on a user's shelves, with stars and dates."""

import re
from datetime import datetime
from functools import partial

from api.readers.library.records import LibraryEntry, Understand, known
from api.readers.library.viewings import Viewings, watched_on
from api.readers.parsing.authors import name_list
from api.readers.parsing.cells import title_text
from api.readers.parsing.csv_texts import CsvText, NamedRow
from api.readers.parsing.library_cells import Notes, half_stars, isbn13, moment, year_number

COLUMNS = ("bookid", "title", "author", "exclusiveshelf")

_SERIES = re.compile(r"\s*\([^()]*#[^()]*\)$")  # (Dune, #1) and (Foundation #1; Robot #5), but not (Illustrated)


def goodreads_reader(table: CsvText) -> Understand | None:
    """Return the parser of this CSV's rows; None if it is not Goodreads'."""
    return partial(read_book, viewings=Viewings()) if table.has(*COLUMNS) else None


def read_book(row: NamedRow, now: datetime, viewings: Viewings) -> LibraryEntry:
    """Read a row of the export. Raises `BadCell`.

    If a book was read without a date, the day it was added counts, but no viewing is made for that day.
    """
    notes = Notes()
    given = title_text(row.cell("title"))
    rating = None if row.cell("myrating") in {"", "0"} else half_stars(row.cell("myrating"), "My Rating")
    added_at = notes.unless_spoilt(moment, row.cell("dateadded"), "Date Added", now)
    read_on = notes.unless_spoilt(watched_on, row.cell("dateread"), "Date Read", now)
    shelf = row.cell("exclusiveshelf")
    book = known(
        **_book(row, given, notes),
        rating=rating,
        rated_at=(read_on.at if read_on else added_at) if rating else None,
        seen_at=(added_at or now.isoformat()) if shelf == "read" else None,
        watchlist_at=(added_at or now.isoformat()) if shelf == "to-read" else None,
        notes=notes,
    )
    return viewings.add(book, read_on if shelf == "read" else None)


def _book(row: NamedRow, given: str, notes: Notes) -> LibraryEntry:
    title = _SERIES.sub("", given) or given
    return known(
        item_type="book",
        title=title,
        title_as_given=given if given != title else None,
        authors=notes.unless_spoilt(name_list, [row.cell("author"), *row.cell("additionalauthors").split(",")]),
        year=notes.unless_spoilt(year_number, row.cell("originalpublicationyear", "yearpublished")),
        isbn13=notes.unless_spoilt(isbn13, row.cell("isbn13"), "ISBN13")
        or notes.unless_spoilt(isbn13, row.cell("isbn"), "ISBN"),
    )
