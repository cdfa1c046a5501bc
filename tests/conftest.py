"""Servers are made once a session; databases are copies of a template, made in tens of milliseconds."""

import asyncio
import os
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck
from hypothesis import settings as of_hypothesis
from pydantic import SecretStr

from api.app import create_app
from api.db import Database
from api.db.postgres import open_postgres
from api.embedding import Embedder
from api.jobs.demo.loading import load_demo
from api.settings import Settings
from api.ship.shipping import ship
from api.ship.sql_tree import SqlTree, read_sql_tree
from tests.support.kafka import common_broker
from tests.support.promises import Promises
from tests.support.redis import RedisServer, running_redis
from tests.support.replicas import Replica, running_pair
from tests.support.servers import Server, folder_in_memory, running_server

VERSIONS = (16, 18)


def pytest_configure() -> None:
    """No test, and nothing that a test starts, may act on the database that somebody's `.env` names.

    Nor does it matter whether the tests run in the background, where a shell lets Ctrl-C be ignored, or how quick the
    machine is: Hypothesis by itself fails an example of more than 200 ms, and data that takes long to draw.
    """
    of_hypothesis.register_profile("any speed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    of_hypothesis.load_profile("any speed")
    signal.signal(signal.SIGINT, signal.default_int_handler)
    Settings.model_config["env_file"] = None
    os.environ["CINELIBRE_IGNORES_ENV_FILES"] = "yes"


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Everything asynchronous runs on asyncio, as it is served."""
    return "asyncio"


@pytest.fixture(scope="session")
def servers() -> Iterator[dict[int, Server]]:
    """PostgreSQL 16 and 18, each with an empty Supabase `project` and a `shipped` one as templates."""
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cinelibre-", dir=folder_in_memory())))
        running = {version: stack.enter_context(running_server(scratch, version)) for version in VERSIONS}
        for server in running.values():
            server.execute("create database shipped template project owner owner")
            ship(server.url_of("shipped"), read_sql_tree())
            server.execute("delete from cinelibre.seasons", "shipped")  # no list depends on the day of the test
        yield running


@pytest.fixture(scope="session")
def pair() -> Iterator[tuple[Server, Replica]]:
    """A primary of PostgreSQL 18 and its replica, both with the template `shipped`; nobody stops them."""
    with running_pair(18) as running:
        yield running


@pytest.fixture(scope="session")
def kafka_bootstrap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Apache Kafka: one broker for all workers of this run, so a test has topics of its own."""
    base = tmp_path_factory.getbasetemp()
    is_worker = "PYTEST_XDIST_WORKER" in os.environ  # whose folder is below that of the run
    with common_broker((base.parent if is_worker else base) / "kafka") as bootstrap:
        yield bootstrap


@pytest.fixture(scope="session")
def one_redis() -> Iterator[RedisServer]:
    """One Redis server for the session."""
    with running_redis() as server:
        yield server


@pytest.fixture
def redis_server(one_redis: RedisServer) -> RedisServer:
    """A Redis server that runs and is empty, whatever the test before did to it."""
    one_redis.start()
    one_redis.client().flushall()
    return one_redis


@pytest.fixture(scope="session")
def tree() -> SqlTree:
    """All of sql/, as it is shipped."""
    return read_sql_tree()


@pytest.fixture(params=VERSIONS)
def any_server(request: pytest.FixtureRequest, servers: dict[int, Server]) -> Server:
    """Each version in turn."""
    return servers[request.param]


@pytest.fixture
def server(servers: dict[int, Server]) -> Server:
    """The version that `python -m api` embeds."""
    return servers[18]


@pytest.fixture
def project(server: Server) -> Iterator[str]:
    """The name of an empty Supabase project's database."""
    name = server.create_database()
    yield name
    server.drop_database(name)


@pytest.fixture
def database_url(server: Server) -> Iterator[str]:
    """The address of a database to which everything was shipped."""
    name = server.create_database("shipped")
    yield server.url_of(name)
    server.drop_database(name)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """A shipped database, through the port."""
    async with open_postgres(database_url, 5) as opened:
        yield opened


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Settings for an application on `database_url`."""
    return settings_of(database_url=SecretStr(database_url))


def settings_of(**given: object) -> Settings:
    """Settings made of defaults and `given` alone: the environment and .env do not count. Tests ask without pause."""
    without_pause = {"requests_per_minute": 0, "searches_per_minute": 0}
    return Settings.model_construct(**{**Settings.model_construct().model_dump(), **without_pause, **given})


@asynccontextmanager
async def client_of(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of `app`, which is started and stopped around it."""
    promises = Promises(app)
    transport = httpx.ASGITransport(promises, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        yield client
    assert promises.broken == []


@pytest.fixture(scope="session")
def demo_template(servers: dict[int, Server]) -> str:
    """The name of a template database with the demo catalogue in it, embedded by the shipped model."""
    server = servers[18]
    server.execute("create database demo template shipped owner owner")
    asyncio.run(_load_demo_into(server.url_of("demo")))
    return "demo"


async def _load_demo_into(url: str) -> None:
    embedder = Embedder(settings_of())
    async with open_postgres(url, 2) as opened:
        await load_demo(opened, embedder)
    embedder.close()


@pytest.fixture(scope="session")
async def client(servers: dict[int, Server], demo_template: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service on the demo catalogue; for tests that only read."""
    name = servers[18].create_database(demo_template)
    app = create_app(settings_of(database_url=SecretStr(servers[18].url_of(name))))
    async with client_of(app) as opened:
        yield opened
    servers[18].drop_database(name)
