"""Relay and broker are killed in the middle: nothing is lost, and what comes twice has the same id."""

import asyncio
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiokafka.errors import KafkaError
from pydantic import SecretStr

from api.chores.lease import Run
from api.db import Database
from api.jobs.stream.outlet import Outlet
from api.jobs.stream.relay import Relay
from api.settings import Settings
from tests.jobs.stream.relaying import events_in, relay_once, settings_for, streaming
from tests.support.kafka import PASSWORD, Broker, read_topic, running_broker
from tests.support.readers import a_caller, rows, write, write_items
from tests.support.waiting import until

CLICKS = (
    "insert into cinelibre.interactions (user_id, item_id, interaction_type, seconds)"
    " select (select min(id) from cinelibre.users), 1 + n %% 5, 'click', n from generate_series(%s::integer, %s) as n"
)

ORPHANS = (
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where datname = current_database() and wait_event_type = 'Lock' and pid <> pg_backend_pid()"
)


@pytest.fixture
async def streamed(db: Database) -> Database:
    """A database with a catalogue and a reader, whose outbox is on."""
    await write_items(db)
    await db.one("switch_outbox", is_on=True)
    await a_caller(db)
    return db


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A broker of our own, which can be killed."""
    with running_broker(tmp_path_factory.mktemp("kafka")) as running:
        yield running


def n_waiting(database_url: str) -> int:
    """How many events wait in the outbox."""
    return int(rows(database_url, "select count(*) from cinelibre.outbox")[0][0])


async def has_records(bootstrap: str, settings: Settings, n_records: int) -> bool:
    """Say whether the topic of interactions has so many."""
    return len(await read_topic(bootstrap, settings.kafka_topic_interactions)) >= n_records


def assert_whole(events: list[dict[str, Any]], n_events: int) -> int:
    """Fails unless each click is there, in order and under one id; answers how many records are repetitions."""
    ids: dict[int, set[str]] = {}
    for event in events:
        ids.setdefault(event["data"]["seconds"], set()).add(event["event_id"])
    assert list(ids) == list(range(1, n_events + 1))  # first deliveries are in order
    assert Counter(len(of_one) for of_one in ids.values()) == {1: n_events}
    return len(events) - n_events


async def test_a_relay_that_is_killed_loses_nothing_and_its_successor_repeats_by_the_same_id(
    streamed: Database, database_url: str, kafka_bootstrap: str, tmp_path: Path
) -> None:
    settings = settings_for(kafka_bootstrap)
    write(database_url, CLICKS, 1, 2500)

    with psycopg.connect(database_url) as holding, streaming(tmp_path, database_url, settings) as first:
        holding.execute("lock table cinelibre.outbox in share mode")  # so it sends a page and cannot confirm it
        await until(lambda: has_records(kafka_bootstrap, settings, 1000), pause=0.2)
        first.process.kill()
        first.process.wait()
        holding.execute(ORPHANS)  # or the server would still do what nobody awaits
    assert n_waiting(database_url) == 2500
    with streaming(tmp_path, database_url, settings) as second:
        await until(lambda: n_waiting(database_url) == 0)
        second.process.send_signal(signal.SIGTERM)
        assert second.process.wait(60) == 0

    events = await events_in(kafka_bootstrap, settings.kafka_topic_interactions)
    n_repeated = assert_whole(events, 2500)
    assert n_repeated == 1000  # the page
    print(f"relay killed: 2,500 events, {n_repeated} repeated")
    runs = rows(database_url, "select outcome from cinelibre.job_runs where job_name = 'stream' order by id")
    assert runs == [("lost",), ("done",)]


async def test_a_broker_that_is_killed_and_comes_back_costs_no_event(
    streamed: Database, database_url: str, broker: Broker
) -> None:
    settings = settings_for(broker.bootstrap)
    stop, outlet, run = asyncio.Event(), Outlet(settings), Run(0)
    relaying = asyncio.create_task(Relay(streamed, outlet, stop).run(run))
    write(database_url, CLICKS, 1, 3000)
    await until(lambda: run.counts["n_relayed"] > 0)

    broker.kill()
    write(database_url, CLICKS, 3001, 6000)
    assert n_waiting(database_url) >= 3000
    await asyncio.to_thread(broker.start)
    await until(lambda: n_waiting(database_url) == 0)
    stop.set()
    await relaying
    await outlet.close()

    events = await events_in(broker.bootstrap, settings.kafka_topic_interactions)
    n_repeated = assert_whole(events, 6000)
    print(f"broker killed: 6,000 events, {n_repeated} repeated")


async def test_it_logs_in_where_the_brokers_want_it(streamed: Database, database_url: str, broker: Broker) -> None:
    write(database_url, CLICKS, 1, 3)
    settings = settings_for(f"127.0.0.1:{broker.login_port}").model_copy(
        update={"kafka_security_protocol": "SASL_PLAINTEXT", "kafka_sasl_username": "ada"}
    )
    refused = Outlet(settings.model_copy(update={"kafka_sasl_password": SecretStr("wrong")}))
    with pytest.raises(KafkaError, match="bootstrap"):
        await refused.open()
    await refused.close()

    assert await relay_once(streamed, settings.model_copy(update={"kafka_sasl_password": SecretStr(PASSWORD)})) == 3

    assert len(await events_in(broker.bootstrap, settings.kafka_topic_interactions)) == 3


async def test_it_speaks_tls_and_shows_its_certificate_where_the_brokers_want_it(
    streamed: Database, database_url: str, broker: Broker
) -> None:
    write(database_url, CLICKS, 1, 3)
    certificate, key = broker.folder / "certificate.pem", broker.folder / "key.pem"
    settings = settings_for(f"127.0.0.1:{broker.secret_port}").model_copy(update={"kafka_security_protocol": "SSL"})
    trusting = settings.model_copy(update={"kafka_ssl_ca_file": certificate})
    for lacking in (settings, trusting):  # who does not know the broker; whom the broker does not know
        refused = Outlet(lacking)
        with pytest.raises(KafkaError, match="bootstrap"):
            await refused.open()
        await refused.close()

    known = trusting.model_copy(update={"kafka_ssl_cert_file": certificate, "kafka_ssl_key_file": key})
    assert await relay_once(streamed, known) == 3

    assert len(await events_in(broker.bootstrap, settings.kafka_topic_interactions)) == 3
