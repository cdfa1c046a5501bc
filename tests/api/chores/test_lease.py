"""One run of a job at a time: its lease, the row that says what came of it, and what becomes of both when it dies."""

import asyncio
import platform
import signal
import subprocess
import sys
from contextlib import suppress
from typing import Any

import pytest

from api.chores.lease import running
from api.db import Database
from api.errors import Conflict, InvalidInput
from api.settings import ROOT
from tests.support.processes import environment
from tests.support.readers import rows, write
from tests.support.waiting import PATIENCE, until


async def newest(db: Database, job_name: str = "sync") -> dict[str, Any]:
    """The row of a job's newest run."""
    [run] = await db.one("get_job_runs", job_name=job_name, run_limit=1)
    return dict(run)


async def test_a_run_leaves_a_row_with_its_counts_and_errors(db: Database) -> None:
    async with running(db, "sync") as run:
        under_way = await newest(db)
        run.counts["n_new"] += 12
        run.failed("movie 7: no title")

    done = await newest(db)
    assert (under_way["outcome"], under_way["ended_at"]) == ("under way", None)
    assert (done["id"], done["outcome"]) == (under_way["id"], "done")
    assert done["counts"] == {"n_new": 12, "n_failed": 1}
    assert done["errors"] == ["movie 7: no title"]
    assert done["ended_at"] is not None


async def test_a_second_run_is_refused_with_a_sentence_that_says_whose_the_first_is(db: Database) -> None:
    async with running(db, "sync"):
        with pytest.raises(Conflict, match=r"sync is under way: begun .* by \S+:\d+, last sign of life \d+ seconds"):
            async with running(db, "sync"):
                pytest.fail("two at once")
        async with running(db, "train"):  # another job is nobody's business
            pass

    async with running(db, "sync"):
        pass
    assert [run["outcome"] for run in await db.one("get_job_runs", job_name="sync")] == ["done", "done"]


async def test_of_ten_that_begin_at_once_one_runs(db: Database) -> None:
    n_refused = 0

    async def attempt() -> bool:
        nonlocal n_refused
        with suppress(Conflict):
            async with running(db, "sync"):
                await until(lambda: n_refused == 9)
                return True
        n_refused += 1
        return False

    began = await asyncio.gather(*(attempt() for _ in range(10)))

    assert began.count(True) == 1


async def test_an_error_ends_the_run_as_failed_with_its_sentence_and_goes_on_up(db: Database) -> None:
    async def work() -> None:
        async with running(db, "sync") as run:
            run.counts["n_new"] = 3
            raise InvalidInput("No such file.")

    with pytest.raises(InvalidInput, match="No such file"):
        await work()

    failed = await newest(db)
    assert (failed["outcome"], failed["counts"], failed["errors"]) == ("failed", {"n_new": 3}, ["No such file."])


