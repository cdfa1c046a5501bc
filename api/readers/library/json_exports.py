"""A library as JSON: our own document, or the export of a service that writes JSON."""

from collections.abc import Iterator
from dataclasses import dataclass

from api.errors import InvalidInput
from api.readers.library import librarything as librarything_library
from api.readers.library import simkl as simkl_library
from api.readers.library import trakt as trakt_library
from api.readers.library.document import LibraryDocument, read_document
from api.readers.library.records import Understand
from api.readers.parsing.csv_files import BadRow
from api.readers.parsing.csv_texts import NamedRow
from api.readers.parsing.json_entries import Entries
from api.readers.parsing.json_outline import read_outline

KNOWN = "a library of CineLibre's, an export of Trakt's or LibraryThing's, or a backup of SIMKL's"


@dataclass(frozen=True)
class JsonRows:
    """The entries of a service's JSON as rows, and their parser."""

    name: str
    format: str
    n_rows: int
    rows: Iterator[NamedRow | BadRow]  # made while being read, because all rows would take more memory than the JSON
    understand: Understand
    notes: list[str]


def parse_library(name: str, text: str) -> LibraryDocument | JsonRows:
    """Recognize a JSON file by its contents.

    Raises `InvalidInput` (`unknown_format`, `unknown_version`, `invalid_file`, `file_too_large`).
    """
    document = read_outline(name, text)
    if trakt_library.is_trakt(document):
        found = _of_films(name, "trakt", trakt_library.count_films(document), trakt_library.trakt_rows(name, document))
        found.notes.extend(trakt_library.say_of_list(name, document))
        return found
    if simkl_library.is_simkl(document):
        return _of_films(name, "simkl", simkl_library.count_films(document), simkl_library.simkl_rows(name, document))
    if librarything_library.is_librarything(document):
        rows = librarything_library.librarything_rows(name, document)
        return JsonRows(name, "librarything", len(document), rows, librarything_library.book_reader(), [])
    if isinstance(document, Entries):
        raise unknown_json(name)
    return read_document(name, document)


def unknown_json(name: str) -> InvalidInput:
    """Make the error for JSON of an unknown format."""
    return InvalidInput(f"{name} is JSON, but of no known export: neither {KNOWN}.", "unknown_format")


def _of_films(name: str, service: str, n_each: tuple[int, int], rows: Iterator[NamedRow | BadRow]) -> JsonRows:
    n_films, n_others = n_each
    understand = {"trakt": trakt_library, "simkl": simkl_library}[service].film_reader()
    return JsonRows(name, service, n_films, rows, understand, _passed_over(name, n_others))


def _passed_over(name: str, n_others: int) -> list[str]:
    if not n_others:
        return []
    entries = "1 entry is" if n_others == 1 else f"{n_others:,} entries are"
    return [f"{name}: {entries} of series and passed over; only films and books are kept."]
