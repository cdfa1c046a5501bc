"""What each counter counts, and what it does not: by whom a reader may be told of what."""

from typing import Any

import pytest

from api.db import Database
from api.http.callers import Caller
from tests.support.readers import DUNE, EMMA, RAN, a_caller, record, rows, write, write_items

MOVED = 0.5
PAGE: dict[str, Any] = {"moved_from": MOVED}


@pytest.fixture
async def ada(db: Database) -> Caller:
    """A reader before five items."""
    await write_items(db)
    return await a_caller(db, "ada")


def befriend(url: str, one: Caller, other: Caller) -> None:
    """Make two readers friends who share their ratings."""
    write(url, "update cinelibre.users set shares_ratings = true, discoverable = true where true")
    for first, second in ((one, other), (other, one)):
        write(url, "select cinelibre.say_of(%s, %s, 'accepted')", first.user_id, second.user_id)


async def counters(reader: Caller) -> dict[str, int]:
    """A reader's counters."""
    counted: dict[str, int] = await reader.one("get_live_state", **PAGE)
    return counted


async def test_a_rating_counts_twice_for_the_list_and_once_for_matches(ada: Caller, database_url: str) -> None:
    [(days,)] = rows(database_url, "select (now() at time zone 'UTC')::date - date '2026-01-01'")
    before = await counters(ada)

    await ada.one("rate_item", item_id=DUNE, rating=4)

    assert before == {"list": 1000 * days, "rows": 1000 * days, "matches": 0, "friends": 0}
    assert await counters(ada) == {"list": 1000 * days + 2, "rows": 1000 * days + 2, "matches": 1, "friends": 0}


async def test_the_same_rating_again_changes_nothing(ada: Caller) -> None:
    await ada.one("rate_item", item_id=DUNE, rating=4)
    before = await counters(ada)

    await ada.one("rate_item", item_id=DUNE, rating=4)

    assert await counters(ada) == before


async def test_clicks_and_views_count_in_steps_of_what_ends_a_list(ada: Caller) -> None:
    before = (await counters(ada))["list"]
    steps = []

    # 0.2 for a view, 0.3 for a click in a list, 0.1 for another: 0.2, 0.5, 0.6, 0.8, 1.0
    for kind, item_id in (
        ("view", DUNE),
        ("recommendation_click", DUNE),
        ("click", RAN),
        ("view", RAN),
        ("view", EMMA),
    ):
        await record(ada, {"interaction_type": kind, "item_id": item_id})
        steps.append((await counters(ada))["list"] - before)

    assert steps == [0, 1, 1, 1, 2]


async def test_the_first_neighbors_count_and_their_end_does_not_count_back(ada: Caller, db: Database) -> None:
    await ada.one("rate_item", item_id=DUNE, rating=4)
    rated = (await counters(ada))["list"]

    await db.one("refresh_neighbors", user_id=ada.user_id)
    computed = (await counters(ada))["list"]
    await ada.one("set_influence", kind="item", item_id=DUNE, weight=0)  # it deletes the neighbors
    muted = (await counters(ada))["list"]

    assert (computed - rated, muted - computed) == (1, 1)


async def test_a_friends_stars_count_and_their_marks_do_not(ada: Caller, db: Database, database_url: str) -> None:
    bob = await a_caller(db, "bob")
    befriend(database_url, ada, bob)
    before = await counters(ada)

    await bob.one("mark_item", item_type="movie", item_id=RAN, interaction_type="watchlist_add")
    await record(bob, {"interaction_type": "like", "item_id": RAN})
    await bob.one("mark_item", item_type="movie", item_id=EMMA, interaction_type="hide")
    marked = await counters(ada)
    rated = await bob.one("rate_item", item_id=DUNE, rating=4)
    starred = await counters(ada)
    await bob.one("delete_rating", rating_id=rated["id"])

    assert marked == before
    assert starred["friends"] - before["friends"] == 1
    assert (await counters(ada))["friends"] - before["friends"] == 2


async def test_a_friend_who_shares_nothing_shows_nothing(ada: Caller, db: Database, database_url: str) -> None:
    bob = await a_caller(db, "bob")
    befriend(database_url, ada, bob)
    shared = (await counters(ada))["friends"]
    await bob.one("change_account", shares_ratings=False)
    before = (await counters(ada))["friends"]

    await bob.one("rate_item", item_id=DUNE, rating=4)

    assert (shared - before, (await counters(ada))["friends"]) == (1_000_000, before)


async def test_another_day_is_another_list(ada: Caller, database_url: str) -> None:
    before = (await counters(ada))["list"]
    # The day is the reader's: where it is noon in UTC, it is tomorrow at UTC+14 or still yesterday at UTC-11.
    [(zone, days)] = rows(
        database_url,
        "select z, (now() at time zone z)::date - (now() at time zone 'UTC')::date"
        " from unnest(array['Pacific/Kiritimati', 'Pacific/Pago_Pago']) as z"
        " where (now() at time zone z)::date <> (now() at time zone 'UTC')::date limit 1",
    )

    await ada.one("change_account", timezone=zone)

    assert (await counters(ada))["list"] - before == 1000 * days
