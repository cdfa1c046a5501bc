"""Favorites and what was seen as lists, and how many items each list of an account has."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.support.readers import DRACULA, DUNE, EMMA, RAN, SOLARIS, Service

NONE = {"movie": 0, "book": 0}
EMPTY = dict.fromkeys(("ratings", "watchlist", "hidden", "favorites", "seen"), NONE)


async def say(client: httpx.AsyncClient, kind: str, *item_ids: int, **more: Any) -> None:
    """One event about each of these items, in a call of its own."""
    for item_id in item_ids:
        answer = await client.post("/interactions", json={"interaction_type": kind, "item_id": item_id, **more})
        assert answer.status_code == 200, answer.text


async def listed(client: httpx.AsyncClient, path: str, **asked: Any) -> tuple[list[int], int]:
    """The ids on a page of that list, and the total."""
    answer = await client.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]], answer.json()["total"]


async def counts(client: httpx.AsyncClient) -> dict[str, dict[str, int]]:
    """The sizes of the reader's lists."""
    sizes: dict[str, dict[str, int]] = (await client.get("/auth/me")).json()["counts"]
    return sizes


@pytest.mark.parametrize(
    ("path", "kind", "undoing"), [("/favorites", "favorite", "unfavorite"), ("/seen", "seen", "unseen")]
)
async def test_a_list_of_marks_is_newest_first_and_loses_what_is_taken_back(
    service: Service, path: str, kind: str, undoing: str
) -> None:
    await say(service.ada, kind, RAN, SOLARIS, DUNE, EMMA)
    await say(service.ada, undoing, EMMA)
    await say(service.bob, kind, DRACULA)

    assert [await listed(service.ada, path, skip=skip, limit=2) for skip in (0, 2)] == [
        ([DUNE, SOLARIS], 3),
        ([RAN], 3),
    ]
    assert await listed(service.ada, path, type="book") == ([SOLARIS], 1)
    assert await listed(service.bob, path) == ([DRACULA], 1)


async def test_each_list_has_its_own_mark_with_its_time(service: Service) -> None:
    await say(service.ada, "favorite", DUNE)
    await say(service.ada, "seen", RAN)

    [favorite] = (await service.ada.get("/favorites")).json()["items"]
    [seen] = (await service.ada.get("/seen")).json()["items"]
    shelves = [(await service.ada.get(f"/watchlist/movie/{item_id}")).json() for item_id in (DUNE, RAN)]

    assert (favorite["id"], favorite["marked_at"]) == (DUNE, shelves[0]["favorite_at"])
    assert (seen["id"], seen["marked_at"]) == (RAN, shelves[1]["seen_at"])
    assert await listed(service.ada, "/watchlist") == await listed(service.ada, "/hidden") == ([], 0)


@pytest.mark.parametrize("path", ["/favorites", "/seen"])
@pytest.mark.parametrize("asked", [{"limit": 0}, {"limit": 101}, {"skip": -1}, {"item_type": "song"}])
async def test_a_page_that_cannot_be_is_a_422(service: Service, path: str, asked: dict[str, Any]) -> None:
    answer = await service.ada.get(path, params=asked)

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")


async def test_an_account_counts_each_list_by_type(service: Service) -> None:
    before = await counts(service.ada)
    await say(service.ada, "rate", DUNE, RAN, SOLARIS, rating=4)
    await say(service.ada, "like", EMMA)  # an implied rating does not count
    await say(service.ada, "watchlist_add", DUNE)
    await say(service.ada, "hide", DRACULA, EMMA)
    await say(service.ada, "favorite", SOLARIS, DRACULA)
    await say(service.ada, "seen", DUNE, RAN, EMMA)

    assert before == EMPTY
    assert await counts(service.ada) == {
        "ratings": {"movie": 2, "book": 1},
        "watchlist": {"movie": 1, "book": 0},
        "hidden": {"movie": 1, "book": 1},
        "favorites": {"movie": 0, "book": 2},
        "seen": {"movie": 3, "book": 0},
    }
    assert await counts(service.bob) == EMPTY


async def test_an_account_says_when_the_token_ends(service: Service) -> None:
    ends = datetime.fromisoformat((await service.ada.get("/auth/me")).json()["expires_at"])

    assert timedelta(minutes=55) < ends - datetime.now(UTC) <= timedelta(hours=1)
