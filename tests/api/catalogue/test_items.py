"""GET /items and /items/{item_id}: items by their ids, whatever their type."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.support.readers import ABSENT, DRACULA, DUNE, EMMA, RAN, SOLARIS, House, Service, a_house
from tests.support.servers import Server


@pytest.fixture(scope="module")
async def house(servers: dict[int, Server]) -> AsyncIterator[House]:
    """The service for all tests of this file."""
    async with a_house(servers[18]) as opened:
        yield opened


@pytest.fixture
async def service(house: House) -> AsyncIterator[Service]:
    """Ada, Bob and nobody, before three movies and two books."""
    async with house.readers() as opened:
        yield opened


async def ids_of(client: httpx.AsyncClient, query: str) -> list[int]:
    """The ids of the items that a query of /items answers."""
    answer = await client.get(f"/items?{query}")
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"ids={DRACULA},{DUNE},{EMMA}", [DRACULA, DUNE, EMMA]),
        (f"ids={RAN}&ids={SOLARIS},{DUNE}", [RAN, SOLARIS, DUNE]),
        (f"ids={RAN}, {ABSENT},{DUNE},{RAN}", [RAN, DUNE]),
        (f"ids={ABSENT}", []),
        (f"ids={','.join(str(number) for number in range(100, 0, -1))}", [DRACULA, SOLARIS, EMMA, RAN, DUNE]),
        ("ids=2147483647", []),
    ],
)
async def test_items_come_in_the_order_of_their_ids_each_once_without_unknown_ones(
    service: Service, query: str, found: list[int]
) -> None:
    assert await ids_of(service.nobody, query) == found


@pytest.mark.parametrize(
    ("ids", "message"),
    [
        (",".join(str(number) for number in range(1, 102)), "Name 1 to 100 items."),
        (",", "Name 1 to 100 items."),
        ("1,two", "An id is a number from 1 to 2147483647."),
        ("0", "An id is a number from 1 to 2147483647."),
        ("2147483648", "An id is a number from 1 to 2147483647."),
        ("-1", "An id is a number from 1 to 2147483647."),
        ("1.5", "An id is a number from 1 to 2147483647."),
        ("٣", "An id is a number from 1 to 2147483647."),
        ("9" * 5000, "An id is a number from 1 to 2147483647."),
    ],
)
async def test_what_names_no_items_or_too_many_is_refused(service: Service, ids: str, message: str) -> None:
    answer = await service.nobody.get("/items", params={"ids": ids})

    assert (answer.status_code, answer.json()["fields"]) == (422, [{"field": "ids", "message": message}])


async def test_items_without_ids_are_no_list(service: Service) -> None:
    answer = await service.nobody.get("/items")

    assert (answer.status_code, answer.json()["fields"][0]["field"]) == (422, "ids")


@pytest.mark.parametrize(("item_id", "own"), [(DUNE, f"/movies/{DUNE}"), (SOLARIS, f"/books/{SOLARIS}")])
async def test_one_item_is_what_the_address_of_its_type_answers(service: Service, item_id: int, own: str) -> None:
    await service.ada.post("/ratings", json={"item_id": item_id, "rating": 4})

    for client in (service.ada, service.bob, service.nobody):
        answer = await client.get(f"/items/{item_id}")

        assert (answer.status_code, answer.json()) == (200, (await client.get(own)).json())
    assert (await service.ada.get(f"/items/{item_id}")).json()["mine"]["rating"] == 4


async def test_there_is_no_item_of_an_unknown_id(service: Service) -> None:
    answer = await service.nobody.get(f"/items/{ABSENT}")

    assert (answer.status_code, answer.json()["error"]) == (404, "item_not_found")
    assert answer.json()["detail"] == "There is no item with the id 999."


async def test_answers_to_nobody_may_be_cached_and_those_to_somebody_not(service: Service) -> None:
    for path in (f"/items?ids={DUNE}", f"/items/{DUNE}"):
        kept: list[Any] = [
            (await client.get(path)).headers["cache-control"] for client in (service.nobody, service.ada)
        ]

        assert kept == ["public, max-age=300", "private, no-store"]
