"""Whose list it is, what was shown of it, and which lists of a reader go."""

import json
from typing import Any

import psycopg
import pytest

from api.db import Database
from tests.sql.recommendations.test_stored_lists import LIST_ID, OTHER_ID, a_reader, write_list
from tests.support.readers import DRACULA, DUNE, EMMA, RAN, SOLARIS, rows, write_items

REQUIRED = "select (cinelibre.require_list(%s, %s)).id::text"


@pytest.mark.parametrize(
    ("age", "error"), [("0", None), ("6 days 23 hours", None), ("7 days 1 second", ("PT410", "list_expired"))]
)
async def test_a_list_of_ones_own_is_there_for_a_week(
    db: Database, database_url: str, age: str, error: tuple[str, str] | None
) -> None:
    ada = await a_reader(db)
    write_list(database_url, ada, age=age, is_current=False)

    if error is None:
        assert rows(database_url, REQUIRED, ada, LIST_ID) == [(LIST_ID,)]
    else:
        with pytest.raises(psycopg.Error) as raised:
            rows(database_url, REQUIRED, ada, LIST_ID)
        assert (raised.value.sqlstate, raised.value.diag.message_primary) == error


async def test_a_list_of_exactly_a_week_is_there_and_stays(db: Database, database_url: str) -> None:
    ada = await a_reader(db)
    write_list(database_url, ada, is_current=False)

    with psycopg.connect(database_url) as connection:  # one transaction has one now()
        connection.execute("update cinelibre.recommendation_lists set created_at = now() - interval '7 days'")
        kept = connection.execute(REQUIRED.encode(), (ada, LIST_ID)).fetchall()
        deleted = connection.execute("select cinelibre.delete_former_lists(%s, null)", (ada,)).fetchall()

    assert (kept, deleted) == ([(LIST_ID,)], [(0,)])


@pytest.mark.parametrize(("name", "list_id"), [("bob", LIST_ID), ("ada", OTHER_ID)])
async def test_a_list_of_another_and_none_are_not_found(
    db: Database, database_url: str, name: str, list_id: str
) -> None:
    readers = {"ada": await a_reader(db), "bob": await a_reader(db, "bob")}
    write_list(database_url, readers["ada"])

    with pytest.raises(psycopg.Error) as raised:
        rows(database_url, REQUIRED, readers[name], list_id)

    assert (raised.value.sqlstate, raised.value.diag.message_primary) == ("PT404", "list_not_found")


async def test_each_position_of_a_batch_is_recorded_once_and_nothing_that_was_deleted(
    db: Database, database_url: str
) -> None:
    await write_items(db)
    ada = await a_reader(db)
    write_list(database_url, ada)
    recorded = "select cinelibre.record_impressions(%s, %s, %s, %s, %s)"
    entries = json.dumps([{"item_id": item_id} for item_id in (EMMA, 999, DUNE, SOLARIS, RAN, DRACULA)])

    def record(skip: int, size: int) -> int:
        [(n_shown,)] = rows(database_url, recorded, ada, LIST_ID, entries, skip, size)
        return int(n_shown)

    assert record(1, 3) == 2  # the second is gone; the third and fourth
    assert record(1, 3) == 0
    assert record(0, 4) == 1  # the first
    assert record(6, 20) == 0
    shown = "select user_id, recommendation_id::text, item_id, place from cinelibre.impressions order by place"
    assert rows(database_url, shown) == [
        (ada, LIST_ID, EMMA, 1), (ada, LIST_ID, DUNE, 3), (ada, LIST_ID, SOLARIS, 4),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("contributions", "source"),
    [
        ([("ease", 0.5), ("taste", 0.3), ("taste", 0.3)], "taste"),  # the features of a taste count together
        ([("ease", 0.5), ("taste", 0.8), ("taste", -0.4)], "ease"),
        ([("popular", 0.25), ("content", 0.25)], "content"),
        ([("taste", -0.1), ("neighbors", 0.0)], None),
        ([], None),
        (None, None),
    ],
)
async def test_an_impression_has_the_source_that_contributed_most(
    db: Database, database_url: str, contributions: list[tuple[str, float]] | None, source: str | None
) -> None:
    await write_items(db)
    ada = await a_reader(db)
    write_list(database_url, ada)
    entry: dict[str, Any] = {"item_id": DUNE}
    if contributions is not None:
        entry["contributions"] = [{"source": name, "contribution": points} for name, points in contributions]

    rows(database_url, "select cinelibre.record_impressions(%s, %s, %s, 0, 5)", ada, LIST_ID, json.dumps([entry]))

    assert rows(database_url, "select source from cinelibre.impressions") == [(source,)]
    found = "select cinelibre.find_main_source(%s::jsonb -> 'contributions')"
    assert rows(database_url, found, json.dumps(entry)) == [(source,)]


