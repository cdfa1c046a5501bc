"""A replica: a standby that follows the primary, and answers reads as soon as it has replayed enough of the log."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, LiteralString, NamedTuple, TypeVar

import psycopg

from api.db.postgres import STATEMENT_TIMEOUT, Pool, PostgresDatabase, answer_of, lost_connection
from api.db.signatures import Signature, freshness_check
from api.errors import CineLibreError, Overloaded, Unavailable
from api.logs import log_event

log = logging.getLogger(__name__)
Found = TypeVar("Found")

SLOW_SECONDS = 1.0  # after so long without an answer, somebody looks whether the server still lives
LOOK_SECONDS = (0.1, 5.0)  # between two looks at a replica that does not serve: at first, and at most

IDENTITY: LiteralString = "select system_identifier::text, current_database() from pg_control_system()"
STATE: LiteralString = """
    select
        pg_is_in_recovery(),
        pg_wal_lsn_diff(%s::pg_lsn, pg_last_wal_replay_lsn())::bigint,
        extract(epoch from pg_last_xact_replay_timestamp())::float8
"""


# What became of reads: it answered; it lacked something; it refused, failed or did not answer; it was not asked.
OUTCOMES = ("answered", "behind", "repeated", "rests")
NO_ANSWER = "DATABASE_READ_URL does not answer, so DATABASE_URL answers all reads."
NO_REPLICA = "DATABASE_READ_URL is no replica: that server takes writes itself."
UNKNOWN = "DATABASE_URL does not say which database it is, so nobody knows whether DATABASE_READ_URL follows it."
NOT_OURS = "DATABASE_READ_URL is a replica of another database than DATABASE_URL."


class Replayed(NamedTuple):
    """What a replica says of itself, compared with a position of the primary."""

    is_standby: bool
    behind_bytes: int | None
    replayed_at: float | None

    def lag_seconds(self, now: float) -> float | None:
        """Return the age of the newest transaction that was replayed, by the primary's clock; 0 if none is missing.

        It is too much if the primary had nothing to do before; None if the replica has replayed nothing yet.
        """
        if self.behind_bytes is not None and self.behind_bytes <= 0:
            return 0.0
        return None if self.replayed_at is None else max(0.0, now - self.replayed_at)


class Replica:
    """A pool of connections to a replica, opened at its first use.

    It serves once it was seen to be a standby of the same database. A replica that does not answer rests, and is
    looked at until it does.
    """

    def __init__(self, pool: Pool, identity_of_primary: Callable[[], Awaitable[Any]]) -> None:
        self._pool = pool
        self._server = PostgresDatabase(pool)
        self._identity_of_primary = identity_of_primary
        self._looking: asyncio.Task[None] | None = None
        self._calls: set[asyncio.Task[Any]] = set()
        self.serves = False
        self.problem: str | None = None
        self.n_reads: Counter[str] = Counter()

    async def read(self, signature: Signature, args: dict[str, Any], document: str, position: str) -> bytes | None:
        """Return what the function answers; None if the replica is behind, refuses, fails or does not answer.

        Only a read that takes too long raises: on the primary it would, too.
        """
        calling = self._begin(self._call(signature, args, document, position))
        try:
            while not (await asyncio.wait({calling}, timeout=SLOW_SECONDS))[0]:
                await self.state()  # a server that lives may take its time
            answer = calling.result()
        except psycopg.errors.QueryCanceled:
            raise
        except (psycopg.Error, CineLibreError) as error:
            self.n_reads["repeated"] += 1
            if _is_away(error):
                self._rest()
            return None
        finally:
            calling.cancel()
        self.n_reads["behind" if answer is None else "answered"] += 1
        return answer

    async def _call(self, signature: Signature, args: dict[str, Any], document: str, position: str) -> bytes | None:
        timeout = signature.statement_timeout or STATEMENT_TIMEOUT
        async with self._server.connection() as connection:
            async with connection.pipeline():
                await connection.execute("begin read only")
                checked = await connection.execute(freshness_check(timeout, position))
                called = await connection.execute(signature.call_if_fresh(args), [document] if args else None)
                await connection.execute("commit")
            _, is_fresh = await checked.fetchone() or (None, "false")
            return answer_of(signature, await called.fetchone()) if is_fresh == "true" else None

    async def state(self, position: str = "0/0") -> Replayed:
        """Ask how far the replica is behind `position`. Raises `Unavailable` if it does not tell at once."""
        return Replayed(*await self._ask(STATE, [position]))

    async def _ask(self, statement: LiteralString, values: list[str] | None = None) -> Any:
        asking = self._begin(self._fetch(statement, values))
        try:
            if not (await asyncio.wait({asking}, timeout=SLOW_SECONDS))[0]:
                raise Unavailable
            return asking.result()
        finally:
            asking.cancel()

    async def _fetch(self, statement: LiteralString, values: list[str] | None) -> Any:
        if self._pool.closed:
            await self._pool.open()
        async with self._server.connection() as connection:
            return await (await connection.execute(statement, values)).fetchone()

    def _begin(self, call: Coroutine[Any, Any, Found]) -> "asyncio.Task[Found]":
        """Start a call that can be left alone: cancelling one takes ten seconds if the server is frozen."""
        task = asyncio.create_task(call)
        self._calls.add(task)
        task.add_done_callback(self._end)
        return task

    def _end(self, task: asyncio.Task[Any]) -> None:
        self._calls.discard(task)
        if not task.cancelled():
            task.exception()  # else asyncio would complain that nobody looked

    def _rest(self) -> None:
        self.serves = False
        self.look()

    def look(self) -> None:
        """Look, beside the requests, until the replica can serve."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_until_it_serves())

    async def _look_until_it_serves(self) -> None:
        pause, longest = LOOK_SECONDS
        while not self.serves:
            former, self.problem = self.problem, await self.find_problem()
            self.serves = self.problem is None
            if self.problem not in (None, former):
                log_event(log, "replica_rests", logging.WARNING, problem=self.problem)
            if not self.serves:
                await asyncio.sleep(pause)
                pause = min(2 * pause, longest)
        log_event(log, "replica_serves")

    async def find_problem(self) -> str | None:
        """Return why the replica cannot serve, or None."""
        try:
            of_primary = await self._identity_of_primary()
        except (psycopg.Error, CineLibreError):
            return UNKNOWN
        try:
            is_standby = (await self.state()).is_standby
            is_same = await self._ask(IDENTITY) == of_primary
        except (psycopg.Error, CineLibreError):
            return NO_ANSWER
        if not is_standby:
            return NO_REPLICA
        return None if is_same else NOT_OURS

    async def close(self) -> None:
        """Stop looking, and close the connections."""
        tasks = [*self._calls, *([self._looking] if self._looking else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._pool.close()


def _is_away(error: Exception) -> bool:
    if isinstance(error, psycopg.Error):
        return lost_connection(error)
    return isinstance(error, Unavailable) and not isinstance(error, Overloaded)
