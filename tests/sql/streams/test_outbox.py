"""What writes interactions, features and feedback leaves events in the outbox, in the same transaction."""

from typing import Any

import psycopg
import pytest

from api.db import Database
from api.http.callers import Caller
from tests.support.readers import DUNE, RAN, SOLARIS, a_caller, ago, record, rows, save_list, write_items

EVENTS = "select user_id, type, version, payload from cinelibre.outbox order by id"
FEEDBACK: dict[str, Any] = dict.fromkeys(("signal", "comment", "reason_source", "reason_key"))


@pytest.fixture
async def ada(db: Database) -> Caller:
    """A reader of a catalogue, in a database whose outbox is on."""
    await write_items(db)
    await db.one("switch_outbox", is_on=True)
    return await a_caller(db)


def events(database_url: str, *keys: str) -> list[Any]:
    """What the events that wait say, of these keys alone."""
    return [{key: payload[key] for key in keys} for *_, payload in rows(database_url, EVENTS)]


async def test_a_new_database_leaves_no_events(db: Database, database_url: str) -> None:
    await write_items(db)
    me = await a_caller(db)

    await me.one("rate_item", item_id=DUNE, rating=4)

    assert rows(database_url, EVENTS) == []
    assert await db.one("get_outbox") | {"changed_at": ""} == {
        "is_on": False,
        "changed_at": "",
        "n_waiting": 0,
        "oldest_seconds": 0,
    }


async def test_an_interaction_leaves_one_event_that_says_it_whole(ada: Caller, database_url: str) -> None:
    happened_at = ago(60)
    seen = {"interaction_type": "watch", "item_id": DUNE, "seconds": 90, "fraction": 0.5, "occurred_at": happened_at}

    recorded = await record(ada, seen | {"context": {"source": "list", "at": None}})

    [(user_id, kind, version, payload)] = rows(database_url, EVENTS)
    assert (user_id, kind, version) == (ada.user_id, "interaction", 1)
    assert payload.pop("occurred_at")[:19] == happened_at[:19]
    assert payload == {
        "interaction_id": recorded["ids"][0],
        "interaction_type": "watch",
        "item_id": DUNE,
        "item_type": "movie",
        "rating": None,
        "seconds": 90,
        "fraction": 0.5,
        "context": {"source": "list", "at": None},
    }


async def test_a_rating_is_an_interaction_with_stars(ada: Caller, database_url: str) -> None:
    rated = await ada.one("rate_item", item_id=SOLARIS, rating=4.5)
    await ada.one("rate_item", item_id=SOLARIS, rating=4.5)  # says nothing new
    await ada.one("delete_rating", rating_id=rated["id"])

    said = events(database_url, "interaction_type", "item_id", "item_type", "rating")
    assert [tuple(event.values()) for event in said] == [
        ("rate", SOLARIS, "book", 4.5),
        ("unrate", SOLARIS, "book", None),
    ]


async def test_events_keep_the_order_in_which_they_were_sent(ada: Caller, database_url: str) -> None:
    await record(ada, *({"interaction_type": "click", "item_id": item_id} for item_id in (RAN, SOLARIS, DUNE)))

    assert events(database_url, "item_id") == [{"item_id": RAN}, {"item_id": SOLARIS}, {"item_id": DUNE}]


async def test_what_a_reader_searched_for_stays_here(ada: Caller, database_url: str) -> None:
    await record(ada, {"interaction_type": "search", "query": "a secret"})

    [(*_, payload)] = rows(database_url, EVENTS)
    assert payload["interaction_type"] == "search"
    assert "secret" not in str(payload)


async def test_a_snapshot_of_features_leaves_an_event(ada: Caller, database_url: str) -> None:
    kept = await ada.one("save_features", history_limit=5, per_kind=5, snapshot_limit=5)

    [(user_id, kind, version, payload)] = rows(database_url, EVENTS)
    assert (user_id, kind, version) == (ada.user_id, "features", 1)
    assert (payload["snapshot_id"], payload["taken_at"]) == (kept["snapshot_id"], kept["taken_at"])
    assert payload["features"].items() <= kept.items()


