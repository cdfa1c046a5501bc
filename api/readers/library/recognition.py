"""Reads a user's library from elsewhere: recognizes one file by its contents and yields records of one shape."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from api.errors import InvalidInput
from api.readers.library.calibre import calibre_reader
from api.readers.library.files import LibraryFile, check_count, check_tables, read_records
from api.readers.library.generic import generic_reader
from api.readers.library.goodreads import goodreads_reader
from api.readers.library.imdb import imdb_reader
from api.readers.library.json_exports import JsonRows, parse_library
from api.readers.library.letterboxd import letterboxd_reader
from api.readers.library.librarything import librarything_reader
from api.readers.library.movielens import movielens_reader
from api.readers.library.records import Understand
from api.readers.library.simkl import simkl_reader
from api.readers.library.storygraph import storygraph_reader
from api.readers.library.tmdb import tmdb_reader
from api.readers.library.trakt import trakt_reader
from api.readers.library.zips import read_zip
from api.readers.parsing.csv_texts import CsvText
from api.readers.parsing.upload_text import read_text, with_escapes, wrong_encoding
from api.sizes import MAX_FILE_BYTES, MEGABYTE

ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
ACCEPTED = (
    "Accepted are Letterboxd's zip or a CSV out of it (Settings, Data, Export your data), Trakt's zip or a file out of"
    " it (Settings, Data), SIMKL's backup, IMDb's CSV (Your ratings or Your watchlist, Export), TMDB's CSV,"
    " MovieLens' CSV (Settings, Import/export), Goodreads' CSV (My Books, Import and export, Export library),"
    " StoryGraph's CSV (Manage account, Export), LibraryThing's text or JSON, calibre's catalog as CSV, the JSON of"
    " this service's own export, and any CSV whose first line names a title or one of tmdb_id, imdb_id, isbn13,"
    " google_id and movielens_id. Save a spreadsheet as CSV first."
)

# The first parser that knows the columns reads the file, so the more specific ones come first.
READERS: dict[str, Callable[[CsvText], Understand | None]] = {
    "letterboxd": letterboxd_reader,
    "goodreads": goodreads_reader,
    "storygraph": storygraph_reader,
    "librarything": librarything_reader,
    "calibre": calibre_reader,
    "imdb": imdb_reader,
    "tmdb": tmdb_reader,
    "simkl": simkl_reader,
    "movielens": movielens_reader,
    "trakt": trakt_reader,
    "generic": generic_reader,
}
WITHOUT_UNICODE = {"imdb", "librarything", "generic"}  # formats that programs write or save in cp1252

_JSON_IN_UTF8 = re.compile(rb"(\xef\xbb\xbf)?\s*(\{|\[\s*[{\]])")


def read_library(file_name: str, content: bytes, now: datetime | None = None) -> LibraryFile:
    """Recognize a file and read it; `now` dates what the file does not, and limits which dates can be true.

    Raises `InvalidInput` before the first record or never: `file_too_large`, `invalid_file`, `unknown_format`,
    `unknown_version`, `wrong_encoding`, `zip_refused`, `many_raters`, `unclear_scale`.
    """
    name = _plain_name(file_name)
    now = now or datetime.now(UTC)
    _check_size(name, content)
    if content.startswith(ZIP_MARKS):
        return read_zip(name, content, now, _read_alone, ACCEPTED)
    return _read_alone(name, content, now)


def _check_size(name: str, content: bytes) -> None:
    if len(content) > MAX_FILE_BYTES:
        raise InvalidInput(
            f"{name} has {len(content):,} bytes, the limit is {MAX_FILE_BYTES // MEGABYTE} MB.", "file_too_large"
        )


def _read_alone(name: str, content: bytes, now: datetime) -> LibraryFile:
    _check_size(name, content)
    text, is_unicode = read_text(name, with_escapes(content) if _JSON_IN_UTF8.match(content) else content)
    if not text or text.isspace():
        raise InvalidInput(f"{name} is empty. {ACCEPTED}", "invalid_file")
    if not re.match(r"\s*(\{|\[\s*[{\]])", text):
        return _read_csv(CsvText(name, text), is_unicode, now)
    if not is_unicode:
        raise wrong_encoding(name)
    library = parse_library(name, text)
    if isinstance(library, JsonRows):
        check_count(name, library.n_rows)
        return LibraryFile(library.format, read_records(name, library.rows, library.understand, now), library.notes)
    check_count(name, library.n_entries)
    return LibraryFile("cinelibre", library.read_records(now))


def _read_csv(table: CsvText, is_unicode: bool, now: datetime) -> LibraryFile:
    check_tables(table.name, table)
    for file_format, reader in READERS.items():
        if understand := reader(table):
            if not is_unicode and file_format not in WITHOUT_UNICODE:
                raise wrong_encoding(table.name)
            records = read_records(table.name, table.read_rows(), understand, now)
            return LibraryFile(file_format, records, table.notes)
    raise InvalidInput(f"No known export has the columns of {table.name}. {ACCEPTED}", "unknown_format")


def _plain_name(file_name: str) -> str:
    """Return the name of the upload for messages: without folders and control characters."""
    name = re.split(r"[\\/]", file_name)[-1].strip()[:100]
    return "".join(letter if letter.isprintable() else "_" for letter in name) or "The file"
