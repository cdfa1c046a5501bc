"""Decodes the values of a stranger's JSON, and reads each object field by field."""

import json
import math
import re
from collections import Counter
from datetime import datetime
from typing import Any

from api.readers.parsing.cells import LARGEST_INTEGER, UNSTORABLE, BadCell, shown
from api.readers.parsing.library_cells import moment
from api.sizes import MAX_CONTEXT_BYTES

_LONGEST_INTEGER = 310  # digits; the database writes 1e308 out

_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")  # JSON's spelling of a NUL, which PostgreSQL cannot store


class Doubled:
    """Replaces an object that has a key twice, because nobody can tell which one was meant."""

    def __init__(self, key: str) -> None:
        self.key = key


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | Doubled:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    return Doubled(Counter(key for key, _ in pairs).most_common(1)[0][0])


def _integer(text: str) -> float:
    return int(text) if len(text.lstrip("-")) <= _LONGEST_INTEGER else math.inf


# Huge numbers become infinite and NaN stays; the fields that hold them refuse them.
DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_constant=float)


class Fields:
    """A JSON object; a field that is absent or null is None. Any other wrong value raises `BadCell`."""

    def __init__(self, value: Any, name: str) -> None:
        if isinstance(value, Doubled):
            raise BadCell(f"{name} has the key {shown(value.key)} twice")
        if not isinstance(value, dict):
            raise BadCell(f"{name} is not an object")
        self._fields = value

    def has(self, key: str) -> bool:
        """Say whether a field has a value."""
        return self._fields.get(key) is not None

    def value(self, key: str) -> Any:
        """Return whatever value a field has."""
        return self._fields.get(key)

    def text(self, key: str, most: int) -> str | None:
        """Return text of 1 to `most` characters that PostgreSQL can store."""
        value = self.value(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise BadCell(f"{key} is not text, or empty")
        if len(value) > most:
            raise BadCell(f"{key} has {len(value)} characters, {most} at most are taken")
        if UNSTORABLE.search(value):
            raise BadCell(f"{key} {shown(value)} has characters that are none")
        return value

    def matching(self, key: str, pattern: str, example: str) -> str | None:
        """Return text of this pattern; a message shows `example`."""
        value = self.value(key)
        if value is not None and not (isinstance(value, str) and re.fullmatch(pattern, value)):
            raise BadCell(f"{key} {_said(value)} is not {example}")
        return value

    def whole(self, key: str, least: int = 1, most: int = LARGEST_INTEGER) -> int | None:
        """Return a whole number from `least` to `most`."""
        value = self.value(key)
        if value is not None and (type(value) is not int or not least <= value <= most):
            raise BadCell(f"{key} {_said(value)} is not a whole number from {least} to {most}")
        return value

    def number(self, key: str, least: float, most: float) -> float | None:
        """Return a number from `least` to `most`."""
        value = self.value(key)
        if value is None:
            return None
        if type(value) not in {int, float} or not least <= value <= most:
            raise BadCell(f"{key} {_said(value)} is not a number from {least:g} to {most:g}")
        return float(value)

    def stars(self, key: str) -> float | None:
        """Return stars from 0.5 to 5 in halves."""
        stars = self.number(key, 0.5, 5)
        if stars is not None and not (stars * 2).is_integer():
            raise BadCell(f"{key} {_said(stars)} is not one of 0.5, 1, 1.5 and so on to 5")
        return stars

    def moment(self, key: str, now: datetime) -> str | None:
        """Return a moment as ISO 8601 in UTC."""
        value = self.value(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value:
            raise BadCell(f"{key} {_said(value)} is not a date such as 2024-01-31")
        return moment(value, key, now)

    def context(self, key: str) -> dict[str, Any] | None:
        """Return any object of at most `MAX_CONTEXT_BYTES` as JSON."""
        value = self.value(key)
        if value is None:
            return None
        Fields(value, key)
        try:
            text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
            n_bytes = len(text.encode())
        except (TypeError, ValueError, RecursionError):
            raise BadCell(f"{key} has keys twice, numbers or characters that are none, or too deep a nesting") from None
        if n_bytes > MAX_CONTEXT_BYTES:
            raise BadCell(f"{key} has {n_bytes} bytes as JSON, {MAX_CONTEXT_BYTES} at most are taken")
        if _NUL.search(text):
            raise BadCell(f"{key} has NUL characters")
        return dict(value)


def _said(value: Any) -> str:
    """Return a value as a message quotes it."""
    return shown(str(value)) if isinstance(value, str | int | float) else f"of the type {type(value).__name__}"
