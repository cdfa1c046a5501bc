"""What /health and the doctor say of a replica."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from api.app import create_app
from api.db import open_database
from api.errors import Misconfigured
from api.health.service import MAX_LAG_SECONDS, replica_trouble
from api.jobs.doctor.replica import judge_described, judge_replica
from api.settings import Settings, read_settings
from tests.conftest import client_of, settings_of
from tests.support.replicas import Replica
from tests.support.servers import Server
from tests.support.waiting import until

WELL: dict[str, Any] = {"serves": True, "problem": None, "lag_seconds": 0.0, "n_reads": {}}


@pytest.fixture
def replicated(pair: tuple[Server, Replica]) -> Iterator[Settings]:
    """Settings for a shipped database and its replica."""
    server, replica = pair
    name = server.create_database("shipped")
    yield settings_of(database_url=SecretStr(server.url_of(name)), database_read_url=SecretStr(replica.url_of(name)))
    server.drop_database(name)


async def test_a_request_that_only_reads_is_answered_by_the_replica(replicated: Settings) -> None:
    async with client_of(create_app(replicated)) as client:

        async def is_used() -> bool:
            assert (await client.get("/genres")).status_code == 200
            described = (await client.get("/health")).json()["database"]["replica"]
            return bool(described["serves"] and described["n_reads"]["answered"])

        await until(is_used)
        ready = await client.get("/health/ready")
        settings = replicated.model_copy(update={"database_read_url": None})
        async with client_of(create_app(settings)) as alone:
            health = (await alone.get("/health")).json()

    assert "replica" not in ready.json()["degraded"]
    assert health["database"]["replica"] is None


async def test_metrics_tell_how_the_replica_is(replicated: Settings) -> None:
    settings = replicated.model_copy(update={"metrics_token": SecretStr("for-prometheus")})
    async with client_of(create_app(settings)) as client:
        assert (await client.get("/genres")).status_code == 200
        scraped = (await client.get("/metrics", headers={"Authorization": "Bearer for-prometheus"})).text

    assert 'cinelibre_replica_reads_total{outcome="rests"}' in scraped
    assert "\ncinelibre_replica_serves " in scraped
    assert "\ncinelibre_database_read_only 0.0" in scraped


async def test_a_replica_that_is_away_degrades_and_breaks_nothing(replicated: Settings) -> None:
    away = SecretStr("postgresql://owner@/nowhere?host=/nowhere")
    async with client_of(create_app(replicated.model_copy(update={"database_read_url": away}))) as client:
        genres = await client.get("/genres")
        ready = await client.get("/health/ready")

    assert (genres.status_code, ready.status_code) == (200, 200)
    assert "DATABASE_READ_URL does not answer" in ready.json()["degraded"]["replica"]


async def test_jobs_ask_the_primary_alone(replicated: Settings) -> None:
    async with open_database(replicated) as db:
        assert await db.describe_replica() is None


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (None, {}),
        (WELL, {}),
        ({**WELL, "lag_seconds": None}, {}),
        ({**WELL, "lag_seconds": float(MAX_LAG_SECONDS)}, {}),
        ({**WELL, "problem": "It is away."}, {"replica": "It is away."}),
        (
            {**WELL, "lag_seconds": MAX_LAG_SECONDS + 1.0},
            {"replica": "The replica is 31 seconds behind, so DATABASE_URL answers most reads."},
        ),
    ],
)
def test_what_degrades(told: dict[str, Any] | None, expected: dict[str, str]) -> None:
    assert replica_trouble(told) == expected


async def test_the_doctor_asks_the_replica(replicated: Settings) -> None:
    url = replicated.database_url
    none = replicated.model_copy(update={"database_read_url": None})
    itself = replicated.model_copy(update={"database_read_url": url})
    away = replicated.model_copy(update={"database_read_url": SecretStr("postgresql://owner@/x?host=/nowhere")})

    async def is_well() -> bool:  # once the new database has come there
        return [finding.state for finding in await judge_replica(replicated)] == ["ok"]

    await until(is_well)
    (of_itself,), (of_absent,) = await judge_replica(itself), await judge_replica(away)

    assert await judge_replica(none) == []
    assert (of_itself.check, of_itself.state, of_absent.state) == ("replica", "problem", "warning")
    assert "takes writes itself" in of_itself.sentence
    assert "Nothing listens at DATABASE_READ_URL" in of_absent.sentence


@pytest.mark.parametrize(
    ("lag_seconds", "allowed", "state", "words"),
    [
        (0.0, 0, "ok", "0.0 seconds behind; nothing may be missing"),
        (30.0, 2.5, "ok", "writes of the last 2.5 seconds may be missing"),
        (30.1, 0, "warning", "DATABASE_URL answers most reads"),
        (None, 0, "ok", "has replayed nothing"),
    ],
)
def test_the_doctor_tells_the_lag(lag_seconds: float | None, allowed: float, state: str, words: str) -> None:
    finding = judge_described({**WELL, "lag_seconds": lag_seconds}, allowed)

    assert finding.state == state
    assert words in finding.sentence


@pytest.mark.parametrize(
    "given",
    [
        {"database_read_url": "postgresql://r/db"},
        {
            "database_read_url": "postgresql://r/db",
            "database_url": "postgresql://p/db",
            "supabase_url": "https://x.supabase.co",
            "supabase_key": "k",
        },
    ],
)
def test_a_replica_needs_its_primary_and_not_supabase(given: dict[str, str]) -> None:
    with pytest.raises(Misconfigured, match="DATABASE_READ_URL is a replica of DATABASE_URL and needs it"):
        read_settings(**given)


@pytest.mark.parametrize("seconds", [-0.1, 60.1])
def test_the_lag_has_bounds(seconds: float) -> None:
    with pytest.raises(Misconfigured, match="DATABASE_READ_LAG_SECONDS"):
        read_settings(database_read_lag_seconds=seconds)
