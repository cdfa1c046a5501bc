"""Database, consumer and broker die in the middle: nothing is lost, and nothing is applied twice."""

import asyncio
import json
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from api.db.postgres import open_postgres
from api.jobs.consume import waiting
from api.jobs.consume.consumer import consumer_of
from tests.jobs.consume.stage import Stage, a_stage, headers_of
from tests.support.kafka import running_broker
from tests.support.readers import DUNE, RAN, rows
from tests.support.servers import Server
from tests.support.waiting import until

TWICE = "select context ->> 'n', count(*) from cinelibre.interactions group by 1 having count(*) > 1"
MISSING = """
    select n from generate_series(0, %s - 1) as n
    where not exists (select from cinelibre.interactions as e where e.context ->> 'n' = n::text)
"""


def views(stage: Stage, n_events: int, first: int = 0) -> list[dict[str, object]]:
    """Views that are told apart by a number, of both readers by turns."""
    made = []
    for number in range(first, first + n_events):
        event = stage.event((DUNE, RAN)[number % 2], kind="view", user_id=(stage.ada_id, stage.bob_id)[number % 2])
        event["data"]["context"] = {"n": number}
        made.append(event)
    return made


def assert_each_once(stage: Stage, n_events: int) -> None:
    """Fails unless each event is in the log once, by a count of rows."""
    assert rows(stage.url, MISSING, n_events) == []
    assert rows(stage.url, TWICE) == []
    assert stage.n_applied() == n_events
    assert rows(stage.url, "select count(*)::integer from cinelibre.inbox") == [(n_events,)]


def take_away(server: Server, stage: Stage) -> str:
    """Ends all connections to the database, and lets nobody in; answers its name."""
    name = stage.url.split("@/")[1].split("?")[0]
    server.execute(f"alter database {name} allow_connections false")
    server.execute(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'")
    return name


async def test_while_the_database_is_away_events_wait_and_none_becomes_a_dead_letter(
    stage: Stage, server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(waiting, "MOST_SECONDS", 0.5)
    caplog.set_level("INFO", "api")
    events = views(stage, 400)
    async with stage.consuming() as consumption:
        await stage.send(*events[:200])
        await stage.until_applied(200)

        name = take_away(server, stage)
        await stage.send(*events[200:], b"no event")
        await until(lambda: "database_away" in caplog.messages, 0.05)
        held_while_away = set(consumption._consumer.assignment())  # type: ignore[union-attr]
        server.execute(f"alter database {name} allow_connections true")

        await stage.until_applied(400)
        await until(lambda: consumption.counts["n_refused"] == 1, 0.05)

    assert len(held_while_away) == 3
    assert "database_back" in caplog.messages
    assert_each_once(stage, 400)
    assert [headers_of(letter)["dlq_reason"] for letter in await stage.letters()] == ["not_json"]
    assert await stage.committed() == 401


async def test_a_long_wait_is_not_taken_for_death(
    stage: Stage, server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(waiting, "MOST_SECONDS", 0.25)
    impatient = partial(consumer_of, max_poll_interval_ms=5_000)
    monkeypatch.setattr("api.jobs.consume.consumer.consumer_of", impatient)
    async with stage.consuming() as consumption:
        await stage.send(*views(stage, 10))
        await stage.until_applied(10)
        consumer = consumption._consumer
        assert consumer is not None
        generation = consumer._coordinator.generation

        name = take_away(server, stage)
        await stage.send(*views(stage, 10, 10))
        await until(lambda: "database_away" in caplog.messages, 0.05)
        await asyncio.sleep(7)
        is_still_member = (consumer._coordinator.generation, len(consumer.assignment())) == (generation, 3)
        server.execute(f"alter database {name} allow_connections true")
        await stage.until_applied(20)

    assert is_still_member
    assert_each_once(stage, 20)


async def test_a_stop_during_an_outage_ends_it_and_leaves_the_events(
    stage: Stage, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    async with stage.consuming():
        await stage.send(*views(stage, 10))
        await stage.until_applied(10)
        name = take_away(server, stage)
        await stage.send(*views(stage, 10, 10))
        await until(lambda: "database_away" in caplog.messages, 0.05)

    server.execute(f"alter database {name} allow_connections true")
    assert await stage.committed() == 10
    await stage.consume()
    assert_each_once(stage, 20)


async def test_a_killed_consumer_loses_nothing_and_applies_nothing_twice(stage: Stage, tmp_path: Path) -> None:
    await stage.send(*views(stage, 1500))
    with stage.process(tmp_path) as job:
        await stage.until_applied(1)
        job.process.kill()
        job.process.wait()

    await stage.send(*views(stage, 100, 1500))
    counts = await stage.consume()

    assert_each_once(stage, 1600)
    assert counts["n_applied"] < 1600
    assert await stage.letters() == []


async def test_a_stop_before_the_commit_leaves_it_to_the_next(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    await stage.send(*views(stage, 10))
    monkeypatch.setattr("api.jobs.consume.consumer.Consumption._commit", _dies)

    with pytest.raises(RuntimeError):
        await stage.consume()
    monkeypatch.undo()

    assert (stage.n_applied(), await stage.committed()) == (10, 0)
    assert await stage.consume() == {"n_repeated": 10}
    assert_each_once(stage, 10)


async def _dies(*_: object) -> None:
    raise RuntimeError


async def test_a_killed_broker_comes_back_and_nothing_is_lost(database_url: str, tmp_path: Path) -> None:
    with running_broker(tmp_path / "broker") as broker:
        async with open_postgres(database_url, 5) as db:
            stage = await a_stage(db, database_url, broker.bootstrap)
            async with stage.consuming() as consumption:
                await stage.send(*views(stage, 300), b"no event")
                await stage.until_applied(1)

                await asyncio.to_thread(broker.kill)
                await asyncio.to_thread(broker.start)
                await stage.send(*views(stage, 100, 300))

                await stage.until_applied(400)
                await until(lambda: consumption.counts["n_refused"] >= 1, 0.05)
            reasons = {headers_of(letter)["dlq_reason"] for letter in await stage.letters()}

    assert_each_once(stage, 400)
    assert reasons == {"not_json"}


async def test_two_consumers_share_the_partitions_and_one_takes_over(stage: Stage) -> None:
    async with stage.consuming() as first:
        await stage.send(*views(stage, 300))
        await stage.until_applied(1)
        async with stage.consuming() as second:
            await until(lambda: _n_held(second) > 0 and _n_held(first) + _n_held(second) == 3, 0.05)
            n_before = Counter(first.counts)
            await stage.send(*(json.dumps(event).encode() for event in views(stage, 600, 300)))  # over all partitions
            await stage.until_applied(900)
        n_shared = {name: first.counts[name] - n_before[name] for name in first.counts}
        await until(lambda: _n_held(first) == 3, 0.05)
        await stage.send(*views(stage, 100, 900))
        await stage.until_applied(1000)

    assert_each_once(stage, 1000)
    assert n_shared["n_applied"] > 0
    assert second.counts["n_applied"] > 0
    assert await stage.letters() == []


def _n_held(consumption: object) -> int:
    consumer = getattr(consumption, "_consumer", None)
    return len(consumer.assignment()) if consumer is not None else 0
