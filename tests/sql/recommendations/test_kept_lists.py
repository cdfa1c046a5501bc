"""Lists that are kept: which is the day's, what was shown of it, what may stay, and which go."""

from datetime import date
from typing import Any

import psycopg
import pytest

from api.db import Database
from tests.support.readers import DRACULA, DUNE, EMMA, RAN, SOLARIS, a_caller, rows, write, write_items

TODAY = date(2026, 11, 29)
KEEP = """
    select cinelibre.keep_list(row(
        gen_random_uuid(), %(user_id)s, %(item_type)s, 1, %(day)s, %(item_ids)s::integer[],
        (select jsonb_agg(jsonb_build_object('item_id', i.id)) from unnest(%(item_ids)s::integer[]) as i (id)),
        %(is_current)s, now(), '{popular}', %(rating_count)s, null, null, null, null, null
    )::cinelibre.recommendation_lists, 2)::text
"""
LISTS = "select id::text, item_type, is_current from cinelibre.recommendation_lists order by created_at, id"


async def a_reader(db: Database, name: str = "ada") -> int:
    """Somebody with an account, and a catalogue."""
    if name == "ada":
        await write_items(db)
    return (await a_caller(db, name)).user_id


def keep(database_url: str, user_id: int, item_type: str | None = None, **given: Any) -> str:
    """The id of a list that is kept now."""
    asked = {
        "user_id": user_id, "item_type": item_type, "day": TODAY, "item_ids": [DUNE, RAN, EMMA], "is_current": True,
        "rating_count": 7, **given,
    }  # fmt: skip
    with psycopg.connect(database_url) as connection:
        [recommendation_id] = connection.execute(KEEP, asked).fetchone() or [""]
    return str(recommendation_id)


async def test_a_list_takes_the_place_of_the_present_one_of_its_type_alone(db: Database, database_url: str) -> None:
    ada = await a_reader(db)
    both, films = keep(database_url, ada), keep(database_url, ada, "movie")

    new = keep(database_url, ada)
    narrowed = keep(database_url, ada, "movie", is_current=False)

    assert rows(database_url, LISTS) == [
        (both, None, False), (films, "movie", True), (new, None, True), (narrowed, "movie", False),
    ]  # fmt: skip


async def test_what_is_served_of_a_days_list_is_written_down_and_of_others_nothing(
    db: Database, database_url: str
) -> None:
    ada = await a_reader(db)
    shown = "select recommendation_id::text, item_id, place from cinelibre.impressions order by place"

    stored, _ = keep(database_url, ada), keep(database_url, ada, is_current=False)

    assert rows(database_url, shown) == [(stored, DUNE, 1), (stored, RAN, 2)]


async def test_what_was_shown_within_the_hour_on_lists_of_the_type_is_told(db: Database, database_url: str) -> None:
    ada, bob = await a_reader(db), await a_reader(db, "bob")
    keep(database_url, ada)
    keep(database_url, ada, item_ids=[DUNE, SOLARIS])
    keep(database_url, ada, "movie", item_ids=[EMMA])
    keep(database_url, bob, item_ids=[DRACULA])

    def told(item_type: str | None) -> list[int]:
        [(ids,)] = rows(database_url, "select cinelibre.list_shown(%s, %s)", ada, item_type)
        return sorted(ids)

    assert (told(None), told("movie"), told("book")) == ([DUNE, RAN, SOLARIS], [EMMA], [])
    age = "update cinelibre.impressions set shown_at = now() - %s::interval where item_id = %s"
    write(database_url, age, "59 minutes", RAN)
    write(database_url, age, "61 minutes", SOLARIS)
    assert told(None) == [DUNE, RAN]


async def test_what_stood_first_on_the_present_list_of_the_day_and_type_may_stay(
    db: Database, database_url: str
) -> None:
    ada = await a_reader(db)
    keep(database_url, ada, item_ids=[SOLARIS], rating_count=1)
    keep(database_url, ada, item_ids=[DUNE, RAN, EMMA], rating_count=9)
    keep(database_url, ada, item_ids=[DRACULA], rating_count=9, is_current=False)
    keep(database_url, ada, "book", item_ids=[DRACULA, SOLARIS], rating_count=8)

    def former(item_type: str | None, day: date, first_count: int) -> list[Any]:
        return rows(
            database_url, "select * from cinelibre.find_former_list(%s, %s, %s, %s)", ada, item_type, day, first_count
        )

    assert former(None, TODAY, 2) == [([DUNE, RAN], 9, 0)]
    assert former(None, TODAY, 20) == [([DUNE, RAN, EMMA], 9, 0)]
    assert former("book", TODAY, 20) == [([DRACULA, SOLARIS], 8, 0)]
    assert former("movie", TODAY, 20) == former(None, date(2026, 11, 30), 20) == []


async def test_of_a_type_the_newest_twenty_lists_stay(db: Database, database_url: str) -> None:
    ada, bob = await a_reader(db), await a_reader(db, "bob")
    others = {keep(database_url, ada, "book"), keep(database_url, bob)}
    kept = [keep(database_url, ada) for _ in range(20)]
    assert {one for one, _, _ in rows(database_url, LISTS)} == {*others, *kept}

    newest = keep(database_url, ada)

    assert {one for one, _, _ in rows(database_url, LISTS)} == {*others, *kept[1:], newest}


async def test_the_days_list_outlives_however_many_narrowed_ones(db: Database, database_url: str) -> None:
    ada = await a_reader(db)
    stored = keep(database_url, ada)

    narrowed = [keep(database_url, ada, is_current=False) for _ in range(25)]

    assert [one for one, _, _ in rows(database_url, LISTS)] == [stored, *narrowed[-19:]]
    assert rows(database_url, "select count(*) from cinelibre.impressions") == [(2,)]


@pytest.mark.parametrize(("age", "is_kept"), [("6 days 23 hours", True), ("7 days 1 minute", False)])
async def test_a_list_of_any_type_goes_after_a_week(db: Database, database_url: str, age: str, is_kept: bool) -> None:
    ada = await a_reader(db)
    old = keep(database_url, ada, "book")
    write(database_url, "update cinelibre.recommendation_lists set created_at = now() - %s::interval where true", age)

    new = keep(database_url, ada)

    assert [one for one, _, _ in rows(database_url, LISTS)] == ([old, new] if is_kept else [new])


async def test_keeping_a_list_deletes_no_list_of_another_reader(db: Database, database_url: str) -> None:
    ada, bob = await a_reader(db), await a_reader(db, "bob")
    adas, bobs = keep(database_url, ada), keep(database_url, bob)
    write(database_url, "update cinelibre.recommendation_lists set created_at = now() - interval '8 days' where true")

    new = keep(database_url, ada)

    left = {one for one, _, _ in rows(database_url, LISTS)}
    assert left == {bobs, new}
    assert adas not in left
