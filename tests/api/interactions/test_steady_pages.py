"""Pages of a reader's lists fit together while the reader rates, marks and takes back."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.support.readers import House, Service, a_house, ago
from tests.support.servers import Server

DAY = 86_400
LISTS = ("/ratings/my", "/watchlist", "/hidden", "/favorites", "/seen", "/history")
SETS = {"/watchlist": "watchlist_add", "/hidden": "hide", "/favorites": "favorite", "/seen": "seen", "/history": "seen"}
UNDOES = {"/ratings/my": "unrate", "/watchlist": "watchlist_remove", "/hidden": "unhide", "/favorites": "unfavorite"}
GOOD = {"place": 1, "id": 1, "moment": "2026-01-01T00:00:00+00:00", "stars": 4.0, "taken_at": "2026-01-02T00:00:00Z"}


@pytest.fixture(scope="module")
async def house(servers: dict[int, Server]) -> AsyncIterator[House]:
    """The service on a dozen films; the titles of later ids come earlier in the alphabet."""
    async with a_house(servers[18]) as opened:
        records = [{"item_type": "movie", "title": f"{letter} film", "year": 2001} for letter in "ZYXWVUT"]
        await opened.app.state.db.one("upsert_items", records=records, embedding_model="one", dimension=384)
        yield opened


@pytest.fixture
async def service(house: House) -> AsyncIterator[Service]:
    """The service with two new readers."""
    async with house.readers() as opened:
        yield opened


async def add(client: httpx.AsyncClient, path: str, item_id: int, **more: Any) -> None:
    """Puts an item on the list."""
    event = {"interaction_type": SETS.get(path, "rate"), "item_id": item_id, **more}
    if path == "/ratings/my":
        event = {"rating": 3, **event}
    answer = await client.post("/interactions", json=event)
    assert answer.json()["recorded"] is True, answer.text


async def remove(client: httpx.AsyncClient, path: str, *item_ids: int) -> None:
    """Takes items off the list."""
    for item_id in item_ids:
        event = {"interaction_type": UNDOES.get(path, "unseen"), "item_id": item_id}
        assert (await client.post("/interactions", json=event)).json()["recorded"] is True


async def page(client: httpx.AsyncClient, path: str, **asked: Any) -> tuple[list[int], int, str]:
    """The ids on a page, the total, and where it ended."""
    answer = await client.get(path, params={"limit": 3, **{name: value for name, value in asked.items() if value}})
    assert answer.status_code == 200, answer.text
    said = answer.json()
    if path == "/history":
        found = [entry["item"]["id"] for day in said["days"] for entry in day["entries"]]
    else:
        found = [one["item"]["id"] if "item" in one else one["id"] for one in said.get("ratings", said.get("items"))]
    return found, said["total"], said["as_of"]


@pytest.mark.parametrize("path", LISTS)
async def test_nothing_shifts_while_rows_are_added_and_taken_away(service: Service, path: str) -> None:
    for item_id in range(1, 11):
        await add(service.ada, path, item_id)

    first = await page(service.ada, path)
    await remove(service.ada, path, 9)  # was shown
    await add(service.ada, path, 11)  # is newer
    second = await page(service.ada, path, skip=3, as_of=first[2])
    await remove(service.ada, path, 10, 7, 5, 4)  # 5 was the last shown, 4 is the next
    await add(service.ada, path, 12)
    third = await page(service.ada, path, skip=6, as_of=second[2])
    after = await page(service.ada, path, skip=9, as_of=third[2])

    assert (first[:2], second[:2]) == (([10, 9, 8], 10), ([7, 6, 5], 10))
    assert (third[:2], after[:2]) == (([3, 2, 1], 9), ([], 9))
    assert json.loads(urlsafe_b64decode(after[2]))["place"] == 9
    assert (await page(service.ada, path))[:2] == ([12, 11, 8], 7)


@pytest.mark.parametrize("path", LISTS)
async def test_any_page_can_be_asked_from_where_another_ended(service: Service, path: str) -> None:
    for item_id in range(1, 11):
        await add(service.ada, path, item_id)
    _, _, as_of = await page(service.ada, path)

    found = [await page(service.ada, path, skip=skip, as_of=as_of) for skip in (0, 2, 3, 6, 9)]

    assert [one[:2] for one in found] == [
        ([10, 9, 8], 10), ([8, 7, 6], 10), ([7, 6, 5], 10), ([4, 3, 2], 10), ([1], 10),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sort", "first", "second"),
    [("oldest", [1, 2, 3], [4, 5, 6]), ("title", [5, 1, 3], [2, 4, 8]), ("year", [8, 7, 6], [5, 4, 3])],
)
async def test_every_order_keeps_its_pages_and_leaves_out_what_changed_since(
    service: Service, sort: str, first: list[int], second: list[int]
) -> None:
    for item_id in range(1, 9):  # titles: Dune, Ran, Emma, Solaris, Dracula, Z, Y, X film; all of one year
        await add(service.ada, "/watchlist", item_id)

    before = await page(service.ada, "/watchlist", sort=sort)
    await remove(service.ada, "/watchlist", first[0])
    await add(service.ada, "/watchlist", first[1])  # moves to the end, or to the front
    await add(service.ada, "/watchlist", 12)
    after = await page(service.ada, "/watchlist", sort=sort, skip=3, as_of=before[2])

    assert (before[:2], after[:2]) == ((first, 8), (second, 8))


@pytest.mark.parametrize(
    ("sort", "first", "second"), [("highest", [3, 6, 2], [5, 1, 4]), ("lowest", [4, 1, 5], [2, 6, 3])]
)
async def test_a_rating_that_was_shown_is_not_shown_again_when_it_changes(
    service: Service, sort: str, first: list[int], second: list[int]
) -> None:
    stars = {1: 2, 2: 3, 3: 4.5, 4: 1.5, 5: 2.5, 6: 4}
    for item_id, given in stars.items():
        await add(service.ada, "/ratings/my", item_id, rating=given)

    before = await page(service.ada, "/ratings/my", sort=sort)
    await add(service.ada, "/ratings/my", first[0], rating=stars[second[1]])
    after = await page(service.ada, "/ratings/my", sort=sort, skip=3, as_of=before[2])

    assert (before[0], after[:2]) == (first, (second, 6))


async def test_what_an_offline_client_adds_further_down_is_shown_and_shifts_nothing(service: Service) -> None:
    for item_id in range(1, 7):
        await add(service.ada, "/watchlist", item_id, occurred_at=ago((20 - item_id) * DAY))
    before = await page(service.ada, "/watchlist")

    await add(service.ada, "/watchlist", 7, occurred_at=ago(17.5 * DAY))  # between the second and the third
    await add(service.ada, "/watchlist", 8, occurred_at=ago(14.5 * DAY))  # between the fifth and the sixth

    assert before[:2] == ([6, 5, 4], 6)
    assert (await page(service.ada, "/watchlist", skip=3, as_of=before[2]))[:2] == ([3, 7, 2], 7)


async def test_an_imported_mark_of_tomorrow_stays_in_the_list(service: Service) -> None:
    content = f"title,year,type,date,watchlist\nDune,2001,movie,{ago(-20 * 3600)[:19]},yes\n"
    await service.ada.post("/library/import", files={"file": ("my.csv", content)})
    for item_id in (2, 3, 6):
        await add(service.ada, "/watchlist", item_id)

    before = await page(service.ada, "/watchlist", sort="oldest")

    assert (await page(service.ada, "/watchlist", sort="oldest", skip=3, as_of=before[2]))[:2] == ([1], 4)


def written(**changed: Any) -> str:
    """An as_of of these values."""
    return urlsafe_b64encode(json.dumps(GOOD | changed).encode()).decode()


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        (written(), 200),
        (written(moment="2026-01-01T00:00:00+23:59", taken_at=None, stars=None), 200),
        (written(id=2**63 - 1), 200),
        (written(id=2**63), 422),
        (written(place=2**31), 422),
        (written(moment="0001-01-01T00:00:00+14:00"), 422),
        (written(moment="soon"), 422),
        (written(stars=5.5), 422),
        (written(more=1), 422),
        ("25", 422), ("ä", 422), ("", 422), ("e30=", 422), ("A" * 501, 422),
    ],
)  # fmt: skip
async def test_an_as_of_that_is_none_of_ours_is_refused(service: Service, path: str, as_of: str, status: int) -> None:
    answer = await service.ada.get(path, params={"as_of": as_of})

    assert answer.status_code == status, answer.text
    if status == 422:
        assert answer.json()["fields"][0]["field"] == "as_of"


@pytest.mark.parametrize(("n_bytes", "status"), [(375, 200), (376, 422)])  # four characters for three bytes
async def test_an_as_of_has_500_characters_at_most(service: Service, n_bytes: int, status: int) -> None:
    as_of = urlsafe_b64encode(json.dumps(GOOD).ljust(n_bytes).encode()).decode()

    assert (await service.ada.get("/watchlist", params={"as_of": as_of})).status_code == status


async def test_an_as_of_names_the_last_row_alone(service: Service) -> None:
    await add(service.ada, "/watchlist", 2)

    _, _, as_of = await page(service.ada, "/watchlist")

    assert set(json.loads(urlsafe_b64decode(as_of))) == {"id", "moment", "stars", "taken_at", "place"}
    assert len(as_of) < 300
