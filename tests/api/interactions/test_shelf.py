"""The watch history by days, the watchlist and what is hidden, over HTTP."""

from typing import Any

import httpx
import pytest

from tests.support.readers import (
    ABSENT,
    DRACULA,
    DUNE,
    EMMA,
    RAN,
    SOLARIS,
    Service,
    ago,
    rows,
    write,
)

HOUR = 3600
LISTS = ("watchlist", "hidden")
MARKS = {"watchlist": "on_watchlist_at", "hidden": "hidden_at"}
TYPES = {DUNE: "movie", RAN: "movie", EMMA: "movie", SOLARIS: "book", DRACULA: "book"}


async def put(client: httpx.AsyncClient, mark: str, item_id: int) -> dict[str, Any]:
    """The item's shelf after it was put on that list."""
    answer = await client.put(f"/{mark}/{TYPES[item_id]}/{item_id}")
    assert answer.status_code == 200, answer.text
    shelf: dict[str, Any] = answer.json()
    return shelf


async def take(client: httpx.AsyncClient, mark: str, item_id: int) -> dict[str, Any]:
    """The item's shelf after it was taken from that list."""
    answer = await client.delete(f"/{mark}/{TYPES[item_id]}/{item_id}")
    assert answer.status_code == 200, answer.text
    shelf: dict[str, Any] = answer.json()
    return shelf


async def listed(client: httpx.AsyncClient, mark: str, **asked: Any) -> tuple[list[int], int]:
    """The ids on a page of that list, and the total."""
    answer = await client.get(f"/{mark}", params=asked)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]], answer.json()["total"]


async def watch(client: httpx.AsyncClient, item_id: int, **more: Any) -> None:
    """One event of watching or reading."""
    answer = await client.post("/events/watch", json={"item_id": item_id, **more})
    assert answer.json()["recorded"] is True, answer.text


async def history(client: httpx.AsyncClient, **asked: Any) -> list[tuple[str, list[int]]]:
    """Each day with its items."""
    answer = await client.get("/history", params=asked)
    assert answer.status_code == 200, answer.text
    return [(day["day"], [entry["item"]["id"] for entry in day["entries"]]) for day in answer.json()["days"]]


def watched_at(service: Service, item_id: int, moment: str) -> None:
    """Writes down that Ada watched an item at a moment of any age."""
    write(
        service.url,
        "insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)"
        " values (%s, %s, 'watch', %s::timestamptz)",
        service.ada_id,
        item_id,
        moment,
    )


@pytest.mark.parametrize("mark", LISTS)
async def test_a_strangers_list_is_neither_read_nor_changed(service: Service, mark: str) -> None:
    await put(service.ada, mark, DUNE)

    theirs = await service.bob.get(f"/{mark}/movie/{DUNE}")
    await take(service.bob, mark, DUNE)

    assert await listed(service.bob, mark) == ([], 0)
    assert theirs.json()[MARKS[mark]] is None
    assert await listed(service.ada, mark) == ([DUNE], 1)


async def test_a_strangers_history_is_not_seen(service: Service) -> None:
    await watch(service.ada, DUNE)

    assert (await service.bob.get("/history")).json() == {
        "days": [], "total": 0, "skip": 0, "limit": 20, "as_of": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/history")]
    + [("GET", f"/{mark}") for mark in LISTS]
    + [(method, f"/{mark}/movie/{DUNE}") for mark in LISTS for method in ("GET", "PUT", "DELETE")],
)
async def test_without_a_token_there_is_no_shelf(service: Service, method: str, path: str) -> None:
    answer = await service.nobody.request(method, path)

    assert (answer.status_code, answer.json()["error"]) == (401, "token_missing")


@pytest.mark.parametrize("mark", LISTS)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize(
    ("place", "status"),
    [
        (f"movie/{ABSENT}", 404),
        (f"book/{DUNE}", 404),
        (f"movie/{SOLARIS}", 404),
        ("movie/0", 422),
        ("movie/one", 422),
        (f"song/{DUNE}", 422),
        (f"movie/{2**31}", 422),
    ],
)
async def test_what_is_no_item_of_that_type_is_refused(
    service: Service, mark: str, method: str, place: str, status: int
) -> None:
    answer = await service.ada.request(method, f"/{mark}/{place}")

    assert answer.status_code == status
    assert answer.json()["error"] == {404: "item_not_found", 422: "invalid_input"}[status]


@pytest.mark.parametrize(("mark", "kind"), [("watchlist", "watchlist_add"), ("hidden", "hide")])
async def test_putting_twice_is_once(service: Service, mark: str, kind: str) -> None:
    first = await put(service.ada, mark, DUNE)

    again = await put(service.ada, mark, DUNE)

    assert first[MARKS[mark]] is not None
    assert first == again == (await service.ada.get(f"/{mark}/movie/{DUNE}")).json()
    assert rows(service.url, "select interaction_type from cinelibre.interactions") == [(kind,)]
    assert await listed(service.ada, mark) == ([DUNE], 1)


