"""What the tests of a replica ask of a database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from api.db.replicated import ReplicatedDatabase, open_replicated
from tests.support.replicas import Replica, answered_by_replica
from tests.support.servers import Server

LONG = 60.0  # seconds that may be missing: longer than any test


@asynccontextmanager
async def opened(pair: tuple[Server, Replica], name: str, lag_seconds: float = 0) -> AsyncIterator[ReplicatedDatabase]:
    """A database with its replica, once the replica answers."""
    server, replica = pair
    async with open_replicated(server.url_of(name), replica.url_of(name), 5, lag_seconds) as db:
        await answered_by_replica(db, "reads_where")
        yield db


async def n_repeated(db: ReplicatedDatabase) -> int:
    """How many reads the primary repeated after the replica had failed."""
    described = await db.describe_replica()
    assert described is not None
    return int(described["n_reads"]["repeated"])


async def lag_of(db: ReplicatedDatabase) -> float:
    described = await db.describe_replica()
    assert described is not None
    return float(described["lag_seconds"])


async def says(db: ReplicatedDatabase, problem: str | None) -> bool:
    described = await db.describe_replica()
    assert described is not None
    return bool(described["problem"] == problem)
