"""The lease of a job, and the row that says what came of a run."""

import asyncio

import pytest

from api.db import Database
from api.errors import Conflict, NotGoodEnough
from api.jobs.runs import running
from tests.support.readers import write


async def test_a_run_leaves_its_counts_its_errors_and_its_outcome(db: Database) -> None:
    async with running(db, "sync") as run:
        run.counts["n_new"] += 2
        run.failed("Solaris: the source said 500.")
    with pytest.raises(NotGoodEnough):
        async with running(db, "refresh"):
            raise NotGoodEnough("It was not.")

    refresh, sync = await db.one("get_job_runs")

    assert (sync["job_name"], sync["outcome"], sync["counts"]) == ("sync", "done", {"n_new": 2, "n_failed": 1})
    assert sync["errors"] == ["Solaris: the source said 500."]
    assert (refresh["outcome"], refresh["errors"]) == ("failed", ["It was not."])


async def test_there_is_one_run_of_a_job_at_a_time(db: Database) -> None:
    async with running(db, "sync"):
        with pytest.raises(Conflict) as refused:
            async with running(db, "sync"):
                pytest.fail("two at once")
        async with running(db, "refresh"):
            pass

    assert refused.value.slug == "job_under_way"
    async with running(db, "sync"):
        pass


async def test_a_run_taken_for_dead_makes_way_and_stops(db: Database, database_url: str) -> None:
    with pytest.raises(Conflict) as lost:
        await run_and_be_taken_for_dead(db, database_url)

    runs = await db.one("get_job_runs", job_name="sync")
    assert lost.value.slug == "lease_lost"
    assert [run["outcome"] for run in runs] == ["under way", "lost"]


async def run_and_be_taken_for_dead(db: Database, database_url: str) -> None:
    """A run that shows no sign of life for longer than its lease, while another one begins."""
    async with running(db, "sync", beat_seconds=0.05):
        write(database_url, "update cinelibre.job_runs set beat_at = now() - interval '11 minutes' where true")
        await db.one("begin_job", job_name="sync", holder="elsewhere:1")
        await asyncio.sleep(5)
