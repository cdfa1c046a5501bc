"""Accounts over the other wire: supabase-py and a real PostgREST, as a hosted project has it."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.app import create_app
from api.jobs.accounts import WantedAccount, write_account
from tests.api.auth.accounts import (
    NEW_PASSWORD,
    PASSWORD,
    SECRET,
    an_account,
    an_email,
    bearer,
    log_in,
    me,
    register,
    rows,
    user_in,
    without_request_id,
)
from tests.conftest import client_of, settings_of
from tests.support.servers import Server, running_postgrest, token


@pytest.fixture(scope="module", params=[16, 18])
def address(request: pytest.FixtureRequest, servers: dict[int, Server]) -> Iterator[str]:
    """The address of the database behind PostgREST, on each version in turn."""
    server = servers[request.param]
    name = server.create_database("shipped")
    yield server.url_of(name)
    server.drop_database(name)


@pytest.fixture(scope="module")
def app(address: str, servers: dict[int, Server], tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The application as it is set up for Supabase."""
    [server] = [server for server in servers.values() if server.socket_dir in address]
    name = address.partition("@/")[2].partition("?")[0]
    with running_postgrest(server, name, tmp_path_factory.mktemp("postgrest")) as url:
        yield create_app(
            settings_of(
                supabase_url=url,
                supabase_key=SecretStr(token("service_role")),
                jwt_secret_key=SecretStr(SECRET),
                login_attempts_per_minute=10_000,
                address_attempts_per_minute=100_000,
            )
        )


@pytest.fixture(scope="module")
async def here(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of it."""
    async with client_of(app) as opened:
        yield opened


async def test_an_account_from_its_registration_to_its_end(here: httpx.AsyncClient) -> None:
    ada = await an_account(here, email=an_email().upper(), name="Žofie 🎬", timezone="Asia/Kolkata")

    login = await log_in(here, ada.email)
    wrong = await log_in(here, ada.email, NEW_PASSWORD)
    unknown = await log_in(here, an_email())
    mine = await here.get("/auth/me", headers=bearer(login.json()["access_token"]))
    again = await register(here, email=ada.email.upper())
    zone = await here.patch("/auth/me", headers=ada.bearer, json={"timezone": "Mars/Phobos"})

    assert (login.status_code, login.json()["user"], user_in(mine)) == (200, ada.user, ada.user)
    assert (wrong.status_code, without_request_id(wrong)) == (401, without_request_id(unknown))
    assert (again.status_code, again.json()["error"]) == (409, "email_taken")
    assert (zone.status_code, zone.json()["error"]) == (422, "invalid_input")
    changed = await here.patch(
        "/auth/me", headers=ada.bearer, json={"current_password": PASSWORD, "password": NEW_PASSWORD}
    )
    assert (changed.status_code, changed.json()) == (200, ada.user)
    assert await me(here, login.json()["access_token"]) == (401, "token_revoked")
    assert (await here.post("/auth/logout", headers=ada.bearer)).json() == {"logged_out": True}
    assert await me(here, ada.token) == (401, "token_revoked")
    last = (await log_in(here, ada.email, NEW_PASSWORD)).json()["access_token"]
    assert (await here.request("DELETE", "/auth/me", json={"password": NEW_PASSWORD}, headers=bearer(last))).json() == {
        "deleted": True
    }
    assert await me(here, last) == (401, "token_revoked")


async def test_of_two_registrations_at_once_one_wins(here: httpx.AsyncClient) -> None:
    emails = [an_email() for _ in range(3)]

    pairs = [await asyncio.gather(register(here, email=email), register(here, email=email)) for email in emails]

    assert [sorted(answer.status_code for answer in pair) for pair in pairs] == [[201, 409]] * 3


async def test_a_service_acts_for_a_user_and_an_ordinary_token_does_not(
    app: FastAPI, here: httpx.AsyncClient, address: str
) -> None:
    ada, friend = await an_account(here), await an_account(here)
    said = await write_account(app.state.db, app.state.settings, WantedAccount(an_email(), "service", token_days=1))

    acted = await here.get("/auth/me", params={"user_id": ada.id}, headers=bearer(said.split("\n")[1]))
    refused = await here.get("/auth/me", params={"user_id": ada.id}, headers=friend.bearer)

    assert (acted.status_code, user_in(acted)) == (200, ada.user)
    assert (refused.status_code, refused.json()["error"]) == (403, "not_a_service")
    written = rows(address, "select user_id, action from cinelibre.audit_events where user_id = %s", ada.id)
    assert written == [(ada.id, "GET /auth/me")]
