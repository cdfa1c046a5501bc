"""The authors of a book, as different exports write them into one cell."""

import re
from collections.abc import Iterable

from api.readers.parsing.cells import BadCell, shown

MOST_AUTHORS = 20  # an anthology may have more, but nobody searches for the 21st
LONGEST_NAME = 200  # characters
_PARTED = re.compile(r"\s*(?:[;&|]|\band\b|\n)\s*")


def name_list(names: Iterable[str]) -> list[str]:
    """Return the different names, without doubled blanks, at most twenty. Raises `BadCell` if one is too long."""
    found = list(dict.fromkeys(name for one in names if (name := " ".join(one.split()))))[:MOST_AUTHORS]
    if too_long := [name for name in found if len(name) > LONGEST_NAME]:
        raise BadCell(f"the author {shown(too_long[0])} has more than {LONGEST_NAME} characters")
    return found


def parted_names(text: str) -> list[str]:
    """Split a cell whose separators are unknown: `Ann Lee, Bo Day`, `Lee, Ann; Day, Bo`, `Ann Lee & Bo Day`.

    A comma separates two authors if both sides have several words, else a family name from a given one. Raises
    `BadCell`.
    """
    return name_list(name for part in _PARTED.split(text) for name in _parted_by_commas(part))


def given_name_first(name: str) -> str:
    """Return `Robinson, Marilynne` as Marilynne Robinson; other names unchanged."""
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and given.strip() and "," not in given else name


def _parted_by_commas(text: str) -> list[str]:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 2 and not all(" " in part for part in parts):
        return [given_name_first(text)]
    return parts
