"""Fifty writers at once, on the same items, in different orders: every count is right after, and nobody is refused."""

import asyncio
import random
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import pytest

from api.db import Database
from api.db.postgres import open_postgres
from api.errors import NotFound, Unauthorized
from api.http.callers import Caller
from tests.support.readers import (
    a_caller,
    ago,
    assert_counts_equal_a_recount,
    record,
    rows,
    write_items,
)
from tests.support.servers import Server

N_MOVIES = 30
MOVIES = tuple(range(1, N_MOVIES + 1))
KINDS = ("like", "unlike", "superlike", "dislike", "favorite", "unfavorite", "hide", "unhide", "seen", "view", "rate")
MONDAY = 1_000_000_000


@pytest.fixture
def crowded_url(any_server: Server) -> Any:
    """A shipped database of each version in turn."""
    name = any_server.create_database("shipped")
    yield any_server.url_of(name)
    any_server.drop_database(name)


@pytest.fixture
async def crowded(crowded_url: str) -> AsyncIterator[Database]:
    """Thirty movies that nobody has rated yet, behind a pool of 25 connections."""
    async with open_postgres(crowded_url, 25) as opened:
        await write_items(opened, tuple(("movie", f"Movie {number}") for number in MOVIES))
        yield opened


def a_batch(dice: random.Random) -> list[dict[str, Any]]:
    """Events of forty items, some twice, in no order."""
    return [
        {"interaction_type": kind, "item_id": dice.choice(MOVIES)} | ({"rating": 3.5} if kind == "rate" else {})
        for kind in dice.choices(KINDS, k=40)
    ]


async def rate_all(me: Caller, dice: random.Random) -> None:
    """Ratings in stars one by one, half of them taken back."""
    for item_id in dice.sample(MOVIES, 6):
        kept = await me.one("rate_item", item_id=item_id, rating=dice.choice([0.5, 3, 4.5]))
        if dice.random() < 0.5:
            await take_back(me, kept["id"])


async def take_back(me: Caller, rating_id: int) -> None:
    """Deletes a rating, unless another window of the same reader has."""
    try:
        await me.one("delete_rating", rating_id=rating_id)
    except NotFound as refusal:
        assert refusal.slug == "rating_not_found"


async def mark_all(me: Caller, dice: random.Random) -> None:
    """Items hidden and shown again."""
    for item_id in dice.sample(MOVIES, 6):
        for kind in ("hide", "unhide", "watchlist_add")[: dice.randint(1, 3)]:
            await me.one("mark_item", item_type="movie", item_id=item_id, interaction_type=kind)


async def import_all(db: Database, dice: random.Random) -> None:
    """Ratings that 40 people gave elsewhere."""
    batch = [[rater, 1000 + item_id, 4.5, MONDAY] for rater in range(40) for item_id in dice.sample(MOVIES, 10)]
    await db.one("import_ratings", records=batch)


async def until_gone(work: Coroutine[Any, Any, Any]) -> None:
    """Does it, unless the account goes meanwhile."""
    try:
        await work
    except Unauthorized as refusal:
        assert refusal.slug == "token_revoked"


async def test_fifty_writers_leave_right_counts_and_none_is_refused(crowded: Database, crowded_url: str) -> None:
    dice = random.Random(11)
    readers = [await a_caller(crowded, f"reader{number}") for number in range(20)]
    leaving = [await a_caller(crowded, f"leaving{number}") for number in range(5)]
    for me in leaving:
        await record(me, *a_batch(dice))
    work: list[Coroutine[Any, Any, Any]] = [
        *(record(me, *a_batch(dice)) for me in readers),
        *(rate_all(me, dice) for me in readers[:12]),
        *(mark_all(me, dice) for me in readers[:6]),
        *(until_gone(record(me, *a_batch(dice))) for me in leaving),
        *(me.one("delete_account") for me in leaving),
        import_all(crowded, dice),
        import_all(crowded, dice),
    ]
    assert len(work) == 50
    dice.shuffle(work)

    await asyncio.gather(*work)

    assert_counts_equal_a_recount(crowded_url)
    [(n_ratings,)] = rows(crowded_url, "select count(*) from cinelibre.ratings")
    assert n_ratings > 500
    assert rows(crowded_url, "select count(*) from cinelibre.users where name like 'leaving%'") == [(0,)]


async def test_one_reader_in_many_windows_leaves_right_counts(crowded: Database, crowded_url: str) -> None:
    dice = random.Random(12)
    ada = await a_caller(crowded)

    await asyncio.gather(
        *(record(ada, *a_batch(dice)) for _ in range(10)),
        *(rate_all(ada, dice) for _ in range(10)),
        *(mark_all(ada, dice) for _ in range(10)),
    )

    assert_counts_equal_a_recount(crowded_url)


async def test_a_first_rating_of_a_movie_does_not_wait_in_a_circle(crowded: Database, crowded_url: str) -> None:
    """Of some movies there are counts already, of others not: a batch that makes rows waits for nothing it holds."""
    dice = random.Random(13)
    readers = [await a_caller(crowded, f"reader{number}") for number in range(12)]

    for first in range(1, N_MOVIES, 3):
        three = range(first, first + 3)
        await record(readers[0], {"interaction_type": "view", "item_id": first})
        imported = [[1000 * first + rater, 1000 + item_id, 4.5, MONDAY] for rater in range(9) for item_id in three]
        await asyncio.gather(
            crowded.one("import_ratings", records=imported),
            *(
                record(me, *({"interaction_type": "like", "item_id": item_id} for item_id in dice.sample(three, 3)))
                for me in readers
            ),
        )

    assert_counts_equal_a_recount(crowded_url)
    [(n_ratings,)] = rows(crowded_url, "select count(*) from cinelibre.ratings")
    assert n_ratings == N_MOVIES * (9 + 12)


async def test_the_same_events_sent_in_opposite_orders_at_once_are_kept_once(
    crowded: Database, crowded_url: str
) -> None:
    ada = await a_caller(crowded)
    events = [
        {"interaction_type": "search", "query": f"words {number}", "idempotency_key": f"key {number}"}
        for number in range(100)
    ]
    orders = [events, events[::-1], events[50:] + events[:50], events[::-1][50:] + events[::-1][:50]]

    answers = await asyncio.gather(*(record(ada, *order) for order in orders * 3))

    assert sorted(answer["n_recorded"] for answer in answers) == [0] * 11 + [100]
    assert all(answer["n_recorded"] + answer["n_repeated"] == 100 for answer in answers)
    assert rows(crowded_url, "select count(*), count(distinct query) from cinelibre.interactions") == [(100, 100)]


async def test_an_account_that_goes_while_its_events_come_in_leaves_nothing(
    crowded: Database, crowded_url: str
) -> None:
    dice = random.Random(14)
    for number in range(8):
        ada = await a_caller(crowded, f"ada{number}")
        await record(ada, *a_batch(dice))

        await asyncio.gather(
            until_gone(record(ada, *a_batch(dice))),
            until_gone(rate_all(ada, dice)),
            ada.one("delete_account"),
            until_gone(mark_all(ada, dice)),
            until_gone(record(ada, *a_batch(dice), {"interaction_type": "search", "query": ago(0)})),
        )

    for table in ("users", "ratings", "shelf", "interactions"):
        assert rows(crowded_url, f"select count(*) from cinelibre.{table}") == [(0,)], table
    assert_counts_equal_a_recount(crowded_url)
