"""Reads a cell as a number, a date or a title, or says in a sentence why it cannot."""

import re
from datetime import date

LARGEST_INTEGER = 2**31 - 1  # of the database's integer
LONGEST_TITLE = 500  # characters; the longest known have about 250
SMALLEST_FRACTION = 1e-45  # of four bytes
YEARS = (-3000, 3000)  # that the catalogue accepts
UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # NUL and half surrogate pairs, which PostgreSQL cannot store

# TMDB writes Cantonese as cn, which is not a code; Google Books uses codes from before 1989 for some languages. The
# other codes stand for no language, or for more than one.
LANGUAGES: dict[str, str | None] = {
    "cn": "yue",
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "jw": "jv",
    "mo": "ro",
    **dict.fromkeys(("", "xx", "un", "und", "unk", "mul", "zxx", "mis")),
}

_MARKS_BEHIND = re.compile(r"(?:\s*[:;/=]|\s[-–—])+$")  # how library catalogues end a title before a subtitle
_MARKS_BEFORE = re.compile(r"^[:;/=\s]+")
_WHOLE = re.compile(r"[0-9]{1,18}")
_DECIMAL = re.compile(r"-?[0-9]{1,18}(\.[0-9]{0,30})?([eE][+-]?[0-9]{1,3})?")


class BadCell(ValueError):
    """A cell that does not hold what its column should; the message says why."""


def shown(text: str) -> str:
    """Return a cell as a message quotes it: short, on one line, without control characters."""
    return repr(text) if len(text) <= 40 else f"{text[:40]!r}…"


def title_text(text: str) -> str:
    """Return a title without surrounding blanks. Raises `BadCell` if it is empty or too long."""
    title = text.strip()
    if not title:
        raise BadCell("the title is empty")
    if len(title) > LONGEST_TITLE:
        raise BadCell(f"the title has {len(title)} characters, {LONGEST_TITLE} at most are taken")
    return title


def joined_title(title: str, subtitle: str | None) -> str:
    """Join a title and its subtitle with one colon, even if the title ends in marks of its own."""
    title = _MARKS_BEHIND.sub("", title.strip()) or title.strip()
    subtitle = _MARKS_BEFORE.sub("", (subtitle or "").strip())
    return f"{title}: {subtitle}" if subtitle else title


def whole_number(text: str, name: str, most: int = LARGEST_INTEGER) -> int:
    """Read a count or an id: only digits, at most `most`. Raises `BadCell`."""
    if not _WHOLE.fullmatch(text):
        raise BadCell(f"{name} {shown(text)} is not a whole number")
    if int(text) > most:
        raise BadCell(f"{name} {shown(text)} is too large")
    return int(text)


def decimal_number(text: str, name: str, most: float) -> float | None:
    """Read a number from 0 to `most`; None for an empty cell. Raises `BadCell`."""
    if not text:
        return None
    if not _DECIMAL.fullmatch(text):
        raise BadCell(f"{name} {shown(text)} is not a number")
    if not 0 <= float(text) <= most:
        raise BadCell(f"{name} {shown(text)} is not from 0 to {most:,.0f}")
    return float(text)


def rounded_number(text: str, name: str, most: int = LARGEST_INTEGER) -> int | None:
    """Read a whole number that may be written 2004.0; None for an empty cell. Raises `BadCell`."""
    number = decimal_number(text, name, most)
    if number is not None and not number.is_integer():
        raise BadCell(f"{name} {shown(text)} is not a whole number")
    return None if number is None else int(number)


def calendar_date(text: str, name: str) -> str | None:
    """Read a day such as 1995-10-30 and return it as written; None for an empty cell. Raises `BadCell`."""
    try:
        is_date = not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        is_date = False
    if not is_date:
        raise BadCell(f"{name} {shown(text)} is not a date such as 1995-10-30")
    return text or None


class OneLineEach:
    """The lines on which a file's ids stand; it refuses an id that comes a second time."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lines: dict[int | str, int] = {}

    def take(self, value: int | str, line: int) -> None:
        """Remember `value`. Raises `BadCell` if another line had it."""
        if self._lines.setdefault(value, line) != line:
            raise BadCell(f"{self._name} {value} stands on line {self._lines[value]} already")

    def missing_from(self, other: "OneLineEach") -> list[tuple[int | str, int]]:
        """Return the values that `other` does not have, with their lines here."""
        return [(value, line) for value, line in self._lines.items() if value not in other._lines]


def keepable_fraction(fraction: float) -> float:
    """Return 0 for a fraction too small for the database's four bytes, which would refuse the whole batch."""
    return 0.0 if fraction < SMALLEST_FRACTION else fraction
