"""Counts that differ from what they count are found and put right; those that are right are not touched."""

import psycopg
import pytest

from api.db import Database
from api.http.callers import Caller
from tests.support.readers import (
    DUNE,
    EMMA,
    RAN,
    Row,
    a_caller,
    assert_counts_equal_a_recount,
    record,
    rows,
    write,
    write_items,
)

STATS = "select s.*, s.xmin::text from cinelibre.item_stats as s order by s.item_id"
WHOLE = {"after_id": 0, "max_seconds": 10}


@pytest.fixture
async def ada(db: Database) -> Caller:
    """A reader with ratings, among simulated and imported ones."""
    await write_items(db)
    reader = await a_caller(db)
    await reader.one("rate_item", item_id=DUNE, rating=4.5)
    await record(reader, {"interaction_type": "hide", "item_id": RAN})
    await db.one("write_simulated_ratings", records=[[1, DUNE, 3.5, 1_000_000_000]])
    await db.one("import_ratings", records=[[7, 1002, 5.0, 1_000_000_000]])
    return reader


async def test_what_is_right_is_left_as_it_is(ada: Caller, db: Database, database_url: str) -> None:
    before = rows(database_url, STATS)

    items, users = await db.one("recount_items", **WHOLE), await db.one("recount_users", **WHOLE)

    assert (items, users) == ({"n_mended": 0, "next": None}, {"n_mended": 0, "next": None})
    assert await db.one("recount_catalogue") == {"n_mended": 0}
    assert rows(database_url, STATS) == before


async def test_what_is_wrong_or_gone_is_counted_anew(ada: Caller, db: Database, database_url: str) -> None:
    write(database_url, "update cinelibre.item_stats set rating_sum = 9.5, like_count = 7 where item_id = %s", DUNE)
    write(database_url, "delete from cinelibre.item_stats where item_id = %s", RAN)
    write(database_url, "update cinelibre.users set rating_count = 40 where id = %s", ada.user_id)

    items, users = await db.one("recount_items", **WHOLE), await db.one("recount_users", **WHOLE)

    # Dune: 4.5 by Ada and a simulated 3.5: two raters, 8 in all, one like. Ran: hidden, and 5 from elsewhere.
    assert (items["n_mended"], users["n_mended"]) == (2, 1)
    stats: dict[int, Row] = {row[0]: row[1:6] for row in rows(database_url, STATS)}
    assert stats[DUNE] == (2, 2, 8, 1, 1)
    assert stats[RAN][0] == 2
    assert_counts_equal_a_recount(database_url)


async def test_the_trend_survives_a_recount(ada: Caller, db: Database, database_url: str) -> None:
    await record(ada, {"interaction_type": "view", "item_id": DUNE})
    trend = "select trend from cinelibre.item_stats where item_id = %s"
    [before] = rows(database_url, trend, DUNE)
    write(database_url, "update cinelibre.item_stats set rater_count = 0 where item_id = %s", DUNE)

    await db.one("recount_items", **WHOLE)

    assert rows(database_url, trend, DUNE) == [before]
    assert before[0] > 0


async def test_the_total_of_a_type_is_counted_anew(db: Database, database_url: str) -> None:
    await write_items(db)
    figures = "update cinelibre.items set external_count = 100 * id, external_popularity = id / 10.0"
    write(database_url, f"{figures} where item_type = 'movie'")
    totals = "select item_type, external_total, popularity_total from cinelibre.catalogue_totals order by item_type"

    # 100 + 200 + 300 and 0.1 + 0.2 + 0.3 of three movies; nothing of books.
    expected = [("book", 0, 0), ("movie", 600, pytest.approx(0.6))]
    assert rows(database_url, totals) == expected
    for wrong, n_mended in (("external_total = 5", 2), ("popularity_total = 0.600002", 2), ("external_total = 0", 1)):
        write(database_url, f"update cinelibre.catalogue_totals set {wrong} where true")
        assert await db.one("recount_catalogue") == {"n_mended": n_mended}
        assert rows(database_url, totals) == expected
    write(database_url, "update cinelibre.catalogue_totals set popularity_total = 0.6 where item_type = 'movie'")
    assert await db.one("recount_catalogue") == {"n_mended": 0}


async def test_pages_go_on_where_the_last_one_ended(db: Database, database_url: str) -> None:
    await write_items(db)
    for name in ("ada", "bob", "cid"):
        await (await a_caller(db, name)).one("rate_item", item_id=EMMA, rating=3)
    write(database_url, "update cinelibre.users set rating_count = 9 where true")

    after: int | None = 0
    bites = []
    while after is not None:
        bite = await db.one("recount_users", after_id=after, max_seconds=0, page_size=2)
        bites.append(bite["n_mended"])
        after = bite["next"]

    assert bites == [2, 1]
    assert_counts_equal_a_recount(database_url)


async def test_the_clock_is_looked_at_after_a_few_items(db: Database) -> None:
    await write_items(db, tuple(("movie", f"Film {n}") for n in range(1, 31)))

    bite = await db.one("recount_items", after_id=0, max_seconds=0)

    assert bite == {"n_mended": 0, "next": 5}


async def test_a_rating_that_is_being_written_is_neither_lost_nor_counted_twice(
    ada: Caller, db: Database, database_url: str
) -> None:
    bob = await a_caller(db, "bob")
    write(database_url, "update cinelibre.item_stats set rater_count = 50 where item_id = %s", DUNE)
    write(database_url, "update cinelibre.users set rating_count = 50 where id = %s", bob.user_id)

    with psycopg.connect(database_url) as rating:
        rating.execute("select public.rate_item(%s, 1, %s, 5)", [bob.user_id, DUNE])
        users = await db.one("recount_users", **WHOLE)  # it does not wait: an import would lock many
        with psycopg.connect(database_url) as recounting:
            recounting.execute("set lock_timeout = '300ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                recounting.execute("select public.recount_items(0, 10)")
        rating.commit()
    await db.one("recount_items", **WHOLE)
    await db.one("recount_users", **WHOLE)

    assert users["n_mended"] == 0
    assert_counts_equal_a_recount(database_url)
