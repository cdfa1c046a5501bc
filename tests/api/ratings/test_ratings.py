"""Ratings over HTTP: whose they are, which are taken, and how they are listed."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.support.readers import ABSENT, DRACULA, DUNE, EMMA, RAN, SOLARIS, House, Service, a_house, rows
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


async def rate(service: Service, item_id: int, stars: float) -> int:
    """The id of Ada's rating."""
    answer = await service.ada.post("/ratings", json={"item_id": item_id, "rating": stars})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["id"])


async def ratings_of(service: Service, **asked: Any) -> list[tuple[int, float]]:
    """Item and stars of each of Ada's ratings, as they are listed."""
    answer = await service.ada.get("/ratings/my", params=asked)
    assert answer.status_code == 200, answer.text
    return [(rating["item_id"], rating["rating"]) for rating in answer.json()["ratings"]]


async def test_a_strangers_ratings_are_neither_listed_nor_deleted(service: Service) -> None:
    rating_id = await rate(service, DUNE, 4)

    listed = await service.bob.get("/ratings/my")
    deleted = await service.bob.delete(f"/ratings/{rating_id}")
    theirs = await service.bob.get(f"/movies/{DUNE}")

    assert listed.json() == {"ratings": [], "total": 0, "skip": 0, "limit": 20, "as_of": None}
    assert (deleted.status_code, deleted.json()["error"]) == (404, "rating_not_found")
    assert theirs.json()["mine"]["rating"] is None
    assert await ratings_of(service) == [(DUNE, 4)]


@pytest.mark.parametrize(("method", "path"), [("POST", "/ratings"), ("GET", "/ratings/my"), ("DELETE", "/ratings/1")])
async def test_without_a_token_there_are_no_ratings(service: Service, method: str, path: str) -> None:
    answer = await service.nobody.request(method, path, json={"item_id": DUNE, "rating": 4})

    assert (answer.status_code, answer.json()["error"]) == (401, "token_missing")


async def test_a_rating_is_kept_and_answered_whole(service: Service) -> None:
    answer = await service.ada.post("/ratings", json={"item_id": SOLARIS, "item_type": "book", "rating": 0.5})

    kept = answer.json()
    assert answer.status_code == 200
    assert kept | {"id": 0, "rated_at": ""} == {
        "id": 0,
        "item_id": SOLARIS,
        "item_type": "book",
        "rating": 0.5,
        "rated_at": "",
        "is_changed": True,
    }
    [listed] = (await service.ada.get("/ratings/my")).json()["ratings"]
    assert {name: value for name, value in kept.items() if name != "is_changed"} == {
        name: value for name, value in listed.items() if name not in {"item", "note"}
    }
    assert listed["note"] is None
    assert (listed["item"]["id"], listed["item"]["item_type"], listed["item"]["title"]) == (SOLARIS, "book", "Solaris")


async def test_rating_twice_keeps_the_last_and_counts_once(service: Service) -> None:
    first = await rate(service, DUNE, 2)

    second = await rate(service, DUNE, 4.5)

    assert first == second
    assert await ratings_of(service) == [(DUNE, 4.5)]
    summary = (await service.nobody.get(f"/movies/{DUNE}")).json()["ratings"]
    assert summary == {"count": 1, "average": 4.5, "n_simulated": 0}
    logged = rows(service.url, "select interaction_type, rating from cinelibre.interactions order by id")
    assert logged == [("rate", 2), ("rate", 4.5)]


async def test_the_same_rating_again_changes_nothing_and_is_no_event(service: Service) -> None:
    first = await service.ada.post("/ratings", json={"item_id": DUNE, "rating": 3})

    again = await service.ada.post("/ratings", json={"item_id": DUNE, "rating": 3})

    assert first.json()["is_changed"] is True
    assert again.json() == first.json() | {"is_changed": False}
    assert rows(service.url, "select interaction_type from cinelibre.interactions") == [("rate",)]


async def test_stars_that_a_like_stands_for_already_are_a_rating_all_the_same(service: Service) -> None:
    await service.ada.post("/interactions", json={"interaction_type": "like", "item_id": DUNE})

    kept = await service.ada.post("/ratings", json={"item_id": DUNE, "rating": 4.5})

    assert kept.json()["is_changed"] is True
    assert await ratings_of(service) == [(DUNE, 4.5)]


@pytest.mark.parametrize("stars", [3.33, 0, 0.25, 5.5, -1, True, None, "many", [4], "NaN", 4.49999])
async def test_a_rating_off_the_grid_of_half_stars_is_a_422(service: Service, stars: Any) -> None:
    answer = await service.ada.post("/ratings", json={"item_id": DUNE, "rating": stars})

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")
    assert answer.json()["detail"].startswith("rating: ")
    assert await ratings_of(service) == []


