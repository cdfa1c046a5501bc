"""What lists say of a reader's own deeds: today's, theirs alone, and only with a token."""

from typing import Any

import httpx
import pytest

from tests.api.recommendations.town import MOVIES, Reader, Town

NOTHING = {"rating": None, "on_watchlist": False, "is_hidden": False, "is_seen": False, "is_favorite": False}
SESSION = {"items": [{"item_id": 9}]}
OWN = ["/recommendations/personalized", "/recommendations/carousels", "/recommendations/personalized?genres=drama"]
ANYBODYS = [
    "/recommendations/similar/movie/1",
    "/recommendations/popular",
    "/recommendations/trending",
    "/search?q=Title",
    "/movies?sort=popular",
    "/books",
    "/items?ids=5,4,3",
]


def items_in(answer: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """The items of a list or of rows, by id."""
    rows = answer.get("rows") or [answer]
    return {item["id"]: item for row in rows for item in row["items"]}


async def listed(client: httpx.AsyncClient, path: str) -> dict[int, Any]:
    """What a list says is mine, by id."""
    if path.startswith("/recommendations/session"):
        answer = await client.post(path, json=SESSION)
    else:
        answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return {item_id: item["mine"] for item_id, item in items_in(answer.json()).items()}


async def save(reader: Reader, method: str, item_id: int) -> None:
    """Put an item on the watchlist, or take it off."""
    item_type = "movie" if item_id in MOVIES else "book"
    answer = await reader.client.request(method, f"/watchlist/{item_type}/{item_id}")
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("path", [*OWN, *ANYBODYS])
async def test_a_list_says_what_was_saved_since_and_forgets_what_was_taken_back(
    ada: Reader, bob: Reader, path: str
) -> None:
    before = await listed(ada.client, path)
    assert set(map(str, before.values())) == {str(NOTHING)}
    saved = list(before)[1]

    await save(ada, "PUT", saved)
    after = await listed(ada.client, path)  # another list, for what is saved moves it
    assert {item_id: mine for item_id, mine in after.items() if mine != NOTHING} == {
        item_id: NOTHING | {"on_watchlist": True} for item_id in after if item_id == saved
    }
    assert NOTHING | {"on_watchlist": True} not in (await listed(bob.client, path)).values()

    await save(ada, "DELETE", saved)
    assert set(map(str, (await listed(ada.client, path)).values())) == {str(NOTHING)}


async def test_a_later_batch_says_it_too(ada: Reader) -> None:
    made = await ada.get("/personalized")
    path = f"/recommendations/next?recommendation_id={made['recommendation_id']}"
    saved = next(iter(await listed(ada.client, path)))

    await save(ada, "PUT", saved)

    assert (await listed(ada.client, path))[saved] == NOTHING | {"on_watchlist": True}


async def test_a_list_for_a_session_says_it_with_a_token(town: Town, ada: Reader) -> None:
    path = "/recommendations/session?type=movie"
    saved = list(await listed(ada.client, path))[-1]

    await save(ada, "PUT", saved)

    assert (await listed(ada.client, path))[saved] == NOTHING | {"on_watchlist": True}
    assert set((await listed(town.nobody, path)).values()) == {None}


@pytest.mark.parametrize("path", ["/recommendations/carousels", *ANYBODYS])
async def test_nothing_is_anybodys_without_a_token(town: Town, ada: Reader, path: str) -> None:
    await ada.rate(3, 4)

    assert set((await listed(town.nobody, path)).values()) == {None}


@pytest.mark.parametrize("path", ["/recommendations/similar/movie/1?include_seen=true", "/movies?include_seen=true"])
async def test_lists_that_show_what_one_knows_say_what_it_is(ada: Reader, bob: Reader, path: str) -> None:
    rated, hidden, seen, loved = list(await listed(ada.client, path))[:4]
    await ada.rate(rated, 3.5)
    for kind, item_id in (("hide", hidden), ("seen", seen), ("favorite", loved)):
        await ada.do(kind, item_id)
    expected = {
        rated: NOTHING | {"rating": 3.5},
        hidden: NOTHING | {"is_hidden": True},
        seen: NOTHING | {"is_seen": True},
        loved: NOTHING | {"is_favorite": True},
    }

    shown, theirs = await listed(ada.client, path), await listed(bob.client, path)

    assert {item_id: shown[item_id] for item_id in expected} == expected
    assert {item_id: theirs[item_id] for item_id in expected} == dict.fromkeys(expected, NOTHING)
    for kind, item_id in (("unhide", hidden), ("unseen", seen), ("unfavorite", loved), ("unrate", rated)):
        await ada.do(kind, item_id)
    assert await listed(ada.client, path) == dict.fromkeys(shown, NOTHING)


async def test_the_shelf_and_receipts_say_it_too(ada: Reader, bob: Reader) -> None:
    await ada.rate(3, 2)
    await ada.do("watchlist_add", 3)
    await ada.do("watch", 3)
    made = await ada.get("/personalized")
    explained = made["items"][0]["id"]
    await ada.do("watchlist_add", explained)
    mine = NOTHING | {"rating": 2, "on_watchlist": True}

    [rating] = (await ada.client.get("/ratings/my")).json()["ratings"]
    [day] = (await ada.client.get("/history")).json()["days"]
    receipt = await ada.get(f"/{made['recommendation_id']}/why/{explained}")

    assert [rating["item"]["mine"], day["entries"][0]["item"]["mine"]] == [mine, mine]
    assert await listed(ada.client, "/watchlist") == {3: mine, explained: NOTHING | {"on_watchlist": True}}
    assert receipt["item"]["mine"] == NOTHING | {"on_watchlist": True}


async def test_an_item_says_what_our_own_raters_gave(town: Town) -> None:
    # Reader r rated item 1 if (5 + 11 r) mod 3 = 0, so r = 2, 5, … 47: sixteen of 48. They gave 4.5 if
    # (1 - r) mod 8 < 2, so r = 8, 17, 32, 41 and no other of them: (4 · 4.5 + 12 · 2.5) / 16 = 3.
    [item] = (await town.nobody.get("/items?ids=1")).json()["items"]

    assert (item["rating_count"], item["average"]) == (16, 3.0)
    assert (item["runtime"], item["page_count"], item["ids"]) == (81, None, {})
