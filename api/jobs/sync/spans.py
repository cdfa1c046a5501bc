"""Spans of release dates: TMDB shows at most 500 pages of a list, so a longer list is read in halves."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TypeVar

FIRST = date(1900, 1, 1)
MOST_PAGES = 500
Value = TypeVar("Value")


def whole_span(today: date) -> str:
    """Return everything up to today."""
    return f"{FIRST}..{today}"


def recent_span(today: date, days: int = 60) -> str:
    """Return the span of what came out lately."""
    return f"{today - timedelta(days)}..{today}"


def ends_of(span: str) -> tuple[str, str]:
    """Return the first and the last day."""
    first, last = span.split("..")
    return first, last


def halves(span: str) -> list[str]:
    """Return the two halves, the newer first; a single day is not halved."""
    first, last = (date.fromisoformat(day) for day in ends_of(span))
    if first >= last:
        return [span]
    middle = first + (last - first) / 2
    return [f"{middle + timedelta(1)}..{last}", f"{first}..{middle}"]


def pieces(first: date, last: date, days: int = 14) -> list[tuple[date, date]]:
    """Return the days from first to last in pieces that `/movie/changes` accepts."""
    found = []
    while first <= last:
        found.append((first, min(last, first + timedelta(days - 1))))
        first += timedelta(days)
    return found


def parts(values: Sequence[Value], most: int) -> Iterator[Sequence[Value]]:
    """Yield the values in order, at most so many at a time."""
    for start in range(0, len(values), most):
        yield values[start : start + most]
