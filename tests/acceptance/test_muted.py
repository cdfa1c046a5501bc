"""What a reader mutes is plainly less in the next list of the demo, and undoing it brings the list back."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from api.app import create_app
from tests.conftest import client_of, settings_of
from tests.gates.personas import PERSONAS
from tests.support.readers import rows
from tests.support.servers import Server

Json = dict[str, Any]
RATINGS = {**PERSONAS[0].ratings, **PERSONAS[2].ratings}  # Tamil thrillers and Bengali art house


@pytest.fixture
async def here(servers: dict[int, Server], demo_template: str) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who likes Tamil thrillers and Bengali art house, on the demo."""
    name = servers[18].create_database(demo_template)
    url = servers[18].url_of(name)
    secret = SecretStr("a secret of at least thirty-two bytes")
    app = create_app(settings_of(database_url=SecretStr(url), jwt_secret_key=secret))
    ids: dict[str, int] = dict(rows(url, "select title, id from cinelibre.items where item_type = 'movie'"))
    async with client_of(app) as client:
        account = {"email": "muting@example.com", "password": "a long password"}
        token = (await client.post("/auth/register", json=account)).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        for title, stars in RATINGS.items():
            answer = await client.post("/ratings", json={"item_id": ids[title], "rating": stars})
            assert answer.status_code == 200, answer.text
        user_id = (await client.get("/auth/me")).json()["id"]
        await app.state.db.one("refresh_neighbors", user_id=user_id)
        yield client
    servers[18].drop_database(name)


async def listed(here: httpx.AsyncClient) -> list[Json]:
    """The first twenty of the day's list."""
    answer = await here.get("/recommendations/personalized", params={"limit": 20})
    assert answer.status_code == 200, answer.text
    items: list[Json] = answer.json()["items"]
    return items


def n_in(items: list[Json], language: str) -> int:
    """How many are in a language."""
    return sum(item["language"] == language for item in items)


async def mute(here: httpx.AsyncClient, weight: float, language: str) -> None:
    """How much a language counts."""
    answer = await here.patch("/me/influences", json={"kind": "language", "name": language, "weight": weight})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(("muted", "other"), [("ta", "bn"), ("bn", "ta")])
async def test_of_a_muted_language_the_next_list_has_half_at_most_and_undone_it_is_the_same_again(
    here: httpx.AsyncClient, muted: str, other: str
) -> None:
    before = await listed(here)
    await mute(here, 0, muted)
    after = await listed(here)
    await mute(here, 1, muted)

    assert n_in(before, muted) >= 5
    assert n_in(after, muted) <= n_in(before, muted) / 2
    assert n_in(after, other) >= n_in(before, other)
    assert await listed(here) == before
