"""Walks through a stranger's JSON once and parses it entry by entry, so that only the text and positions are in memory.

An entry is a member of the outermost object, an element of the outermost list, or an element of a list that is such a
member.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from api.errors import InvalidInput
from api.readers.parsing.json_entries import Entries, Members, OneEntry
from api.readers.parsing.json_fields import DECODER, Doubled

MOST_ENTRIES = 500_000  # skipped ones, such as series, included
MOST_MEMBERS = 100_000  # of the outermost object
LONGEST_ENTRY = 200_000  # characters; an entry of that length parses in a moment
_BLANK = re.compile(r"[ \t\n\r]*")


def read_outline(name: str, text: str) -> Any:
    """Return the document of a file that is JSON to its end: `Entries`, `Members`, `Doubled`, or another value.

    Raises `InvalidInput` (`invalid_file`, `file_too_large`). Huge numbers become infinite and NaN stays; the fields
    that hold them refuse them.
    """
    walk = _Walk(name, text)
    try:
        return walk.document()
    except RecursionError:
        raise InvalidInput(f"{name} is nested more deeply than any library.", "invalid_file") from None
    except json.JSONDecodeError as error:
        line, column = text.count("\n", 0, error.pos) + 1, error.pos - text.rfind("\n", 0, error.pos)
        raise InvalidInput(
            f"{name} is not JSON: {error.msg} on line {line}, column {column}.", "invalid_file"
        ) from None


class _Walk:
    """One walk through a text, with a window on the part that is parsed: a new slice for each entry would take too
    long.
    """

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._text = text
        self._at = 0
        self._window, self._window_start = "", 0

    def document(self) -> Any:
        """Return the whole document. Raises `JSONDecodeError` with a position in the whole text, and `InvalidInput`."""
        self._skip_blanks()
        found = self._members() if self._sign() == "{" else self._entries() if self._sign() == "[" else self._value()
        self._skip_blanks()
        if self._at < len(self._text):
            raise json.JSONDecodeError("Extra data", self._text, self._at)
        return found

    def _members(self) -> Members | Doubled:
        members: dict[str, Entries] = {}
        doubled = None
        for _ in self._elements("}"):
            if self._sign() != '"':
                raise json.JSONDecodeError("Expecting property name enclosed in double quotes", self._text, self._at)
            key = self._value()
            self._pass(":", "Expecting ':' delimiter")
            doubled = doubled or (Doubled(key) if key in members else None)
            members[key] = self._entries() if self._sign() == "[" else self._one()
            self._check_count(len(members), MOST_MEMBERS)
        return doubled or Members(members)

    def _entries(self) -> Entries:
        entries = Entries(self._text)
        for start in self._elements("]"):
            self._value()
            entries.add(start, self._at)
            self._check_count(len(entries), MOST_ENTRIES)
        return entries

    def _one(self) -> Entries:
        start = self._at
        self._value()
        return OneEntry(self._text).add(start, self._at)

    def _elements(self, closing: str) -> Iterator[int]:
        """Yield where each element begins, until the closing sign; the caller consumes each before the next."""
        self._at += 1
        self._skip_blanks()
        if self._sign() != closing:
            yield self._at
            self._skip_blanks()
            while self._sign() != closing:
                self._pass(",", "Expecting ',' delimiter")
                yield self._at
                self._skip_blanks()
        self._at += 1

    def _value(self) -> Any:
        """Parse the value at the present position and move past it."""
        try:
            value, end = self._parsed()
        except json.JSONDecodeError as error:
            if self._is_cut and (error.pos > LONGEST_ENTRY - 10 or error.msg.startswith("Unterminated")):
                raise self._too_long() from None
            raise json.JSONDecodeError(error.msg, self._text, self._window_start + error.pos) from None
        self._at = self._window_start + end
        return value

    def _parsed(self) -> tuple[Any, int]:
        """Return a value and its end in the window; move the window if it ends too early to tell."""
        position = self._at - self._window_start
        try:
            if position < len(self._window):
                value, end = DECODER.raw_decode(self._window, position)
                if end < len(self._window) or not self._is_cut:
                    return value, end
        except json.JSONDecodeError:
            pass
        self._window_start = self._at
        self._window = self._text[self._at : self._at + LONGEST_ENTRY]
        value, end = DECODER.raw_decode(self._window)
        if end == len(self._window) and self._is_cut:
            raise self._too_long()
        return value, end

    @property
    def _is_cut(self) -> bool:
        return self._window_start + len(self._window) < len(self._text)

    def _sign(self) -> str:
        return self._text[self._at : self._at + 1]

    def _pass(self, sign: str, otherwise: str) -> None:
        self._skip_blanks()
        if self._sign() != sign:
            raise json.JSONDecodeError(otherwise, self._text, self._at)
        self._at += 1
        self._skip_blanks()

    def _skip_blanks(self) -> None:
        blank = _BLANK.match(self._text, self._at)
        self._at = blank.end() if blank else self._at

    def _check_count(self, n: int, most: int) -> None:
        if n > most:
            sentence = f"{self._name} has more than {most:,} entries in one part: upload it in parts."
            raise InvalidInput(sentence, "file_too_large")

    def _too_long(self) -> InvalidInput:
        where = f"an entry on line {self._text.count(chr(10), 0, self._at) + 1}"
        sentence = f"{self._name} has {where} of more than {LONGEST_ENTRY:,} characters: no library has one."
        return InvalidInput(sentence, "file_too_large")