async def test_feedback_leaves_an_event_when_given_changed_and_withdrawn(ada: Caller, database_url: str) -> None:
    list_id = await save_list(ada, RAN, DUNE)
    about = FEEDBACK | {"recommendation_id": list_id, "item_id": DUNE, "kind": "wrong_reason"}
    given = await ada.one("record_feedback", **about | {"comment": "a secret"})
    await ada.one("record_feedback", **about | {"reason_source": "genre", "reason_key": "Drama"})
    await ada.one("delete_feedback", feedback_id=given["id"])

    [first, second, third] = [payload for *_, payload in rows(database_url, EVENTS)]
    del first["listed_at"], first["given_at"]
    assert first == {
        "feedback_id": given["id"],
        "status": "given",
        "kind": "wrong_reason",
        "item_id": DUNE,
        "item_type": "movie",
        "recommendation_id": list_id,
        "variant": "default",
        "place": 2,
        "score": 1.0,
        "contributions": [],
        "reason_source": None,
        "reason_key": None,
    }
    assert (second["status"], second["reason_source"], second["reason_key"]) == ("changed", "genre", "Drama")
    assert (third["status"], third["feedback_id"]) == ("withdrawn", given["id"])


async def test_nobody_withdraws_the_feedback_of_others(ada: Caller, db: Database, database_url: str) -> None:
    list_id = await save_list(ada, DUNE)
    await ada.one("record_feedback", **FEEDBACK, recommendation_id=list_id, item_id=DUNE, kind="helpful")
    given = rows(database_url, "select id from cinelibre.feedback")[0][0]
    bob = await a_caller(db, "bob")

    with pytest.raises(Exception, match="You gave no feedback"):
        await bob.one("delete_feedback", feedback_id=given)

    assert events(database_url, "status") == [{"status": "given"}]


async def test_what_is_rolled_back_leaves_no_event(ada: Caller, database_url: str) -> None:
    insert = b"insert into cinelibre.interactions (user_id, item_id, interaction_type) values (%s, %s, 'click')"
    with psycopg.connect(database_url) as connection:
        connection.execute(insert, (ada.user_id, DUNE))
        connection.rollback()
        connection.execute(insert, (ada.user_id, RAN))

    assert events(database_url, "item_id") == [{"item_id": RAN}]  # so the SQL editor obeys too


async def test_a_transaction_of_foreign_origin_leaves_no_event_and_the_next_one_does(
    ada: Caller, database_url: str
) -> None:
    insert = b"insert into cinelibre.interactions (user_id, item_id, interaction_type) values (%s, %s, 'click')"
    with psycopg.connect(database_url) as connection:
        connection.execute("select set_config('cinelibre.origin', 'foreign', true)")
        connection.execute(insert, (ada.user_id, DUNE))
        connection.commit()
        connection.execute(insert, (ada.user_id, RAN))

    assert events(database_url, "item_id") == [{"item_id": RAN}]


async def test_an_imported_library_leaves_no_events(ada: Caller, database_url: str) -> None:
    watched = {"interaction_type": "watch", "occurred_at": "2019-05-01T12:00:00Z"}
    row = {"title": "Dune", "item_type": "movie", "rating": 4, "events": [watched]}
    imported = await ada.one("import_library", records=[row], daily_reviews=5)

    assert [answer["status"] for answer in imported] == ["created"]
    assert rows(database_url, "select interaction_type from cinelibre.interactions") == [("watch",)]
    assert rows(database_url, EVENTS) == []


async def test_events_of_a_deleted_account_go_with_it(ada: Caller, db: Database, database_url: str) -> None:
    bob = await a_caller(db, "bob")
    list_id = await save_list(ada, DUNE)
    await ada.one("record_feedback", **FEEDBACK, recommendation_id=list_id, item_id=DUNE, kind="helpful")
    await ada.one("rate_item", item_id=DUNE, rating=4)
    await bob.one("rate_item", item_id=DUNE, rating=3)

    await ada.one("delete_account", verified_hash="none")

    assert [user_id for user_id, *_ in rows(database_url, EVENTS)] == [bob.user_id]
