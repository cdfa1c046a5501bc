"""Redis, asked with little patience: if it is away, whoever asks goes on alone, and the log says so once a minute."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

from api.errors import Misconfigured
from api.logs import Seldom
from api.settings import Settings

if TYPE_CHECKING:
    from redis.asyncio import BlockingConnectionPool

log = logging.getLogger(__name__)

Returned = TypeVar("Returned")

MAX_CONNECTIONS = 8
PATIENCE_SECONDS = 0.5  # for a question as a whole: a connection, TLS and the answer
DOCTORS_PATIENCE_SECONDS = 5.0
REST_SECONDS = 2.0  # after a failure nobody asks for so long: one request pays for finding out, not all
RESP = 2  # what every Redis since 2.0 and all that took after it speak


class SharedStore:
    """A bounded pool of connections to Redis, without retries."""

    def __init__(self, pool: "BlockingConnectionPool", clock: Callable[[], float] = time.monotonic) -> None:
        from redis.exceptions import RedisError

        self.pool = pool
        self.failures = (RedisError, OSError, TimeoutError)
        self._clock = clock
        self._rests_until = 0.0
        self._away = Seldom(log, "redis_away")

    async def ask(self, question: Callable[[], Awaitable[Returned]]) -> Returned | None:
        """Return what Redis answers, or None if it is away. Of many who ask while it is away, one tries."""
        if self._rests_until and self._clock() < self._rests_until:
            return None
        was_away, self._rests_until = self._rests_until, self._clock() + REST_SECONDS if self._rests_until else 0.0
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                answer = await question()
        except self.failures as error:
            self._rests_until = self._clock() + REST_SECONDS
            self._away.tell(cause=type(error).__name__)
            return None
        self._rests_until = 0.0 if was_away else self._rests_until
        return answer


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[SharedStore | None]:
    """Open what `REDIS_URL` names, or nothing without it. Redis need not answer yet. Raises `Misconfigured`."""
    if settings.redis_url is None:
        yield None
        return
    pool = pool_of(settings.redis_url.get_secret_value())
    try:
        yield SharedStore(pool)
    finally:
        await pool.aclose()


def pool_of(url: str, max_connections: int = MAX_CONNECTIONS) -> "BlockingConnectionPool":
    """Return a pool for an address; it connects when it is used. Raises `Misconfigured`."""
    try:
        from redis.asyncio import BlockingConnectionPool
        from redis.asyncio.retry import Retry
        from redis.backoff import NoBackoff
    except ImportError:
        raise Misconfigured("REDIS_URL needs redis: pip install -r requirements-redis.txt.") from None
    try:
        return BlockingConnectionPool.from_url(
            url,
            max_connections=max_connections,
            timeout=PATIENCE_SECONDS,
            socket_timeout=PATIENCE_SECONDS,
            socket_connect_timeout=PATIENCE_SECONDS,
            retry=Retry(NoBackoff(), 0),
            protocol=RESP,
        )
    except ValueError:
        raise Misconfigured("REDIS_URL cannot be read: it must be like rediss://user:password@host:6379/0.") from None


async def find_trouble(url: str) -> str | None:
    """Return what kind of error a Redis answers a sign of life with, or None. Raises `Misconfigured`."""
    pool = pool_of(url, max_connections=1)
    from redis.asyncio import Redis
    from redis.exceptions import RedisError

    try:
        async with asyncio.timeout(DOCTORS_PATIENCE_SECONDS):
            await Redis(connection_pool=pool).ping()
    except (RedisError, OSError, TimeoutError) as error:
        return type(error).__name__
    finally:
        await pool.aclose()
    return None
