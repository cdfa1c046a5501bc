"""python -m api.jobs memory: the parts add up, each is told, and what cannot be measured says why."""

import re

import pytest

from api.jobs import memory
from api.jobs.memory import Weighed, parts_of
from tests.support.commands import Commands
from tests.support.servers import free_port


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    """The command line."""
    return Commands(monkeypatch, capsys)


def test_a_part_is_what_a_step_added() -> None:
    lines = [
        '{"part": "interpreter", "kilobytes": 10240, "problem": null}',
        '{"part": "code", "kilobytes": 51200, "problem": null}',
        '{"part": "model", "kilobytes": 50176, "problem": "It is away."}',
    ]

    assert parts_of(lines) == [
        Weighed("interpreter", 10.0, None), Weighed("code", 40.0, None), Weighed("model", -1.0, "It is away."),
    ]  # fmt: skip


def test_every_part_is_told_and_they_add_up(commands: Commands, database_url: str) -> None:
    commands.set(DATABASE_URL=database_url)

    told = commands.run("memory")

    assert told.status == 0, told.error
    rows = [re.split(r"  +", line.strip()) for line in told.out.splitlines()]
    parts = {row[0]: float(row[1]) for row in rows if len(row) >= 3 and row[0] != "part"}
    left = parts.pop("left")
    assert list(parts) == [
        "interpreter", "libraries and code", "database adapter", "application, started",
        "10 connections to the database", "100 requests", "embedding model", "gunicorn's first process",
    ]  # fmt: skip
    assert sum(parts.values()) + left == pytest.approx(memory.LIMIT_MB, abs=0.5)
    assert 20 < parts["libraries and code"] < 100
    assert 20 < parts["embedding model"] < 150
    assert re.search(r"memory: \d+ MB of 512, \d+ MB are left", told.out)


def test_with_the_database_away_the_rest_is_told(commands: Commands) -> None:
    commands.set(DATABASE_URL=f"postgresql://nobody@127.0.0.1:{free_port()}/nothing")

    told = commands.run("memory")

    assert told.status == 0, told.error
    [line] = [line for line in told.out.splitlines() if "connections" in line]
    assert "The database" in line
    assert "embedding model" in told.out


def test_without_a_database_it_says_which_setting(commands: Commands) -> None:
    told = commands.run("memory")

    assert told.status == 1
    assert "set DATABASE_URL, or SUPABASE_URL and SUPABASE_KEY" in told.error


def test_a_process_that_fails_is_told_by_its_last_words(
    commands: Commands, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    commands.set(DATABASE_URL=database_url)

    told = commands.run("memory")

    assert told.status == 1
    assert "The process that was weighed failed; its last words: " in told.error
    assert "/nowhere/python" in told.error