@pytest.mark.parametrize("mark", LISTS)
async def test_taking_away_is_the_reverse_and_twice_is_once(service: Service, mark: str) -> None:
    before = (await service.ada.get(f"/{mark}/movie/{DUNE}")).json()
    never = await take(service.ada, mark, DUNE)
    await put(service.ada, mark, DUNE)

    taken = await take(service.ada, mark, DUNE)
    again = await take(service.ada, mark, DUNE)

    assert before == never == taken == again
    assert before == {
        "item_id": DUNE,
        "item_type": "movie",
        "on_watchlist_at": None,
        "hidden_at": None,
        "seen_at": None,
        "favorite_at": None,
        "opinion": None,
    }
    assert await listed(service.ada, mark) == ([], 0)
    assert rows(service.url, "select count(*) from cinelibre.interactions") == [(2,)]
    assert rows(service.url, "select count(*) from cinelibre.shelf") == [(0,)]


async def test_the_lists_do_not_touch_one_another(service: Service) -> None:
    await put(service.ada, "watchlist", DUNE)
    await put(service.ada, "hidden", DUNE)

    await take(service.ada, "watchlist", DUNE)

    assert await listed(service.ada, "watchlist") == ([], 0)
    assert await listed(service.ada, "hidden") == ([DUNE], 1)


async def test_events_and_doors_write_the_same_lists(service: Service) -> None:
    events = [{"interaction_type": kind, "item_id": DUNE} for kind in ("watchlist_add", "hide")]
    await service.ada.post("/interactions/batch", json={"events": events})
    assert (await listed(service.ada, "watchlist"), await listed(service.ada, "hidden")) == (([DUNE], 1), ([DUNE], 1))

    await take(service.ada, "hidden", DUNE)
    await service.ada.post("/interactions", json={"interaction_type": "watchlist_remove", "item_id": DUNE})

    assert (await listed(service.ada, "watchlist"), await listed(service.ada, "hidden")) == (([], 0), ([], 0))


async def test_hiding_is_a_star_until_it_is_taken_back(service: Service) -> None:
    await service.ada.post("/interactions", json={"interaction_type": "like", "item_id": DUNE})

    await put(service.ada, "hidden", DUNE)
    hidden = (await service.ada.get(f"/movies/{DUNE}")).json()["mine"]
    await take(service.ada, "hidden", DUNE)
    shown = (await service.ada.get(f"/movies/{DUNE}")).json()["mine"]

    assert (hidden["rating"], hidden["implied"]) == (None, {"rating": 1, "source": "hide"})
    assert (shown["rating"], shown["implied"]) == (None, {"rating": 4.5, "source": "like"})


@pytest.mark.parametrize("mark", LISTS)
async def test_a_list_is_newest_first_in_pages_with_totals_by_type(service: Service, mark: str) -> None:
    for item_id in (RAN, DRACULA, DUNE, SOLARIS, EMMA):
        await put(service.ada, mark, item_id)

    pages = [await listed(service.ada, mark, skip=skip, limit=2) for skip in (0, 2, 4, 6)]

    assert pages == [([EMMA, SOLARIS], 5), ([DUNE, DRACULA], 5), ([RAN], 5), ([], 5)]
    assert await listed(service.ada, mark, item_type="book") == ([SOLARIS, DRACULA], 2)
    assert await listed(service.ada, mark, item_type="movie", limit=1) == ([EMMA], 3)


@pytest.mark.parametrize(("mark", "kind"), [("watchlist", "watchlist_add"), ("hidden", "hide")])
async def test_items_of_one_moment_keep_one_order_through_the_pages(service: Service, mark: str, kind: str) -> None:
    events = [{"interaction_type": kind, "item_id": item_id} for item_id in (EMMA, DUNE, DRACULA, RAN, SOLARIS)]
    await service.ada.post("/interactions/batch", json={"events": events})

    found = [item for skip in (0, 2, 4) for item in (await listed(service.ada, mark, skip=skip, limit=2))[0]]

    assert found == [DUNE, RAN, EMMA, SOLARIS, DRACULA]


@pytest.mark.parametrize("mark", LISTS)
async def test_a_listed_item_says_since_when(service: Service, mark: str) -> None:
    shelf = await put(service.ada, mark, SOLARIS)

    [item] = (await service.ada.get(f"/{mark}")).json()["items"]

    assert (item["id"], item["item_type"], item["title"], item["year"]) == (SOLARIS, "book", "Solaris", 2001)
    assert item["marked_at"] == shelf[MARKS[mark]]


