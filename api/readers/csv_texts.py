"""A stranger's CSV in memory: columns found by folded names, whatever stands between them, in bounded work."""

import csv
import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from api.errors import InvalidInput
from api.readers.csv_files import BadRow, Lines, read_csv

MOST_LINES = 300_000  # blank ones included
LONGEST_ROW = 200_000  # characters
MOST_READ_AGAIN = 5_000_000  # characters, for rows whose quotes are broken
_DELIMITERS = ",;\t"
_TOLD_DELIMITER = re.compile(r'"?sep=([,;\t])"?\r?\n', re.IGNORECASE)  # as Excel writes and obeys it


class NamedRow(NamedTuple):
    """The line a row begins on, counted from 1 as editors do, and the cells that say something.

    They stand by the folded names of their columns, without the blanks around them.
    """

    line: int
    cells: dict[str, str]

    def cell(self, *columns: str) -> str:
        """The first of these cells that says something; empty where none does."""
        for column in columns:
            if column in self.cells:
                return self.cells[column]
        return ""


class CsvText:
    """The text of a CSV file whose first line names its columns; commas, semicolons or tabs stand between them.

    `columns` are folded: "Book Id", book_id and BOOKID are bookid. A first line that is no CSV names none.
    Raises `InvalidInput` (`file_too_large`) where the text has more than `MOST_LINES` lines.
    """

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.notes: list[str] = []  # what a reader finds to say of the whole file
        self.n_lines = text.count("\n")
        if self.n_lines > MOST_LINES:
            raise InvalidInput(
                f"{name} has {self.n_lines:,} lines, {MOST_LINES:,} at most are read: upload it in parts.",
                "file_too_large",
            )
        self._content = text.encode("utf-8", "surrogatepass")  # one emoji makes four bytes of every letter of a text
        told = _TOLD_DELIMITER.match(text)
        self._n_before = 1 if told else 0  # lines before the header
        first_line = text[:LONGEST_ROW].partition("\n")[0]
        self._delimiter = told[1] if told else max(_DELIMITERS, key=first_line.count)
        self._header: list[str] = []
        _, header = next(self._read(), (1, []))
        self._header = [fold(cell) for cell in header] if isinstance(header, list) else []
        self.columns = frozenset(self._header) - {""}

    def has(self, *columns: str) -> bool:
        """Whether all of these columns are there."""
        return self.columns.issuperset(columns)

    def read_rows(self) -> Iterator[NamedRow | BadRow]:
        """Every row but the header, one at a time; blank ones are passed over."""
        n_cells = len(self._header)
        for line, cells in islice(self._read(), 1, None):
            if isinstance(cells, str):
                yield BadRow(self.name, line, cells)
                continue
            texts = [cell.strip() for cell in cells]
            while len(texts) > n_cells and not texts[-1]:
                texts.pop()
            if any(texts) and len(texts) != n_cells:
                yield BadRow(self.name, line, f"{len(texts)} cells instead of {n_cells}")
            elif any(texts):  # of two columns of one name the first counts
                named = zip(reversed(self._header), reversed(texts), strict=True)
                yield NamedRow(line, {name: text for name, text in named if text})

    def count_rows(self, most: int) -> int:
        """How many rows it has, bad ones included; counting ends past `most`."""
        return sum(1 for _ in islice(self.read_rows(), most + 1))

    def _read(self) -> Iterator[tuple[int, list[str] | str]]:
        lines = _BoundedLines(_lines(self._content))
        for line, cells in islice(read_csv(lines, self._delimiter), self._n_before, None):
            yield line, self._mended(cells, lines.last_row)

    def _mended(self, cells: list[str] | str, row: str) -> list[str] | str:
        """The cells that are meant where a whole row stands in quotes, or blanks before them: as some programs save."""
        n_cells = len(self._header)
        if isinstance(cells, list) and len(cells) == 1 and n_cells != 1 and self._delimiter in cells[0]:
            cells, row = _parsed(cells[0], self._delimiter) or cells, cells[0]
        is_odd = isinstance(cells, str) or any(cell.lstrip().startswith('"') for cell in cells)
        if not is_odd or not (closer := _without_blanks_at_quotes(row, self._delimiter)):
            return cells
        meant = _parsed(closer, self._delimiter)
        return meant if meant and (len(meant) == n_cells or not n_cells) else cells


class _BoundedLines(Lines):
    """Lines that nobody can make us read for ever: quotes that are never closed would ask for the rest each time."""

    def __init__(self, file: Iterator[str]) -> None:
        super().__init__(file)
        self._n_characters = 0
        self._n_read_again = 0
        self.last_row = ""

    def __next__(self) -> str:
        line = super().__next__()
        self._n_characters += len(line)
        if self._n_characters > LONGEST_ROW:
            raise csv.Error(f"a row of more than {LONGEST_ROW:,} characters")
        return line

    def take_row(self) -> int:
        """Ends the present row; answers how many lines it had."""
        self._n_characters = 0
        self.last_row = "".join(self._taken)
        return super().take_row()

    def take_line(self) -> int:
        """Ends the present row after its first line, as long as there is patience; then after its last."""
        self._n_read_again += self._n_characters
        self._n_characters = 0
        self.last_row = self._taken[0] if self._taken else ""
        return super().take_line() if self._n_read_again <= MOST_READ_AGAIN else super().take_row()


def fold(name: str) -> str:
    """A column's name without case, blanks, underscores and hyphens."""
    return re.sub(r"[\s_-]+", "", name).casefold()


def _parsed(row: str, delimiter: str) -> list[str] | None:
    try:
        return next(csv.reader([row], delimiter=delimiter, strict=True), None)
    except csv.Error:
        return None


def _without_blanks_at_quotes(row: str, delimiter: str) -> str | None:
    """The row with its quotes beside the delimiters; None where they are there already."""
    closer = re.sub(rf'(^|{delimiter}) +"', r'\1"', row)
    closer = re.sub(rf'" +(?={delimiter}|\r?\n?$)', '"', closer)
    return closer if closer != row else None


def _lines(content: bytes) -> Iterator[str]:
    start = 0
    while start < len(content):
        end = content.find(b"\n", start) + 1 or len(content)
        yield content[start:end].decode("utf-8", "surrogatepass")
        start = end
