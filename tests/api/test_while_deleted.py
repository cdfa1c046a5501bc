"""Requests that come while their account is being deleted: each writes nothing and says so, and none is a 500."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import httpx
import psycopg
import pytest
from fastapi import FastAPI

from api.app import create_app
from tests.api.auth.accounts import Account, an_account, generous, rows
from tests.api.auth.test_tokens import ITEMS, Route, ask, locked
from tests.conftest import client_of
from tests.support.servers import Server

# A token of nobody's opens nothing; of a group that is not theirs nobody is told anything.
BY_ADDRESS = "/features/{user_id}"  # names an account, which is not the one that is deleted; /features/me is tried
FOR_ADMINS = "/admin/"  # who is none is refused, by what only reads
READING = {("POST", "/auth/refresh"), ("POST", "/groups/{group_id}/picks"), ("POST", "/groups/{group_id}/evenings")}
ROUTES = [route for route in locked() if not route[1].startswith(BY_ADDRESS)]
REVOKED = (401, "token_revoked")
NEW_PASSWORD = {"current_password": "correct horse battery", "password": "staple of another kind"}
WAITING = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
HOLDERS = """
    select count(*) from cinelibre.users as u where u.id = %s
    union all select count(*) from cinelibre.ratings as r where r.user_id = %s
    union all select count(*) from cinelibre.interactions as e where e.user_id = %s
    union all select count(*) from cinelibre.shelf as s where s.user_id = %s
    union all select count(*) from cinelibre.recommendation_lists as l where l.user_id = %s
    union all select count(*) from cinelibre.audit_events as a where a.user_id = %s
"""


@pytest.fixture(scope="module")
def address(servers: dict[int, Server]) -> Iterator[str]:
    """A database with two items."""
    name = servers[18].create_database("shipped")
    rows(servers[18].url_of(name), ITEMS)
    yield servers[18].url_of(name)
    servers[18].drop_database(name)


@pytest.fixture(scope="module")
def app(address: str) -> FastAPI:
    """The file's application."""
    return create_app(generous(address))


@pytest.fixture(scope="module")
async def here(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of it."""
    async with client_of(app) as opened:
        yield opened


async def race(
    here: httpx.AsyncClient, address: str, account: Account, route: Route, headers: dict[str, str], **params: int
) -> httpx.Response:
    """The answer to a request that begins before a deletion has ended, and waits for it if it writes."""
    async with await psycopg.AsyncConnection.connect(address) as deleting:
        await deleting.execute("select public.delete_account(%s, 1)", [account.id])
        asking = asyncio.create_task(ask(here, route, headers, **params))
        await until_it_waits(asking, address)
        await deleting.commit()
        return await asking


async def until_it_waits(asking: asyncio.Task[httpx.Response], address: str) -> None:
    """Returns when the request is answered, or a call waits for a lock."""
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
        for _ in range(1000):
            cursor = await connection.execute(WAITING)
            if asking.done() or await cursor.fetchone() != (0,):
                return
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
async def test_no_request_of_an_account_that_is_being_deleted_is_a_500(
    here: httpx.AsyncClient, address: str, route: Route
) -> None:
    account = await an_account(here)
    answer = await race(here, address, account, route, account.bearer)

    # What only reads answers as it was before the deletion.
    reads = route in READING or (route[0] == "GET" and answer.status_code in {200, 404})
    reads |= route[1].startswith(FOR_ADMINS) and answer.status_code == 403
    assert reads or (answer.status_code, answer.json().get("error")) == REVOKED, answer.text
    assert rows(address, HOLDERS, *[account.id] * 6) == [(0,)] * 6


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
async def test_a_service_that_acts_for_an_account_that_is_being_deleted_is_told(
    here: httpx.AsyncClient, address: str, route: Route
) -> None:
    account, service = await an_account(here), await an_account(here)
    rows(address, "update cinelibre.users set role = 'service' where id = %s", service.id)
    answer = await race(here, address, account, route, service.bearer, user_id=account.id)

    assert (answer.status_code, answer.json()["error"]) == (404, "user_not_found")
    assert rows(address, "select count(*) from cinelibre.audit_events where actor_id = %s", service.id) == [(0,)]


async def test_a_password_is_not_changed_while_the_account_is_deleted(here: httpx.AsyncClient, address: str) -> None:
    account = await an_account(here)
    async with await psycopg.AsyncConnection.connect(address) as deleting:
        await deleting.execute("select public.delete_account(%s, 1)", [account.id])
        asking = asyncio.create_task(here.patch("/auth/me", json=NEW_PASSWORD, headers=account.bearer))
        await until_it_waits(asking, address)
        await deleting.commit()
        answer = await asking

    assert (answer.status_code, answer.json()["error"]) == REVOKED


async def test_an_export_whose_account_is_deleted_meanwhile_is_refused_and_never_breaks_off(
    app: FastAPI, here: httpx.AsyncClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await an_account(here)
    usual = app.state.db.one

    async def one(function: str, **args: object) -> object:
        answer = await usual(function, **args)
        if args.get("part") == "shelf":
            rows(address, "select public.delete_account(%s, 1)", account.id)
        return answer

    monkeypatch.setattr(app.state.db, "one", one)
    answer = await here.get("/library/export", headers=account.bearer)

    assert (answer.status_code, answer.json()["error"]) == REVOKED


async def test_one_export_an_account_is_under_way_and_the_next_may_follow(
    app: FastAPI, here: httpx.AsyncClient
) -> None:
    account, other = await an_account(here), await an_account(here)
    with app.state.exports.document(account.id):
        answers = [await here.get("/library/export", headers=each.bearer) for each in (account, other)]
    afterwards = [(await here.get("/library/export", headers=account.bearer)).status_code for _ in range(2)]

    assert [answer.status_code for answer in answers] == [429, 200]
    assert answers[0].json()["error"] == "export_under_way"
    assert afterwards == [200, 200]
