"""Events into the database: a batch a call, and what only its absence prevents is tried again."""

from collections.abc import Awaitable, Callable
from typing import Any

from api.db import Database
from api.errors import CineLibreError, Conflict, Gone, InvalidInput, NotFound
from api.jobs.consume.events import Refused

MOST_EVENTS = 200  # of a call; it holds the locks of as many readers
APPLIED, REPEATED = "applied", "repeated"

Outcome = str | Refused
Pause = Callable[[str, Exception], Awaitable[None]]


async def apply_events(db: Database, events: list[dict[str, Any]], *, is_dry: bool = False) -> list[Outcome]:
    """Apply events, or say what would become of them; return an outcome each.

    A batch that the database refuses is split until the bad event is found. Raises a `CineLibreError` if the database
    is away or not in order, which says nothing of the events.
    """
    try:
        if is_dry:
            answers = await db.one("get_foreign_outcomes", events=events)
        else:
            answers = await db.one("apply_foreign_events", events=events)
    except (InvalidInput, NotFound, Conflict, Gone) as error:
        if len(events) == 1:
            return [Refused(error.slug, error.detail)]
        half = len(events) // 2
        first = await apply_events(db, events[:half], is_dry=is_dry)
        return first + await apply_events(db, events[half:], is_dry=is_dry)
    return [Refused(answer["reason"]) if answer["reason"] else answer["outcome"] for answer in answers]


class Applier:
    """Applies events however long the database is away. After a failure it tries fewer at once, then more again."""

    def __init__(self, db: Database, pause: Pause, is_over: Callable[[], None]) -> None:
        self._db = db
        self._pause = pause
        self._is_over = is_over
        self._size = MOST_EVENTS

    async def apply(self, events: list[dict[str, Any]]) -> list[Outcome]:
        """Apply all; return an outcome each."""
        outcomes: list[Outcome] = []
        while len(outcomes) < len(events):
            try:
                outcomes += await apply_events(self._db, events[len(outcomes) :][: self._size])
            except CineLibreError as error:
                self._size = max(1, self._size // 2)
                await self._pause("database", error)
            else:
                self._size = min(MOST_EVENTS, 2 * self._size)
                self._is_over()
        return outcomes
