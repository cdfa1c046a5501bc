"""Importing twice is once, one after another and at the same time, and nobody waits for ever."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.api.library.shelves import (
    AMELIE,
    CATALOGUE,
    DUNE,
    HEAT,
    N_ITEMS,
    RAN,
    Place,
    Reader,
    a_place,
    snapshot,
    statuses,
)
from tests.api.readers.library.exports import zip_of
from tests.support.readers import assert_counts_equal_a_recount, rows, write

FILM = "Date,Name,Year,Letterboxd URI"
MOMENT = datetime(2024, 5, 1, 10, 20, 30, 123456, tzinfo=UTC)


def document(n_events: int, n_ratings: int = N_ITEMS) -> str:
    """An export of ours: everything rated and seen, and this many events, every third without a key or an item."""
    items = [{"id": 900 + place, **item} for place, item in enumerate(CATALOGUE)]
    events = [
        {
            "interaction_type": "search" if number % 3 == 0 else "watch",
            "occurred_at": (MOMENT + timedelta(microseconds=number // 3)).isoformat(),
            **({"query": f"rain {number}"} if number % 3 == 0 else {"item": items[number % 4], "seconds": number}),
            **({"idempotency_key": f"key {number}"} if number % 3 == 1 else {}),
        }
        for number in range(n_events)
    ]
    return json.dumps(
        {
            "format": "cinelibre-library",
            "version": 1,
            "ratings": [{"item": item, "rating": 4, "rated_at": MOMENT.isoformat()} for item in items[:n_ratings]],
            "shelf": [{"item": item, "seen_at": MOMENT.isoformat()} for item in items],
            "interactions": events,
        }
    )


def searches(n_events: int) -> str:
    """An export of ours that speaks of no item: none makes one import wait for another."""
    events = json.loads(document(3 * n_events))["interactions"][::3]
    return json.dumps({"format": "cinelibre-library", "version": 1, "interactions": events})


FILES: dict[str, str | bytes] = {
    "letterboxd": zip_of(
        {
            "watched.csv": f"{FILM}\n2024-05-01,Ran,1985,x\n,Dune,2021,x\n",
            "ratings.csv": f"{FILM},Rating\n2024-05-02,Ran,1985,x,4.5\n,Amélie,2001,x,3\n",
            "diary.csv": (
                f"{FILM},Rating,Watched Date\n2024-05-02,Ran,1985,x,2,2024-05-01\n2024-05-02,Ran,1985,x,3,2024-05-01\n"
                "2024-05-03,Dune,1984,x,5,\n"
            ),
            "likes/films.csv": f"{FILM}\n,Dune,1984,x\n",
            "watchlist.csv": f"{FILM}\n,Dune,2020,x\n",
        }
    ),
    "goodreads": (
        "Book Id,Title,Author,ISBN13,My Rating,Date Read,Date Added,Exclusive Shelf\n"
        "1,Dune,Frank Herbert,,5,2024/05/01,2024/04/01,read\n2,Emma,Jane Austen,,3,,,read\n"
        "3,Home,Toni Morrison,,0,,,to-read\n"
    ),
    "imdb": "Const,Your Rating,Date Rated\ntt0211915,9,2024-05-01\ntt0087182,6,\ntt0087182,8,\n",
    "movielens": "movieId,rating,timestamp\n5971,4.5,1714521600\n6,3.0,\n6,4.0,\n",
    "generic": "tmdb_id,rating,watched_at,hidden\n11645,3,,\n11645,4,2024-05-01,\n949,,2024-05-02,yes\n949,,,yes\n",
    "cinelibre": document(30),
}


@pytest.mark.parametrize("file_format", FILES)
async def test_the_second_time_changes_no_row_of_any_table(place: Place, ada: Reader, file_format: str) -> None:
    first = await ada.imported(FILES[file_format], file_format)
    before = snapshot(place.url)

    second = await ada.imported(FILES[file_format], file_format)

    assert snapshot(place.url) == before
    assert first["format"] == second["format"] == file_format
    assert first["counts"]["created"] > 1
    assert second["counts"] == {"already_there": len(first["rows"])}
    assert_counts_equal_a_recount(place.url)


async def test_of_two_ratings_without_a_date_the_first_counts_however_often_they_come(ada: Reader) -> None:
    content = "tmdb_id,rating\n11645,3\n11645,4\n"

    reports = [statuses(await ada.imported(content)) for _ in range(3)]

    assert reports == [
        [(2, "created", RAN), (3, "already_there", RAN)],
        [(2, "already_there", RAN), (3, "already_there", RAN)],
        [(2, "already_there", RAN), (3, "already_there", RAN)],
    ]
    assert [rating[:2] for rating in ada.ratings()] == [(RAN, 3)]


async def test_what_was_taken_back_comes_back_with_the_file(ada: Reader) -> None:
    content = "tmdb_id,rating,watchlist,date\n11645,3,yes,2024-05-01\n"
    await ada.imported(content)
    [rating] = (await ada.asked("GET", "/ratings/my"))["ratings"]
    await ada.asked("DELETE", f"/ratings/{rating['id']}")
    await ada.asked("DELETE", f"/watchlist/movie/{RAN}")

    again = await ada.imported(content)

    assert statuses(again) == [(2, "created", RAN)]
    assert ada.ratings() == [(RAN, 3, "rating", "2024-05-01 00:00:00+00")]
    assert ada.shelf() == [{"item_id": RAN, "on_watchlist_at": "2024-05-01T00:00:00+00:00"}]


async def test_events_of_one_moment_that_differ_in_anything_are_all_kept(ada: Reader) -> None:
    watch = {"interaction_type": "watch", "item": {"title": "Ran"}, "occurred_at": MOMENT.isoformat()}
    events: list[dict[str, Any]] = [
        watch,
        watch | {"seconds": 1},
        watch | {"fraction": 0.3},
        watch | {"rating": 4},
        watch | {"query": "rain"},
        watch | {"context": {}},
        watch | {"context": {"page": 1}},
        watch | {"idempotency_key": "one"},
        watch | {"idempotency_key": "two"},
        watch | {"occurred_at": (MOMENT + timedelta(microseconds=1)).isoformat()},
    ]
    content = json.dumps({"format": "cinelibre-library", "version": 1, "interactions": [*events, *events]})

    report = await ada.imported(content)

    assert [row["status"] for row in report["rows"]] == ["created"] * 10 + ["already_there"] * 10
    assert [event[2] for event in ada.events()] == ["2024-05-01 10:20:30.123456+00"] * 9 + [
        "2024-05-01 10:20:30.123457+00"
    ]


async def test_what_was_rolled_up_since_the_export_is_already_there(place: Place, ada: Reader) -> None:
    def content(*days: int) -> str:
        """Views of Ran and searches on these days of 2015."""
        events = [
            {"interaction_type": kind, "occurred_at": f"2015-06-{day:02}T12:00:00Z", **more}
            for day in days
            for kind, more in (("view", {"item": {"title": "Ran"}}), ("search", {"query": "rain"}))
        ]
        return json.dumps({"format": "cinelibre-library", "version": 1, "interactions": events})

    roll_up = {"keep_days": 3650, "after_id": 0, "max_seconds": 10}
    await ada.imported(searches(3))  # newer ones, because the newest three stay
    await ada.imported(content(1, 10, 20))
    assert (await place.db.one("roll_up_interactions", **roll_up))["n_events"] == 6

    again = await ada.imported(content(1, 10, 20))
    others = await ada.imported(content(9, 21))  # one of that time is taken for known, one that is later is not

    assert again["counts"] == {"already_there": 6}
    assert others["counts"] == {"already_there": 2, "created": 2}
    assert (await place.db.one("roll_up_interactions", **roll_up))["n_events"] == 2
    query = "select event_count, last_at::date::text from cinelibre.preference_rollups where user_id = %s"
    assert rows(place.url, query, ada.claims.user_id) == [(4, "2015-06-21")] * 2


@pytest.fixture(scope="module")
async def neighbor(address: str, place: Place) -> AsyncIterator[Place]:
    """Another process's service on the same database: within one, imports wait for their turn."""
    async with a_place(place.url) as opened:
        yield opened


