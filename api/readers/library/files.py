"""What every file of a library becomes, whatever its format: records in the order of its rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from api.errors import InvalidInput
from api.readers.library.records import LibraryRecord, Understand
from api.readers.parsing.cells import BadCell
from api.readers.parsing.csv_files import BadRow
from api.readers.parsing.csv_texts import CsvText, NamedRow

MOST_RECORDS = 100_000


@dataclass(frozen=True)
class LibraryFile:
    """The format of a file ('cinelibre', 'letterboxd', 'goodreads' and so on, or 'generic') and its records.

    The records can be read once; a record with a fault is a `BadRow` in its position.
    """

    format: str
    records: Iterator[LibraryRecord | BadRow]
    notes: list[str] = field(default_factory=list)  # about the whole file


def read_records(
    file: str, rows: Iterable[NamedRow | BadRow], understand: Understand, now: datetime
) -> Iterator[LibraryRecord | BadRow]:
    """Yield what `understand` makes of each row; if it raises `BadCell`, the row is bad."""
    for row in rows:
        try:
            yield row if isinstance(row, BadRow) else _record(file, row, understand, now)
        except BadCell as error:
            yield BadRow(file, row.line, str(error))


def check_tables(name: str, *tables: CsvText) -> None:
    """Raise `InvalidInput` (`file_too_large`) for too many rows. They are counted only if there are lines enough for
    that.
    """
    if sum(table.n_lines for table in tables) > MOST_RECORDS:
        check_count(name, sum(table.count_rows(MOST_RECORDS) for table in tables))


def check_count(name: str, n_records: int) -> None:
    """Raise `InvalidInput` (`file_too_large`) if there are more records than a library may have."""
    if n_records > MOST_RECORDS:
        raise InvalidInput(
            f"{name} has more than {MOST_RECORDS:,} rows, which is the limit: upload it in parts.", "file_too_large"
        )


def _record(file: str, row: NamedRow, understand: Understand, now: datetime) -> LibraryRecord:
    return LibraryRecord(row=row.line, file=file, **understand(row, now))
