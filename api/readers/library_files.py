"""What every file of a library becomes: records in the order of its rows, whatever its format."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from api.errors import InvalidInput
from api.readers.cells import BadCell
from api.readers.csv_files import BadRow
from api.readers.csv_texts import CsvText, NamedRow
from api.readers.library_records import LibraryRecord, Understand

MOST_RECORDS = 100_000


@dataclass(frozen=True)
class LibraryFile:
    """What a file is ('cinelibre', 'letterboxd', 'goodreads' and so on, or 'generic') and what is in it.

    The records can be read once; whatever is wrong with one of them is a `BadRow` in its place.
    """

    format: str
    records: Iterator[LibraryRecord | BadRow]
    notes: list[str] = field(default_factory=list)  # what there is to say of the whole file


def read_records(
    file: str, rows: Iterable[NamedRow | BadRow], understand: Understand, now: datetime
) -> Iterator[LibraryRecord | BadRow]:
    """What `understand` makes of each row; a row that it refuses with `BadCell` is a bad one."""
    for row in rows:
        try:
            yield row if isinstance(row, BadRow) else _record(file, row, understand, now)
        except BadCell as error:
            yield BadRow(file, row.line, str(error))


def check_tables(name: str, *tables: CsvText) -> None:
    """Raises `InvalidInput` (`file_too_large`). Rows are counted only where there are lines enough for too many."""
    if sum(table.n_lines for table in tables) > MOST_RECORDS:
        check_count(name, sum(table.count_rows(MOST_RECORDS) for table in tables))


def check_count(name: str, n_records: int) -> None:
    """Raises `InvalidInput` (`file_too_large`) where there are more records than a library has."""
    if n_records > MOST_RECORDS:
        raise InvalidInput(
            f"{name} has more than {MOST_RECORDS:,} rows, which is the limit: upload it in parts.", "file_too_large"
        )


def _record(file: str, row: NamedRow, understand: Understand, now: datetime) -> LibraryRecord:
    return LibraryRecord(row=row.line, file=file, **understand(row, now))