@pytest.mark.parametrize("content", [document(1_200), searches(600)], ids=["everything", "searches"])
async def test_two_imports_of_one_file_at_the_same_time_are_one(place: Place, neighbor: Place, content: str) -> None:
    once, twice = await place.reader(), await place.reader()
    n_rows = len((await once.imported(content))["rows"])

    first, second = await asyncio.gather(twice.imported(content), Reader(neighbor, twice.claims).imported(content))

    came_in = [[row["status"] == "created" for row in report["rows"]] for report in (first, second)]
    assert [len(statuses_of) for statuses_of in came_in] == [n_rows, n_rows]
    assert [a + b for a, b in zip(*came_in, strict=True)] == [1] * n_rows
    assert twice.ratings() == once.ratings()
    assert twice.shelf() == once.shelf()
    assert sorted(twice.events(), key=str) == sorted(once.events(), key=str)
    assert_counts_equal_a_recount(place.url)


async def test_nobody_waits_for_ever_where_several_import_and_rate_the_same_items_at_once(
    place: Place, neighbor: Place
) -> None:
    people = [await place.reader() for _ in range(3)]
    content = document(60)
    turned = json.loads(content)
    turned["ratings"].reverse()
    turned["shelf"].reverse()

    async def rate(reader: Reader) -> None:
        for item_id in (HEAT, DUNE, RAN, AMELIE, HEAT, DUNE):
            await reader.asked("POST", "/ratings", json={"item_id": item_id, "rating": 2})
            await reader.asked("POST", "/interactions", json={"item_id": item_id, "interaction_type": "like"})

    await asyncio.gather(
        *(person.imported(content) for person in people),
        *(Reader(neighbor, person.claims).imported(json.dumps(turned)) for person in people),
        *(rate(person) for person in people),
    )

    for person in people:
        rated = {item_id: stars for item_id, stars, *_ in person.ratings()}
        assert rated == {item_id: 2 if item_id in {HEAT, DUNE, RAN, AMELIE} else 4 for item_id in range(1, N_ITEMS + 1)}
    events = "select count(*) from cinelibre.interactions where user_id = any (%s) and interaction_type <> 'rate'"
    expected = len(people) * (60 + 6)
    assert rows(place.url, events, [person.claims.user_id for person in people]) == [(expected,)]
    assert_counts_equal_a_recount(place.url)


async def test_an_event_is_looked_up_and_not_searched_for_in_all_that_ever_happened(place: Place, ada: Reader) -> None:
    history = """
        insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)
        select %s, 1, 'view', timestamptz '2020-01-01' + n * interval '1 second' from generate_series(1, 20000) as n
    """
    events = [{"interaction_type": "view", "occurred_at": f"2020-01-01T00:{n:02}:00Z"} for n in range(60)]
    n_read = "select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where relname = 'interactions'"
    write(place.url, history, ada.claims.user_id)

    with psycopg.connect(place.url) as connection:
        status = connection.execute(
            "select cinelibre.import_record(%s, 1, %s::jsonb, 9) ->> 'status'",
            (ada.claims.user_id, json.dumps({"events": events})),
        ).fetchone()
        read = connection.execute(n_read.encode()).fetchone()

    assert (status, len(ada.events())) == (("created",), 20_001)  # that of midnight
    assert read is not None
    assert read[0] <= 120  # each is looked up, and of the item what counts who moved it
