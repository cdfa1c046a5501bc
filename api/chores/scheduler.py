"""The scheduler: an always-on instance keeps its database in order if ENABLE_BACKGROUND_JOBS is set."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

from api.chores.bites import IsBusy, do_chore
from api.db import Database
from api.errors import CineLibreError, Conflict
from api.logs import Stopwatch, log_event
from api.settings import Settings

log = logging.getLogger(__name__)

# How often each chore runs, counted from midnight UTC, and how long after that.
EVERY = {
    "refresh-neighbors": timedelta(days=1),
    "refresh-cosine": timedelta(days=1),
    "refresh-ease": timedelta(days=1),
    "refresh-statistics": timedelta(hours=6),
    "refresh-exploring": timedelta(minutes=15),
    "cleanup": timedelta(hours=1),
    "experiment-measure": timedelta(hours=1),
}
AFTER = {"refresh-cosine": timedelta(hours=1), "refresh-ease": timedelta(hours=1)}
LOOK_SECONDS = 30.0  # between two looks at what is due
RETRY_SECONDS = 600.0  # before a chore that failed or did not finish is tried again


def last_due(every: timedelta, now: datetime, after: timedelta = timedelta()) -> datetime:
    """Return when a chore was last due, by a clock that starts `after` midnight UTC."""
    midnight = (now - after).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (now - after - midnight) // every * every + after


class Scheduler:
    """Runs one chore after another when it is due, a bite at a time, and none while requests queue.

    It reads from job_runs what was done. So an instance that was down catches up, and of several instances one does it.
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
        """Run chores until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for name in EVERY:
                await self.look_at(name)

    async def look_at(self, name: str) -> None:
        """Run a chore if it is due. If it fails, or if another instance is at it, a later look tries again."""
        due = last_due(EVERY[name], self._now(), AFTER.get(name, timedelta()))
        if self._done_for.get(name) == due or time.monotonic() < self._not_before.get(name, 0):
            return
        try:
            if await self._was_done_since(name, due) or await self._does(name):
                self._done_for[name] = due
                return
        except Conflict:  # another instance or a job is at it: a later look sees whether it succeeded
            pass
        except CineLibreError as error:
            log_event(log, "chore_failed", logging.WARNING, chore=name, error=error.slug)
        except Exception:  # a bug in one chore must not end the others
            log.exception("chore_failed", extra={"fields": {"chore": name}})
        self._not_before[name] = time.monotonic() + RETRY_SECONDS

    async def _was_done_since(self, name: str, due: datetime) -> bool:
        runs = await self._db.one("get_job_runs", job_name=name, run_limit=1)
        return any(datetime.fromisoformat(run["started_at"]) >= due and run["outcome"] == "done" for run in runs)

    async def _does(self, name: str) -> bool:
        watch = Stopwatch()
        is_whole = await do_chore(self._db, self._settings, name, self._is_busy)
        log_event(log, "chore_done" if is_whole else "chore_stopped_early", chore=name, ms=watch.ms)
        return is_whole


@asynccontextmanager
async def background_jobs(db: Database, settings: Settings, is_busy: IsBusy) -> AsyncIterator[None]:
    """Run the scheduler while the block runs, if the settings ask for it. The end of the block cancels a bite under
    way.
    """
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
