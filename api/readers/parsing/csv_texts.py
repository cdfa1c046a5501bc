"""Parses a stranger's CSV in memory: columns found by folded names, any common delimiter, bounded work."""

import csv
import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from api.errors import InvalidInput
from api.readers.parsing.csv_files import BadRow, Lines, read_csv

MOST_LINES = 300_000  # blank ones included
LONGEST_ROW = 200_000  # characters
MOST_READ_AGAIN = 5_000_000  # characters, for rows with broken quotes
_DELIMITERS = ",;\t"
_TOLD_DELIMITER = re.compile(r'"?sep=([,;\t])"?\r?\n', re.IGNORECASE)  # Excel writes and obeys this line


class NamedRow(NamedTuple):
    """A row's first line, counted from 1 as editors do, and its cells that are not empty.

    Cells are named by the folded names of their columns and have no surrounding blanks.
    """

    line: int
    cells: dict[str, str]

    def cell(self, *columns: str) -> str:
        """Return the first of these cells that is not empty, or an empty text."""
        for column in columns:
            if column in self.cells:
                return self.cells[column]
        return ""


class CsvText:
    """The text of a CSV file whose first line names its columns; commas, semicolons or tabs separate them.

    `columns` are folded: "Book Id", book_id and BOOKID are bookid. If the first line is not CSV, there are none. Raises
    `InvalidInput` (`file_too_large`) if the text has more than `MOST_LINES` lines.
    """

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.notes: list[str] = []  # a parser's notes about the whole file
        self.n_lines = text.count("\n")
        if self.n_lines > MOST_LINES:
            raise InvalidInput(
                f"{name} has {self.n_lines:,} lines, the limit is {MOST_LINES:,}: upload it in parts.",
                "file_too_large",
            )
        self._content = text.encode("utf-8", "surrogatepass")  # as str, one emoji makes every letter four bytes
        told = _TOLD_DELIMITER.match(text)
        self._n_before = 1 if told else 0  # lines before the header
        first_line = text[:LONGEST_ROW].partition("\n")[0]
        self._delimiter = told[1] if told else max(_DELIMITERS, key=first_line.count)
        self._header: list[str] = []
        _, header = next(self._read(), (1, []))
        self._header = [fold(cell) for cell in header] if isinstance(header, list) else []
        self.columns = frozenset(self._header) - {""}

    def has(self, *columns: str) -> bool:
        """Say whether all of these columns exist."""
        return self.columns.issuperset(columns)

    def read_rows(self) -> Iterator[NamedRow | BadRow]:
        """Yield every row except the header, one at a time; blank ones are skipped."""
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
            elif any(texts):  # if two columns have one name, the first counts
                named = zip(reversed(self._header), reversed(texts), strict=True)
                yield NamedRow(line, {name: text for name, text in named if text})

    def count_rows(self, most: int) -> int:
        """Count the rows, bad ones included; stop counting beyond `most`."""
        return sum(1 for _ in islice(self.read_rows(), most + 1))

    def _read(self) -> Iterator[tuple[int, list[str] | str]]:
        lines = _BoundedLines(_lines(self._content))
        for line, cells in islice(read_csv(lines, self._delimiter), self._n_before, None):
            yield line, self._mended(cells, lines.last_row)

    def _mended(self, cells: list[str] | str, row: str) -> list[str] | str:
        """Return the intended cells if a whole row is in quotes or blanks precede quotes, as some programs save it."""
        n_cells = len(self._header)
        if isinstance(cells, list) and len(cells) == 1 and n_cells != 1 and self._delimiter in cells[0]:
            cells, row = _parsed(cells[0], self._delimiter) or cells, cells[0]
        is_odd = '"' in row and (isinstance(cells, str) or any(cell.lstrip().startswith('"') for cell in cells))
        if not is_odd or not (closer := _without_blanks_at_quotes(row, self._delimiter)):
            return cells
        meant = _parsed(closer, self._delimiter)
        return meant if meant and (len(meant) == n_cells or not n_cells) else cells


class _BoundedLines(Lines):
    """Lines that end at some point: with unclosed quotes a parser would ask for the rest again and again."""

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
        """End the present row; return how many lines it had."""
        self._n_characters = 0
        self.last_row = "".join(self._taken)
        return super().take_row()

    def take_line(self) -> int:
        """End the present row after its first line; once too much was read again, after its last."""
        self._n_read_again += self._n_characters
        self._n_characters = 0
        self.last_row = self._taken[0] if self._taken else ""
        return super().take_line() if self._n_read_again <= MOST_READ_AGAIN else super().take_row()


def fold(name: str) -> str:
    """Return a column's name without case, blanks, underscores and hyphens."""
    return re.sub(r"[\s_-]+", "", name).casefold()


def _parsed(row: str, delimiter: str) -> list[str] | None:
    try:
        return next(csv.reader([row], delimiter=delimiter, strict=True), None)
    except csv.Error:
        return None


def _without_blanks_at_quotes(row: str, delimiter: str) -> str | None:
    """Return the row with its quotes moved next to the delimiters; None if they already are."""
    closer = re.sub(rf'(^|{delimiter}) +"', r'\1"', row)
    closer = re.sub(rf'" +(?={delimiter}|\r?\n?$)', '"', closer)
    return closer if closer != row else None


def _lines(content: bytes) -> Iterator[str]:
    start = 0
    while start < len(content):
        end = content.find(b"\n", start) + 1 or len(content)
        yield content[start:end].decode("utf-8", "surrogatepass")
        start = end
