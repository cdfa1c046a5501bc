"""What cleanup deletes, what it keeps, and that old interactions are in the log or in the roll-up, never in both."""

import math
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from api.db import Database
from api.http.callers import Caller
from tests.support.readers import DUNE, EMMA, RAN, Row, a_caller, rows, save_list, write, write_items

LANDMARK = datetime(2026, 1, 1, tzinfo=UTC)  # of the clock that decays preferences
ROLLUPS = """
    select user_id, item_id, interaction_type, event_count, weight, first_at, last_at
    from cinelibre.preference_rollups
    order by user_id, item_id, interaction_type
"""


@pytest.fixture
async def ada(db: Database, database_url: str) -> Caller:
    """A reader of a small catalogue, by a clock whose landmark is known."""
    await write_items(db)
    write(database_url, "update cinelibre.decay_clocks set landmark = %s where name = 'preference'", LANDMARK)
    return await a_caller(db)


def happened(url: str, user_id: int, kind: str, at: datetime, item_id: int | None = DUNE, **more: Any) -> None:
    """An interaction of the past."""
    statement = """
        insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at, rating, query)
        values (%s, %s, %s, %s, %s, %s)
    """
    write(url, statement, user_id, item_id, kind, at, more.get("rating"), more.get("query"))


def searched_since(url: str, user_id: int) -> None:
    """Three searches, which stay whatever their age; so an older one may go."""
    for minutes in range(3):
        happened(url, user_id, "search", days_ago(minutes / 1440), None, query="newer")


def days_ago(days: float) -> datetime:
    """So many days ago."""
    return datetime.now(UTC) - timedelta(days=days)


async def roll_up(db: Database, keep_days: int = 365, **more: Any) -> int:
    """Rolls up until there is nothing left; answers how many events."""
    n_events, after = 0, 0
    while after is not None:
        bite = await db.one("roll_up_interactions", keep_days=keep_days, after_id=after, max_seconds=1, **more)
        n_events, after = n_events + bite["n_events"], bite["next"]
    return n_events


async def test_old_interactions_become_counts_and_decayed_weights(ada: Caller, db: Database, database_url: str) -> None:
    bob = await a_caller(db, "bob")
    on, later = datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 31, tzinfo=UTC)
    happened(database_url, ada.user_id, "view", on)
    happened(database_url, ada.user_id, "view", later)
    happened(database_url, ada.user_id, "rate", on, EMMA, rating=3)
    happened(database_url, ada.user_id, "search", on, None, query="clocks")
    happened(database_url, bob.user_id, "dislike", later, RAN)
    searched_since(database_url, ada.user_id)

    n_events = await roll_up(db)

    # A half-life is 30 days: 2192 days before the landmark a view weighs 0.2 · 2^(−2192/30), 30 days later twice that.
    # Three stars: −0.3 + 0.4 · (3 − 2) = 0.1. A search weighs 0.1, a dislike −0.3.
    factor = math.exp2(-2192 / 30)
    expected: list[Row] = [
        (ada.user_id, DUNE, "view", 2, pytest.approx(0.2 * 3 * factor, rel=1e-9), on, later),
        (ada.user_id, EMMA, "rate", 1, pytest.approx(0.1 * factor, rel=1e-9), on, on),
        (ada.user_id, None, "search", 1, pytest.approx(0.1 * factor, rel=1e-9), on, on),
        (bob.user_id, RAN, "dislike", 1, pytest.approx(-0.3 * 2 * factor, rel=1e-9), later, later),
    ]
    assert (LANDMARK - on).days == 2192
    assert n_events == 5
    assert rows(database_url, ROLLUPS) == expected
    assert rows(database_url, "select distinct query from cinelibre.interactions") == [("newer",)]


