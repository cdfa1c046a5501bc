"""The log of lists, read page by page: what was shown where, and what became of it."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, NamedTuple

from api.db import Database

FIRST = "00000000-0000-0000-0000-000000000000"
PAGE = 50  # lists
WITHIN_HOURS = 24.0  # of an event without a list's id: the newest list that showed its item so lately
ACCEPTED_FROM = 0.4  # the preference of saving for later; likes and favorites have more
LIKED_FROM = 4.0  # stars

Parts = Mapping[str, tuple[float, float]]  # by source: its weight, and value / maximum


class Entry(NamedTuple):
    """An entry of a list. Without parts it is not known what put it there."""

    item_id: int
    place: int
    is_shown: bool
    is_clicked: bool
    is_accepted: bool
    variant: str
    parts: Parts
    kinds: tuple[str, ...] = ()  # of feedback


class LoggedList(NamedTuple):
    """A list and whose it was."""

    user_id: int
    entries: tuple[Entry, ...]

    @property
    def shown(self) -> list[Entry]:
        """Return the entries that were shown."""
        return [entry for entry in self.entries if entry.is_shown]


async def read_log(db: Database, page: int = PAGE) -> AsyncIterator[LoggedList]:
    """Yield every list of the database that was shown, or of which feedback is there."""
    after: str | None = FIRST
    while after is not None:
        found = await db.one(
            "get_feedback_log",
            after=after,
            page_limit=page,
            within_hours=WITHIN_HOURS,
            accepted_from=ACCEPTED_FROM,
            liked_from=LIKED_FROM,
        )
        for user_id, entries in found["lists"]:
            yield LoggedList(user_id, tuple(_entry(*entry) for entry in entries))
        after = found["last"]


def _entry(
    item_id: int,
    place: int,
    is_shown: bool,
    is_clicked: bool,
    is_accepted: bool,
    variant: str,
    parts: dict[str, Any],
    kinds: list[str],
) -> Entry:
    known = {source: (weight, points or 0.0) for source, (weight, points) in parts.items()}
    return Entry(item_id, place, is_shown, is_clicked, is_accepted, variant, known, tuple(kinds))
