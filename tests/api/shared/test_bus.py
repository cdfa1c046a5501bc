"""Messages between processes through Redis: they arrive, and whoever listens knows when they do not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr

from api.shared import bus
from api.shared.bus import RedisBus
from tests.api.auth.accounts import SECRET
from tests.conftest import settings_of
from tests.support.redis import RedisServer
from tests.support.waiting import until


class Ear:
    """What a process heard, and whether it knew that it would hear."""

    def __init__(self, server: RedisServer, secret: str = SECRET, quiet_seconds: float = bus.QUIET_SECONDS) -> None:
        settings = settings_of(redis_url=SecretStr(server.url), jwt_secret_key=SecretStr(secret))
        self.bus = RedisBus(settings, quiet_seconds)
        self.heard: list[bytes] = []
        self.turns: list[bool] = []

    @asynccontextmanager
    async def opened(self, *, waits: bool = True) -> AsyncIterator["Ear"]:
        """Listening, from when it is connected."""
        self.bus.open(self.heard.append, lambda: self.turns.append(self.bus.is_connected))
        try:
            if waits:
                await until(lambda: self.bus.is_connected)
            yield self
        finally:
            await self.bus.close()


async def test_every_process_of_a_site_hears_a_message_and_no_other_site_does(redis_server: RedisServer) -> None:
    ears = Ear(redis_server), Ear(redis_server), Ear(redis_server, SECRET[::-1])
    async with ears[0].opened(), ears[1].opened(), ears[2].opened():
        await ears[0].bus.publish(b'{"by":"one"}')
        await ears[2].bus.publish(b'{"by":"other site"}')
        await until(lambda: all(ear.heard for ear in ears))

    assert [ear.heard for ear in ears] == [[b'{"by":"one"}'], [b'{"by":"one"}'], [b'{"by":"other site"}']]
    assert [ear.turns for ear in ears] == [[True]] * 3


async def test_after_redis_was_killed_messages_arrive_again(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus, "FIRST_PAUSE_SECONDS", 0.01)
    async with Ear(redis_server).opened() as ear:
        redis_server.kill()
        await until(lambda: not ear.bus.is_connected)
        await ear.bus.publish(b"lost")
        redis_server.start()
        await until(lambda: ear.bus.is_connected)
        ear.bus._store._rests_until = 0.0
        await ear.bus.publish(b"again")
        await until(lambda: bool(ear.heard))

    assert (ear.heard, ear.turns) == ([b"again"], [True, False, True])


async def test_a_process_starts_without_redis_and_listens_once_it_is_there(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus, "FIRST_PAUSE_SECONDS", 0.01)
    redis_server.kill()
    async with Ear(redis_server).opened(waits=False) as ear:
        await ear.bus.publish(b"lost")
        assert not ear.bus.is_connected
        redis_server.start()
        await until(lambda: ear.bus.is_connected)

    assert ear.turns == [True]


async def test_a_redis_that_is_silent_and_answers_stays_connected_and_one_that_hangs_does_not(
    redis_server: RedisServer,
) -> None:
    async with Ear(redis_server, quiet_seconds=0.1).opened() as ear:
        await asyncio.sleep(0.5)
        assert ear.turns == [True]
        with redis_server.frozen():
            await until(lambda: not ear.bus.is_connected)

    assert ear.turns == [True, False]
