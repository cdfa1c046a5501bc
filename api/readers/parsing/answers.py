"""Reads the answers of other services, in which every field may be missing, blank, or of an undocumented kind."""

import math
import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from typing import Any

from api.readers.parsing.cells import LANGUAGES, LARGEST_INTEGER, UNSTORABLE, YEARS

LONGEST_TEXT = 20_000  # characters; the longest descriptions known have about 8,000

EARLIEST_YEAR = 1000  # an earlier year means no date: some catalogues write an unknown day as 0101-01-01

_DATE = re.compile(r"\[?c?([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2})(?:[T ].*)?)?[*?.\]]*")


def field(body: Any, *path: str) -> Any:
    """Return the value at the end of a path of keys; None if anything on the way is not an object."""
    for key in path:
        body = body.get(key) if isinstance(body, dict) else None
    return body


def entries(body: Any, *path: str) -> Iterator[Any]:
    """Yield the objects of a list at the end of a path; nothing if there is no list."""
    found = field(body, *path)
    yield from (one for one in (found if isinstance(found, list) else []) if isinstance(one, dict))


def text(value: Any, most: int = LONGEST_TEXT) -> str | None:
    """Return text without surrounding blanks, cut at `most`; None for anything else or for empty text."""
    if not isinstance(value, str):
        return None
    return UNSTORABLE.sub("", value).strip()[:most].rstrip() or None


def texts(values: Any, most: int = 20) -> list[str]:
    """Return the different texts of a list, at most `most`."""
    found = [text(value, 200) for value in values] if isinstance(values, list) else []
    return list(dict.fromkeys(value for value in found if value))[:most]


def number(value: Any, most: float = math.inf) -> float | None:
    """Return a number from 0 to `most`, which may be written as text; None for anything else."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= most and math.isfinite(value) else None


def whole(value: Any, most: int = LARGEST_INTEGER) -> int | None:
    """Return a whole number from 0 to `most`; None for anything else."""
    found = number(value, most)
    return None if found is None or not found.is_integer() else int(found)


def day(value: Any) -> tuple[int | None, str | None]:
    """Return the year of a date and the day as it was written, even before a time; `1998*` has only a year."""
    found = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found or not EARLIEST_YEAR <= int(found[1]) <= YEARS[1]:
        return None, None
    if not found[3]:
        return int(found[1]), None
    try:
        return int(found[1]), date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return int(found[1]), None


def language(value: Any) -> str | None:
    """Return a code of two or three letters as the catalogue writes it: `pt` for `pt-BR`, None for no language."""
    code = re.split("[-_]", value.strip().lower())[0] if isinstance(value, str) else ""
    found = LANGUAGES.get(code, code)
    return found if found and re.fullmatch("[a-z]{2,3}", found) else None


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Separate words at a line break or a paragraph."""
        self.parts.append(" " if tag in {"br", "p", "li", "div"} else "")

    def handle_data(self, data: str) -> None:
        """Keep text as it is."""
        self.parts.append(data)


def plain(value: Any) -> str | None:
    """Return text without its HTML."""
    found = text(value, 2 * LONGEST_TEXT)
    if found is None or not ("<" in found or "&" in found):
        return text(found)
    parser = _Plain()
    parser.feed(found)
    parser.close()
    return text(re.sub(r"\s+", " ", "".join(parser.parts)))
