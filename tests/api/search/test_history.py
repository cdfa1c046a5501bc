"""Search history over HTTP: whose it is, how it is paged, what deleting leaves, and what suggestions make of it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.support.readers import House, Service, a_house, ago, rows
from tests.support.servers import Server


@pytest.fixture(scope="module")
async def house(servers: dict[int, Server]) -> AsyncIterator[House]:
    """The service for all tests of this file."""
    async with a_house(servers[18]) as opened:
        yield opened


@pytest.fixture
async def service(house: House) -> AsyncIterator[Service]:
    """Ada searched for three questions, one of them twice; Bob for one."""
    async with house.readers() as opened:
        for seconds, query in ((500, "War"), (400, "rain"), (300, "war"), (200, "dunes")):
            event = {"query": query, "occurred_at": ago(seconds)}
            assert (await opened.ada.post("/events/search", json=event)).json()["recorded"]
        await opened.bob.post("/events/search", json={"query": "what bob wants"})
        yield opened


async def page(service: Service, **asked: Any) -> tuple[list[str], dict[str, Any]]:
    """The questions of a page of Ada's, and the page."""
    answer = await service.ada.get("/search/history", params=asked)
    assert answer.status_code == 200, answer.text
    return [one["query"] for one in answer.json()["searches"]], answer.json()


async def test_each_question_is_listed_once_newest_first(service: Service) -> None:
    questions, whole = await page(service)

    assert questions == ["dunes", "war", "rain"]
    assert [one["n_times"] for one in whole["searches"]] == [1, 2, 1]
    assert (whole["total"], whole["skip"], whole["limit"]) == (3, 0, 20)
    assert [one["newest_at"] for one in whole["searches"]] == sorted(
        (one["newest_at"] for one in whole["searches"]), reverse=True
    )


async def test_pages_stay_put_whatever_is_searched_or_deleted_meanwhile(service: Service) -> None:
    first, whole = await page(service, limit=1)
    await service.ada.post("/events/search", json={"query": "new"})
    await service.ada.delete(f"/search/history/{whole['searches'][0]['id']}")

    second, then = await page(service, limit=1, skip=1, as_of=whole["as_of"])
    third, _ = await page(service, limit=1, skip=2, as_of=then["as_of"])
    beyond, end = await page(service, limit=1, skip=3, as_of=then["as_of"])

    assert (first, second, third, beyond) == (["dunes"], ["war"], ["rain"], [])
    assert (whole["total"], then["total"], end["total"]) == (3, 3, 3)
    assert end["as_of"] is not None
    assert (await page(service))[0] == ["new", "war", "rain"]


async def test_an_empty_history_has_no_end(service: Service) -> None:
    await service.ada.delete("/search/history")

    questions, whole = await page(service)

    assert (questions, whole["total"], whole["as_of"]) == ([], 0, None)


async def test_a_deleted_question_is_in_no_log_and_no_suggestion(service: Service) -> None:
    _, whole = await page(service)

    deleted = await service.ada.delete(f"/search/history/{whole['searches'][1]['id']}")

    exported = (await service.ada.get("/library/export")).json()["interactions"]
    suggested = (await service.ada.get("/search/suggest", params={"q": "w"})).json()
    assert deleted.json() == {"n_deleted": 2}
    assert [event["query"] for event in exported] == ["rain", "dunes"]
    assert suggested["history"] == []
    assert rows(service.url, "select query from cinelibre.interactions where user_id <> %s", service.ada_id) == [
        ("what bob wants",)
    ]


async def test_everything_is_deleted_but_nothing_of_another(service: Service) -> None:
    await service.ada.post("/ratings", json={"item_id": 1, "rating": 4})

    deleted = await service.ada.delete("/search/history")

    assert deleted.json() == {"n_deleted": 4}
    left = "select interaction_type, query from cinelibre.interactions order by id"
    assert rows(service.url, left) == [("search", "what bob wants"), ("rate", None)]


async def test_a_strangers_search_is_not_found(service: Service) -> None:
    _, whole = await page(service)

    theirs = await service.bob.delete(f"/search/history/{whole['searches'][0]['id']}")

    assert (theirs.status_code, theirs.json()["error"]) == (404, "search_not_found")
    assert (await page(service))[0] == ["dunes", "war", "rain"]


async def test_suggestions_begin_with_ones_own_questions_and_record_nothing(service: Service) -> None:
    before = rows(service.url, "select count(*) from cinelibre.interactions")

    mine = await service.ada.get("/search/suggest", params={"q": "du"})
    nobodys = await service.nobody.get("/search/suggest", params={"q": "du"})

    assert [one["query"] for one in mine.json()["history"]] == ["dunes"]
    assert [item["title"] for item in mine.json()["items"]] == ["Dune"]
    assert nobodys.json() == {"history": [], "items": mine.json()["items"]}
    assert (mine.headers["cache-control"], nobodys.headers["cache-control"]) == (
        "private, no-store",
        "public, max-age=300",
    )
    assert rows(service.url, "select count(*) from cinelibre.interactions") == before


async def test_five_former_questions_are_suggested_at_most(service: Service) -> None:
    for number in range(6):
        event = {"query": f"film {number}", "occurred_at": ago(100 - number)}
        await service.ada.post("/events/search", json=event)

    told = (await service.ada.get("/search/suggest", params={"q": "film"})).json()

    assert [one["query"] for one in told["history"]] == [f"film {number}" for number in (5, 4, 3, 2, 1)]


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/search/history"), ("DELETE", "/search/history"), ("DELETE", "/search/history/1")],
)
async def test_without_a_token_there_is_no_history(service: Service, method: str, path: str) -> None:
    answer = await service.nobody.request(method, path)

    assert (answer.status_code, answer.json()["error"]) == (401, "token_missing")
