"""Reading a topic again from a moment: exactly what lies there, each event once, and nothing changed by a dry run."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from tests.jobs.consume.stage import Stage, now
from tests.support.commands import Commands
from tests.support.readers import DUNE, EMMA, RAN, rows, write

COUNTS = """
    select (select count(*)::integer from cinelibre.interactions), (select count(*)::integer from cinelibre.inbox),
        (select coalesce(sum(trend), 0) from cinelibre.item_stats)
"""


@pytest.fixture
def commands(stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    """The command line with the stage's settings."""
    found = Commands(monkeypatch, capsys)
    found.set(**stage.environment)
    return found


@pytest.fixture
async def moments(stage: Stage) -> tuple[float, float]:
    """Two moments: three events before the first, two good ones and two bad ones between, one after the second."""
    day = 86_400
    first, second = now() - 5 * day, now() - 3 * day
    await stage.send(*(stage.event(kind="view") for _ in range(3)), at=first - 0.001)
    good = stage.event(EMMA)
    await stage.send(stage.event(RAN), good, good, b"no event", {**stage.event(), "user_id": 999}, at=first)
    await stage.send(stage.event(DUNE), at=second)
    return first, second


async def run(commands: Commands, *arguments: str) -> Any:
    """Runs a job beside this test's loop."""
    return await asyncio.to_thread(commands.run, *arguments)


async def test_a_dry_run_tells_exactly_what_lies_there_and_changes_nothing(
    stage: Stage, commands: Commands, moments: tuple[float, float]
) -> None:
    before = rows(stage.url, COUNTS)

    told = [
        (await run(commands, "replay", "--from", since, "--dry-run")).out.split(" (")[0] + " …"
        for since in ("beginning", iso(moments[0]), iso(moments[1]), iso(moments[1] + 0.001), iso(now() + 60))
    ]

    assert told == [
        "replay: 6 would be applied, 1 repeated, 2 refused …",
        "replay: 3 would be applied, 1 repeated, 2 refused …",
        "replay: 1 would be applied, 0 repeated, 0 refused …",
        "replay: 0 would be applied, 0 repeated, 0 refused …",
        "replay: 0 would be applied, 0 repeated, 0 refused …",
    ]
    assert rows(stage.url, COUNTS) == before
    assert await stage.committed() == 0


async def test_a_replay_applies_what_is_missing_and_leaves_the_groups_position(
    stage: Stage, commands: Commands, moments: tuple[float, float]
) -> None:
    first = await run(commands, "replay", "--from", iso(moments[0]))
    again = await run(commands, "replay", "--from", "beginning", "--topic", stage.settings.kafka_topic_foreign)
    position = await stage.committed()

    counts = await stage.consume()

    assert first.out.startswith("replay: 3 applied, 1 repeated, 2 refused (not_json 1, user_not_found 1) ("), first
    assert again.out.startswith("replay: 3 applied, 4 repeated, 2 refused"), again
    assert position == 0
    assert counts == {"n_repeated": 7, "n_refused": 2}
    assert stage.n_applied() == 6


async def test_a_replay_heals_a_database_that_lost_its_last_day(stage: Stage, commands: Commands) -> None:
    moment = now()
    await stage.send(*(stage.event(kind="view") for _ in range(5)))
    await stage.consume()
    write(stage.url, "delete from cinelibre.inbox where true")
    write(stage.url, "delete from cinelibre.interactions where true")

    ran = await run(commands, "replay", "--from", iso(moment))

    assert ran.out.startswith("replay: 5 applied, 0 repeated, 0 refused"), ran
    assert stage.n_applied() == 5


@pytest.mark.parametrize("days", [90.01, 4000])
async def test_what_the_inbox_no_longer_knows_cannot_be_replayed(stage: Stage, commands: Commands, days: float) -> None:
    ran = await run(commands, "replay", "--from", iso(now() - days * 86_400))

    assert ran.status == 1
    assert "--from: The inbox knows the events of 90 days (KAFKA_INBOX_DAYS)" in ran.error


async def test_what_is_older_than_the_inbox_is_no_part_of_its_beginning(stage: Stage, commands: Commands) -> None:
    await stage.send(stage.event(), at=now() - 91 * 86_400)
    await stage.send(stage.event(RAN), at=now() - 89 * 86_400)

    ran = await run(commands, "replay", "--from", "beginning")

    assert ran.out.startswith("replay: 1 applied, 0 repeated, 0 refused"), ran


async def test_an_unknown_topic_is_named_with_those_that_are_there(stage: Stage, commands: Commands) -> None:
    ran = await run(commands, "replay", "--from", "beginning", "--topic", f"absent-{uuid4().hex[:6]}")

    assert ran.status == 1
    assert "There is no topic absent-" in ran.error


async def test_a_time_that_is_none_is_refused(commands: Commands, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        commands.run("replay", "--from", "yesterday")

    assert "'yesterday' is no time like 2026-11-28T09:00Z, nor beginning" in capsys.readouterr().err


def iso(moment: float) -> str:
    """A moment as people write it, to the millisecond."""
    return datetime.fromtimestamp(int(moment * 1000) / 1000, UTC).isoformat()
