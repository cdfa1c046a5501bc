"""StoryGraph's export: one CSV of all of a user's books, stars in quarters, every reading with its days."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial

from api.readers.library.records import LibraryEntry, Understand, known
from api.readers.library.viewings import Viewings, Watched, watched_on
from api.readers.parsing.authors import name_list
from api.readers.parsing.cells import title_text
from api.readers.parsing.csv_texts import CsvText, NamedRow
from api.readers.parsing.library_cells import Notes, isbn13, moment
from api.readers.parsing.star_scales import nearest_half

COLUMNS = ("title", "readstatus", "starrating")

_DAY = re.compile(r"[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}")
_NUMBER = re.compile(r"[0-9][0-9Xx\s.-]{8,}")  # books without an ISBN have other ids here


def storygraph_reader(table: CsvText) -> Understand | None:
    """Return the parser of this CSV's rows; None if it is not StoryGraph's."""
    return partial(read_book, viewings=Viewings()) if table.has(*COLUMNS) else None


def read_book(row: NamedRow, now: datetime, viewings: Viewings) -> LibraryEntry:
    """Read a row of the export; a book that was not finished was not read. Raises `BadCell`."""
    notes = Notes()
    status = row.cell("readstatus").casefold()
    rating = nearest_half(row.cell("starrating"), "Star Rating") if row.cell("starrating") not in {"0", "0.0"} else None
    added_at = notes.unless_spoilt(moment, row.cell("dateadded"), "Date Added", now)
    readings = list(_readings(row, now, notes))
    uid = row.cell("isbn/uid", "isbn")
    book = known(
        item_type="book",
        title=title_text(row.cell("title")),
        authors=notes.unless_spoilt(name_list, row.cell("authors", "author").split(",")),
        isbn13=notes.unless_spoilt(isbn13, uid, "ISBN/UID") if _NUMBER.fullmatch(uid) else None,
        rating=rating,
        rated_at=(readings[-1].at if readings else added_at) if rating else None,
        seen_at=(added_at or now.isoformat()) if status == "read" else None,
        watchlist_at=(added_at or now.isoformat()) if status == "to-read" else None,
        notes=notes,
    )
    for reading in readings if status == "read" else ():
        book = viewings.add(book, reading)
    return book


def _readings(row: NamedRow, now: datetime, notes: Notes) -> Iterator[Watched]:
    """Yield the last day of every reading, the latest at the end; readings without a day are left out."""
    spans = [_DAY.findall(span) for span in row.cell("datesread").split(",")]
    days = {span[-1] for span in spans if span} | {row.cell("lastdateread")}
    for day in sorted(days - {""}, key=lambda text: text.replace("-", "/")):
        if reading := notes.unless_spoilt(watched_on, day, "Dates Read", now):
            yield reading
