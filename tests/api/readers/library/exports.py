"""Files of somebody's library, made in memory, and what is read of them."""

import csv
import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from api.readers.library.recognition import read_library
from api.readers.library.records import LibraryRecord
from api.readers.parsing.csv_files import BadRow

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
TODAY = "2024-06-01T12:00:00+00:00"  # what NOW is in a record


def everything(content: str | bytes, name: str = "my.csv") -> list[LibraryRecord | BadRow]:
    """All that a file holds."""
    return list(read_library(name, content.encode() if isinstance(content, str) else content, NOW).records)


def records(content: str | bytes, name: str = "my.csv") -> list[dict[str, Any]]:
    """What could be used; nothing else may be in the file."""
    rows = everything(content, name)
    assert [str(row) for row in rows if isinstance(row, BadRow)] == []
    return [dict(row) for row in rows if not isinstance(row, BadRow)]


def bad_rows(content: str | bytes, name: str = "my.csv") -> list[tuple[int, str]]:
    """Line and reason of what could not be used."""
    return [(row.line, row.reason) for row in everything(content, name) if isinstance(row, BadRow)]


def without(cells: str, content: str | bytes, name: str = "my.csv") -> str:
    """The one note of the one row of a file, which is read without these cells."""
    [record] = records(content, name)
    note: str
    [note] = record["notes"]
    assert not record.keys() & set(cells.split())
    return note.removesuffix("; the row is read without it")


def csv_of(header: str, *rows: list[str]) -> bytes:
    """A CSV with this first line and these cells below it."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    return f"{header}\n{file.getvalue()}".encode("utf-8", "replace")


def zip_of(files: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return content.getvalue()
