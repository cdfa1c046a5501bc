"""A library as JSON: our own document, or the export of a service that writes JSON."""

from dataclasses import dataclass

from api.errors import InvalidInput
from api.readers import librarything_library, simkl_library, trakt_library
from api.readers.csv_files import BadRow
from api.readers.csv_texts import NamedRow
from api.readers.json_fields import parse_json
from api.readers.library_document import LibraryDocument, read_document
from api.readers.library_records import Understand

KNOWN = "a library of CineLibre's, an export of Trakt's or LibraryThing's, or a backup of SIMKL's"


@dataclass(frozen=True)
class JsonRows:
    """The entries of a service's JSON as rows, and how to read them."""

    name: str
    format: str
    rows: list[NamedRow | BadRow]
    understand: Understand
    notes: list[str]


def parse_library(name: str, text: str) -> LibraryDocument | JsonRows:
    """What a JSON file is, by what is in it.

    Raises `InvalidInput` (`unknown_format`, `unknown_version`, `invalid_file`, `file_too_large`).
    """
    document = parse_json(name, text)
    if trakt_library.is_trakt(document):
        rows, n_others = trakt_library.trakt_rows(name, document)
        return JsonRows(name, "trakt", rows, trakt_library.film_reader(), _passed_over(name, n_others))
    if simkl_library.is_simkl(document):
        rows, n_others = simkl_library.simkl_rows(name, document)
        return JsonRows(name, "simkl", rows, simkl_library.film_reader(), _passed_over(name, n_others))
    if librarything_library.is_librarything(document):
        rows = librarything_library.librarything_rows(name, document)
        return JsonRows(name, "librarything", rows, librarything_library.book_reader(), [])
    if isinstance(document, list):
        raise unknown_json(name)
    return read_document(name, document)


def unknown_json(name: str) -> InvalidInput:
    """What to say of JSON that nobody knows."""
    return InvalidInput(f"{name} is JSON, but none that is known here: neither {KNOWN}.", "unknown_format")


def _passed_over(name: str, n_others: int) -> list[str]:
    if not n_others:
        return []
    entries = "1 entry is" if n_others == 1 else f"{n_others:,} entries are"
    return [f"{name}: {entries} of series and passed over; only films and books are kept."]
