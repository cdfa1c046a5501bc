"""Finds the column with the user's own stars, and whether they are out of five or ten."""

import math
import re
from typing import Literal, NamedTuple

from api.errors import InvalidInput
from api.readers.parsing.cells import BadCell, shown
from api.readers.parsing.csv_texts import CsvText, NamedRow

OWN = (
    "yourrating",
    "myrating",
    "userrating",
    "ownrating",
    "starrating",
)  # beside one of these, "rating" is the crowd's
OUT_OF_TEN = ("ratingoutof10", "ratingoutoften", "rating10", "rating/10")
RAREST = 10  # at least one of so many ratings must be above five for a scale of ten

_NUMBER = re.compile(r"([0-9]{1,2})(?:[.,]([0-9]{1,3}))?")


class StarScale(NamedTuple):
    """A column of stars, and the most that it goes to."""

    column: str
    out_of: Literal[5, 10] = 5

    def read(self, row: NamedRow) -> float | None:
        """Return the row's stars out of five; None for an empty cell. Raises `BadCell`."""
        return nearest_half(row.cell(self.column), "rating", self.out_of)


def find_scale(table: CsvText) -> StarScale:
    """Return the scale of a file of unknown origin.

    Raises `InvalidInput` (`unclear_scale`) if hardly any rating is above five, because that may be a slip.
    """
    column = next((name for name in OWN if name in table.columns), "rating")
    if column not in table.columns:
        return StarScale(column)
    n_rated, above = _count(table, column)
    if not above:
        return StarScale(column)
    if len(above) * RAREST < n_rated:
        raise InvalidInput(
            f"{table.name} has {n_rated:,} ratings, and {len(above):,} of them are above 5, the first on line"
            f" {above[0]}. If they are out of ten, name the column rating10; if not, correct these.",
            "unclear_scale",
        )
    table.notes.append(f"Ratings were read as out of ten, since one is above 5 (line {above[0]}).")
    return StarScale(column, 10)


def nearest_half(text: str, name: str, out_of: Literal[5, 10] = 5) -> float | None:
    """Read stars as half stars out of five: quarters become the nearest half, ties the higher; None for an empty cell.

    Quarters are read out of five, halves out of ten. Raises `BadCell`.
    """
    if not text:
        return None
    step, least = (0.25, 0.5) if out_of == 5 else (0.5, 1)
    stars = _parsed(text)
    if stars is None or not least <= stars <= out_of or stars % step:
        examples = "0.5, 1, 1.5" if out_of == 5 else "1, 2, 3"
        raise BadCell(f"{name} {shown(text)} is not one of {examples} and so on to {out_of}")
    return math.floor(stars * (10 / out_of) + 0.5) / 2


def _count(table: CsvText, column: str) -> tuple[int, list[int]]:
    """Return how many ratings there are, and the lines of those above five."""
    n_rated, above = 0, []
    for row in table.read_rows():
        if isinstance(row, NamedRow) and (number := _parsed(row.cell(column))) is not None:
            n_rated += 1
            if 5 < number <= 10:
                above.append(row.line)
    return n_rated, above


def _parsed(text: str) -> float | None:
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None
