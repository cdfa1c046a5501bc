"""python -m api.jobs stream: what it needs, its switch, its lease, and its end."""

import signal
import time
from pathlib import Path

import pytest

from api.db import Database
from tests.jobs.stream.relaying import settings_for, streaming
from tests.support.commands import Commands
from tests.support.readers import DUNE, a_caller, rows, write_items
from tests.support.servers import free_port
from tests.support.waiting import until

IS_ON = "select is_on from cinelibre.outbox_switch"


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    """The command line."""
    return Commands(monkeypatch, capsys)


def test_without_its_settings_it_names_them(commands: Commands, database_url: str) -> None:
    commands.set(DATABASE_URL=database_url)
    for arguments in ([], ["--once"], ["--on"]):
        refused = commands.run("stream", *arguments)
        assert (refused.status, refused.out) == (1, "")
        assert "ENABLE_KAFKA is not true" in refused.error

    commands.set(ENABLE_KAFKA="true")
    assert "KAFKA_BOOTSTRAP_SERVERS is not set" in commands.run("stream").error
    commands.set(KAFKA_BOOTSTRAP_SERVERS="kafka")
    assert "KAFKA_BOOTSTRAP_SERVERS" in commands.run("stream").error
    assert rows(database_url, IS_ON) == [(False,)]


def test_a_file_of_authorities_that_is_absent_is_named(commands: Commands, database_url: str) -> None:
    commands.set(DATABASE_URL=database_url, ENABLE_KAFKA="true", KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:9")
    commands.set(KAFKA_SECURITY_PROTOCOL="SSL", KAFKA_SSL_CA_FILE="/absent.pem")

    assert "KAFKA_SSL_CA_FILE" in commands.run("stream", "--once").error


def test_the_switch_is_turned_in_the_database_and_status_tells_what_waits(
    commands: Commands, database_url: str
) -> None:
    commands.set(DATABASE_URL=database_url, ENABLE_KAFKA="true", KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:9")

    assert commands.run("stream", "--on").out.startswith("stream: the outbox is on, 0 events waiting (")
    assert rows(database_url, IS_ON) == [(True,)]

    commands.set(ENABLE_KAFKA="false")  # to turn it off needs no Kafka
    assert commands.run("stream", "--off").out.startswith("stream: the outbox is off, 0 events waiting (")
    assert rows(database_url, IS_ON) == [(False,)]


async def test_it_turns_the_outbox_on_holds_its_lease_and_ends_at_sigterm(
    db: Database, database_url: str, kafka_bootstrap: str, tmp_path: Path
) -> None:
    settings = settings_for(kafka_bootstrap)
    await write_items(db)
    me = await a_caller(db)
    with streaming(tmp_path, database_url, settings) as first:
        await until(lambda: "kafka_connected" in first.printed)
        assert rows(database_url, IS_ON) == [(True,)]
        with streaming(tmp_path, database_url, settings) as second:
            assert second.process.wait(60) == 1
            assert "stream is under way" in second.printed
        await me.one("rate_item", item_id=DUNE, rating=4)
        await until(lambda: rows(database_url, "select count(*) from cinelibre.outbox") == [(0,)])

        first.process.send_signal(signal.SIGTERM)
        assert first.process.wait(60) == 0

    assert "stream: 1 relayed" in first.printed
    assert rows(database_url, "select outcome, counts from cinelibre.job_runs") == [("done", {"n_relayed": 1})]


async def test_it_ends_at_sigterm_though_neither_kafka_nor_the_database_is_there(
    db: Database, database_url: str, tmp_path: Path
) -> None:
    settings = settings_for(f"127.0.0.1:{free_port()}")
    nowhere = f"postgresql://owner@127.0.0.1:{free_port()}/nowhere"
    for url, away in ((database_url, "kafka"), (nowhere, "database")):
        with streaming(tmp_path, url, settings) as job:
            await until(lambda: f'"away": "{away}"' in job.printed)  # noqa: B023
            job.process.send_signal(signal.SIGTERM)
            asked_at = time.monotonic()
            assert job.process.wait(60) == 0
            print(f"{away} away: ended after {time.monotonic() - asked_at:.1f} s")
        assert "Traceback" not in job.printed
