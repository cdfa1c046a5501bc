"""calibre's catalog of an e-book library as CSV: the books, and the stars of some of them."""

import re
from datetime import datetime

from api.readers.library.records import LibraryEntry, Understand, known
from api.readers.parsing.answers import day
from api.readers.parsing.authors import name_list
from api.readers.parsing.cells import title_text
from api.readers.parsing.csv_texts import CsvText, NamedRow
from api.readers.parsing.library_cells import Notes, is_yes, isbn13, moment
from api.readers.parsing.star_scales import nearest_half

COLUMNS = ("title", "authorsort", "uuid")

_ISBN = re.compile(r"\bisbn:([0-9Xx-]+)")


def calibre_reader(table: CsvText) -> Understand | None:
    """Return the parser of this CSV's rows; None if it is not calibre's."""
    return read_book if table.has(*COLUMNS) else None


def read_book(row: NamedRow, now: datetime) -> LibraryEntry:
    """Read a row of the catalog. Raises `BadCell`.

    calibre knows no day of reading, but users add a column `#read` for what they read. Stars get the day on which the
    book was added. An unknown day of publication is 0101-01-01.
    """
    notes = Notes()
    named = _ISBN.search(row.cell("identifiers"))
    rating = nearest_half(row.cell("rating"), "rating") if row.cell("rating") not in {"0", "0.0"} else None
    added_at = notes.unless_spoilt(moment, row.cell("timestamp"), "timestamp", now)
    was_read = notes.unless_spoilt(is_yes, row.cell("#read"), "#read")
    return known(
        item_type="book",
        title=title_text(row.cell("title")),
        authors=notes.unless_spoilt(name_list, re.split("[,&]", row.cell("authors"))),
        year=day(row.cell("pubdate"))[0],
        isbn13=notes.unless_spoilt(isbn13, named[1] if named else row.cell("isbn")),
        rating=rating,
        rated_at=added_at if rating else None,
        seen_at=(added_at or now.isoformat()) if was_read else None,
        notes=notes,
    )
