"""Goodreads' library export: one CSV of every book on somebody's shelves, with stars and dates."""

import re
from datetime import datetime

from api.readers.cells import BadCell, shown, title_text
from api.readers.csv_texts import CsvText, NamedRow
from api.readers.library_cells import half_stars, isbn13, moment, year_number
from api.readers.library_records import LibraryEntry, Understand, known, with_viewing

COLUMNS = ("bookid", "title", "author", "exclusiveshelf")
MOST_AUTHORS = 20  # an anthology has more; nobody is found by the 21st
LONGEST_NAME = 200  # characters

_SERIES = re.compile(r"\s*\([^()]*#[^()]*\)$")  # (Dune, #1) and (Foundation #1; Robot #5), but not (Illustrated)


def goodreads_reader(table: CsvText) -> Understand | None:
    """How to read the rows of this CSV; None where it is none of Goodreads'."""
    return read_book if table.has(*COLUMNS) else None


def read_book(row: NamedRow, now: datetime) -> LibraryEntry:
    """A row of the export. Raises `BadCell`.

    Where it was read without a date, the day it was added counts; no viewing is told of that day.
    """
    given = title_text(row.cell("title"))
    title = _SERIES.sub("", given) or given
    rating = row.cell("myrating")
    added_at = moment(row.cell("dateadded"), "Date Added", now)
    read_at = moment(row.cell("dateread"), "Date Read", now)
    shelf = row.cell("exclusiveshelf")
    book = known(
        item_type="book",
        title=title,
        title_as_given=given if given != title else None,
        authors=_authors(row),
        year=year_number(row.cell("originalpublicationyear", "yearpublished")),
        isbn13=isbn13(row.cell("isbn13"), "ISBN13") or isbn13(row.cell("isbn"), "ISBN"),
        rating=None if rating in {"", "0"} else half_stars(rating, "My Rating"),
        rated_at=None if rating in {"", "0"} else read_at or added_at,
        seen_at=(added_at or now.isoformat()) if shelf == "read" else None,
        watchlist_at=(added_at or now.isoformat()) if shelf == "to-read" else None,
    )
    return with_viewing(book, read_at if shelf == "read" else None)


def _authors(row: NamedRow) -> list[str]:
    """The author and those in the second column, which separates them by commas; Goodreads doubles blanks."""
    cells = [row.cell("author"), *row.cell("additionalauthors").split(",")]
    names = list(dict.fromkeys(name for cell in cells if (name := " ".join(cell.split()))))[:MOST_AUTHORS]
    if too_long := [name for name in names if len(name) > LONGEST_NAME]:
        raise BadCell(f"the author {shown(too_long[0])} has more than {LONGEST_NAME} characters")
    return names
