"""The primary with a replica beside it, which answers what only reads and never less than the reader may expect."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, LiteralString

import psycopg

from api.db.freshness import PrimaryLog, Writers
from api.db.postgres import Pool, PostgresDatabase, make_pool
from api.db.replica import IDENTITY, OUTCOMES, Replica
from api.db.signatures import Signature
from api.errors import CineLibreError

CONNECT_SECONDS = 1  # a read waits so long for a connection to the replica, and then asks the primary
# They tell of the server that they run on.
OF_THE_PRIMARY = frozenset({"get_readiness", "get_health", "get_doctor_facts", "get_metrics"})
# They look for what was written just now, and whoever is told of it reads it next.
OF_SIGNALS = frozenset({"get_live_changes", "get_ended_tokens"})
# A commit counts once it is flushed. With synchronous_commit off it is acknowledged before, so more must be replayed.
POSITION: LiteralString = """
    select
        case
            when pg_is_in_recovery() then null
            when current_setting('synchronous_commit') = 'off' then pg_current_wal_insert_lsn()
            else pg_current_wal_flush_lsn()
        end::text,
        extract(epoch from clock_timestamp())::float8
"""


class ReplicatedDatabase(PostgresDatabase):
    """Writes go to the primary. A read goes to the replica, if it has replayed what the read must see.

    That is whatever was committed more than `max_lag_seconds` before, by anybody, through any process, and what the
    caller wrote through this process. The replica checks it in the same transaction as the read. Else, and whenever
    the replica fails or refuses, the primary answers.
    """

    def __init__(self, pool: Pool, replica_pool: Pool, max_lag_seconds: float) -> None:
        super().__init__(pool)
        self._replica = Replica(replica_pool, self._identity)
        self._primary_log = PrimaryLog(self._position)
        self._writers = Writers(max_lag_seconds)
        self._max_lag_seconds = max_lag_seconds

    async def _call(self, signature: Signature, args: dict[str, Any], document: str) -> bytes:
        if signature.writes or signature.name in OF_SIGNALS:
            try:
                return await super()._call(signature, args, document)
            finally:
                self._writers.add(args)  # a signal names nobody, so all must see at least what it saw
        answer = await self._read(signature, args, document)
        return await super()._call(signature, args, document) if answer is None else answer

    async def _read(self, signature: Signature, args: dict[str, Any], document: str) -> bytes | None:
        """Return the replica's answer, or None if the primary must give it."""
        if signature.name in OF_THE_PRIMARY:
            return None
        if not self._replica.serves:
            self._replica.look()
            self._replica.n_reads["rests"] += 1
            return None
        position = await self._primary_log.after(self._must_see(args))
        return None if position is None else await self._replica.read(signature, args, document, position)

    def _must_see(self, args: dict[str, Any]) -> float:
        """Return the moment before which everything committed must be in the answer."""
        return max(time.monotonic() - self._max_lag_seconds, self._writers.last(args))

    async def describe_replica(self) -> dict[str, Any] | None:
        """Describe as `Database.describe_replica` says; asks both servers."""
        problem, lag_seconds = await self._replica.find_problem(), None
        with suppress(psycopg.Error, CineLibreError):
            position, now = await self._ask(POSITION)
            if problem is None and position is not None:
                lag_seconds = (await self._replica.state(position)).lag_seconds(now)
        n_reads = {outcome: self._replica.n_reads[outcome] for outcome in OUTCOMES}
        return {"serves": self._replica.serves, "problem": problem, "lag_seconds": lag_seconds, "n_reads": n_reads}

    async def _position(self) -> str | None:
        position: str | None = (await self._ask(POSITION))[0]
        return position

    async def _identity(self) -> Any:
        return await self._ask(IDENTITY)

    async def _ask(self, statement: LiteralString) -> Any:
        async with self.connection() as connection:
            return await (await connection.execute(statement)).fetchone()

    async def close(self) -> None:
        """Leave the replica."""
        await self._replica.close()


@asynccontextmanager
async def open_replicated(
    url: str, read_url: str, pool_size: int, max_lag_seconds: float
) -> AsyncIterator[ReplicatedDatabase]:
    """Open the database at `url` and its replica at `read_url`, each with at most `pool_size` connections."""
    async with make_pool(url, pool_size) as pool:
        replica_pool = make_pool(read_url, pool_size, CONNECT_SECONDS)
        database = ReplicatedDatabase(pool, replica_pool, max_lag_seconds)
        try:
            yield database
        finally:
            await database.close()
