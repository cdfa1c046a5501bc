"""One person from the first minute on: what the demo recommends as it gets to know them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from api.app import create_app
from api.chores.neighbors import NeighborRefresher
from tests.conftest import client_of, settings_of
from tests.support.servers import Server

Json = dict[str, Any]
HISTORIES = [[first, first + 37, first + 90] for first in range(1, 31)]


@pytest.fixture(scope="module")
async def here(servers: dict[int, Server], demo_template: str) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who has just registered with a service on the demo."""
    name = servers[18].create_database(demo_template)
    secret = SecretStr("a secret of at least thirty-two bytes")
    app = create_app(settings_of(database_url=SecretStr(servers[18].url_of(name)), jwt_secret_key=secret))
    async with client_of(app) as client:
        app.state.refresher = NeighborRefresher(app.state.db, debounce_seconds=0.01)
        account = {"email": "newcomer@example.com", "password": "a long password"}
        token = (await client.post("/auth/register", json=account)).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client
        await app.state.refresher.close()
    servers[18].drop_database(name)


async def recommended(here: httpx.AsyncClient) -> Json:
    """The day's list."""
    answer = await here.get("/recommendations/personalized")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def rate(here: httpx.AsyncClient, item: Json, stars: float) -> int:
    """Some stars for an item of a list; answers its id."""
    answer = await here.post("/ratings", json={"item_id": item["id"], "rating": stars})
    assert answer.status_code == 200, answer.text
    return int(item["id"])


def genres_of(items: list[Json]) -> set[str]:
    """All of the first ten."""
    return {genre for item in items[:10] for genre in item["genres"]}


async def test_a_newcomer_is_known_better_with_every_rating(here: httpx.AsyncClient) -> None:
    at_first = await recommended(here)
    assert (at_first["method"], len(at_first["items"]), at_first["total"]) == ("popular", 20, 40)
    assert len(genres_of(at_first["items"])) >= 10
    assert len({item["language"] for item in at_first["items"][:10]}) >= 2

    known = {await rate(here, at_first["items"][0], 5)}
    after_one = await recommended(here)
    assert "content" in after_one["sources"]
    reasons = [reason for item in after_one["items"] for reason in item["reasons"] if reason["source"] == "content"]
    assert f"Its story is like {at_first['items'][0]['title']}" in {reason["text"] for reason in reasons}

    known |= {await rate(here, after_one["items"][0], 4.5), await rate(here, after_one["items"][1], 1)}
    for _ in range(100):
        after_three = await recommended(here)
        if "neighbors" in after_three["sources"]:
            break
        await asyncio.sleep(0.1)
    assert "neighbors" in after_three["sources"]
    assert any(
        "simulated people with your taste" in r["text"] for item in after_three["items"] for r in item["reasons"]
    )

    hidden = after_three["items"][0]
    await here.put(f"/hidden/{hidden['item_type']}/{hidden['id']}")
    known.add(hidden["id"])
    after_hiding = await recommended(here)
    rest = await here.get(
        "/recommendations/next", params={"recommendation_id": after_hiding["recommendation_id"], "batch": 2}
    )
    ids = [item["id"] for item in (*after_hiding["items"], *rest.json()["items"])]
    assert len(ids) == len(set(ids)) == 40
    assert known.isdisjoint(ids)
    assert rest.json()["exhausted"]


async def test_variety_buys_a_twentieth_more_genres(here: httpx.AsyncClient) -> None:
    n_genres = {}
    for name, asked in (("served", {}), ("raw", {"diversity": 0})):
        lists = [
            await here.post(
                "/recommendations/session",
                json={"items": [{"item_id": item_id, "rating": 5} for item_id in history]},
                params={"limit": 10, **asked},
            )
            for history in HISTORIES
        ]
        n_genres[name] = sum(len(genres_of(found.json()["items"])) for found in lists)

    # It was 336 against 314 where this was last measured, 7 %, and more than a tenth elsewhere.
    assert n_genres["served"] >= 1.05 * n_genres["raw"]
