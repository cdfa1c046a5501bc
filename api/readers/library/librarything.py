"""LibraryThing's export of a library: tab-delimited text or JSON, with collections for books to read."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from api.readers.library.records import LibraryEntry, Understand, known
from api.readers.library.viewings import Viewings, watched_on
from api.readers.parsing.answers import day
from api.readers.parsing.authors import given_name_first, name_list
from api.readers.parsing.cells import title_text
from api.readers.parsing.csv_files import BadRow
from api.readers.parsing.csv_texts import CsvText, NamedRow
from api.readers.parsing.json_rows import as_row, cell_text, under
from api.readers.parsing.library_cells import Notes, isbn13, moment
from api.readers.parsing.star_scales import nearest_half

COLUMNS = ("bookid", "title", "primaryauthor", "collections")
TO_READ = {"to read", "wishlist"}
READ = {"read but unowned", "read"}

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WRITTEN_ISBN = re.compile(r"[0-9Xx-]{9,17}")


def librarything_reader(table: CsvText) -> Understand | None:
    """Return the parser of this file's rows; None if it is not LibraryThing's."""
    return book_reader() if table.has(*COLUMNS) else None


def book_reader() -> Understand:
    """Return the parser of one export."""
    return partial(read_book, viewings=Viewings())


def read_book(row: NamedRow, now: datetime, viewings: Viewings) -> LibraryEntry:
    """Read a row; a book is read if it has a day of reading or is in a collection of read books. Raises `BadCell`."""
    notes = Notes()
    collections = {name.strip().casefold() for name in row.cell("collections").split(",")}
    rating = nearest_half(row.cell("rating"), "Rating") if row.cell("rating") not in {"0", "0.0"} else None
    added_at = notes.unless_spoilt(moment, row.cell("entrydate").strip("[] "), "Entry Date", now)
    days = sorted(set(_DAY.findall(row.cell("dateread"))))
    readings = [one for text in days if (one := notes.unless_spoilt(watched_on, text, "Date Read", now))]
    since = added_at or now.isoformat()
    authors = [given_name_first(name) for name in (row.cell("primaryauthor"), *row.cell("secondaryauthor").split("|"))]
    book = known(
        item_type="book",
        title=title_text(row.cell("title")),
        authors=notes.unless_spoilt(name_list, authors),
        year=day(row.cell("date"))[0],
        isbn13=_isbn(row, notes),
        rating=rating,
        rated_at=(readings[-1].at if readings else added_at) if rating else None,
        seen_at=since if collections & READ else None,
        watchlist_at=since if collections & TO_READ and not readings else None,
        notes=notes,
    )
    for reading in readings:
        book = viewings.add(book, reading)
    return book


def is_librarything(document: Any) -> bool:
    """Say whether an object is an export: books by their ids."""
    books = list(islice(document.values(), 20)) if isinstance(document, Mapping) else []
    return bool(books) and all(isinstance(book, dict) and {"books_id", "title"} <= book.keys() for book in books)


def librarything_rows(file: str, document: Mapping[str, Any]) -> Iterator[NamedRow | BadRow]:
    """Yield the books of the JSON as rows of the text."""
    return (as_row(file, number, book, _cells(book)) for number, book in enumerate(document.values(), 1))


def _cells(book: Any) -> Iterable[tuple[str, Any]]:
    yield from ((name, under(book, name)) for name in ("title", "rating", "date", "dateread", "entrydate"))
    yield "primaryauthor", under(book, "primaryauthor")
    yield "isbns", ", ".join([*_texts(under(book, "isbn")), cell_text(under(book, "originalisbn"))])
    yield "collections", ", ".join(_texts(under(book, "collections")))


def _texts(values: Any) -> list[str]:
    """Return the texts of a list, or of the object that LibraryThing writes for a list with gaps."""
    found = values.values() if isinstance(values, Mapping) else values if isinstance(values, list) else [values]
    return [cell_text(value) for value in found]


def _isbn(row: NamedRow, notes: Notes) -> str | None:
    spoilt = Notes()
    for text in _WRITTEN_ISBN.findall(f"{row.cell('isbns')} {row.cell('isbn')}"):
        if found := spoilt.unless_spoilt(isbn13, text, "ISBN"):
            return found
    notes += spoilt[:1]
    return None
