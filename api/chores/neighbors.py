"""Computes neighbors after the response: debounced, one user at a time."""

import asyncio
import logging
from collections.abc import Callable

from api.db import Database
from api.errors import CineLibreError
from api.logs import log_event

log = logging.getLogger(__name__)

DEBOUNCE_SECONDS = 1.0
MAX_WAITING = 1000


class NeighborRefresher:
    """Whose neighbors are to be recomputed. If the process ends first, the nightly job finds them stale."""

    def __init__(
        self,
        db: Database,
        debounce_seconds: float = DEBOUNCE_SECONDS,
        tell: Callable[[int], None] = lambda user_id: None,
    ) -> None:
        self._db = db
        self._tell = tell
        self._debounce_seconds = debounce_seconds
        self._waiting: dict[int, None] = {}
        self._working: asyncio.Task[None] | None = None

    def ask(self, user_id: int) -> None:
        """Compute a user's neighbors soon; several requests within the delay count as one."""
        if len(self._waiting) < MAX_WAITING:
            self._waiting[user_id] = None
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())

    async def _work(self) -> None:
        while self._waiting:
            await asyncio.sleep(self._debounce_seconds)
            for user_id in list(self._waiting):
                self._waiting.pop(user_id, None)
                try:
                    await self._db.one("refresh_neighbors", user_id=user_id)
                    self._tell(user_id)
                except CineLibreError as error:
                    log_event(log, "neighbors_not_refreshed", logging.WARNING, error=error.slug)

    async def close(self) -> None:
        """Forget who waits and cancel what is under way."""
        self._waiting.clear()
        if self._working is not None:
            self._working.cancel()
            await asyncio.gather(self._working, return_exceptions=True)