async def test_what_comes_later_is_added_and_twice_is_once(ada: Caller, db: Database, database_url: str) -> None:
    first, last = days_ago(500), days_ago(400)
    searched_since(database_url, ada.user_id)
    for at in (last, first):
        happened(database_url, ada.user_id, "search", at, None, query="clocks")
        await roll_up(db)

    assert await roll_up(db) == 0
    [(_, item_id, kind, n_events, _, first_at, last_at)] = rows(database_url, ROLLUPS)
    assert (item_id, kind, n_events, first_at, last_at) == (None, "search", 2, first, last)


async def test_what_is_young_and_what_the_history_shows_stay(ada: Caller, db: Database, database_url: str) -> None:
    happened(database_url, ada.user_id, "view", days_ago(364))
    happened(database_url, ada.user_id, "view", days_ago(366), RAN)
    for kind in ("watch", "seen"):
        happened(database_url, ada.user_id, kind, days_ago(4000))

    assert await roll_up(db) == 1
    kept = rows(database_url, "select interaction_type, item_id from cinelibre.interactions order by 1")
    assert kept == [("seen", DUNE), ("view", DUNE), ("watch", DUNE)]
    assert await roll_up(db, keep_days=30) == 1


async def test_ratings_shelf_and_trend_stay_as_they_are(ada: Caller, db: Database, database_url: str) -> None:
    await ada.one("rate_item", item_id=DUNE, rating=4)
    await ada.one("mark_item", item_type="movie", item_id=RAN, interaction_type="hide")
    tables = ("ratings", "shelf", "item_stats", "users")
    before = [rows(database_url, f"select t::text from cinelibre.{table} as t order by 1") for table in tables]
    write(database_url, "update cinelibre.interactions set occurred_at = now() - interval '2 years' where true")

    assert await roll_up(db) == 2
    assert [rows(database_url, f"select t::text from cinelibre.{table} as t order by 1") for table in tables] == before


async def test_an_event_of_a_century_ago_is_too_light_but_no_error(
    ada: Caller, db: Database, database_url: str
) -> None:
    happened(database_url, ada.user_id, "click", datetime(1900, 1, 1, tzinfo=UTC))

    assert await roll_up(db) == 1
    assert rows(database_url, "select event_count, weight from cinelibre.preference_rollups") == [(1, 0)]


async def test_bites_go_on_where_the_last_one_ended(ada: Caller, db: Database, database_url: str) -> None:
    readers = [ada, *[await a_caller(db, name) for name in ("bob", "cid")]]
    for reader in readers:
        for _ in range(5):
            happened(database_url, reader.user_id, "view", days_ago(400))

    bite = {"keep_days": 365, "after_id": 0, "max_seconds": 1}
    first = await db.one("roll_up_interactions", **bite, page_size=2, event_limit=4)

    assert first == {"n_events": 4, "next": 0}  # the first two have ten: more of them
    assert await roll_up(db, page_size=2, event_limit=4) == 11
    assert [row[3] for row in rows(database_url, ROLLUPS)] == [5, 5, 5]


async def test_an_account_that_is_being_deleted_is_passed_over(ada: Caller, db: Database, database_url: str) -> None:
    bob = await a_caller(db, "bob")
    for reader in (ada, bob):
        happened(database_url, reader.user_id, "view", days_ago(400))

    with psycopg.connect(database_url) as deleting:
        deleting.execute("select public.delete_account(%s, 1)", [ada.user_id])
        n_events = await roll_up(db)
        deleting.commit()

    assert n_events == 1
    assert [row[0] for row in rows(database_url, ROLLUPS)] == [bob.user_id]


async def a_list(me: Caller, database_url: str, days: float) -> str:
    """The id of a list that was made so long ago; one item of it was shown."""
    list_id = await save_list(me, RAN)
    statement = "update cinelibre.recommendation_lists set created_at = %s where id = %s"
    write(database_url, statement, days_ago(days), uuid.UUID(list_id))
    return list_id


