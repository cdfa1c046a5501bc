"""Tries that several instances count together through Redis, and what remains of the limits without it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from pydantic import SecretStr

from api.app import create_app
from api.errors import TooManyRequests
from api.http.limits import AttemptLimits
from api.shared.store import open_store
from api.shared.windows import Windows
from tests.api.auth.accounts import SECRET, an_email, generous, without_request_id
from tests.conftest import client_of, settings_of
from tests.support.redis import RedisServer

REFUSED = {"error": "too_many_tries", "detail": "Too many tries: wait a little."}


@asynccontextmanager
async def instances(
    address: str, server: RedisServer, **limits: int
) -> AsyncIterator[tuple[httpx.AsyncClient, httpx.AsyncClient]]:
    """Clients of two instances with one database and one Redis."""
    settings = generous(address, redis_url=SecretStr(server.url), **limits)
    async with client_of(create_app(settings)) as one, client_of(create_app(settings)) as other:
        yield one, other


async def status_of(here: httpx.AsyncClient, email: str) -> int:
    """The status of a login that fails for its password if it is not refused for its number."""
    return (await here.post("/auth/login", json={"email": email, "password": "x"})).status_code


async def test_tries_of_an_account_count_at_every_instance(address: str, redis_server: RedisServer) -> None:
    email = an_email()
    async with instances(address, redis_server, login_attempts_per_minute=4) as both:
        statuses = [await status_of(here, email) for here in both * 3]
        refused = await both[1].post("/auth/login", json={"email": email, "password": "x"})
        grace = await status_of(both[0], an_email())

    assert statuses == [401] * 4 + [429] * 2
    assert without_request_id(refused) == REFUSED
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert grace == 401


async def test_tries_of_an_address_count_at_every_instance(address: str, redis_server: RedisServer) -> None:
    async with instances(address, redis_server, address_attempts_per_minute=4) as both:
        statuses = [await status_of(here, an_email()) for here in both * 3]

    assert statuses == [401] * 4 + [429] * 2


async def test_limits_go_on_while_redis_is_killed_and_after_it_is_back(address: str, redis_server: RedisServer) -> None:
    email, late = an_email(), an_email()
    async with instances(address, redis_server, login_attempts_per_minute=4) as both:
        before = [await status_of(here, email) for here in both]
        redis_server.kill()
        alone = [await status_of(here, email) for here in both * 4]
        redis_server.start()
        again = [await status_of(here, email) for here in both]
        for here in both:
            await _rest_over(here)
        shared = [await status_of(here, late) for here in both * 3]

    assert before == [401] * 2
    assert alone == [401] * 6 + [429] * 2  # what each instance counted itself goes on counting
    assert again == [429] * 2
    assert shared == [401] * 4 + [429] * 2


async def _rest_over(here: httpx.AsyncClient) -> None:
    """Lets an instance try Redis at its next question."""
    windows = here._transport.app._app.state.attempt_limits._addresses._windows  # type: ignore[attr-defined]
    windows._store._rests_until = 0.0


async def test_what_redis_refused_is_not_asked_again(redis_server: RedisServer) -> None:
    async with open_store(settings_of(redis_url=SecretStr(redis_server.url))) as store:
        assert store is not None
        limits = AttemptLimits(1, 1, clock=lambda: 1000.0, windows=Windows(store, SECRET))
        await limits.take("192.0.2.1", "ada")
        n_before = redis_server.n_asked
        for _ in range(50):
            try:
                await limits.take("192.0.2.1", "ada")
            except TooManyRequests:
                continue
            raise AssertionError("it was not refused")

    assert redis_server.n_asked - n_before <= 3  # whether there is one, and how long to wait
