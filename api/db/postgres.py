"""The SQL functions, called over PostgreSQL's own protocol with psycopg."""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.rows import class_row
from psycopg.types.json import JsonLoader
from psycopg_pool import AsyncConnectionPool, PoolTimeout, TooManyRequests

from api.db.arguments import write_arguments
from api.db.port import Database
from api.db.signatures import READ_SIGNATURES, Signature
from api.db.sqlstate import error_for, is_shipped_anew
from api.errors import Overloaded, SchemaOutdated, Unavailable

CONNECT_SECONDS = 3
STATEMENT_TIMEOUT = "8s"
ANSWER_SECONDS = 60  # for a frozen server, whose own timeout never fires; no function declares a longer one
MAX_WAITING = 500  # with more requests in the queue, the next is refused at once

Pool = AsyncConnectionPool[psycopg.AsyncConnection[Any]]


class PostgresDatabase(Database):
    """One pool of connections. It recovers by itself when the server comes back."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._signatures: dict[str, Signature] = {}

    async def text(self, function: str, /, **args: Any) -> bytes:
        """Call as `Database.text` says."""
        document = write_arguments(args)
        try:
            signature = await self._signature(function, args)
            try:
                return await self._call(signature, args, document)
            except psycopg.Error as error:
                if not self._may_repeat(error, signature):
                    raise
            return await self._call(await self._signature(function, args), args, document)
        except psycopg.Error as error:
            raise _said_by(error) from error

    def count_connections(self) -> dict[str, int]:
        """Count connections in use and idle ones, and the calls that wait for one."""
        stats = self._pool.get_stats()
        idle = stats["pool_available"]
        return {"used": stats["pool_size"] - idle, "idle": idle, "waiting": stats["requests_waiting"]}

    def _may_repeat(self, error: psycopg.Error, signature: Signature) -> bool:
        """Say whether nothing was done: a ship replaced the function, or a read lost its connection."""
        if is_shipped_anew(error.sqlstate, error.diag.message_primary):
            self._signatures.clear()
            return True
        return lost_connection(error) and not signature.writes

    async def _call(self, signature: Signature, args: dict[str, Any], document: str) -> bytes:
        *before, call = signature.call(args, STATEMENT_TIMEOUT)
        async with self.connection() as connection:
            async with connection.pipeline():
                for statement in before:
                    await connection.execute(statement)
                cursor = await connection.execute(call, [document] if args else None)
                await connection.execute("commit")
            found = await cursor.fetchone()
        return answer_of(signature, found)

    async def _signature(self, function: str, names: Collection[str]) -> Signature:
        known = self._signatures.get(function)
        if known is None or not known.takes(names):
            await self._read_signatures()
            known = self._signatures.get(function)
        if known is None or not known.takes(names):
            raise SchemaOutdated
        return known

    async def _read_signatures(self) -> None:
        async with self.connection() as connection:
            cursor = connection.cursor(row_factory=class_row(Signature))
            cursor.adapters.register_loader("json", JsonLoader)
            found = await (await cursor.execute(READ_SIGNATURES)).fetchall()
        self._signatures = {signature.name: signature for signature in found}

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
        """Lend a connection. Raises `Overloaded` or `Unavailable` if there is none."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS), self._pool.connection() as connection:
                yield connection
        except TooManyRequests as error:
            raise Overloaded from error
        except (PoolTimeout, TimeoutError) as error:
            raise Unavailable from error
        except psycopg.OperationalError as error:
            if lost_connection(error):
                await self._pool.drain()  # the other connections of the pool are dead too
            raise


def answer_of(signature: Signature, found: Any) -> bytes:
    """Return what a call's row says: `null` for null, `[]` for no rows."""
    nothing = b"[]" if signature.returns_set else b"null"
    return nothing if found is None or found[0] is None else bytes(found[0])


def lost_connection(error: psycopg.Error) -> bool:
    """Say whether a call failed because its connection did."""
    state = error.sqlstate
    return isinstance(error, psycopg.OperationalError) and (state is None or state.startswith(("08", "57P")))


def _said_by(error: psycopg.Error) -> Exception:
    if error.sqlstate is None:
        return Unavailable() if isinstance(error, psycopg.OperationalError) else error
    return error_for(error.sqlstate, error.diag.message_primary, error.diag.message_detail)


class _Unread(Loader):
    """Leaves JSON as the bytes that came."""

    def load(self, data: Buffer) -> bytes:
        """Return the bytes."""
        return bytes(data)


async def _configure(connection: psycopg.AsyncConnection[Any]) -> None:
    connection.adapters.register_loader("json", _Unread)
    await connection.execute("set timezone = 'UTC'")


@asynccontextmanager
async def open_postgres(url: str, pool_size: int) -> AsyncIterator[PostgresDatabase]:
    """Open the database at `url` with at most `pool_size` connections, and close it at the end.

    Connections are made when they are needed, so the service starts even if the server is away. A call's settings, the
    call and the end of its transaction are sent together, without waiting in between. Arguments are parameters, and
    nothing is prepared, because a pooler may stand in between.
    """
    async with make_pool(url, pool_size) as pool:
        yield PostgresDatabase(pool)


def make_pool(url: str, pool_size: int, wait_seconds: float = CONNECT_SECONDS) -> Pool:
    """Make a pool, not yet open, in which a call waits so long for a connection."""
    logging.getLogger("psycopg").addFilter(_is_news)
    return AsyncConnectionPool(
        url,
        min_size=0,
        max_size=pool_size,
        open=False,
        timeout=wait_seconds,
        reconnect_timeout=CONNECT_SECONDS,
        max_waiting=MAX_WAITING,
        configure=_configure,
        kwargs={"autocommit": True, "connect_timeout": CONNECT_SECONDS, "prepare_threshold": None},
    )


def _is_news(record: logging.LogRecord) -> bool:
    """Say whether psycopg's warning tells more than the error that the call raises anyway."""
    return not str(record.msg).startswith("error ignored terminating")
