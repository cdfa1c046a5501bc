"""Imports a library in batches. Routes load it at the first import, because the readers of all formats come with it."""

import asyncio
from collections import Counter
from collections.abc import Callable
from itertools import islice
from typing import IO, Any

from api.errors import Departed
from api.http.callers import Caller
from api.library.service import write_json
from api.readers.library.files import LibraryFile
from api.readers.library.kept import keep
from api.readers.library.recognition import read_library
from api.readers.parsing.csv_files import BadRow
from api.sizes import REVIEWS_A_DAY

BATCH = 500
SAID = ("file", "row", "title", "year", "notes")
OPEN = ("ambiguous", "not_found")  # the reader may still choose the item
NOTHING_KEPT = "found, but the row gives no stars, no day it was seen and no list: there is nothing to keep"


async def import_library(
    me: Caller, file_name: str, read: Callable[[], bytes], is_there: Callable[[], bool], document: IO[bytes]
) -> None:
    """Import a file; write to `document` what became of each row, as JSON.

    A thread reads the file and writes the report, and each call of the database writes some hundred rows. Raises
    `Departed` between two batches if the sender has left. They may send the file again, because a second import changes
    nothing.
    """
    library = await asyncio.to_thread(lambda: read_library(file_name, read()))
    report = _Report(library.format, document)
    while batch := await asyncio.to_thread(_next_batch, library):
        if not is_there():
            raise Departed()
        records = [record for record in batch if not isinstance(record, BadRow)]
        outcomes = await me.one("import_library", records=records, daily_reviews=REVIEWS_A_DAY) if records else []
        await asyncio.to_thread(report.add, batch, outcomes)
    report.end(library.notes)


class _Report:
    """What became of a file, written to a document while the import goes on."""

    def __init__(self, format_name: str, document: IO[bytes]) -> None:
        self._document = document
        self._counts: Counter[str] = Counter()
        document.write(f'{{"format":{write_json(format_name)},"rows":['.encode())

    def add(self, batch: list[Any], outcomes: list[dict[str, Any]]) -> None:
        """Write what became of a batch; `outcomes` has nothing for its bad rows."""
        left = iter(outcomes)
        rows = [_row(record, {} if isinstance(record, BadRow) else next(left)) for record in batch]
        separator = "," if self._counts else ""
        self._counts.update(row["status"] for row in rows)
        self._document.write((separator + write_json(rows)[1:-1]).encode())

    def end(self, notes: list[str]) -> None:
        """Write the end, and go to the beginning."""
        self._document.write(f'],"counts":{write_json(self._counts)},"notes":{write_json(notes)}}}'.encode())
        self._document.seek(0)


def _next_batch(library: LibraryFile) -> list[Any]:
    return list(islice(library.records, BATCH))


def _row(record: Any, outcome: dict[str, Any]) -> dict[str, Any]:
    if isinstance(record, BadRow):
        return {"file": record.file, "row": record.line, "status": "bad", "reason": record.reason}
    said = {name: record[name] for name in SAID if record.get(name) is not None}
    if outcome["status"] == "matched":
        said["reason"] = NOTHING_KEPT
    elif outcome["status"] in OPEN:
        said["kept"] = keep(record)
    return said | outcome
