"""An always-on instance keeps its database in order by itself: ENABLE_BACKGROUND_JOBS."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

from api.db import Database
from api.errors import CineLibreError, Conflict
from api.logs import Stopwatch, log_event
from api.runs import running
from api.settings import Settings
from api.upkeep import CHORES

log = logging.getLogger(__name__)

# How often each is done, from midnight UTC on, and how long after it.
EVERY = {
    "refresh-neighbors": timedelta(days=1),
    "refresh-cosine": timedelta(days=1),
    "refresh-statistics": timedelta(hours=6),
    "cleanup": timedelta(hours=1),
}
AFTER = {"refresh-cosine": timedelta(hours=1)}
LOOK_SECONDS = 30.0  # after this long it is looked again whether something is due
QUIET_SECONDS = 0.5  # after this long it is looked again whether requests queue
RETRY_SECONDS = 600.0  # what failed or was not finished is not tried again before
MOST_SECONDS = 3000.0  # a run that is not done by then stops, for the sake of the others; the next goes on
END = object()  # after the last bite

IsBusy = Callable[[], bool]


def last_due(every: timedelta, now: datetime, after: timedelta = timedelta()) -> datetime:
    """When it was last time, by a clock that starts at midnight UTC, or so long `after` it."""
    midnight = (now - after).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (now - after - midnight) // every * every + after


class Scheduler:
    """Does one chore after the other when it is time, a bite at a time, and none while requests queue.

    What was done is read from job_runs: an instance that was down at the time makes up for it, and of several
    instances one does it.
    """

    def __init__(
        self,
        db: Database,
        settings: Settings,
        is_busy: IsBusy,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._db = db
        self._settings = settings
        self._is_busy = is_busy
        self._now = now
        self._done_for: dict[str, datetime] = {}
        self._not_before: dict[str, float] = {}

    async def work(self) -> None:
        """Goes on until it is cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for name in EVERY:
                await self.look_at(name)

    async def look_at(self, name: str) -> None:
        """Does a chore if it is due. What did not end well, or is somebody else's for now, is looked at again later."""
        due = last_due(EVERY[name], self._now(), AFTER.get(name, timedelta()))
        if self._done_for.get(name) == due or time.monotonic() < self._not_before.get(name, 0):
            return
        try:
            if await self._was_done_since(name, due) or await self._does(name):
                self._done_for[name] = due
                return
        except Conflict:  # another instance or a job is at it: whether it ends well is seen later
            pass
        except CineLibreError as error:
            log_event(log, "chore_failed", logging.WARNING, chore=name, error=error.slug)
        except Exception:  # a mistake of ours must not end the others
            log.exception("chore_failed", extra={"fields": {"chore": name}})
        self._not_before[name] = time.monotonic() + RETRY_SECONDS

    async def _was_done_since(self, name: str, due: datetime) -> bool:
        runs = await self._db.one("get_job_runs", job_name=name, run_limit=1)
        return any(datetime.fromisoformat(run["started_at"]) >= due and run["outcome"] == "done" for run in runs)

    async def _does(self, name: str) -> bool:
        """Does a chore bite by bite; answers whether there was time for all of it."""
        watch, ends_at = Stopwatch(), time.monotonic() + MOST_SECONDS
        async with running(self._db, name) as run, aclosing(CHORES[name](self._db, run, self._settings)) as bites:
            while is_quiet := await self._is_quiet(ends_at):
                if await anext(bites, END) is END:
                    break
            else:
                run.stops_early()
        log_event(log, "chore_done" if is_quiet else "chore_stopped_early", chore=name, ms=watch.ms)
        return is_quiet

    async def _is_quiet(self, ends_at: float) -> bool:
        """Waits while requests queue; answers whether there is time left then."""
        while (has_time := time.monotonic() < ends_at) and self._is_busy():
            await asyncio.sleep(QUIET_SECONDS)
        return has_time


@asynccontextmanager
async def background_jobs(db: Database, settings: Settings, is_busy: IsBusy) -> AsyncIterator[None]:
    """Keeps the database in order while the block runs, where settings ask for it; a bite under way is broken off."""
    if not settings.enable_background_jobs:
        yield
        return
    working = asyncio.create_task(Scheduler(db, settings, is_busy).work())
    try:
        yield
    finally:
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
