"""Turns entries of a stranger's JSON into rows, so that one parser reads a service's CSV and its JSON."""

from collections.abc import Iterable, Mapping
from typing import Any

from api.readers.parsing.cells import UNSTORABLE, shown
from api.readers.parsing.csv_files import BadRow
from api.readers.parsing.csv_texts import NamedRow
from api.readers.parsing.json_fields import Doubled

LONGEST_CELL = 2_000  # characters; no title, name or id is longer


def cell_text(value: Any) -> str:
    """Return a text or a number as a CSV's cell would have it; empty for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return UNSTORABLE.sub("", str(value)).strip()[:LONGEST_CELL]


def under(value: Any, *path: str) -> Any:
    """Return the value at the end of a path of keys; None if anything on the way is not an object."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def as_row(file: str, number: int, entry: Any, cells: Iterable[tuple[str, Any]]) -> NamedRow | BadRow:
    """Return the cells that are not empty, by name; an entry that is not an object is a bad row."""
    if isinstance(entry, Doubled):
        return BadRow(file, number, f"the entry has the key {shown(entry.key)} twice")
    if not isinstance(entry, dict):
        return BadRow(file, number, "the entry is not an object")
    return NamedRow(number, {name: text for name, value in cells if (text := cell_text(value))})
