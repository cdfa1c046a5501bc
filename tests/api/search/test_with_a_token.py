"""Searches of somebody: everything is shown, and what they know is marked."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from api.app import create_app
from tests.conftest import client_of, settings_of
from tests.support.servers import Server

LAGAAN = "villagers play cricket against the british to be freed of a tax"


@pytest.fixture(scope="module")
async def reader(servers: dict[int, Server], demo_template: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the demo catalogue that is logged in, has rated one film and hidden another."""
    name = servers[18].create_database(demo_template)
    secret = SecretStr("a secret of at least thirty-two bytes")
    app = create_app(settings_of(database_url=SecretStr(servers[18].url_of(name)), jwt_secret_key=secret))
    async with client_of(app) as opened:
        account = {"email": "a@example.com", "password": "correct horse"}
        token = (await opened.post("/auth/register", json=account)).json()["access_token"]
        opened.headers["Authorization"] = f"Bearer {token}"
        assert (await opened.post("/ratings", json={"item_id": 1, "rating": 4})).status_code == 200
        assert (await opened.put("/hidden/movie/25")).status_code == 200
        yield opened
    servers[18].drop_database(name)


Marks = dict[int, tuple[bool | None, bool | None]]


async def marks(client: httpx.AsyncClient, path: str, **asked: Any) -> Marks:
    """Which of the items found are marked as seen, and which as hidden."""
    answer = await client.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    return {item["id"]: (item["seen"], item["hidden"]) for item in answer.json()["items"]}


@pytest.mark.parametrize("path", ["/search", "/search/semantic"])
@pytest.mark.parametrize("of_type", [{}, {"type": "movie"}])
async def test_what_somebody_knows_is_shown_and_marked(
    reader: httpx.AsyncClient, path: str, of_type: dict[str, str]
) -> None:
    found = await marks(reader, path, q=LAGAAN, limit=40, **of_type)
    hidden = await marks(reader, path, q="a girl works in a bath house for spirits", limit=40, **of_type)

    assert found[1] == (True, False)
    assert hidden[25] == (False, True)
    assert {known for item_id, known in (found | hidden).items() if item_id not in {1, 25}} == {(False, False)}


@pytest.mark.parametrize("path", ["/search", "/search/semantic"])
async def test_nobody_is_told_what_they_know(reader: httpx.AsyncClient, path: str) -> None:
    answer = await reader.get(path, params={"q": LAGAAN}, headers={"Authorization": ""})

    assert {(item["seen"], item["hidden"]) for item in answer.json()["items"]} == {(None, None)}


@pytest.mark.parametrize("path", ["/search", "/search/semantic", "/search/suggest"])
async def test_a_bad_token_is_refused_and_never_taken_for_none(reader: httpx.AsyncClient, path: str) -> None:
    answer = await reader.get(path, params={"q": LAGAAN}, headers={"Authorization": "Bearer x.y.z"})

    assert (answer.status_code, answer.json()["error"]) == (401, "token_invalid")
