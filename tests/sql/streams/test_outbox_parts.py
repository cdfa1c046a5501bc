"""What waits in the outbox: taken in order, kept until it is confirmed, and measured."""

import psycopg
import pytest

from api.db import Database
from api.http.callers import Caller
from tests.support.readers import DUNE, Row, a_caller, record, rows, save_list, write, write_items

EVENTS = "select type, payload ->> %s from cinelibre.outbox order by id"


@pytest.fixture
async def ada(db: Database) -> Caller:
    """A reader of a catalogue, in a database whose outbox is off."""
    await write_items(db)
    return await a_caller(db)


async def test_each_kind_of_row_is_queued_by_its_id(ada: Caller, database_url: str) -> None:
    [event_id] = (await record(ada, {"interaction_type": "click", "item_id": DUNE}))["ids"]
    kept = await ada.one("save_features", history_limit=5, per_kind=5, snapshot_limit=5)
    said = dict.fromkeys(("signal", "comment", "reason_source", "reason_key"))
    list_id = await save_list(ada, DUNE)
    given = await ada.one("record_feedback", **said, recommendation_id=list_id, item_id=DUNE, kind="helpful")

    for query, key, found in (
        ("select cinelibre.queue_interactions(array[%s, 999]::bigint[])", "interaction_id", event_id),
        ("select cinelibre.queue_features(array[%s, 999]::bigint[])", "snapshot_id", kept["snapshot_id"]),
        ("select cinelibre.queue_feedback(array[%s, 999], 'given')", "feedback_id", given["id"]),
    ):
        assert rows(database_url, query, found) == [(1,)]
        assert rows(database_url, EVENTS, key)[-1][1] == str(found)
    assert [kind for kind, _ in rows(database_url, EVENTS, "")] == ["interaction", "features", "feedback"]


def _waiting(database_url: str, *ages: float) -> list[Row]:
    """Events of so many seconds ago, for the one reader there is; answers their ids."""
    for age in ages:
        write(
            database_url,
            "insert into cinelibre.outbox (user_id, type, version, payload, created_at)"
            " select u.id, 'interaction', 1, '{\"n\": 1}', now() - make_interval(secs => %s) from cinelibre.users as u",
            age,
        )
    return rows(database_url, "select id from cinelibre.outbox order by id")


async def test_the_lag_is_what_waits_and_the_age_of_the_oldest(ada: Caller, db: Database, database_url: str) -> None:
    lag = "select rows, floor(oldest_seconds / 600)::integer from cinelibre.outbox_lag(%s)"
    assert rows(database_url, lag, 10) == [(0, 0)]

    _waiting(database_url, 600, 30, 20)
    write(
        database_url,
        "delete from cinelibre.outbox where created_at between now() - interval '50 s' and now() - interval '25 s'",
    )

    assert rows(database_url, lag, 2) == [(2, 1)]
    assert rows(database_url, lag, 1) == [(3, 1)]  # the ids go from 1 to 3: at most three wait
    [(found,)] = rows(database_url, "select cinelibre.describe_outbox()")
    assert await db.one("get_outbox") | {"oldest_seconds": 0} == found | {"oldest_seconds": 0}
    assert (found["is_on"], found["n_waiting"], found["oldest_seconds"] // 600) == (False, 2, 1)


async def test_events_are_taken_in_order_and_stay_until_confirmed(ada: Caller, db: Database, database_url: str) -> None:
    [(one,), (two,), (three,)] = _waiting(database_url, 3, 2, 1)

    assert [event["id"] for event in await db.one("get_outbox_page", page_limit=2)] == [one, two]
    assert [event["id"] for event in await db.one("get_outbox_page", page_limit=2)] == [one, two]
    assert await db.one("confirm_outbox", ids=[one, two]) == 2
    assert await db.one("confirm_outbox", ids=[one, two]) == 0
    [event] = await db.one("get_outbox_page", page_limit=2)
    assert event["id"] == three


async def test_confirming_leaves_to_a_deletion_what_it_deletes(ada: Caller, db: Database, database_url: str) -> None:
    [(one,), (two,)] = _waiting(database_url, 2, 1)
    with psycopg.connect(database_url) as deleting:
        deleting.execute("delete from cinelibre.outbox where id = %s", [two])

        assert await db.one("confirm_outbox", ids=[one, two]) == 1

        deleting.rollback()
    assert [event["id"] for event in await db.one("get_outbox_page", page_limit=9)] == [two]


async def test_the_switch_says_when_it_was_last_turned(db: Database) -> None:
    was = await db.one("get_outbox")
    assert await db.one("switch_outbox", is_on=False) == was  # it was off already

    turned = await db.one("switch_outbox", is_on=True)

    assert turned["is_on"]
    assert turned["changed_at"] > was["changed_at"]
    assert await db.one("switch_outbox", is_on=True) == turned
