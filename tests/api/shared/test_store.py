"""Redis as the service asks it: little patience, no retries, and an absence that costs one request a moment."""

import asyncio
import logging
import ssl
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr
from redis.asyncio import SSLConnection

from api.errors import Misconfigured
from api.settings import read_settings
from api.shared.store import MAX_CONNECTIONS, PATIENCE_SECONDS, REST_SECONDS, SharedStore, open_store, pool_of
from tests.conftest import settings_of
from tests.support.redis import RedisServer


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.now


class Asker:
    """Asks a store for a sign of life, and counts how often Redis was asked."""

    def __init__(self, store: SharedStore) -> None:
        from redis.asyncio import Redis

        self._store = store
        self._redis = Redis(connection_pool=store.pool)
        self.n_asked = 0

    async def __call__(self) -> bool | None:
        """True, or None if Redis is away."""

        async def ping() -> bool:
            self.n_asked += 1
            return bool(await self._redis.ping())

        return await self._store.ask(ping)


@asynccontextmanager
async def asking(url: str, clock: Clock | None = None) -> AsyncIterator[Asker]:
    """A store of this address."""
    async with open_store(settings_of(redis_url=SecretStr(url))) as store:
        assert store is not None
        store._clock = clock or time.monotonic
        yield Asker(store)


async def test_without_an_address_there_is_no_store() -> None:
    async with open_store(settings_of()) as store:
        assert store is None


async def test_a_killed_redis_is_asked_once_a_rest_and_answers_again_when_it_is_back(redis_server: RedisServer) -> None:
    clock = Clock()
    async with asking(redis_server.url, clock) as ask:
        assert await ask() is True
        redis_server.kill()
        assert [await ask() for _ in range(3)] == [None] * 3
        assert ask.n_asked == 2
        clock.now += REST_SECONDS - 0.01
        assert (await ask(), ask.n_asked) == (None, 2)
        clock.now += 0.01
        assert (await ask(), await ask(), ask.n_asked) == (None, None, 3)
        redis_server.start()
        clock.now += REST_SECONDS
        assert [await ask() for _ in range(3)] == [True] * 3


async def test_of_many_who_find_it_away_one_tries(redis_server: RedisServer) -> None:
    clock = Clock()
    async with asking(redis_server.url, clock) as ask:
        redis_server.kill()
        await ask()
        clock.now += REST_SECONDS

        answers = await asyncio.gather(*(ask() for _ in range(50)))

        assert (set(answers), ask.n_asked) == ({None}, 2)


async def test_a_restart_between_two_questions_is_not_noticed(redis_server: RedisServer) -> None:
    async with asking(redis_server.url) as ask:
        assert await asyncio.gather(*(ask() for _ in range(2 * MAX_CONNECTIONS))) == [True] * 2 * MAX_CONNECTIONS
        redis_server.kill()
        redis_server.start()
        await asyncio.sleep(0.01)  # in which the loop reads that its connections were closed

        assert [await ask() for _ in range(MAX_CONNECTIONS)] == [True] * MAX_CONNECTIONS


async def test_a_redis_that_hangs_costs_one_wait(redis_server: RedisServer) -> None:
    async with asking(redis_server.url) as ask:
        await ask()
        with redis_server.frozen():
            begun = time.monotonic()
            assert await ask() is None
            waited = time.monotonic() - begun
            assert (await ask(), ask.n_asked) == (None, 2)

    assert waited >= PATIENCE_SECONDS * 0.9


async def test_no_more_connections_are_opened_than_the_pool_has(redis_server: RedisServer) -> None:
    async with asking(redis_server.url) as ask:
        await asyncio.gather(*(ask() for _ in range(100)))

        n_connected = len(redis_server.client().client_list()) - 1

    assert n_connected == MAX_CONNECTIONS == 8


async def test_the_log_says_it_once(redis_server: RedisServer, caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    redis_server.kill()
    with caplog.at_level(logging.WARNING):
        async with asking(redis_server.url, clock) as ask:
            for _ in range(5):
                await ask()
                clock.now += REST_SECONDS

    assert [record.getMessage() for record in caplog.records] == ["redis_away"]
    assert caplog.records[0].__dict__["fields"] == {"n": 1, "cause": "ConnectionError"}


@pytest.mark.parametrize("url", ["localhost:6379", "http://localhost", "redis://", "unix://", "rediss:///0"])
def test_an_address_that_names_no_redis_is_refused_by_name(url: str) -> None:
    with pytest.raises(Misconfigured, match=r"^REDIS_URL: must be redis://host:6379/0, rediss://"):
        read_settings(redis_url=url)


async def test_an_address_that_redis_cannot_read_is_refused_by_name() -> None:
    with pytest.raises(Misconfigured, match="REDIS_URL cannot be read: it must be like rediss://"):
        async with open_store(settings_of(redis_url=SecretStr("redis://host:port/0"))):
            pass


async def test_a_missing_package_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis.asyncio", None)

    with pytest.raises(Misconfigured, match=r"REDIS_URL needs redis: pip install -r requirements-redis\.txt\."):
        async with open_store(settings_of(redis_url=SecretStr("redis://localhost"))):
            pass


async def test_an_address_of_rediss_is_asked_over_tls_alone(redis_server: RedisServer) -> None:
    async with asking(redis_server.url.replace("redis://", "rediss://"), Clock()) as ask:
        assert await ask() is None  # this server speaks none
        assert ask.n_asked == 1
    pool = pool_of("rediss://redis.example:6379/0")
    made = pool.connection_class(**pool.connection_kwargs)
    assert isinstance(made, SSLConnection)
    assert (made.cert_reqs, made.check_hostname) == (ssl.CERT_REQUIRED, True)


async def test_neither_the_log_nor_an_error_tells_the_password(
    redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    redis_server.kill()
    with caplog.at_level(logging.DEBUG):
        async with asking(redis_server.url.replace("redis://", "redis://user:hidden@"), Clock()) as ask:
            await ask()
    with pytest.raises(Misconfigured) as refused:
        pool_of("redis://user:hidden@host:port/0")

    assert caplog.records
    assert all("hidden" not in str(record.__dict__) for record in caplog.records)
    assert "hidden" not in str(refused.value)
