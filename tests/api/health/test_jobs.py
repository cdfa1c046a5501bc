"""GET /health: how the jobs fared, for strangers' eyes, and that an old catalogue is said and changes nothing else."""

from typing import Any

import pytest

from api.app import create_app
from api.chores.ages import stale_jobs
from api.db import Database
from api.settings import Settings
from tests.conftest import client_of
from tests.support.readers import write

DAY = 86_400


async def test_the_newest_run_of_each_job_is_shown_without_what_its_errors_say(
    db: Database, settings: Settings
) -> None:
    await ended(db, "sync", "failed", {"n_new": 1})
    await ended(db, "sync", "done", {"n_new": 12, "n_failed": 1}, ["Solaris: the source said 500."])
    await db.one("begin_job", job_name="refresh", holder="a:1")

    async with client_of(create_app(settings)) as here:
        whole, part = await here.get("/health"), await here.get("/health/db")

    refresh, sync = whole.json()["database"]["jobs"]
    assert (refresh["job_name"], refresh["outcome"], refresh["ended_at"]) == ("refresh", "under way", None)
    assert (sync["job_name"], sync["outcome"], sync["n_errors"]) == ("sync", "done", 1)
    assert sync["counts"] == {"n_new": 12, "n_failed": 1}
    assert sync["started_at"] <= sync["ended_at"]
    assert sync["idle_seconds"] < 60
    assert [job["job_name"] for job in part.json()["jobs"]] == ["refresh", "sync"]
    assert "Solaris" not in whole.text + part.text
    assert whole.json()["degraded"] == {}


async def test_an_old_catalogue_is_said_and_the_instance_stays_ready(
    db: Database, database_url: str, settings: Settings
) -> None:
    await ended(db, "sync", "done")
    write(database_url, "update cinelibre.job_runs set started_at = now() - interval '5 days' where true")
    write(database_url, "update cinelibre.job_runs set ended_at = now() - interval '4 days' where true")
    await ended(db, "sync", "failed")

    async with client_of(create_app(settings)) as here:
        health, ready = await here.get("/health"), await here.get("/health/ready")

    assert (health.status_code, health.json()["status"]) == (200, "degraded")
    assert health.json()["degraded"] == {
        "sync": "The job sync has not succeeded for 4 days; it should every 3 at least."
    }
    assert (ready.status_code, ready.json()) == (200, {"status": "ok", "degraded": {}})


@pytest.mark.parametrize(
    ("job_name", "idle_days", "is_stale"),
    [
        ("sync", 2.9, False),
        ("sync", 3.1, True),
        ("sync-books", 3.1, True),
        ("refresh", 4, True),
        ("cleanup", 10, False),
        ("cleanup", 15, True),
        ("train", 400, False),
    ],
)
def test_a_job_that_runs_by_itself_is_stale_after_its_days(job_name: str, idle_days: float, is_stale: bool) -> None:
    jobs: list[dict[str, Any]] = [{"job_name": job_name, "idle_seconds": idle_days * DAY}]

    assert (job_name in stale_jobs(jobs)) is is_stale


async def ended(
    db: Database, job_name: str, outcome: str, counts: dict[str, int] | None = None, errors: list[str] | None = None
) -> None:
    """A run of the job that is over."""
    run_id = await db.one("begin_job", job_name=job_name, holder="here:1")
    await db.one("end_job", run_id=run_id, outcome=outcome, counts=counts or {}, errors=errors or [])
