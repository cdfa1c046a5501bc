"""The catalogue for somebody: without what they know, and with what they think of it."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.support.readers import ABSENT, DRACULA, DUNE, EMMA, RAN, SOLARIS, House, Service, a_house
from tests.support.servers import Server

NOTHING = {
    "rating": None,
    "on_watchlist": False,
    "is_hidden": False,
    "is_seen": False,
    "is_favorite": False,
    "note": None,
    "rating_id": None,
    "implied": None,
    "on_watchlist_at": None,
    "hidden_at": None,
    "seen_at": None,
    "favorite_at": None,
    "opinion": None,
}


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


async def listed(client: httpx.AsyncClient, path: str = "/movies", **asked: Any) -> tuple[list[int], int]:
    """The ids of a page, and the total it says."""
    answer = await client.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]], answer.json()["total"]


async def do(client: httpx.AsyncClient, kind: str, item_id: int, **more: Any) -> None:
    """One event."""
    answer = await client.post("/interactions", json={"interaction_type": kind, "item_id": item_id, **more})
    assert answer.status_code == 200, answer.text


async def test_what_others_know_is_left_out_of_nobody_elses_list(service: Service) -> None:
    await do(service.bob, "rate", DUNE, rating=4)
    await do(service.bob, "hide", RAN)

    assert await listed(service.ada) == ([DUNE, RAN, EMMA], 3)
    assert await listed(service.nobody) == ([DUNE, RAN, EMMA], 3)
    assert (await service.ada.get(f"/movies/{DUNE}")).json()["mine"] == NOTHING


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("rate", {"rating": 4}),
        ("like", {}),
        ("superlike", {}),
        ("dislike", {}),
        ("favorite", {}),
        ("seen", {}),
        ("hide", {}),
        ("watch", {"fraction": 0.95}),
    ],
)
async def test_what_the_caller_rated_saw_or_hid_is_left_out_totals_too(
    service: Service, kind: str, more: dict[str, Any]
) -> None:
    await do(service.ada, kind, RAN, **more)
    await do(service.ada, kind, SOLARIS, **more)

    assert await listed(service.ada) == ([DUNE, EMMA], 2)
    assert await listed(service.ada, "/books") == ([DRACULA], 1)
    assert await listed(service.ada, include_seen=True) == ([DUNE, RAN, EMMA], 3)
    assert await listed(service.nobody) == ([DUNE, RAN, EMMA], 3)


@pytest.mark.parametrize(
    ("kind", "more"), [("view", {}), ("watchlist_add", {}), ("watch", {"fraction": 0.5}), ("click", {})]
)
async def test_what_was_only_looked_at_or_saved_stays_in_the_list(
    service: Service, kind: str, more: dict[str, Any]
) -> None:
    await do(service.ada, kind, RAN, **more)

    assert await listed(service.ada) == ([DUNE, RAN, EMMA], 3)


@pytest.mark.parametrize(
    ("kind", "back"), [("like", "unlike"), ("seen", "unseen"), ("hide", "unhide"), ("favorite", "unfavorite")]
)
async def test_what_is_taken_back_is_listed_again(service: Service, kind: str, back: str) -> None:
    await do(service.ada, kind, RAN)
    assert await listed(service.ada) == ([DUNE, EMMA], 2)

    await do(service.ada, back, RAN)

    assert await listed(service.ada) == ([DUNE, RAN, EMMA], 3)


async def test_pages_without_what_is_known_leave_no_gap(service: Service) -> None:
    await do(service.ada, "seen", DUNE)

    assert await listed(service.ada, limit=1) == ([RAN], 2)
    assert await listed(service.ada, limit=1, skip=1) == ([EMMA], 2)


async def test_an_item_says_what_the_caller_thinks_of_it(service: Service) -> None:
    rating_id = (await service.ada.post("/ratings", json={"item_id": DUNE, "rating": 2.5})).json()["id"]
    for kind in ("like", "seen", "favorite", "watchlist_add", "hide"):
        await do(service.ada, kind, DUNE)

    mine = (await service.ada.get(f"/movies/{DUNE}")).json()["mine"]

    moments = {name: mine[name] for name in ("on_watchlist_at", "hidden_at", "seen_at", "favorite_at")}
    assert all(moments.values())
    marks = dict.fromkeys(("on_watchlist", "is_hidden", "is_seen", "is_favorite"), True)
    assert mine == NOTHING | moments | marks | {"rating": 2.5, "rating_id": rating_id, "opinion": "like"}


async def test_a_book_says_what_the_caller_thinks_of_it(service: Service) -> None:
    await do(service.ada, "dislike", SOLARIS)

    mine = (await service.ada.get(f"/books/{SOLARIS}")).json()["mine"]

    assert mine == NOTHING | {"implied": {"rating": 1, "source": "dislike"}, "opinion": "dislike"}


@pytest.mark.parametrize(
    ("kind", "stars"),
    [("superlike", 5), ("like", 4.5), ("favorite", 4.5), ("seen", 3.5), ("dislike", 1), ("hide", 1)],
)
async def test_what_is_implied_is_no_rating_of_the_reader(service: Service, kind: str, stars: float) -> None:
    await do(service.ada, kind, DUNE)

    mine = (await service.ada.get(f"/movies/{DUNE}")).json()["mine"]

    assert (mine["rating"], mine["rating_id"]) == (None, None)
    assert mine["implied"] == {"rating": stars, "source": kind}
    assert (mine["seen_at"] is not None) == (kind == "seen")


@pytest.mark.parametrize("path", [f"/movies/{DUNE}", f"/books/{SOLARIS}"])
async def test_without_a_token_nothing_is_anybodys(service: Service, path: str) -> None:
    assert (await service.nobody.get(path)).json()["mine"] is None


@pytest.mark.parametrize("path", ["/movies", "/books", f"/movies/{DUNE}", f"/books/{SOLARIS}", "/genres", "/languages"])
async def test_caches_keep_what_nobody_in_particular_asked_for_and_nothing_else(service: Service, path: str) -> None:
    shared, own = (await service.nobody.get(path)).headers, (await service.ada.get(path)).headers

    assert (shared["cache-control"], shared["vary"].partition(", ")[0]) == ("public, max-age=300", "Authorization")
    assert (own["cache-control"], own["vary"].partition(", ")[0]) == ("private, no-store", "Authorization")


@pytest.mark.parametrize("path", ["/movies", "/books", f"/movies/{DUNE}", f"/books/{SOLARIS}"])
@pytest.mark.parametrize("header", ["Bearer nonsense", "Basic YWRhOmFkYQ=="])
async def test_a_bad_token_is_refused_and_never_anonymous(service: Service, path: str, header: str) -> None:
    answer = await service.nobody.get(path, headers={"Authorization": header})

    assert (answer.status_code, answer.json()["error"]) == (401, "token_invalid")


@pytest.mark.parametrize("path", ["/movies", "/books", f"/movies/{DUNE}", f"/books/{SOLARIS}"])
async def test_an_ended_token_is_refused_and_never_anonymous(service: Service, path: str) -> None:
    await service.ada.post("/auth/logout")

    answer = await service.ada.get(path)

    assert (answer.status_code, answer.json()["error"]) == (401, "token_revoked")


async def test_an_absent_item_is_a_404_for_everybody(service: Service) -> None:
    for client in (service.ada, service.nobody):
        answer = await client.get(f"/movies/{ABSENT}")

        assert (answer.status_code, answer.json()["error"]) == (404, "item_not_found")
