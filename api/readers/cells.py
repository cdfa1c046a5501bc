"""What a cell of text says: numbers, dates, or a sentence why it says neither."""

import re
from datetime import date

LARGEST_INTEGER = 2**31 - 1  # of the database's integer
LONGEST_TITLE = 500  # characters; the longest known have about 250
SMALLEST_FRACTION = 1e-45  # of four bytes
YEARS = (-3000, 3000)  # what the catalogue takes
UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # NUL and halves of surrogate pairs are no letters to a database

# TMDB writes Cantonese cn, which is nobody's code, and Google Books some languages by the codes they had before 1989;
# the others stand for no language, or more than one.
LANGUAGES: dict[str, str | None] = {
    "cn": "yue",
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "jw": "jv",
    "mo": "ro",
    **dict.fromkeys(("", "xx", "un", "und", "unk", "mul", "zxx", "mis")),
}

_MARKS_BEHIND = re.compile(r"(?:\s*[:;/=]|\s[-–—])+$")  # as catalogues of libraries end a title before more follows
_MARKS_BEFORE = re.compile(r"^[:;/=\s]+")
_WHOLE = re.compile(r"[0-9]{1,18}")
_DECIMAL = re.compile(r"-?[0-9]{1,18}(\.[0-9]{0,30})?([eE][+-]?[0-9]{1,3})?")


class BadCell(ValueError):
    """A cell that does not hold what its column should; the message says why."""


def shown(text: str) -> str:
    """A cell as a message quotes it: short, on one line, nothing that a terminal would obey."""
    return repr(text) if len(text) <= 40 else f"{text[:40]!r}…"


def title_text(text: str) -> str:
    """A title without the blanks around it. Raises `BadCell` where nothing is left, or too much."""
    title = text.strip()
    if not title:
        raise BadCell("the title is empty")
    if len(title) > LONGEST_TITLE:
        raise BadCell(f"the title has {len(title)} characters, {LONGEST_TITLE} at most are taken")
    return title


def joined_title(title: str, subtitle: str | None) -> str:
    """A title and its subtitle with one colon between them, also where the title brings marks of its own at its end."""
    title = _MARKS_BEHIND.sub("", title.strip()) or title.strip()
    subtitle = _MARKS_BEFORE.sub("", (subtitle or "").strip())
    return f"{title}: {subtitle}" if subtitle else title


def whole_number(text: str, name: str, most: int = LARGEST_INTEGER) -> int:
    """A count or an id: digits alone, at most `most`. Raises `BadCell`."""
    if not _WHOLE.fullmatch(text):
        raise BadCell(f"{name} {shown(text)} is not a whole number")
    if int(text) > most:
        raise BadCell(f"{name} {shown(text)} is too large")
    return int(text)


def decimal_number(text: str, name: str, most: float) -> float | None:
    """A number from 0 to `most`; None for an empty cell. Raises `BadCell`."""
    if not text:
        return None
    if not _DECIMAL.fullmatch(text):
        raise BadCell(f"{name} {shown(text)} is not a number")
    if not 0 <= float(text) <= most:
        raise BadCell(f"{name} {shown(text)} is not from 0 to {most:,.0f}")
    return float(text)


def rounded_number(text: str, name: str, most: int = LARGEST_INTEGER) -> int | None:
    """A whole number that may be written 2004.0; None for an empty cell. Raises `BadCell`."""
    number = decimal_number(text, name, most)
    if number is not None and not number.is_integer():
        raise BadCell(f"{name} {shown(text)} is not a whole number")
    return None if number is None else int(number)


def calendar_date(text: str, name: str) -> str | None:
    """A day such as 1995-10-30, as it was written; None for an empty cell. Raises `BadCell`."""
    try:
        is_date = not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        is_date = False
    if not is_date:
        raise BadCell(f"{name} {shown(text)} is not a date such as 1995-10-30")
    return text or None


class OneLineEach:
    """The lines on which the ids of a file stand; an id that comes twice is refused the second time."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lines: dict[int | str, int] = {}

    def take(self, value: int | str, line: int) -> None:
        """Remembers `value`. Raises `BadCell` where another line had it."""
        if self._lines.setdefault(value, line) != line:
            raise BadCell(f"{self._name} {value} stands on line {self._lines[value]} already")

    def missing_from(self, other: "OneLineEach") -> list[tuple[int | str, int]]:
        """The values that `other` does not have, with their lines here."""
        return [(value, line) for value, line in self._lines.items() if value not in other._lines]


def keepable_fraction(fraction: float) -> float:
    """What is smaller than the database's four bytes can hold is nothing: it would refuse the whole batch."""
    return 0.0 if fraction < SMALLEST_FRACTION else fraction
