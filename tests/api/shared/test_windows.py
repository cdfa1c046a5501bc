"""Windows of a minute that several instances count in together."""

import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr

from api.errors import Misconfigured
from api.shared.store import open_store
from api.shared.windows import MINUTE, Windows
from tests.conftest import settings_of
from tests.support.redis import RedisServer

SECRET = "a secret of at least thirty-two bytes"


@asynccontextmanager
async def windows_of(server: RedisServer, secret: str = SECRET) -> AsyncIterator[Windows]:
    """What one instance counts with."""
    async with open_store(settings_of(redis_url=SecretStr(server.url))) as store:
        assert store is not None
        yield Windows(store, secret)


async def test_two_instances_count_together_and_each_kind_and_key_apart(redis_server: RedisServer) -> None:
    async with windows_of(redis_server) as one, windows_of(redis_server) as other:
        waits = [await windows.wait_for("tries", 4, "ada") for windows in (one, other) * 3]
        apart = [await one.wait_for("tries", 4, "grace"), await one.wait_for("others", 4, "ada")]

    assert waits[:4] == [0] * 4
    assert all(wait is not None and MINUTE - 5 < wait <= MINUTE for wait in waits[4:])
    assert apart == [0, 0]


async def test_several_are_counted_at_once_or_none(redis_server: RedisServer) -> None:
    async with windows_of(redis_server) as windows:
        waits = [await windows.wait_for("tries", 5, "ada", n) for n in (3, 3, 2, 1)]

    assert [bool(wait) for wait in waits] == [False, True, False, True]


async def test_after_the_seconds_that_were_said_there_is_room(redis_server: RedisServer) -> None:
    async with windows_of(redis_server) as windows:
        for _ in range(60):
            await windows.wait_for("tries", 60, "ada")
        client = redis_server.client()
        (key,) = client.keys()
        client.pexpire(key, 90_000)  # the window began half a minute ago, as 120 s less 30
        early = await windows.wait_for("tries", 60, "ada")
        client.pexpire(key, 60_000 - 1)  # and now it is over

        assert early is not None
        assert 25 < early <= 30
        assert await windows.wait_for("tries", 60, "ada") == 0


async def test_redis_learns_neither_e_mail_nor_address_and_forgets_after_two_minutes(
    redis_server: RedisServer,
) -> None:
    async with windows_of(redis_server) as windows, windows_of(redis_server, SECRET[::-1]) as elsewhere:
        await windows.wait_for("tries", 5, "192.0.2.1 ada@example.com")
        await elsewhere.wait_for("tries", 5, "192.0.2.1 ada@example.com")

    client = redis_server.client()
    keys = [key.decode() for key in client.scan_iter()]
    assert len(keys) == 2  # another secret, another digest: nobody can try out e-mails without it
    assert all("ada" not in key and "192" not in key and key.startswith("cinelibre:") for key in keys)
    assert all(0 < client.pttl(key) <= 2 * MINUTE * 1000 for key in keys)


async def test_without_redis_nothing_is_said_about_a_window(redis_server: RedisServer) -> None:
    async with windows_of(redis_server) as windows:
        redis_server.kill()
        begun = time.monotonic()

        assert [await windows.wait_for("tries", 1, "ada") for _ in range(3)] == [None] * 3
        assert time.monotonic() - begun < 60


async def test_a_missing_package_is_named_with_its_remedy(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "limits.aio.storage", None)

    with pytest.raises(Misconfigured, match=r"REDIS_URL needs limits: pip install -r requirements-redis\.txt\."):
        async with windows_of(redis_server):
            pass