async def test_history_has_what_was_watched_and_seen_newest_first(service: Service) -> None:
    await watch(service.ada, DUNE, seconds=60, fraction=0.5, occurred_at=ago(3))
    await service.ada.post("/interactions", json={"interaction_type": "seen", "item_id": RAN, "occurred_at": ago(2)})
    await watch(service.ada, DUNE, occurred_at=ago(1))
    for kind in ("view", "like", "watchlist_add"):
        await service.ada.post("/interactions", json={"interaction_type": kind, "item_id": EMMA})

    answer = (await service.ada.get("/history")).json()

    entries = [entry for day in answer["days"] for entry in day["entries"]]
    assert (answer["total"], answer["skip"], answer["limit"]) == (3, 0, 20)
    assert [
        (entry["interaction_type"], entry["item"]["title"], entry["seconds"], entry["fraction"]) for entry in entries
    ] == [("watch", "Dune", None, None), ("seen", "Ran", None, None), ("watch", "Dune", 60, 0.5)]
    assert [entry["occurred_at"] for entry in entries] == sorted(
        (entry["occurred_at"] for entry in entries), reverse=True
    )


async def test_what_was_not_seen_after_all_is_history_no_more(service: Service) -> None:
    for kind in ("seen", "unseen"):
        await service.ada.post("/interactions", json={"interaction_type": kind, "item_id": RAN})

    assert (await service.ada.get("/history")).json()["total"] == 0


# In Kolkata it is 5 h 30 min later than in UTC: 18:29 is 23:59 there, 18:30 is midnight, 20:00 half past one.
# In Los Angeles it was 8 h earlier on that day: 07:59 is 23:59 the day before.
@pytest.mark.parametrize(
    ("timezone", "days"),
    [
        ("UTC", [("2026-01-10", [SOLARIS]), ("2026-01-09", [EMMA, RAN, DUNE])]),
        ("Asia/Kolkata", [("2026-01-10", [SOLARIS, EMMA, RAN]), ("2026-01-09", [DUNE])]),
        ("America/Los_Angeles", [("2026-01-09", [SOLARIS, EMMA, RAN, DUNE])]),
    ],
)
async def test_a_day_is_a_day_of_the_readers_timezone(
    service: Service, timezone: str, days: list[tuple[str, list[int]]]
) -> None:
    for item_id, moment in (
        (DUNE, "2026-01-09T18:29:59Z"),
        (RAN, "2026-01-09T18:30:00Z"),
        (EMMA, "2026-01-09T20:00:00Z"),
        (SOLARIS, "2026-01-10T07:59:59Z"),
    ):
        watched_at(service, item_id, moment)

    await service.ada.patch("/auth/me", json={"timezone": timezone})

    assert await history(service.ada) == days


async def test_history_comes_in_pages_of_entries_whatever_their_days(service: Service) -> None:
    for day, item_id in ((7, DUNE), (8, RAN), (8, SOLARIS), (9, EMMA), (9, DRACULA)):
        watched_at(service, item_id, f"2026-01-0{day}T{item_id:02}:00:00Z")

    pages = [await history(service.ada, skip=skip, limit=2) for skip in (0, 2, 4, 6)]

    assert pages == [
        [("2026-01-09", [DRACULA, EMMA])],
        [("2026-01-08", [SOLARIS, RAN])],
        [("2026-01-07", [DUNE])],
        [],
    ]
    assert await history(service.ada, limit=3) == [("2026-01-09", [DRACULA, EMMA]), ("2026-01-08", [SOLARIS])]
    assert (await service.ada.get("/history", params={"limit": 1})).json()["total"] == 5


async def test_history_of_one_moment_keeps_one_order_and_is_narrowed_by_type(service: Service) -> None:
    for item_id in (DUNE, SOLARIS, RAN, DRACULA):
        watched_at(service, item_id, "2026-01-09T12:00:00Z")

    paged = [await history(service.ada, skip=skip, limit=1) for skip in range(4)]
    books = (await service.ada.get("/history", params={"item_type": "book"})).json()

    assert paged == [[("2026-01-09", [item_id])] for item_id in (DRACULA, RAN, SOLARIS, DUNE)]
    assert books["total"] == 2
    assert [entry["item"]["id"] for entry in books["days"][0]["entries"]] == [DRACULA, SOLARIS]


async def test_what_was_watched_offline_keeps_its_day(service: Service) -> None:
    await watch(service.ada, DUNE, occurred_at=ago(23 * HOUR))
    await watch(service.ada, RAN)

    entries = [entry for day in (await service.ada.get("/history")).json()["days"] for entry in day["entries"]]

    assert [entry["item"]["id"] for entry in entries] == [RAN, DUNE]
    query = "select now() - min(occurred_at) between interval '22:59' and '23:30' from cinelibre.interactions"
    assert rows(service.url, query) == [(True,)]


@pytest.mark.parametrize("path", ["/history", "/watchlist", "/hidden"])
@pytest.mark.parametrize("asked", [{"limit": 0}, {"limit": 101}, {"skip": -1}, {"item_type": "song"}])
async def test_a_page_that_cannot_be_is_a_422(service: Service, path: str, asked: dict[str, Any]) -> None:
    answer = await service.ada.get(path, params=asked)

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")
