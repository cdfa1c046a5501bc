"""Who hears of what: readers whose counters are others than they were told, if they did something or know who did."""

from typing import Any

import pytest

from api.db import Database
from api.http.callers import Caller
from tests.support.readers import DUNE, a_caller, rows, write, write_items

MOVED = 0.5
SAY = "select cinelibre.say_of(%s, %s, %s)"


@pytest.fixture
async def people(db: Database, database_url: str) -> list[Caller]:
    """Ada, Bob and Eve, who can all be found."""
    await write_items(db)
    found = [await a_caller(db, name) for name in ("ada", "bob", "eve")]
    write(database_url, "update cinelibre.users set discoverable = true, shares_ratings = true where true")
    return found


async def known_of(people: list[Caller]) -> list[dict[str, Any]]:
    """What these readers were told last: their counters now."""
    return [{"user_id": one.user_id, **await one.one("get_live_state", moved_from=MOVED)} for one in people]


async def told(db: Database, known: list[dict[str, Any]], changed_ids: list[int] | None) -> dict[int, set[str]]:
    """The kinds that changed, by reader."""
    found = await db.one("get_live_changes", known=known, moved_from=MOVED, changed_ids=changed_ids)
    former = {one["user_id"]: one for one in known}
    return {
        one["user_id"]: {kind for kind, counter in one.items() if counter != former[one["user_id"]][kind]}
        for one in found
    }


async def test_only_readers_whose_counters_differ_are_answered(db: Database, people: list[Caller]) -> None:
    ada, bob, _ = people
    known = await known_of(people)
    await ada.one("rate_item", item_id=DUNE, rating=4)

    assert await told(db, known, None) == {ada.user_id: {"list", "rows", "matches"}}
    assert await told(db, known, [ada.user_id]) == {ada.user_id: {"list", "rows", "matches"}}
    assert await told(db, known, [bob.user_id]) == {}
    assert await told(db, known, []) == {}
    assert await told(db, [], None) == {}


async def test_who_is_asked_hears_of_it_and_who_is_declined_or_blocked_does_not(
    db: Database, people: list[Caller], database_url: str
) -> None:
    ada, bob, eve = people
    known = await known_of(people)

    write(database_url, SAY, ada.user_id, bob.user_id, "accepted")
    write(database_url, SAY, ada.user_id, eve.user_id, "declined")
    asked = await told(db, known, [ada.user_id])
    write(database_url, SAY, ada.user_id, eve.user_id, "blocked")

    assert asked == {bob.user_id: {"matches", "friends"}}
    assert await told(db, known, [ada.user_id]) == asked


async def test_who_was_declined_before_hears_of_nobody_who_asks_in_vain(
    db: Database, people: list[Caller], database_url: str
) -> None:
    ada, bob, _ = people
    write(database_url, SAY, bob.user_id, ada.user_id, "declined")
    known = await known_of(people)

    write(database_url, SAY, ada.user_id, bob.user_id, "accepted")

    assert await told(db, known, None) == {}


async def test_a_friendship_that_begins_or_ends_is_news_for_both(
    db: Database, people: list[Caller], database_url: str
) -> None:
    ada, bob, _ = people
    write(database_url, SAY, ada.user_id, bob.user_id, "accepted")
    both, everything = {ada.user_id, bob.user_id}, {"list", "rows", "matches", "friends"}

    for verb in ("accepted", "declined"):
        known = await known_of(people)
        write(database_url, SAY, bob.user_id, ada.user_id, verb)
        assert await told(db, known, [bob.user_id]) == dict.fromkeys(both, everything)


async def test_those_near_are_those_who_said_something_of_each_other(people: list[Caller], database_url: str) -> None:
    ada, bob, eve = (one.user_id for one in people)
    write(database_url, "insert into cinelibre.relations values (%s, %s, 'accepted'), (%s, %s, 'blocked')",
          ada, bob, eve, ada)  # fmt: skip
    near = "select user_id from cinelibre.list_near_readers(%s::integer[], %s::integer[]) order by 1"

    assert rows(database_url, near, [ada, bob, eve], [ada]) == [(ada,), (bob,), (eve,)]
    assert rows(database_url, near, [bob, eve], [bob]) == [(bob,)]
    assert rows(database_url, near, [eve], [bob]) == []


def test_the_rows_end_with_the_list(database_url: str) -> None:
    assert rows(database_url, "select cinelibre.describe_changes(7, 5, 3)") == [
        ({"list": 7, "rows": 7, "matches": 5, "friends": 3},)
    ]
    assert rows(database_url, "select list, matches, friends from cinelibre.count_changes('{}', 0.5)") == []


async def test_a_message_reaches_who_listens(db: Database) -> None:
    assert await db.one("notify_live", message="six by") == 6
