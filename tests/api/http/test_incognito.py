"""Incognito: every route reads, records an event, or stores; the first two leave nothing behind, the third refuses."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from api.http.incognito import HEADER, READING_POSTS, kind_of
from tests.api.small_print.every_route import BODIES, ROUTES, address_of, needed
from tests.support.readers import DUNE, RAN, House, Service, a_house, rows
from tests.support.servers import Server

ON = {HEADER: "true"}
EVENTS = {
    ("POST", path)
    for path in (
        "/interactions", "/interactions/batch", "/events/watch", "/events/search", "/events/rating", "/events/favorite",
    )
}  # fmt: skip
KEPT = """
    select
        (select count(*) from cinelibre.interactions), (select count(*) from cinelibre.recommendation_lists),
        (select count(*) from cinelibre.impressions), (select count(*) from cinelibre.ratings),
        (select count(*) from cinelibre.shelf), (select sum(taste_version) from cinelibre.users)
"""
TRIED = [route for route in ROUTES if route != ("GET", "/live")]  # which stays open, and writes nothing


@pytest.fixture(scope="module")
async def house(servers: dict[int, Server]) -> AsyncIterator[House]:
    """The service for all tests of this file."""
    async with a_house(servers[18]) as opened:
        yield opened


@pytest.fixture
async def service(house: House) -> AsyncIterator[Service]:
    """Ada, Bob and nobody."""
    async with house.readers() as opened:
        yield opened


async def asked(client: httpx.AsyncClient, method: str, path: str, **given: Any) -> httpx.Response:
    """The answer to an incognito request."""
    return await client.request(method, path, headers=ON, **given)


@pytest.mark.parametrize(("method", "path"), TRIED, ids=map(" ".join, TRIED))
async def test_every_route_reads_or_records_an_event_or_is_refused(service: Service, method: str, path: str) -> None:
    await service.ada.post("/ratings", json={"item_id": DUNE, "rating": 4})
    before = rows(service.url, KEPT)

    given = {"params": needed(path) if method == "GET" else {}, "json": BODIES.get((method, path))}
    answer = await asked(service.ada, method, address_of(path), **given)

    reads, is_event = method == "GET" or path in READING_POSTS, (method, path) in EVENTS
    assert kind_of(method, path) == ("read" if reads else "event" if is_event else "stored")
    assert (answer.status_code == 422 and HEADER in answer.text) is not (reads or is_event)
    assert rows(service.url, KEPT) == before


@pytest.mark.parametrize("path", ["/recommendations/personalized", "/recommendations/carousels"])
async def test_a_list_is_answered_with_reasons_and_not_kept(service: Service, path: str) -> None:
    await service.ada.post("/ratings", json={"item_id": DUNE, "rating": 4})
    answer = (await asked(service.ada, "GET", path)).json()
    kept = (await service.ada.get(path)).json()

    items, same = answer.get("items", answer.get("rows")), kept.get("items", kept.get("rows"))
    assert answer["recommendation_id"] is None
    assert not answer["is_stored"]
    assert items == same
    assert kept["recommendation_id"] is not None
    assert not kept["is_stored"]
    again = (await asked(service.ada, "GET", path)).json()
    assert (again["recommendation_id"], again["is_stored"]) == (kept["recommendation_id"], True)


async def test_a_later_batch_is_served_and_not_recorded_as_shown(service: Service) -> None:
    first = (await service.ada.get("/recommendations/personalized", params={"limit": 2})).json()
    later = {"recommendation_id": first["recommendation_id"], "batch": 2, "limit": 2}
    shown = "select count(*) from cinelibre.impressions"
    assert rows(service.url, shown) == [(2,)]

    assert (await asked(service.ada, "GET", "/recommendations/next", params=later)).status_code == 200
    assert rows(service.url, shown) == [(2,)]
    await service.ada.get("/recommendations/next", params=later)
    assert rows(service.url, shown) == [(4,)]


async def test_events_answer_as_usual_and_are_not_recorded(service: Service) -> None:
    event = {"interaction_type": "like", "item_id": RAN}

    one = await asked(service.ada, "POST", "/interactions", json=event)
    many = await asked(service.ada, "POST", "/interactions/batch", json={"events": [event, {"rating": 9}]})

    assert (one.status_code, one.json()) == (200, {"recorded": False, "id": None})
    assert (many.status_code, many.json()["n_recorded"], len(many.json()["refused"])) == (200, 0, 1)
    assert rows(service.url, "select count(*) from cinelibre.interactions") == [(0,)]
    assert (await service.ada.post("/interactions", json=event)).json()["recorded"]
    assert (await asked(service.nobody, "POST", "/interactions", json=event)).status_code == 401


@pytest.mark.parametrize(("value", "status"), [("TRUE", 422), ("false", 200), ("yes", 422), ("1", 422)])
async def test_the_header_is_true_or_false(service: Service, value: str, status: int) -> None:
    rating = {"item_id": DUNE, "rating": 4}

    answer = await service.ada.post("/ratings", json=rating, headers={HEADER: value})

    assert answer.status_code == status
