"""One run of a job: its lease, so that there is one of each at a time, and the row that says what came of it."""

import asyncio
import os
import platform
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from api.db import Database
from api.errors import CineLibreError, Conflict

BEAT_SECONDS = 30.0
MOST_ERRORS = 100


class Run:
    """What a run has done so far. `counts` and `errors` stand in its row in the end."""

    def __init__(self, run_id: int) -> None:
        self.id = run_id
        self.counts: Counter[str] = Counter()
        self.errors: list[str] = []

    def failed(self, sentence: str) -> None:
        """Counts and names what went wrong without ending the run."""
        self.counts["n_failed"] += 1
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(sentence)

    def told(self) -> str:
        """The counts in words: `12 new, 3 failed`."""
        return ", ".join(f"{n:,} {name.removeprefix('n_').replace('_', ' ')}" for name, n in self.counts.items())


@asynccontextmanager
async def running(db: Database, job_name: str, beat_seconds: float = BEAT_SECONDS) -> AsyncIterator[Run]:
    """Holds the lease of a job while the block runs, and writes down how it ended.

    Raises `Conflict`: `job_under_way` while another run holds it, `lease_lost` where this one was taken for dead.
    A killed run leaves its lease behind, which expires after ten minutes without a sign of life.
    """
    run = Run(await db.one("begin_job", job_name=job_name, holder=f"{platform.node()}:{os.getpid()}"))
    work = asyncio.current_task()
    beating = asyncio.create_task(_beat(db, run, work, beat_seconds))
    outcome = "failed"
    try:
        yield run
        outcome = "done"
    except asyncio.CancelledError:
        outcome = "stopped"
        if beating.done() and not beating.cancelled():
            if work is not None:
                work.uncancel()
            raise Conflict(
                f"{job_name} was taken for dead and begun elsewhere: this run stopped.", "lease_lost"
            ) from None
        raise
    except CineLibreError as error:
        run.errors.append(error.detail)
        raise
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)
        with suppress(CineLibreError):  # the database is away: the lease expires by itself
            await asyncio.shield(_end(db, run, outcome))


async def _beat(db: Database, run: Run, work: "asyncio.Task[object] | None", seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        with suppress(CineLibreError):
            if not await db.one("beat_job", run_id=run.id, counts=dict(run.counts)):
                break
    if work is not None:
        work.cancel()


async def _end(db: Database, run: Run, outcome: str) -> None:
    await db.one("end_job", run_id=run.id, outcome=outcome, counts=dict(run.counts), errors=run.errors[:MOST_ERRORS])
