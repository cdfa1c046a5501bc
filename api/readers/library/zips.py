"""The zips that services make of a library: Letterboxd's CSVs, Trakt's JSONs, or one file of any known export."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain

from api.errors import InvalidInput
from api.readers.library import letterboxd
from api.readers.library import trakt as trakt_library
from api.readers.library.files import LibraryFile, check_count, check_tables, read_records
from api.readers.library.json_exports import JsonRows, parse_library
from api.readers.library.records import LibraryRecord
from api.readers.parsing.archives import unpack
from api.readers.parsing.csv_files import BadRow
from api.readers.parsing.csv_texts import CsvText
from api.readers.parsing.upload_text import read_text, wrong_encoding

ReadAlone = Callable[[str, bytes, datetime], LibraryFile]

_TEXT = re.compile(r".*\.(csv|tsv|txt|json)", re.IGNORECASE)
_EMPTY = b" \t\r\n[]"  # an empty file has only these bytes


def read_zip(name: str, content: bytes, now: datetime, read_alone: ReadAlone, accepted: str) -> LibraryFile:
    """Return the library in a zip; `read_alone` reads a file that is alone in it.

    Raises `InvalidInput` as `read_library` does.
    """
    files = unpack(name, content, _chosen)
    if any(path in letterboxd.FILES for path in files):
        return _letterboxd(name, files, now, accepted)
    if any(_trakt_rank(path) is not None for path in files):
        return _trakt(name, files, now)
    for path, text in files.items():
        return read_alone(path.rpartition("/")[2], text, now)
    raise InvalidInput(
        f"{name} has none of Letterboxd's files in it ({', '.join(letterboxd.FILES)}), none of Trakt's, and not one"
        f" file alone. {accepted}",
        "unknown_format",
    )


def _chosen(paths: Iterable[str]) -> list[str]:
    """Return the files to read, in order of precedence."""
    paths = list(paths)
    if found := [path for path in letterboxd.FILES if path in paths]:
        return found
    if ranked := [(rank, path) for path in paths if (rank := _trakt_rank(path)) is not None]:
        return [path for _, path in sorted(ranked)]
    texts = [path for path in paths if _TEXT.fullmatch(path)]
    return texts if len(texts) == 1 else []


def _trakt_rank(path: str) -> int | None:
    """Return the precedence of one of Trakt's files, in whichever folder it is."""
    name = path.rpartition("/")[2]
    return next((rank for rank, kind in enumerate(trakt_library.FILES) if kind.fullmatch(name)), None)


def _letterboxd(name: str, files: dict[str, bytes], now: datetime, accepted: str) -> LibraryFile:
    parted = ((path, files.pop(path)) for path in list(files))  # frees each file as soon as it is a table
    tables = [_letterboxd_table(path, part, accepted) for path, part in parted if part.strip()]
    check_tables(name, *tables)
    parts = (read_records(table.name, table.read_rows(), letterboxd.FILES[table.name](), now) for table in tables)
    return LibraryFile("letterboxd", chain.from_iterable(parts))


def _letterboxd_table(path: str, content: bytes, accepted: str) -> CsvText:
    table = CsvText(path, _unicode(path, content))
    if not table.has(*letterboxd.COLUMNS):
        raise InvalidInput(
            f"{path} is not Letterboxd's: its first line must name Date, Name, Year and Letterboxd URI. {accepted}",
            "unknown_format",
        )
    return table


def _trakt(name: str, files: dict[str, bytes], now: datetime) -> LibraryFile:
    """Read Trakt's files one after another; each is parsed once as a check, and again when it is read."""
    told = {path: content for path, content in files.items() if content.strip(_EMPTY)}
    found = [_count(path, content) for path, content in told.items()]
    check_count(name, sum(n_rows for n_rows, _ in found))
    return LibraryFile("trakt", _trakt_records(told, now), [note for _, notes in found for note in notes])


def _count(path: str, content: bytes) -> tuple[int, list[str]]:
    part = _trakt_part(path, content)
    return part.n_rows, part.notes


def _trakt_records(files: dict[str, bytes], now: datetime) -> Iterator[LibraryRecord | BadRow]:
    for path, content in files.items():
        part = _trakt_part(path, content)
        yield from read_records(part.name, part.rows, part.understand, now)
        del part  # frees it before the next one is parsed


def _trakt_part(path: str, content: bytes) -> JsonRows:
    part = parse_library(path, _unicode(path, content))
    if not isinstance(part, JsonRows) or part.format != "trakt":
        raise InvalidInput(f"{path} is not as Trakt exports it: a list of entries with a movie each.", "unknown_format")
    return part


def _unicode(path: str, content: bytes) -> str:
    text, is_unicode = read_text(path, content)
    if not is_unicode:
        raise wrong_encoding(path)
    return text