@pytest.mark.parametrize("body", ['{"item_id": 1, "rating": NaN}', '{"item_id": 1, "rating": 1e999}'])
async def test_a_rating_that_is_no_number_at_all_is_a_422(service: Service, body: str) -> None:
    answer = await service.ada.post("/ratings", content=body, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")


@pytest.mark.parametrize(
    "given",
    [
        {"item_id": ABSENT},
        {"item_id": 2**31 - 1},
        {"item_id": SOLARIS, "item_type": "movie"},
        {"item_id": DUNE, "item_type": "book"},
    ],
)
async def test_an_item_that_is_not_there_or_of_the_other_type_is_a_404(service: Service, given: dict[str, Any]) -> None:
    answer = await service.ada.post("/ratings", json={"rating": 4, **given})

    assert (answer.status_code, answer.json()["error"]) == (404, "item_not_found")
    assert await ratings_of(service) == []


@pytest.mark.parametrize("item_id", [0, -1, 2**31, True, "one", None, 1.5])
async def test_an_id_that_no_item_can_have_is_a_422(service: Service, item_id: Any) -> None:
    answer = await service.ada.post("/ratings", json={"item_id": item_id, "rating": 4})

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")


async def test_a_deleted_rating_is_gone_once(service: Service) -> None:
    rating_id = await rate(service, DUNE, 4)

    deleted = await service.ada.delete(f"/ratings/{rating_id}")
    again = await service.ada.delete(f"/ratings/{rating_id}")

    assert deleted.json() == {"id": rating_id, "item_id": DUNE, "implied": None}
    assert (again.status_code, again.json()["error"]) == (404, "rating_not_found")
    assert await ratings_of(service) == []


async def test_a_deleted_rating_says_which_like_counts_again(service: Service) -> None:
    await service.ada.post("/interactions", json={"interaction_type": "like", "item_id": DUNE})
    rating_id = await rate(service, DUNE, 2)

    deleted = await service.ada.delete(f"/ratings/{rating_id}")

    implied = {"rating": 4.5, "source": "like"}
    assert deleted.json() == {"id": rating_id, "item_id": DUNE, "implied": implied}
    mine = (await service.ada.get(f"/movies/{DUNE}")).json()["mine"]
    assert (mine["rating"], mine["rating_id"], mine["implied"]) == (None, None, implied)


async def test_what_a_like_stands_for_is_neither_listed_nor_deleted_as_a_rating(service: Service) -> None:
    await service.ada.post("/interactions", json={"interaction_type": "like", "item_id": DUNE})
    [(implied_id,)] = rows(service.url, "select id from cinelibre.ratings")

    deleted = await service.ada.delete(f"/ratings/{implied_id}")

    assert (deleted.status_code, deleted.json()["error"]) == (404, "rating_not_found")
    assert (await service.ada.get("/ratings/my")).json()["total"] == 0
    assert rows(service.url, "select source from cinelibre.ratings") == [("like",)]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", [DRACULA, EMMA, SOLARIS, RAN, DUNE]),
        ("oldest", [DUNE, RAN, SOLARIS, EMMA, DRACULA]),
        ("highest", [RAN, DRACULA, SOLARIS, DUNE, EMMA]),  # of equals the newer first
        ("lowest", [EMMA, DUNE, DRACULA, SOLARIS, RAN]),
        ("title", [DRACULA, DUNE, EMMA, RAN, SOLARIS]),
    ],
)
async def test_ratings_are_sorted_by_date_stars_or_title(service: Service, sort: str, expected: list[int]) -> None:
    for item_id, stars in ((DUNE, 2), (RAN, 5), (SOLARIS, 4), (EMMA, 1), (DRACULA, 4)):
        await rate(service, item_id, stars)

    found = await ratings_of(service, sort=sort)
    paged = [one for skip in range(5) for one in await ratings_of(service, sort=sort, skip=skip, limit=1)]

    assert [item_id for item_id, _ in found] == expected
    assert paged == found


async def test_ratings_of_one_moment_keep_one_order_through_the_pages(service: Service) -> None:
    events = [
        {"interaction_type": "rate", "item_id": item_id, "rating": 3} for item_id in (EMMA, DUNE, DRACULA, RAN, SOLARIS)
    ]
    await service.ada.post("/interactions/batch", json={"events": events})
    assert rows(service.url, "select count(distinct rated_at) from cinelibre.ratings") == [(1,)]

    for sort in ("newest", "oldest", "highest", "lowest"):
        paged = [one for skip in (0, 2, 4) for one in await ratings_of(service, sort=sort, skip=skip, limit=2)]

        assert [item_id for item_id, _ in paged] == [DUNE, RAN, EMMA, SOLARIS, DRACULA]


async def test_a_page_says_how_many_there_are_of_that_type(service: Service) -> None:
    for item_id in (DUNE, RAN, SOLARIS):
        await rate(service, item_id, 4)

    movies = (await service.ada.get("/ratings/my", params={"item_type": "movie", "limit": 1})).json()
    books = (await service.ada.get("/ratings/my", params={"item_type": "book"})).json()
    beyond = (await service.ada.get("/ratings/my", params={"skip": 2**31 - 1, "limit": 100})).json()

    assert [rating["item_id"] for rating in movies["ratings"]] == [RAN]
    assert (movies["total"], movies["skip"], movies["limit"]) == (2, 0, 1)
    assert ([rating["item_id"] for rating in books["ratings"]], books["total"]) == ([SOLARIS], 1)
    assert (beyond["ratings"], beyond["total"]) == ([], 3)


@pytest.mark.parametrize("asked", [{"limit": 0}, {"limit": 101}, {"skip": -1}, {"sort": "best"}, {"item_type": "song"}])
async def test_a_list_that_cannot_be_is_a_422(service: Service, asked: dict[str, Any]) -> None:
    answer = await service.ada.get("/ratings/my", params=asked)

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")
