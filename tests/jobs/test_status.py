"""python -m api.jobs status: the newest run of each job, or the last ones of one."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from api.db import Database
from api.db.postgres import open_postgres
from tests.support.commands import Commands
from tests.support.servers import Server, running_postgrest, token


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    """The command line."""
    return Commands(monkeypatch, capsys)


@pytest.fixture(scope="module")
def database(servers: dict[int, Server]) -> Iterator[str]:
    """A database with three runs of sync and one of refresh."""
    name = servers[18].create_database("shipped")
    asyncio.run(_run_jobs(servers[18].url_of(name)))
    yield name
    servers[18].drop_database(name)


async def _run_jobs(url: str) -> None:
    async with open_postgres(url, 2) as db:
        await _ended(db, "sync", "failed", {}, ["The source is away."])
        await _ended(db, "sync", "done", {"n_new": 1200, "n_failed": 5}, [f"[bold] {n}: no title." for n in range(5)])
        await _ended(db, "refresh", "done", {"n_refreshed": 7}, [])
    with psycopg.connect(url) as connection:
        connection.execute(
            "update cinelibre.job_runs set started_at = '2026-11-01 03:30Z', ended_at = '2026-11-01 03:31:05Z'"
            " where job_name = 'sync'"
        )


async def _ended(db: Database, job_name: str, outcome: str, counts: dict[str, int], errors: list[str]) -> None:
    run_id = await db.one("begin_job", job_name=job_name, holder="here:1")
    await db.one("end_job", run_id=run_id, outcome=outcome, counts=counts, errors=errors)


def test_the_newest_run_of_each_job_is_a_row_with_its_first_errors(
    commands: Commands, server: Server, database: str
) -> None:
    commands.set(DATABASE_URL=server.url_of(database))

    ran = commands.run("status")

    lines = [re.split(r" {2,}", line.strip()) for line in ran.out.splitlines()]
    assert (ran.status, ran.error) == (0, "")
    assert lines[0] == ["job", "started (UTC)", "outcome", "seconds", "counts", "errors"]
    assert lines[1][0] == "refresh"
    assert lines[2] == ["sync", "2026-11-01 03:30", "done", "65.0", "1,200 new, 5 failed", "[bold] 0: no title."]
    assert lines[3:6] == [["[bold] 1: no title."], ["[bold] 2: no title."], ["… and 2 more"]]
    assert re.fullmatch(r"status: 2 runs \(\d+\.\d s\)", ran.out.splitlines()[-1])


def test_one_job_shows_its_last_runs_the_newest_first(commands: Commands, server: Server, database: str) -> None:
    commands.set(DATABASE_URL=server.url_of(database))

    runs = json.loads(commands.run("status", "sync", "--json").out)

    assert [(run["job_name"], run["outcome"], len(run["errors"])) for run in runs] == [
        ("sync", "done", 5),
        ("sync", "failed", 1),
    ]


def test_it_goes_through_supabase_too(commands: Commands, server: Server, database: str, tmp_path: Path) -> None:
    with running_postgrest(server, database, tmp_path) as url:
        commands.set(SUPABASE_URL=url, SUPABASE_KEY=token("service_role"))
        ran = commands.run("status", "--json")

    assert [run["job_name"] for run in json.loads(ran.out)] == ["refresh", "sync"]


def test_where_nothing_ran_that_is_said(commands: Commands, database_url: str) -> None:
    commands.set(DATABASE_URL=database_url)

    every, one, document = commands.run("status"), commands.run("status", "sync"), commands.run("status", "--json")

    assert [ran.status for ran in (every, one, document)] == [0, 0, 0]
    assert every.out.startswith("status: no job has run yet (")
    assert one.out.startswith("status: sync has never run (")
    assert json.loads(document.out) == []
