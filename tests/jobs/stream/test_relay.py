"""The relay brings every event to its topic: keyed by reader, in order, by its schema, over both wires."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions

from api.chores.lease import Run
from api.db import Database
from api.db.postgres import open_postgres
from api.db.supabase import open_supabase
from api.errors import Unavailable
from api.jobs.stream.outlet import Outlet
from api.jobs.stream.relay import Relay
from api.settings import Settings
from tests.jobs.stream.relaying import events_in, relay_once, said, settings_for
from tests.jobs.stream.test_docs import validator
from tests.support.kafka import n_partitions, read_topic
from tests.support.readers import DUNE, RAN, a_caller, record, rows, save_list, write, write_items
from tests.support.servers import Server, running_postgrest, token
from tests.support.waiting import until

WAITING = "select id, event_id::text from cinelibre.outbox order by id"


@pytest.fixture
async def streamed(db: Database) -> Database:
    """A database with a catalogue, whose outbox is on."""
    await write_items(db)
    await db.one("switch_outbox", is_on=True)
    return db


@pytest.fixture(params=["psycopg", "postgrest"])
async def port(
    request: pytest.FixtureRequest, server: Server, database_url: str, streamed: Database, tmp_path: Path
) -> AsyncIterator[Database]:
    """That database, over each wire."""
    async with AsyncExitStack() as stack:
        if request.param == "psycopg":
            yield await stack.enter_async_context(open_postgres(database_url, 2))
        else:
            name = database_url.partition("@/")[2].partition("?")[0]
            rest = stack.enter_context(running_postgrest(server, name, tmp_path))
            yield await stack.enter_async_context(open_supabase(rest, token("service_role"), 2))


def seed(database_url: str, n_events: int) -> None:
    """Clicks of all readers in turn, written in one transaction."""
    write(
        database_url,
        "insert into cinelibre.interactions (user_id, item_id, interaction_type, seconds)"
        " select u.id, 1 + n %% 5, 'click', n from generate_series(1, %s) as n"
        " cross join lateral (select id from cinelibre.users order by id offset n %% (select count(*)"
        " from cinelibre.users) limit 1) as u",
        n_events,
    )


async def test_every_kind_of_event_arrives_in_its_topic_by_its_schema(
    streamed: Database, port: Database, database_url: str, kafka_bootstrap: str
) -> None:
    settings = settings_for(kafka_bootstrap)
    ada = await a_caller(streamed)
    context = {"recommendation_id": "x", "place": 3}
    await record(ada, {"interaction_type": "watch", "item_id": DUNE, "fraction": 0.95, "context": context})
    await record(ada, {"interaction_type": "search", "query": "sand"})
    await ada.one("rate_item", item_id=RAN, rating=4.5)
    await ada.one("save_features", history_limit=5, per_kind=5, snapshot_limit=5)
    blank: dict[str, Any] = dict.fromkeys(("signal", "comment", "reason_source", "reason_key"))
    list_id = await save_list(ada, DUNE)
    await ada.one("record_feedback", **blank, recommendation_id=list_id, item_id=DUNE, kind="helpful")
    waiting: list[str] = [event_id for _, event_id in rows(database_url, WAITING)]

    assert await relay_once(port, settings) == 5

    assert rows(database_url, WAITING) == []
    arrived = []
    for kind, topic in (
        ("interaction", settings.kafka_topic_interactions),
        ("features", settings.kafka_topic_features),
        ("feedback", settings.kafka_topic_feedback),
    ):
        assert await n_partitions(kafka_bootstrap, topic) == 6
        for sent in await read_topic(kafka_bootstrap, topic):
            event = said(sent)
            validator(kind).validate(event)
            assert sent.key == str(ada.user_id).encode()
            assert dict(sent.headers) == {
                "event_id": event["event_id"].encode(),
                "type": kind.encode(),
                "version": b"1",
                "origin": b"cinelibre",
            }
            arrived.append((event["event_id"], event["data"].get("interaction_type")))
    assert [event_id for event_id, _ in arrived] == waiting
    assert [said_type for _, said_type in arrived] == ["watch", "search", "rate", None, None]


async def test_events_of_a_reader_keep_their_order_over_several_pages(
    streamed: Database, database_url: str, kafka_bootstrap: str
) -> None:
    settings = settings_for(kafka_bootstrap)
    readers = [(await a_caller(streamed, name)).user_id for name in ("ada", "bob", "cyd")]
    seed(database_url, 2500)

    assert await relay_once(streamed, settings) == 2500

    records = await read_topic(kafka_bootstrap, settings.kafka_topic_interactions)
    assert len(records) == 2500
    for user_id in readers:
        own = [sent for sent in records if sent.key == str(user_id).encode()]
        assert len({sent.partition for sent in own}) == 1
        order = [said(sent)["data"]["seconds"] for sent in own]
        assert order == sorted(order)
        assert len(order) in {833, 834}


class Flaky:
    """A database that is away at every other call of a function."""

    def __init__(self, db: Database, function: str) -> None:
        self._db = db
        self._function = function
        self.n_calls = 0

    async def one(self, function: str, **args: Any) -> Any:
        """The answer of the database, or that it is away: before the call, or after it did its work."""
        if function == self._function:
            self.n_calls += 1
            if self.n_calls % 2:
                raise Unavailable
        return await self._db.one(function, **args)


@pytest.mark.parametrize("function", ["get_outbox_page", "confirm_outbox"])
async def test_a_database_that_is_away_costs_no_event_and_repeats_none(
    function: str, streamed: Database, database_url: str, kafka_bootstrap: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "api")
    settings = settings_for(kafka_bootstrap)
    await a_caller(streamed)
    seed(database_url, 7)
    flaky: Any = Flaky(streamed, function)

    with patch("api.jobs.stream.relay.RETRY_SECONDS", 0.01):
        assert await relay_once(flaky, settings) == 7

    assert flaky.n_calls >= 2
    assert len(await read_topic(kafka_bootstrap, settings.kafka_topic_interactions)) == 7
    assert rows(database_url, WAITING) == []
    told = [line.message for line in caplog.records if line.message.startswith("relay_")]
    assert told[:2] == ["relay_waits", "relay_goes_on"]


async def test_an_event_that_kafka_refuses_stays_and_those_before_it_are_sent_once(
    streamed: Database, database_url: str, kafka_bootstrap: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings = settings_for(kafka_bootstrap)
    await a_caller(streamed)
    seed(database_url, 3)
    write(
        database_url,
        "update cinelibre.outbox set payload = jsonb_build_object('much', repeat('x', 1100000))"
        " where id = (select max(id) - 1 from cinelibre.outbox)",
    )
    [_, large, last] = rows(database_url, WAITING)
    stop, outlet, run = asyncio.Event(), Outlet(settings), Run(0)

    with patch("api.jobs.stream.relay.RETRY_SECONDS", 0.01):
        relaying = asyncio.create_task(Relay(streamed, outlet, stop).run(run))
        await until(lambda: "relay_waits" in caplog.text)
        await asyncio.sleep(0.1)  # it tries again
        stop.set()
        await relaying
    await outlet.close()

    assert rows(database_url, WAITING) == [large, last]
    assert len(await read_topic(kafka_bootstrap, settings.kafka_topic_interactions)) == 1


async def test_other_partitions_than_before_are_told(
    streamed: Database, kafka_bootstrap: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings = settings_for(kafka_bootstrap)
    outlet = Outlet(settings)
    await outlet.open()
    await outlet.close()
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
    await admin.start()
    await admin.create_partitions({settings.kafka_topic_features: NewPartitions(total_count=7)})
    await admin.close()

    async def is_seen() -> bool:
        return await n_partitions(kafka_bootstrap, settings.kafka_topic_features) == 7

    await until(is_seen)
    await outlet.open()
    await outlet.close()

    [told] = [line for line in caplog.records if line.message == "topic_partitions_changed"]
    fields = getattr(told, "fields", {})
    assert fields == {"topic": settings.kafka_topic_features, "former": 6, "n_partitions": 7}


async def test_nothing_is_sent_where_nothing_waits(streamed: Database, kafka_bootstrap: str) -> None:
    settings: Settings = settings_for(kafka_bootstrap)

    assert await relay_once(streamed, settings) == 0
    assert await events_in(kafka_bootstrap, settings.kafka_topic_interactions) == []
    assert await n_partitions(kafka_bootstrap, settings.kafka_topic_interactions) == 6  # yet the topics are there
