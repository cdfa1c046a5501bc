"""Chores that somebody starts by hand inside the service, one at a time."""

import asyncio
import logging

from api.chores.bites import IsBusy, do_chore
from api.db import Database
from api.errors import CineLibreError, Conflict
from api.logs import Stopwatch, log_event
from api.settings import Settings

log = logging.getLogger(__name__)


class ChoresByHand:
    """Runs a chore after the answer. Whoever starts another meanwhile is refused."""

    def __init__(self, db: Database, settings: Settings, is_busy: IsBusy) -> None:
        self._db, self._settings, self._is_busy = db, settings, is_busy
        self._working: asyncio.Task[None] | None = None
        self._name = ""

    async def begin(self, name: str) -> None:
        """Start a chore, and return once it has its lease.

        Raises `Conflict`, `job_under_way`, if this process is at a chore already, or another one holds the lease.
        """
        if self._working is not None and not self._working.done():
            raise Conflict(f"This process is at {self._name}, which was started by hand: wait for it.", "job_under_way")
        begun = asyncio.Event()
        self._name = name
        self._working = asyncio.create_task(self._work(name, begun))
        waiting = asyncio.create_task(begun.wait())
        await asyncio.wait({self._working, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if not begun.is_set():
            await self._working

    async def _work(self, name: str, begun: asyncio.Event) -> None:
        watch = Stopwatch()
        try:
            is_whole = await do_chore(self._db, self._settings, name, self._is_busy, begun.set)
        except Exception as error:
            if not begun.is_set():
                raise
            slug = error.slug if isinstance(error, CineLibreError) else type(error).__name__
            log_event(log, "chore_failed", logging.WARNING, chore=name, error=slug)
        else:
            log_event(log, "chore_done" if is_whole else "chore_stopped_early", chore=name, ms=watch.ms)

    async def close(self) -> None:
        """Stop what is under way: its run ends as stopped."""
        if self._working is not None:
            self._working.cancel()
            await asyncio.gather(self._working, return_exceptions=True)