def left(database_url: str, call: str) -> tuple[int, list[int]]:
    """How many lists are deleted, and the numbers of those that are left."""
    [(n_deleted,)] = rows(database_url, f"select cinelibre.delete_former_lists({call})")
    numbers = rows(database_url, "select right(id::text, 3)::integer from cinelibre.recommendation_lists order by 1")
    return n_deleted, [number for (number,) in numbers]


def list_of(number: int) -> str:
    """The id of the list with this number."""
    return f"00000000-0000-0000-0000-{number:012}"


async def test_beyond_the_newest_of_a_type_lists_go_but_not_the_current_one(db: Database, database_url: str) -> None:
    ada, bob = await a_reader(db), await a_reader(db, "bob")
    for number in range(1, 6):
        write_list(database_url, ada, list_of(number), f"{number} hours", is_current=number == 5)
        write_list(database_url, bob, list_of(10 + number), f"{number} hours", is_current=False)
        write_list(database_url, ada, list_of(20 + number), f"{number} hours", item_type="movie", is_current=False)
        write_list(database_url, ada, list_of(30 + number), f"{number} hours", rows="{}", is_current=False)
    others = [*range(11, 16), *range(21, 26), *range(31, 36)]

    assert left(database_url, f"{ada}, null") == (0, [1, 2, 3, 4, 5, *others])
    # The current one counts first, then the newest two.
    assert left(database_url, f"{ada}, null, 3") == (2, [1, 2, 5, *others])
    assert left(database_url, f"{ada}, 'movie', 4") == (1, [1, 2, 5, *range(11, 16), *range(21, 25), *range(31, 36)])
    with_rows = left(database_url, f"{ada}, null, 1, has_rows => true")
    assert with_rows == (4, [1, 2, 5, *range(11, 16), *range(21, 25), 31])


async def test_twenty_lists_stay_and_of_equal_age_those_with_the_smaller_ids(db: Database, database_url: str) -> None:
    ada = await a_reader(db)
    for number in range(22, 0, -1):
        write_list(database_url, ada, list_of(number), is_current=False)
    write_same_age = "update cinelibre.recommendation_lists set created_at = date_trunc('day', now()) returning 1"
    assert len(rows(database_url, write_same_age)) == 22

    assert left(database_url, f"{ada}, null") == (2, list(range(1, 21)))


async def test_after_a_week_lists_of_any_type_go_and_the_current_one_too(db: Database, database_url: str) -> None:
    ada, bob = await a_reader(db), await a_reader(db, "bob")
    write_list(database_url, ada, list_of(1), "7 days 1 second")
    write_list(database_url, ada, list_of(2), "6 days 23 hours", item_type="book")
    write_list(database_url, ada, list_of(3), "7 days 1 second", item_type="movie", rows="{}")
    write_list(database_url, bob, list_of(4), "8 days")

    assert left(database_url, f"{ada}, 'book'") == (2, [2, 4])
