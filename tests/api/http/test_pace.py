"""How often a reader may ask: whom a request counts for, what a refusal says, and who is never refused."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import psycopg
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.http.buckets import MAX_BUCKETS, SharedBuckets
from api.http.pace import ROLE_SECONDS, RequestLimits
from api.settings import Settings
from tests.api.auth.accounts import an_account, generous, without_request_id
from tests.conftest import client_of
from tests.support.servers import Server


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.now


@asynccontextmanager
async def paced(
    address: str, clock: Clock, requests: int = 1000, searches: int = 1000, **given: object
) -> AsyncIterator[tuple[FastAPI, httpx.AsyncClient]]:
    """A client of a service with these limits, whose minutes pass by `clock`."""
    app = create_app(generous(address, **given))
    async with client_of(app) as here:
        app.state.request_limits = RequestLimits(requests, searches, clock=clock)
        yield app, here


async def statuses_of(here: httpx.AsyncClient, path: str, n: int, headers: dict[str, str] | None = None) -> list[int]:
    """The statuses of a request that is sent `n` times."""
    return [(await here.get(path, headers=headers)).status_code for _ in range(n)]


async def test_an_account_is_refused_beyond_a_minutes_requests_until_the_seconds_said_have_passed(
    database_url: str,
) -> None:
    clock = Clock()
    async with paced(database_url, clock, requests=6) as (_, here):
        ada, grace = await an_account(here), await an_account(here)
        allowed = await statuses_of(here, "/auth/me", 6, ada.bearer)
        refused = await here.get("/auth/me", headers=ada.bearer)
        other = await statuses_of(here, "/auth/me", 1, grace.bearer)
        clock.now += 9
        early = await here.get("/auth/me", headers=ada.bearer)
        clock.now += 1
        again = await statuses_of(here, "/auth/me", 2, ada.bearer)

    assert (allowed, other, again) == ([200] * 6, [200], [200, 429])
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "10")
    assert without_request_id(refused) == {
        "error": "too_fast",
        "detail": "More than 6 requests in a minute: wait a little.",
    }
    assert (early.status_code, early.headers["retry-after"]) == (429, "1")


async def test_searches_have_a_limit_of_their_own_and_completing_a_word_is_none(database_url: str) -> None:
    async with paced(database_url, Clock(), searches=2) as (_, here):
        ada = await an_account(here)
        statuses = await statuses_of(here, "/search?q=dune", 1, ada.bearer)
        statuses += await statuses_of(here, "/search/semantic?q=dune", 1, ada.bearer)
        refused = await here.get("/search?q=dune", headers=ada.bearer)
        others = [
            status
            for path in ("/search/suggest?q=du", "/search/history", "/movies", "/auth/me")
            for status in await statuses_of(here, path, 1, ada.bearer)
        ]

    assert statuses == [200, 200]
    assert refused.status_code == 429
    assert refused.json()["detail"] == "More than 2 searches in a minute: wait a little."
    assert others == [200] * 4


async def test_without_a_token_an_address_counts_with_room_for_several_readers(database_url: str) -> None:
    async with paced(database_url, Clock(), requests=2, trusted_proxies="127.0.0.1") as (_, here):
        there = {"X-Forwarded-For": "192.0.2.1"}
        statuses = await statuses_of(here, "/movies", 7, there)
        elsewhere = await statuses_of(here, "/movies", 1, {"X-Forwarded-For": "192.0.2.2"})
        ada = await an_account(here)
        with_token = await statuses_of(here, "/movies", 2, {**there, **ada.bearer})

    assert statuses == [200] * 6 + [429]
    assert elsewhere == [200]
    assert with_token == [200, 200]


async def test_a_forged_token_counts_for_nobody(database_url: str) -> None:
    async with paced(database_url, Clock(), requests=1) as (_, here):
        ada = await an_account(here)
        forged = await statuses_of(here, "/movies", 9, {"Authorization": f"Bearer {ada.token[:-3]}abc"})

        assert forged == [401] * 9
        assert await statuses_of(here, "/auth/me", 2, ada.bearer) == [200, 429]


async def test_who_watches_the_service_and_the_pages_of_the_client_are_not_counted(database_url: str) -> None:
    async with paced(database_url, Clock(), requests=1) as (_, here):
        paths = ("/health", "/health/live", "/health/ready", "/health/db", "/app/", "/metrics", "/nowhere")
        for path in paths:
            assert 429 not in await statuses_of(here, path, 6), path

        assert await statuses_of(here, "/settings", 4) == [200] * 3 + [429]


@pytest.mark.parametrize("role", ["service", "admin"])
async def test_services_and_admins_are_never_refused_and_are_looked_up_once_in_a_while(
    database_url: str, server: Server, role: str
) -> None:
    clock = Clock()
    async with paced(database_url, clock, requests=1) as (app, here):
        account = await an_account(here)
        server.execute(f"update cinelibre.users set role = '{role}' where id = {account.id}", _name_of(database_url))
        calls = _counted(app)

        assert await statuses_of(here, "/movies", 5, account.bearer) == [200] * 5
        assert calls.count("get_account") == 1
        clock.now += ROLE_SECONDS - 1
        await statuses_of(here, "/movies", 30, account.bearer)
        assert calls.count("get_account") == 1
        clock.now += 1
        await statuses_of(here, "/movies", 30, account.bearer)
        assert calls.count("get_account") == 2


async def test_a_reader_who_is_refused_is_looked_up_once_in_a_while(database_url: str) -> None:
    async with paced(database_url, Clock(), requests=1) as (app, here):
        ada = await an_account(here)
        calls = _counted(app)

        assert await statuses_of(here, "/movies", 9, ada.bearer) == [200] + [429] * 8
        assert calls.count("get_account") == 1


def _name_of(url: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(url)["dbname"])


def _counted(app: FastAPI) -> list[str]:
    """The names of the functions that are called from now on."""
    calls: list[str] = []
    one = app.state.db.one

    async def counting(function: str, /, **args: object) -> object:
        calls.append(function)
        return await one(function, **args)

    app.state.db.one = counting
    return calls


async def test_zero_is_no_limit_and_costs_no_object(database_url: str) -> None:
    app = create_app(generous(database_url, requests_per_minute=0, searches_per_minute=0))
    async with client_of(app):
        assert app.state.request_limits is None

    one = RequestLimits(0, 3)
    assert (one._accounts[0], one._addresses[0]) == (None, None)
    assert one._accounts[1] is not None


@pytest.mark.parametrize(("per_minute", "share"), [(1, 1), (19, 1), (20, 2), (300, 30)])
def test_a_share_is_a_tenth_of_a_minutes_requests(per_minute: int, share: int) -> None:
    buckets = RequestLimits(per_minute, 0)._accounts[0]

    assert buckets is not None
    assert buckets._share == share


def test_the_defaults_are_those_that_are_documented() -> None:
    assert Settings.model_fields["requests_per_minute"].default == 300
    assert Settings.model_fields["searches_per_minute"].default == 30


async def test_what_is_remembered_is_bounded() -> None:
    buckets = SharedBuckets("requests", 5, None, Clock())
    for n in range(MAX_BUCKETS + 10):
        await buckets.wait_for(str(n))

    assert len(buckets._here._left) == MAX_BUCKETS
