"""What somebody brings from elsewhere: one file, recognised by what is in it, read into records of one shape."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain

from api.errors import InvalidInput
from api.readers.archives import unpack
from api.readers.cells import BadCell
from api.readers.csv_files import BadRow
from api.readers.csv_texts import CsvText, NamedRow
from api.readers.generic_library import generic_reader
from api.readers.goodreads_library import goodreads_reader
from api.readers.imdb_ratings import imdb_reader
from api.readers.letterboxd import COLUMNS, FILES, letterboxd_reader
from api.readers.library_document import parse_document
from api.readers.library_records import LibraryRecord, Understand
from api.readers.movielens_ratings import movielens_reader
from api.readers.upload_text import read_text, wrong_encoding

MOST_BYTES = 10_000_000
MOST_RECORDS = 100_000
ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
ACCEPTED = (
    "Accepted are Letterboxd's zip or a CSV out of it (Settings, Data, Export your data), Goodreads' CSV (My Books,"
    " Import and export, Export library), IMDb's CSV (Your ratings, Export), MovieLens' CSV (Settings,"
    " Import/export), the JSON of this service's own export, and any CSV whose first line names a title or one of"
    " tmdb_id, imdb_id, isbn13, google_id and movielens_id. Save a spreadsheet as CSV first."
)

# The first that knows the columns reads them: the more telling stand before the less.
READERS: dict[str, Callable[[CsvText], Understand | None]] = {
    "letterboxd": letterboxd_reader,
    "goodreads": goodreads_reader,
    "imdb": imdb_reader,
    "movielens": movielens_reader,
    "generic": generic_reader,
}
WITHOUT_UNICODE = {"imdb", "generic"}  # formats that Windows' programs have written or saved again in cp1252


@dataclass(frozen=True)
class LibraryFile:
    """What a file is ('cinelibre', 'letterboxd', 'goodreads', 'imdb', 'movielens' or 'generic') and what is in it.

    The records can be read once; whatever is wrong with one of them is a `BadRow` in its place.
    """

    format: str
    records: Iterator[LibraryRecord | BadRow]
    notes: list[str] = field(default_factory=list)  # what there is to say of the whole file


def read_library(file_name: str, content: bytes, now: datetime | None = None) -> LibraryFile:
    """Recognises a file and reads it; `now` dates what the file does not, and bounds what can be true.

    Raises `InvalidInput` before the first record or never: `file_too_large`, `invalid_file`, `unknown_format`,
    `unknown_version`, `wrong_encoding`, `zip_refused`, `many_raters`, `unclear_scale`.
    """
    name = _plain_name(file_name)
    now = now or datetime.now(UTC)
    if len(content) > MOST_BYTES:
        raise InvalidInput(
            f"{name} has {len(content):,} bytes, {MOST_BYTES // 10**6} MB at most are read.", "file_too_large"
        )
    if content.startswith(ZIP_MARKS):
        return LibraryFile("letterboxd", _read_zip(name, content, now))
    text, is_unicode = read_text(name, content)
    if not text.strip():
        raise InvalidInput(f"{name} is empty. {ACCEPTED}", "invalid_file")
    if not re.match(r"\s*\{", text):
        return _read_csv(CsvText(name, text), is_unicode, now)
    if not is_unicode:
        raise wrong_encoding(name)
    document = parse_document(name, text)
    if document.n_entries > MOST_RECORDS:
        raise _too_many(name)
    return LibraryFile("cinelibre", document.read_records(now))


def _read_csv(table: CsvText, is_unicode: bool, now: datetime) -> LibraryFile:
    _check_rows(table.name, table)
    for file_format, reader in READERS.items():
        if understand := reader(table):
            if not is_unicode and file_format not in WITHOUT_UNICODE:
                raise wrong_encoding(table.name)
            return LibraryFile(file_format, _records(table, understand, now), table.notes)
    raise InvalidInput(f"The columns of {table.name} are of no known export. {ACCEPTED}", "unknown_format")


def _read_zip(name: str, content: bytes, now: datetime) -> Iterator[LibraryRecord | BadRow]:
    files = unpack(name, content, FILES)
    if not files:
        raise InvalidInput(
            f"{name} has none of Letterboxd's files in it ({', '.join(FILES)}). {ACCEPTED}", "unknown_format"
        )
    tables = [_letterboxd_table(path, part) for path, part in files.items() if part.strip()]
    _check_rows(name, *tables)
    return chain.from_iterable(_records(table, FILES[table.name](), now) for table in tables)


def _letterboxd_table(path: str, content: bytes) -> CsvText:
    text, is_unicode = read_text(path, content)
    if not is_unicode:
        raise wrong_encoding(path)
    table = CsvText(path, text)
    if not table.has(*COLUMNS):
        raise InvalidInput(
            f"{path} is not Letterboxd's: its first line must name Date, Name, Year and Letterboxd URI. {ACCEPTED}",
            "unknown_format",
        )
    return table


def _records(table: CsvText, understand: Understand, now: datetime) -> Iterator[LibraryRecord | BadRow]:
    for row in table.read_rows():
        try:
            yield row if isinstance(row, BadRow) else _record(table.name, row, understand, now)
        except BadCell as error:
            yield BadRow(table.name, row.line, str(error))


def _record(file: str, row: NamedRow, understand: Understand, now: datetime) -> LibraryRecord:
    return LibraryRecord(row=row.line, file=file, **understand(row, now))


def _check_rows(name: str, *tables: CsvText) -> None:
    """Rows are counted only where there are lines enough to make too many of them."""
    if sum(table.n_lines for table in tables) <= MOST_RECORDS:
        return
    if sum(table.count_rows(MOST_RECORDS) for table in tables) > MOST_RECORDS:
        raise _too_many(name)


def _too_many(name: str) -> InvalidInput:
    return InvalidInput(
        f"{name} has more than {MOST_RECORDS:,} rows, which is the limit: upload it in parts.", "file_too_large"
    )


def _plain_name(file_name: str) -> str:
    """The name of the upload as messages say it: no folders, nothing that a terminal would obey."""
    name = re.split(r"[\\/]", file_name)[-1].strip()[:100]
    return "".join(letter if letter.isprintable() else "_" for letter in name) or "The file"
