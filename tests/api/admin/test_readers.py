"""An admin sees a reader's list as the reader gets it, leaves nothing behind, and is written down."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from api.admin.readers import lists_of
from api.ranking.candidates import Candidate, Material
from api.ranking.taste import parse_taste
from tests.support.readers import DUNE, EMMA, RAN, SOLARIS, House, Service, rows, write

LEFT = """
    select
        (select count(*) from cinelibre.recommendation_lists), (select count(*) from cinelibre.impressions),
        (select count(*) from cinelibre.user_neighbors)
"""
AUDIT = "select a.user_id, a.action from cinelibre.audit_events as a order by a.id"


@pytest.fixture
async def service(house: House) -> AsyncIterator[Service]:
    """The service; Ada rated Dune, and others liked Ran and Solaris."""
    write(house.url, "delete from cinelibre.audit_events where true")
    async with house.readers() as opened:
        await opened.ada.post("/ratings", json={"item_id": DUNE, "rating": 5})
        for item_id in (RAN, SOLARIS):
            await opened.bob.post("/ratings", json={"item_id": item_id, "rating": 5})
        yield opened


async def look(admin: httpx.AsyncClient, **who: Any) -> dict[str, Any]:
    """What the admin is told."""
    answer = await admin.post("/admin/readers", json=who)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def told(items: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Ids, scores and sentences."""
    return [(item["id"], item["score"], [reason["text"] for reason in item["reasons"]]) for item in items]


async def test_it_is_the_list_that_the_reader_then_gets(
    house: House, service: Service, admin: httpx.AsyncClient
) -> None:
    before = rows(house.url, LEFT)
    seen = await look(admin, reader_id=service.ada_id)
    after = rows(house.url, LEFT)

    got = (await service.ada.get("/recommendations/personalized")).json()

    assert seen["blend"]["items"]
    assert told(seen["blend"]["items"]) == told(got["items"])
    assert seen["blend"]["sources"] == got["sources"]
    assert (seen["blend"]["is_stored"], seen["blend"]["recommendation_id"]) == (False, None)
    assert before == after


async def test_the_list_that_the_reader_has_is_shown_with_its_arithmetic(
    service: Service, admin: httpx.AsyncClient
) -> None:
    got = (await service.ada.get("/recommendations/personalized")).json()

    seen = await look(admin, email="Ada@Example.org")

    blend = seen["blend"]
    assert (blend["is_stored"], blend["recommendation_id"]) == (True, got["recommendation_id"])
    assert told(blend["items"]) == told(got["items"])
    for item in blend["items"]:
        assert sum(part["contribution"] for part in item["contributions"]) == pytest.approx(item["score"])


async def test_each_look_is_written_down_and_in_the_readers_export(
    house: House, service: Service, admin: httpx.AsyncClient
) -> None:
    seen = [await look(admin, reader_id=service.ada_id) for _ in range(2)]

    [services] = [(await service.ada.get("/library/export")).json()["services"]]
    assert rows(house.url, AUDIT) == [(service.ada_id, "POST /admin/readers")] * 2
    assert [event["action"] for event in services] == ["POST /admin/readers"] * 2
    assert seen[0]["audit_event_id"] < seen[1]["audit_event_id"]


async def test_no_answer_has_an_address_in_it(service: Service, admin: httpx.AsyncClient) -> None:
    answer = await admin.post("/admin/readers", json={"email": "ada@example.org"})

    assert "@" not in answer.text
    assert answer.json()["reader"]["name"] == "ada"


async def test_one_type_alone_is_shown_if_it_is_asked_for(service: Service, admin: httpx.AsyncClient) -> None:
    seen = await look(admin, reader_id=service.ada_id, item_type="book")

    shown = [*seen["blend"]["items"], *(item for source in seen["sources"] for item in source["items"])]
    assert {item["item_type"] for item in shown} == {"book"}


@pytest.mark.parametrize("who", [{}, {"reader_id": 1, "email": "ada@example.org"}, {"reader_id": 0}, {"email": "ada"}])
async def test_a_reader_is_named_in_one_way(house: House, admin: httpx.AsyncClient, who: dict[str, Any]) -> None:
    refused = await admin.post("/admin/readers", json=who)

    assert refused.status_code == 422
    assert rows(house.url, AUDIT) == []


async def test_nobody_is_nobody(house: House, admin: httpx.AsyncClient) -> None:
    for who in ({"reader_id": 999_999}, {"email": "eve@example.org"}):
        answer = await admin.post("/admin/readers", json=who)
        assert (answer.status_code, answer.json()["error"]) == (404, "user_not_found")
    assert rows(house.url, AUDIT) == []


def test_each_sources_own_list_has_its_best_first_and_no_silence() -> None:
    candidates = [
        Candidate(DUNE, {"ease": 0.5, "popular": 1.0}),
        Candidate(RAN, {"ease": 0.7, "popular": 1.0}, genres=["Drama"]),
        Candidate(EMMA, {"ease": 0.0, "friends": 0.2}, genres=["Drama"]),
    ]
    taste = parse_taste([{"kind": "genre", "name": "Drama", "liked": 1.5, "disliked": 0.0}])

    own = lists_of(Material(candidates, taste, None))

    assert own["ease"] == [(RAN, 0.7), (DUNE, 0.5)]
    assert own["popular"] == [(DUNE, 1.0), (RAN, 1.0)]  # ties by id
    assert own["friends"] == [(EMMA, 0.2)]
    assert [item_id for item_id, _ in own["taste"]] == [RAN, EMMA]
    assert own.keys() == {"ease", "popular", "friends", "taste"}
