"""Every route answers over PostgREST as over psycopg: with the same status, and a document of the same shape."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.app import create_app
from api.db.supabase import SupabaseDatabase
from api.security.tokens import write_token
from tests.api.admin.calls import ADMINS
from tests.api.test_round_trips import CALLS, PASSWORD, PERSON, filled, ids_for
from tests.conftest import client_of, settings_of
from tests.support.friends import befriend
from tests.support.servers import Server, running_postgrest, token
from tests.support.tokens import token_of_an_admin

SECRET = SecretStr("a secret of at least thirty-two bytes")
Told = list[tuple[str, int, Any]]


def shape(value: Any) -> Any:
    """What kind of document it is: the names and kinds of its fields, and of a list those of all of its entries."""
    if isinstance(value, dict):
        return {name: shape(one) for name, one in value.items()}
    if isinstance(value, list):
        return [len(value), *(shape(one) for one in value)]
    return "number" if type(value) in (int, float) else type(value).__name__


@pytest.fixture(scope="module")
async def services(
    servers: dict[int, Server], demo_template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[list[tuple[FastAPI, httpx.AsyncClient, str]]]:
    """The service over psycopg and over PostgREST, each on a demo of its own, and the address of its database."""
    async with AsyncExitStack() as stack:
        opened = []
        for wire in ("psycopg", "postgrest"):
            name = servers[18].create_database(demo_template)
            stack.callback(servers[18].drop_database, name)
            url = servers[18].url_of(name)
            given: dict[str, Any] = {"database_url": SecretStr(url)}
            if wire == "postgrest":
                folder: Path = tmp_path_factory.mktemp("postgrest")
                rest = stack.enter_context(running_postgrest(servers[18], name, folder))
                given = {"supabase_url": rest, "supabase_key": SecretStr(token("service_role"))}
            app = create_app(settings_of(jwt_secret_key=SECRET, **given))
            opened.append((app, await stack.enter_async_context(client_of(app)), url))
        yield opened


async def join(client: httpx.AsyncClient, name: str) -> dict[str, Any]:
    """Register, and speak for that account from now on."""
    client.headers.pop("Authorization", None)
    session = await client.post("/auth/register", json={"email": f"{name}@example.com", "password": PASSWORD})
    client.headers["Authorization"] = f"Bearer {session.json()['access_token']}"
    user: dict[str, Any] = session.json()["user"]
    return user


async def everything_told(app: FastAPI, client: httpx.AsyncClient, url: str) -> Told:
    """What all routes answer, in the order of the calls."""
    user = await join(client, "a")
    befriend(url, user["id"], PERSON)
    ids = await ids_for(client, app.state.db)
    told: Told = []
    calls = [(method, path.format(**ids), filled(sent, ids)) for method, path, sent, _ in CALLS]
    for method, path, sent in calls:
        answer = await client.request(method, path, **sent)
        told.append((f"{method} {path.partition('?')[0]}", answer.status_code, shape(answer.json())))
    return told


async def of_an_admin(app: FastAPI, client: httpx.AsyncClient) -> Told:
    """What an admin is told."""
    await join(client, "examined")
    admin = write_token(await token_of_an_admin(app.state.db), SECRET.get_secret_value(), timedelta(hours=1))
    client.headers["Authorization"] = f"Bearer {admin}"
    examined = {"json": {"email": "examined@example.com"}}
    told: Told = []
    for method, path, sent, _ in ADMINS:
        answer = await client.request(method, path, **(examined if path == "/admin/readers" else sent))
        told.append((f"{method} {path}", answer.status_code, shape(answer.json())))
    return told


async def of_two(client: httpx.AsyncClient) -> Told:
    """What takes two accounts, and the end of one."""
    await join(client, "writer")
    review = await client.put("/reviews/movie/4", json={"text": "Again", "has_spoilers": False})
    await join(client, "reader")
    shown = await client.get("/movies/4/reviews")
    reported = await client.post(f"/reviews/{shown.json()['reviews'][0]['id']}/report", json={"reason": "Spam"})
    deleted = await client.request("DELETE", "/auth/me", json={"password": PASSWORD})
    after = await client.get("/auth/me")
    answers = (review, shown, reported, deleted, after)
    return [(str(answer.request.url.path), answer.status_code, shape(answer.json())) for answer in answers]


async def test_every_route_answers_alike_over_both_wires(services: Any) -> None:
    (psycopg_app, psycopg_client, psycopg_url), (rest_app, rest_client, rest_url) = services
    assert isinstance(rest_app.state.db.inner, SupabaseDatabase)

    one = await everything_told(psycopg_app, psycopg_client, psycopg_url)
    other = await everything_told(rest_app, rest_client, rest_url)

    assert len(one) == len(CALLS)
    assert [(call, status) for call, status, _ in one if not 200 <= status < 300] == []
    for mine, theirs in zip(one, other, strict=True):
        assert mine[1:] == theirs[1:], (mine[0], theirs[0])


async def test_what_is_for_admins_answers_alike(services: Any) -> None:
    one, other = [await of_an_admin(app, client) for app, client, _ in services]

    assert [status for _, status, _ in one] == [200] * len(ADMINS)
    for mine, theirs in zip(one, other, strict=True):
        if mine[0] != "GET /admin/doctor":  # Supabase has roles to judge
            assert mine[1:] == theirs[1:], mine[0]


async def test_what_takes_two_accounts_answers_alike(services: Any) -> None:
    one, other = [await of_two(client) for _, client, _ in services]

    assert [told[1:] for told in one] == [told[1:] for told in other]
    assert [status for _, status, _ in one] == [200, 200, 200, 200, 401]
