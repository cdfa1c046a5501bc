"""`fields=card`: every list answers the same items, without their descriptions."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import psycopg
import pytest
from pydantic import SecretStr

from api.app import create_app
from tests.api.small_print.every_route import BODIES, DESCRIBED, EXAMPLES, NAMES, ROUTES, address_of, needed
from tests.conftest import client_of, settings_of
from tests.support.friends import befriend
from tests.support.servers import Server

LISTS = [
    (method, path)
    for method, path in ROUTES
    if "fields" in {one["name"] for one in DESCRIBED["paths"][path][method.lower()].get("parameters", [])}
]
# The shelf of somebody new is empty but for what the fixture puts there.
EVENTS = [
    {"interaction_type": kind, "item_id": item_id}
    for kind, item_id in (("watchlist_add", 11), ("hide", 12), ("seen", 13), ("favorite", 14), ("watch", 15))
]


@pytest.fixture(scope="module")
async def reader(servers: dict[int, Server], demo_template: str) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who rated a film and has something in every list, on the demo's catalogue."""
    name = servers[18].create_database(demo_template)
    secret = SecretStr("a secret of at least thirty-two bytes")
    app = create_app(settings_of(database_url=SecretStr(servers[18].url_of(name)), jwt_secret_key=secret))
    async with client_of(app) as client:
        account = {"email": "a@example.com", "password": "correct horse battery"}
        session = (await client.post("/auth/register", json=account)).json()
        client.headers["Authorization"] = f"Bearer {session['access_token']}"
        await client.post("/ratings", json={"item_id": 10, "rating": 4})
        assert (await client.post("/interactions/batch", json={"events": EVENTS})).json()["n_recorded"] == len(EVENTS)
        await meet(client, servers[18].url_of(name))
        befriend(servers[18].url_of(name), session["user"]["id"], EXAMPLES["person_id"])
        await speak(client)
        yield client
    servers[18].drop_database(name)


async def speak(client: httpx.AsyncClient) -> None:
    """The reader writes a note, and says of an item on a list that it helps."""
    assert (await client.put("/notes/movie/10", json={"note": "Again"})).status_code == 200
    made = (await client.get("/recommendations/personalized")).json()
    said = {"recommendation_id": made["recommendation_id"], "item_id": made["items"][0]["id"], "kind": "helpful"}
    assert (await client.post("/feedback", json=said)).status_code == 200


async def meet(client: httpx.AsyncClient, url: str) -> None:
    """The reader's group, with the id of every route's examples, and an evening."""
    group_id = (await client.post("/groups", json={"name": "Two"})).json()["group_id"]
    path = f"/groups/{EXAMPLES['group_id']}"
    with psycopg.connect(url) as connection:
        connection.execute(
            "insert into cinelibre.groups (id, name, code) values (%s, 'Two', 'A')", [EXAMPLES["group_id"]]
        )
        moved = "update cinelibre.group_members set group_id = %s where group_id = %s"
        connection.execute(moved, [EXAMPLES["group_id"], group_id])
    assert (await client.post(f"{path}/evenings", json={"item_id": 16})).status_code == 201


def items_in(part: Any) -> Iterator[dict[str, Any]]:
    """The items of an answer, wherever they stand."""
    if isinstance(part, dict) and "image_srcset" in part:
        yield part
    elif isinstance(part, dict | list):
        for one in part.values() if isinstance(part, dict) else part:
            yield from items_in(one)


async def listed(client: httpx.AsyncClient, method: str, path: str, asked: dict[str, str]) -> list[dict[str, Any]]:
    """The items of a list."""
    answer = await client.request(method, path, params=needed(path) | asked, json=BODIES.get((method, path)))
    assert answer.status_code == 200, answer.text
    return list(items_in(answer.json()))


@pytest.mark.parametrize(("method", "path"), LISTS, ids=[f"{method} {path}" for method, path in LISTS])
async def test_a_card_is_the_item_without_its_description(reader: httpx.AsyncClient, method: str, path: str) -> None:
    asked = {}
    if path == "/recommendations/next":
        made = (await reader.get("/recommendations/personalized")).json()
        asked = {"recommendation_id": made["recommendation_id"]}

    whole = await listed(reader, method, address_of(path), asked)
    explicit = await listed(reader, method, address_of(path), asked | {"fields": "all"})
    cards = await listed(reader, method, address_of(path), asked | {"fields": "card"})

    assert any(item["description"] for item in whole)
    if path != "/recommendations/refresh":  # makes another list each time
        assert explicit == whole
        assert cards == [item | {"description": None} for item in whole]
    assert {item["description"] for item in cards} == {None}


def test_every_route_that_answers_several_items_takes_fields() -> None:
    def holds_items(schema: Any) -> bool:
        if isinstance(schema, list):
            return any(holds_items(one) for one in schema)
        if not isinstance(schema, dict):
            return False
        named = str(schema.get("$ref", "")).rpartition("/")[2]
        if named:
            described = DESCRIBED["components"]["schemas"][named]
            return "image_srcset" in described.get("properties", {}) or holds_items(described)
        return any(holds_items(one) for one in schema.values())

    lists = {
        (method, path)
        for method, path in ROUTES
        if holds_items(DESCRIBED["paths"][path][method.lower()]["responses"].get("200", {}))
    }
    one_item = {("GET", path) for path in ("/movies/{movie_id}", "/books/{book_id}", "/items/{item_id}")}
    one_item |= {("GET", "/recommendations/{recommendation_id}/why/{item_id}"), ("GET", "/admin/items/{item_id}")}
    assert lists - one_item == set(LISTS)
    assert len(NAMES) > len(LISTS) >= 18


async def test_a_form_that_is_none_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get("/movies?fields=title")

    assert (answer.status_code, answer.json()["fields"][0]["field"]) == (422, "fields")