async def test_lists_go_after_a_week_and_what_was_shown_of_them_after_thirty_days(
    ada: Caller, db: Database, database_url: str
) -> None:
    shown, age = (
        "select user_id from cinelibre.impressions order by 1",
        "update cinelibre.impressions set shown_at = %s",
    )
    bob = await a_caller(db, "bob")
    await a_list(ada, database_url, 7.1)
    kept = await a_list(bob, database_url, 6.9)

    async def bite(impression_limit: int = 9) -> tuple[int, int]:
        found = await db.one("delete_old_lists", list_limit=2, impression_limit=impression_limit)
        return found["n_lists"], found["n_impressions"]

    assert [await bite(), await bite()] == [(1, 0), (0, 0)]
    assert rows(database_url, "select id::text from cinelibre.recommendation_lists") == [(kept,)]
    assert rows(database_url, shown) == [(ada.user_id,), (bob.user_id,)]
    write(database_url, f"{age} where user_id = %s", days_ago(29.9), bob.user_id)
    write(database_url, f"{age} where user_id = %s", days_ago(30.1), ada.user_id)
    assert await bite() == (0, 1)
    assert rows(database_url, shown) == [(bob.user_id,)]
    write(database_url, f"{age} where true", days_ago(31))
    assert [await bite(0), await bite(1)] == [(0, 0), (0, 1)]


async def test_so_many_lists_a_call_and_none_that_another_holds(ada: Caller, db: Database, database_url: str) -> None:
    oldest = await a_list(ada, database_url, 9)
    for name in ("bob", "cid", "dot"):
        await a_list(await a_caller(db, name), database_url, 8)

    with psycopg.connect(database_url) as holding:
        holding.execute("select from cinelibre.recommendation_lists where id = %s for update", [uuid.UUID(oldest)])
        bites = [(await db.one("delete_old_lists", list_limit=2, impression_limit=9))["n_lists"] for _ in range(2)]

    assert bites == [2, 1]
    assert rows(database_url, "select id::text from cinelibre.recommendation_lists") == [(oldest,)]


async def test_runs_are_kept_for_ninety_days_and_the_newest_of_a_job_for_ever(db: Database, database_url: str) -> None:
    for job_name, days in (("sync", 200), ("sync", 91), ("sync", 89), ("train", 300)):
        run_id = await db.one("begin_job", job_name=job_name, holder="here:1")
        await db.one("end_job", run_id=run_id, outcome="done", counts={}, errors=[])
        write(database_url, "update cinelibre.job_runs set ended_at = %s where id = %s", days_ago(days), run_id)
    under_way = await db.one("begin_job", job_name="sync", holder="here:1")
    budget = "insert into cinelibre.api_budgets (api, day) values ('google-books', current_date - %s)"
    for days in (40, 5):
        write(database_url, budget, days)

    assert await db.one("delete_old_runs") == {"n_runs": 2, "n_budgets": 1}
    assert await db.one("delete_old_runs") == {"n_runs": 0, "n_budgets": 0}
    kept = rows(database_url, "select job_name, ended_at is null from cinelibre.job_runs order by id")
    assert kept == [("sync", False), ("train", False), ("sync", True)]
    assert await db.one("end_job", run_id=under_way, outcome="done", counts={}, errors=[]) is True


async def test_codes_nobody_used_within_half_an_hour_are_forgotten(
    ada: Caller, db: Database, database_url: str
) -> None:
    bob = await a_caller(db, "bob")
    for user_id, minutes in ((ada.user_id, 29), (ada.user_id, 31), (bob.user_id, 45)):
        write(
            database_url,
            "insert into cinelibre.reset_codes (user_id, code_hash, made_at)"
            f" values ({user_id}, 'after {minutes}', now() - interval '{minutes} minutes')",
        )

    assert await db.one("delete_old_codes") == {"n_codes": 2, "n_tickets": 0}
    assert rows(database_url, "select user_id, code_hash from cinelibre.reset_codes") == [(ada.user_id, "after 29")]
