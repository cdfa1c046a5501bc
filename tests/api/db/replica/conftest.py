"""A primary and a replica for the tests of this folder, with functions that tell where they run."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from api.db import replica as looking
from api.db.replicated import ReplicatedDatabase
from tests.api.db.replica.opening import LONG, opened
from tests.support.replicas import Replica, running_pair
from tests.support.servers import Server, database_with

FUNCTIONS = Path(__file__).with_name("functions.sql").read_text()


@pytest.fixture(autouse=True)
def _look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a replica that is back be used soon."""
    monkeypatch.setattr(looking, "LOOK_SECONDS", (0.05, 0.2))


@pytest.fixture(scope="session", name="pair")
def own_pair() -> Iterator[tuple[Server, Replica]]:
    """A primary and a replica of one's own, because it is killed; both are PostgreSQL 16."""
    with running_pair(16) as running:
        yield running


@pytest.fixture
def replica(pair: tuple[Server, Replica]) -> Iterator[Replica]:
    """The replica, which replays again after each test."""
    yield pair[1]
    pair[1].resume()


@pytest.fixture
def name(pair: tuple[Server, Replica], replica: Replica) -> Iterator[str]:
    """The name of a shipped database with the functions of these tests, on both."""
    with database_with(pair[0], FUNCTIONS) as name:
        yield name


@pytest.fixture
async def db(pair: tuple[Server, Replica], name: str) -> AsyncIterator[ReplicatedDatabase]:
    """The database whose answers lack nothing, once its replica serves."""
    async with opened(pair, name) as db:
        yield db


@pytest.fixture
async def other(pair: tuple[Server, Replica], name: str) -> AsyncIterator[ReplicatedDatabase]:
    """The same database as another process sees it."""
    async with opened(pair, name) as other:
        yield other


@pytest.fixture
async def lax(pair: tuple[Server, Replica], name: str) -> AsyncIterator[ReplicatedDatabase]:
    """The same, where others' writes of the last minute may be missing."""
    async with opened(pair, name, LONG) as lax:
        yield lax
