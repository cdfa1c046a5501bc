"""One run of a job: its lease, so that only one runs at a time, and the row that says what came of it."""

import asyncio
import logging
import os
import platform
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from api.db import Database
from api.errors import CineLibreError, Conflict

log = logging.getLogger(__name__)

BEAT_SECONDS = 30.0
MOST_ERRORS = 100


class Run:
    """What a run has done so far. Its row stores `counts` and `errors` at the end."""

    def __init__(self, run_id: int) -> None:
        self.id = run_id
        self.counts: Counter[str] = Counter()
        self.errors: list[str] = []
        self.is_lost = False  # True once another run has its lease

    def failed(self, sentence: str) -> None:
        """Count and record an error without ending the run."""
        self.counts["n_failed"] += 1
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(sentence)

    def stops_early(self) -> None:
        """Mark the run as out of time: it ends as stopped, and another run goes on."""
        self.counts["n_stopped_early"] = 1

    def told(self) -> str:
        """Return the counts in words: `12 new, 3 failed`."""
        return ", ".join(f"{n:,} {name.removeprefix('n_').replace('_', ' ')}" for name, n in self.counts.items())


@asynccontextmanager
async def running(db: Database, job_name: str, beat_seconds: float = BEAT_SECONDS) -> AsyncIterator[Run]:
    """Hold the lease of a job while the block runs, and record how it ended.

    Raises `Conflict`: `job_under_way` if another run holds the lease, `lease_lost` if this run was taken for dead. A
    killed run leaves its lease behind. On the same machine the next run takes it over at once, elsewhere after ten
    minutes without a sign of life.
    """
    run = Run(await _begin(db, job_name))
    work = asyncio.current_task()
    beating = asyncio.create_task(_beat(db, run, work, beat_seconds))
    outcome = "failed"
    try:
        yield run
        outcome = "stopped" if run.counts["n_stopped_early"] else "done"
    except asyncio.CancelledError:
        outcome = "stopped"
        if not run.is_lost or (work is not None and work.uncancel()):  # somebody else cancelled it too
            raise
    except Exception as error:
        run.errors.insert(0, error.detail if isinstance(error, CineLibreError) else type(error).__name__)
        raise
    finally:
        await _close(db, run, beating, outcome)
    if run.is_lost:
        raise Conflict(f"{job_name} looked dead, and another process began it: this run stopped.", "lease_lost")


async def _begin(db: Database, job_name: str) -> int:
    holder = f"{platform.node()}:{os.getpid()}"
    try:
        return int(await db.one("begin_job", job_name=job_name, holder=holder))
    except Conflict:
        [former] = await db.one("get_job_runs", job_name=job_name, run_limit=1)
        if not _has_died(former["holder"]):
            raise
        await db.one("end_job", run_id=former["id"], outcome="lost", counts=former["counts"], errors=former["errors"])
        return int(await db.one("begin_job", job_name=job_name, holder=holder))


def _has_died(holder: str) -> bool:
    """Say whether the holder was a process of this machine that no longer exists."""
    machine, _, process_id = holder.rpartition(":")
    if machine != platform.node():
        return False
    try:
        os.kill(int(process_id), 0)
    except ProcessLookupError:
        return True
    except OSError:  # the process belongs to another user, and is alive
        return False
    return False


async def _beat(db: Database, run: Run, work: "asyncio.Task[object] | None", seconds: float) -> None:
    """Send signs of life, and cancel the work if another run has the lease."""
    while not run.is_lost:
        await asyncio.sleep(seconds)
        try:
            run.is_lost = not await db.one("beat_job", run_id=run.id, counts=dict(run.counts))
        except CineLibreError:
            continue  # the database is away: the next beat may arrive
        except Exception:  # a bug of ours does not mean that the lease is lost
            log.exception("beat_failed", extra={"fields": {"run_id": run.id}})
    if work is not None:
        work.cancel()


async def _close(db: Database, run: Run, beating: "asyncio.Task[None]", outcome: str) -> None:
    beating.cancel()
    await asyncio.gather(beating, return_exceptions=True)
    await asyncio.shield(_end(db, run, outcome))


async def _end(db: Database, run: Run, outcome: str) -> None:
    """Give the lease back; if the database is away, the lease expires by itself."""
    counts, errors = dict(run.counts), run.errors[:MOST_ERRORS]
    try:
        is_own = await db.one("end_job", run_id=run.id, outcome=outcome, counts=counts, errors=errors)
        run.is_lost = not is_own
    except CineLibreError:
        return
    except Exception:  # what the block raised matters more
        log.exception("end_failed", extra={"fields": {"run_id": run.id}})
