"""The row that counts each reader for SQL, and the crowd's histogram, which is the sum of the rows."""

from typing import Any

import pytest

from api.db import Database
from api.http.callers import Caller
from tests.support.readers import DUNE, EMMA, RAN, SOLARIS, a_caller, record, rows, write, write_items

WHOLE: dict[str, Any] = {"after_id": 0, "max_seconds": 10}
SUMMARIES = "select s.*, s.xmin::text from cinelibre.user_interaction_summary as s order by s.user_id"


@pytest.fixture
async def ada(db: Database) -> Caller:
    """A reader with stars, marks, searches and events, beside Bob with one rating."""
    await write_items(db)
    reader, bob = await a_caller(db), await a_caller(db, "bob")
    await bob.one("rate_item", item_id=DUNE, rating=0.5)
    for item_id, stars in ((DUNE, 4.5), (RAN, 2)):
        await reader.one("rate_item", item_id=item_id, rating=stars)
    await record(
        reader,
        {"interaction_type": "search", "query": "war"},
        {"interaction_type": "superlike", "item_id": EMMA},
        {"interaction_type": "hide", "item_id": SOLARIS},
        {"interaction_type": "watchlist_add", "item_id": EMMA},
    )
    return reader


def crowd(url: str) -> list[int]:
    """The crowd's histogram."""
    [(counts,)] = rows(url, "select star_counts from cinelibre.crowd")
    return list(counts)


async def test_the_row_has_what_sql_wants_to_know(ada: Caller, db: Database, database_url: str) -> None:
    answer = await db.one("refresh_summaries", **WHOLE)

    [(summary,)] = rows(
        database_url,
        "select to_jsonb(s) from cinelibre.user_interaction_summary as s where s.user_id = %s",
        ada.user_id,
    )
    del summary["counted_at"], summary["first_at"], summary["last_at"]
    assert answer == {"n_mended": 2, "next": None}
    # The superlike stands for five stars, which are liked but not given; the hide for one.
    assert summary == {
        "user_id": ada.user_id,
        "rating_count": 2, "rating_average": 3.25, "star_counts": [0, 0, 0, 1, 0, 0, 0, 0, 1, 0], "liked_count": 2,
        "watchlist_count": 1, "favorite_count": 0, "seen_count": 0, "hidden_count": 1,
        "event_count": 6, "search_count": 1,
    }  # fmt: skip


async def test_what_was_rolled_up_counts_on(ada: Caller, db: Database, database_url: str) -> None:
    query = "select event_count, search_count, first_at, last_at from cinelibre.summarize_users(array[%s])"
    write(
        database_url, "update cinelibre.interactions set occurred_at = '2020-01-01' where interaction_type = 'search'"
    )
    before = rows(database_url, query, ada.user_id)

    await db.one("roll_up_interactions", keep_days=30, after_id=0, max_seconds=10)

    assert rows(database_url, query, ada.user_id) == before
    assert before[0][:2] == (6, 1)


async def test_only_what_changed_is_written(ada: Caller, db: Database, database_url: str) -> None:
    await db.one("refresh_summaries", **WHOLE)
    before = rows(database_url, SUMMARIES)
    again = await db.one("refresh_summaries", **WHOLE)
    assert (again, rows(database_url, SUMMARIES)) == ({"n_mended": 0, "next": None}, before)

    await ada.one("rate_item", item_id=RAN, rating=5)
    changed = await db.one("refresh_summaries", **WHOLE)

    after = {row[0]: row for row in rows(database_url, SUMMARIES)}
    assert changed["n_mended"] == 1
    assert [user_id for user_id, row in after.items() if row not in before] == [ada.user_id]
    assert after[ada.user_id][2] == 4.75


async def test_it_goes_page_by_page_until_the_time_is_up(ada: Caller, db: Database) -> None:
    first = await db.one("refresh_summaries", after_id=0, max_seconds=0, page_size=1)
    second = await db.one("refresh_summaries", after_id=first["next"], max_seconds=0, page_size=1)
    third = await db.one("refresh_summaries", after_id=second["next"], max_seconds=0, page_size=1)

    assert (first, second["n_mended"]) == ({"n_mended": 1, "next": ada.user_id}, 1)
    assert third == {"n_mended": 0, "next": None}


async def test_the_crowd_is_the_sum_of_all_and_follows_every_change(
    ada: Caller, db: Database, database_url: str
) -> None:
    assert crowd(database_url) == [0] * 10
    await db.one("refresh_summaries", **WHOLE)
    assert crowd(database_url) == [1, 0, 0, 1, 0, 0, 0, 0, 1, 0]

    await ada.one("rate_item", item_id=RAN, rating=5)
    await db.one("refresh_summaries", **WHOLE)
    assert crowd(database_url) == [1, 0, 0, 0, 0, 0, 0, 0, 1, 1]

    await ada.one("delete_account")
    assert crowd(database_url) == [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert len(rows(database_url, SUMMARIES)) == 1


async def test_simulated_raters_belong_to_the_crowd(db: Database, database_url: str) -> None:
    await write_items(db)
    await db.one("write_simulated_ratings", records=[["demo:1", DUNE, 3.5, 1_000_000_000]])

    await db.one("refresh_summaries", **WHOLE)

    assert crowd(database_url) == [0, 0, 0, 0, 0, 0, 1, 0, 0, 0]
