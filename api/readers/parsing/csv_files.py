"""Reads CSV files: every row with its first line, or the reason why it cannot be used."""

import csv
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from api.errors import InvalidInput
from api.readers.parsing.cells import BadCell

_NOT_UTF8 = re.compile("[\udc80-\udcff]")  # surrogateescape marks bytes that are not UTF-8 so

Record = dict[str, Any]  # an item as `catalogue_writing` takes it; `source` names its file and line


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be used: its file, its first line, and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class CsvRow(NamedTuple):
    """A row's first line, counted from 1 as editors do, and the cells that were asked for."""

    line: int
    cells: tuple[str, ...]


class CsvFile:
    """A file whose first line names its columns.

    Raises `InvalidInput` at once if the file cannot be read or lacks one of `columns`. There are at least two columns.
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.path = path
        self.name = str(path)
        with self._opened() as file:
            _, header = next(read_csv(Lines(file)), (1, []))
        missing = [column for column in columns if column not in header]
        if isinstance(header, str) or missing:
            raise InvalidInput(
                f"{path} is not the file that was expected: its first line must name {', '.join(columns)};"
                f" it lacks {', '.join(missing)}."
            )
        self._n_cells = len(header)
        self._pick = itemgetter(*(header.index(column) for column in columns))

    def read_rows(self) -> Iterator[CsvRow | BadRow]:
        """Yield every row except the header, one at a time; blank lines are skipped."""
        with self._opened() as file:
            records = read_csv(Lines(file))
            next(records)
            for line, cells in records:
                if isinstance(cells, str):
                    yield self.bad(line, cells)
                elif cells and (fault := self._fault(cells)):
                    yield self.bad(line, fault)
                elif cells:
                    yield CsvRow(line, self._pick(cells))

    def read_records(self, understand: Callable[[CsvRow], Record]) -> Iterator[Record | BadRow]:
        """Yield what `understand` makes of each row; if it raises `BadCell`, the row is bad."""
        for row in self.read_rows():
            try:
                yield row if isinstance(row, BadRow) else understand(row)
            except BadCell as error:
                yield self.bad(row.line, str(error))

    def bad(self, line: int, reason: str) -> BadRow:
        """Make a bad row of this file."""
        return BadRow(self.name, line, reason)

    def place(self, line: int) -> str:
        """Return `file:line`, the source of a record."""
        return f"{self.name}:{line}"

    def count_lines(self) -> int:
        """Return how many lines follow the first: about as many as rows."""
        with self.path.open("rb") as file:
            return max(sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) - 1, 0)

    def _opened(self) -> TextIO:
        try:
            return self.path.open(encoding="utf-8-sig", errors="surrogateescape", newline="\n")
        except OSError as error:
            raise InvalidInput(f"{self.path} cannot be read ({error.strerror}).") from None

    def _fault(self, cells: list[str]) -> str | None:
        if len(cells) != self._n_cells:
            return f"{len(cells)} cells instead of {self._n_cells}"
        text = "".join(cells)
        if "\0" in text:
            return "a NUL character"
        return "not UTF-8" if not text.isascii() and _NOT_UTF8.search(text) else None


class Lines:
    """The lines of a file; those of the present row can be given back, to be read as rows of their own."""

    def __init__(self, file: Iterator[str]) -> None:
        self._file = file
        self._again: deque[str] = deque()
        self._taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._file)
        self._taken.append(line)
        return line

    def take_row(self) -> int:
        """End the present row; return how many lines it had."""
        n_lines = len(self._taken)
        self._taken.clear()
        return n_lines

    def take_line(self) -> int:
        """End the present row after its first line and give the others back."""
        self._again.extendleft(reversed(self._taken[1:]))
        self._taken.clear()
        return 1


def read_csv(lines: Lines, delimiter: str = ",") -> Iterator[tuple[int, list[str] | str]]:
    """Yield each row's first line, and its cells or what is wrong with its quotes.

    An unclosed quote would swallow the rows after it, so only its own line is lost.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells: list[str] | str = next(reader)
            n_lines = lines.take_row()
        except csv.Error as error:
            cells = f"not CSV: {error}"
            n_lines = lines.take_line()
        except StopIteration:
            return
        yield line, cells
        line += n_lines