async def test_a_mistake_of_ours_ends_the_run_as_failed_too(db: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with running(db, "sync"):
            _ = 1 / 0

    failed = await newest(db)
    assert (failed["outcome"], failed["errors"]) == ("failed", ["ZeroDivisionError"])


async def test_why_a_run_ended_stands_before_a_hundred_things_that_failed(db: Database) -> None:
    async def work() -> None:
        async with running(db, "sync") as run:
            for number in range(150):
                run.failed(f"movie {number}: no title")
            raise InvalidInput("The disk is full.")

    with pytest.raises(InvalidInput):
        await work()

    failed = await newest(db)
    assert (failed["errors"][:2], len(failed["errors"])) == (["The disk is full.", "movie 0: no title"], 100)
    assert failed["counts"] == {"n_failed": 150}


async def test_a_run_whose_time_was_up_ends_as_stopped(db: Database) -> None:
    async with running(db, "sync") as run:
        run.stops_early()

    assert (await newest(db))["outcome"] == "stopped"


async def test_a_run_that_is_cancelled_ends_as_stopped(db: Database) -> None:
    began = asyncio.Event()

    async def work() -> None:
        async with running(db, "sync"):
            began.set()
            await asyncio.sleep(60)

    working = asyncio.create_task(work())
    await began.wait()
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working

    assert (await newest(db))["outcome"] == "stopped"


async def test_a_beat_is_a_sign_of_life_with_the_counts_so_far(db: Database, database_url: str) -> None:
    async with running(db, "sync", beat_seconds=0.05) as run:
        run.counts["n_new"] = 5
        write(database_url, "update cinelibre.job_runs set beat_at = now() - interval '9 minutes' where true")
        query = "select beat_at > now() - interval '5 minutes', counts from cinelibre.job_runs"
        await until(lambda: rows(database_url, query) == [(True, {"n_new": 5})])


# In one transaction: a beat in between would renew the lease.
TAKE_OVER = """
    update cinelibre.job_runs set beat_at = now() - interval '11 minutes' where true;
    select public.begin_job('sync', 'elsewhere:1')
"""


async def test_a_lost_lease_stops_the_run_and_leaves_the_other_alone(db: Database, database_url: str) -> None:
    async def work() -> None:
        async with running(db, "sync", beat_seconds=0.2):
            write(database_url, TAKE_OVER)
            await asyncio.sleep(PATIENCE)
            pytest.fail("it went on without its lease")

    with pytest.raises(Conflict, match="looked dead") as refusal:
        await work()

    assert refusal.value.slug == "lease_lost"
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0
    query = "select outcome, holder = 'elsewhere:1' from cinelibre.job_runs order by id"
    assert rows(database_url, query) == [("lost", False), (None, True)]


class Faltering(Database):
    """A database whose beats, and whose ends if so asked, are answered by a mistake."""

    def __init__(self, db: Database, *functions: str) -> None:
        self._db = db
        self._functions = functions
        self.n_mistakes = 0

    async def text(self, function: str, /, **args: Any) -> bytes:
        """See `Database.text`."""
        if function in self._functions:
            self.n_mistakes += 1
            raise ValueError(function)
        return await self._db.text(function, **args)


async def test_a_beat_that_fails_is_no_lost_lease_and_beats_again(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    faltering = Faltering(db, "beat_job")

    async with running(faltering, "sync", beat_seconds=0.02):
        await until(lambda: faltering.n_mistakes > 1)

    assert set(caplog.messages) == {"beat_failed"}
    assert (await newest(db))["outcome"] == "done"


async def test_a_run_that_is_cancelled_after_its_beats_failed_is_cancelled(db: Database) -> None:
    faltering = Faltering(db, "beat_job")

    async def work() -> None:
        async with running(faltering, "sync", beat_seconds=0.02):
            await asyncio.sleep(60)

    working = asyncio.create_task(work())
    await until(lambda: faltering.n_mistakes > 0)
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working

    assert (await newest(db))["outcome"] == "stopped"


async def test_an_end_that_fails_hides_nothing(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(InvalidInput, match="No such file"):
        async with running(Faltering(db, "end_job"), "sync"):
            raise InvalidInput("No such file.")

    assert caplog.messages == ["end_failed"]


async def test_a_run_that_ends_after_it_was_taken_for_dead_says_so(db: Database, database_url: str) -> None:
    async def work() -> None:
        async with running(db, "sync"):
            write(database_url, "update cinelibre.job_runs set beat_at = now() - interval '11 minutes' where true")
            await db.one("begin_job", job_name="sync", holder="elsewhere:1")

    with pytest.raises(Conflict, match="looked dead") as refusal:
        await work()

    assert refusal.value.slug == "lease_lost"


HOLDING = """
import asyncio
from api.db.postgres import open_postgres
from api.chores.lease import running

async def hold():
    async with open_postgres({url!r}, 2) as db, running(db, "sync") as run:
        print("held", flush=True)
        await asyncio.sleep(60)

asyncio.run(hold())
"""


def hold_and_die(database_url: str) -> None:
    """A process takes the lease of the sync and is killed."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDING.format(url=database_url)],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    holder.send_signal(signal.SIGKILL)
    assert holder.wait(60) == -signal.SIGKILL
    holder.stdout.close()


async def test_after_kill_9_the_next_run_on_the_same_machine_takes_the_lease_over(
    db: Database, database_url: str
) -> None:
    await asyncio.to_thread(hold_and_die, database_url)

    async with running(db, "sync"):
        pass

    assert [run["outcome"] for run in await db.one("get_job_runs", job_name="sync")] == ["done", "lost"]


@pytest.mark.parametrize("machine", ["elsewhere", platform.node()])
async def test_a_lease_of_another_machine_or_a_living_process_keeps_others_out_until_it_expires(
    db: Database, database_url: str, machine: str
) -> None:
    await db.one("begin_job", job_name="sync", holder=f"{machine}:1")

    with pytest.raises(Conflict, match="Without one for 600 seconds it makes way"):
        async with running(db, "sync"):
            pytest.fail("the lease holds")
    write(database_url, "update cinelibre.job_runs set beat_at = now() - interval '599 seconds' where true")
    with pytest.raises(Conflict):
        async with running(db, "sync"):
            pytest.fail("the lease holds")
    write(database_url, "update cinelibre.job_runs set beat_at = now() - interval '601 seconds' where true")
    async with running(db, "sync"):
        pass

    assert [run["outcome"] for run in await db.one("get_job_runs", job_name="sync")] == ["done", "lost"]
