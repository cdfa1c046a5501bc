"""The formats of `export`; each writes rows as they come and keeps none in memory."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import IO, Any

from api.errors import Misconfigured

# The columns and their types in parquet.
COLUMNS = {
    "user": "string",
    "item_id": "int32",
    "item_type": "string",
    "title": "string",
    "year": "int32",
    "movielens_id": "int32",
    "tmdb_id": "int32",
    "imdb_id": "string",
    "google_id": "string",
    "isbn13": "string",
    "rating": "float32",
    "rated_at": "string",
}

Rows = list[dict[str, Any]]
Write = Callable[[Rows], None]
Columns = Mapping[str, str]


@contextmanager
def _json(file: IO[bytes], columns: Columns) -> Iterator[Write]:
    """Write one object a line."""

    def write(rows: Rows) -> None:
        file.write("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode())

    yield write


@contextmanager
def _csv(file: IO[bytes], columns: Columns) -> Iterator[Write]:
    """Write the column names, then one row a line; a missing value is empty."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()

    def write(rows: Rows) -> None:
        writer.writerows(rows)
        file.write(text.getvalue().encode())
        text.seek(0)
        text.truncate()

    yield write
    write([])  # writes the names even if there is no row


@contextmanager
def _parquet(file: IO[bytes], columns: Columns) -> Iterator[Write]:
    """Write one row group for each page."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise Misconfigured("Parquet needs pyarrow: pip install -r requirements-train.txt.") from None
    schema = pyarrow.schema([(name, getattr(pyarrow, kind)()) for name, kind in columns.items()])
    with parquet.ParquetWriter(file, schema) as writer:
        yield lambda rows: writer.write_table(pyarrow.Table.from_pylist(rows, schema=schema))


FORMATS: dict[str, Callable[[IO[bytes], Columns], AbstractContextManager[Write]]] = {
    "json": _json,
    "csv": _csv,
    "parquet": _parquet,
}


def open_format(name: str, file: IO[bytes], columns: Columns = COLUMNS) -> AbstractContextManager[Write]:
    """Return a function that writes rows to a file. Raises `Misconfigured` if the format's package is not installed."""
    return FORMATS[name](file, columns)
