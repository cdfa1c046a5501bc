"""Reads the cells of users' own files: stars, moments and the public ids of films and books."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from api.readers.parsing.cells import YEARS, BadCell, shown, whole_number
from api.readers.parsing.isbn import restored_digits

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)  # diaries go back to childhood, not further
AHEAD = timedelta(days=1)  # for timezones in which the day has begun, and for wrong clocks

_STARS = re.compile(r"[0-5](?:[.,][05]0*)?")
_OUT_OF_TEN = re.compile(r"([0-9]{1,2})(?:[.,]0*)?")
_YEAR = re.compile(r"(-?[0-9]{1,4})(?:\.0*)?")
_DAY = r"[0-9]{4}([-/])[0-9]{2}\1[0-9]{2}"
_TIME = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
_MOMENT = re.compile(rf"{_DAY}(?:[T ]{_TIME})?")
_IMDB = re.compile(r"(?:tt)?([0-9]{1,10})", re.IGNORECASE)
_GOOGLE = re.compile(r"[A-Za-z0-9_-]{1,40}")
_FORMULA_TEXT = re.compile(r'="([^"]*)"')  # a trick that makes spreadsheets keep leading zeros
_YES = {"yes", "y", "true", "t", "1", "x"}
_NO = {"", "no", "n", "false", "f", "0"}


Said = TypeVar("Said")


class Notes(list[str]):
    """What of a row could not be read, one sentence each; the rest of the row still counts."""

    def unless_spoilt(self, read: Callable[..., Said | None], cell: Any, *more: Any) -> Said | None:
        """Return what `read` makes of an optional cell, None if it is empty or refused; a refusal adds a note."""
        if not cell:
            return None
        try:
            return read(cell, *more)
        except BadCell as error:
            self.append(f"{error}; the row is read without it")
            return None


def half_stars(text: str, name: str = "rating") -> float | None:
    """Read stars from 0.5 to 5 in halves; None for an empty cell. Raises `BadCell`."""
    if not text:
        return None
    if not _STARS.fullmatch(text) or not 0.5 <= (stars := float(text.replace(",", "."))) <= 5:
        raise BadCell(f"{name} {shown(text)} is not one of 0.5, 1, 1.5 and so on to 5")
    return stars


def stars_out_of_ten(text: str, name: str) -> float | None:
    """Read 1 to 10 as half as many stars; None for an empty cell. Raises `BadCell`."""
    if not text:
        return None
    points = _OUT_OF_TEN.fullmatch(text)
    if not points or not 1 <= int(points[1]) <= 10:
        raise BadCell(f"{name} {shown(text)} is not one of 1, 2, 3 and so on to 10")
    return int(points[1]) / 2


def moment(text: str, name: str, now: datetime) -> str | None:
    """Read a day or a moment as ISO 8601 in UTC; None for an empty cell. Raises `BadCell`.

    A day means its first second, and a time without a zone is UTC. Before 1900 or after tomorrow is refused.
    """
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.replace("/", "-")) if _MOMENT.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None:
        raise BadCell(f"{name} {shown(text)} is not a date such as 2024-01-31")
    return _believed(found if found.tzinfo else found.replace(tzinfo=UTC), text, name, now)


def second(text: str, name: str, now: datetime) -> str | None:
    """Read seconds since 1970 as ISO 8601 in UTC; None for an empty cell. Raises `BadCell`."""
    if not text:
        return None
    return _believed(datetime.fromtimestamp(whole_number(text, name, 10**11), UTC), text, name, now)


def _believed(found: datetime, text: str, name: str, now: datetime) -> str:
    if found > now + AHEAD:
        raise BadCell(f"{name} {shown(text)} is in the future")
    if found < EARLIEST:
        raise BadCell(f"{name} {shown(text)} is before {EARLIEST.year}")
    return found.astimezone(UTC).isoformat()


def year_number(text: str, name: str = "year") -> int | None:
    """Read a year, with a minus before Christ; None for an empty cell. Raises `BadCell`."""
    if not text:
        return None
    year = _YEAR.fullmatch(text)
    if not year or not YEARS[0] <= int(year[1]) <= YEARS[1]:
        raise BadCell(f"{name} {shown(text)} is not a year from {YEARS[0]} to {YEARS[1]}")
    return int(year[1])


def imdb_title(text: str, name: str = "imdb_id") -> str | None:
    """Read the id of a title at IMDb, with or without its tt; None for an empty cell. Raises `BadCell`."""
    if not text:
        return None
    number = _IMDB.fullmatch(text)
    if not number:
        raise BadCell(f"{name} {shown(text)} is not an id such as tt0087182")
    return f"tt{int(number[1]):07d}"


def google_volume(text: str, name: str = "google_id") -> str | None:
    """Read the id of a volume at Google Books; None for an empty cell. Raises `BadCell`."""
    if text and not _GOOGLE.fullmatch(text):
        raise BadCell(f"{name} {shown(text)} is not an id of Google Books")
    return text or None


def isbn13(text: str, name: str = "isbn") -> str | None:
    """Read an ISBN of 10 or 13, as ="0306406152" or as a spreadsheet left it, as 13 digits; None for an empty cell.

    Raises `BadCell`.
    """
    wrapped = _FORMULA_TEXT.fullmatch(text)
    written = re.sub(r"[\s-]", "", wrapped[1] if wrapped else text).strip('"')
    if not written:
        return None
    if not (digits := restored_digits(written)):
        raise BadCell(f"{name} {shown(text)} is not an ISBN: a digit of it is wrong or missing")
    return digits


def is_yes(text: str, name: str) -> bool:
    """Say whether a cell says yes, true or 1; an empty one says no. Raises `BadCell`."""
    answer = text.casefold()
    if answer not in _YES | _NO:
        raise BadCell(f"{name} {shown(text)} is neither yes nor no")
    return answer in _YES
