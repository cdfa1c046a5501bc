"""A stored list as it goes out: what was written down of its places, beside its items as they are now."""

import json
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from api.db import Database
from api.http.callers import Caller
from tests.sql.recommendations.test_stored_lists import LIST_ID, write_list
from tests.support.readers import DUNE, EMMA, RAN, SOLARIS, a_caller, record, rows, write, write_items

TELL = """
    select cinelibre.tell_list(l, %s, %s, null) from cinelibre.recommendation_lists as l where l.id = %s
"""
TELL_ROWS = "select cinelibre.tell_rows(l, null) from cinelibre.recommendation_lists as l where l.id = %s"
NOBODY = {"matched_users": {"named": [], "others": 0}, "potential_matches": {"count": 0, "named": []}}


@pytest.fixture
async def ada(db: Database) -> Caller:
    """A reader, in a catalogue of five items."""
    await write_items(db)
    return await a_caller(db)


async def tell(ada: Caller, *places: int) -> None:
    """Writes down something of some places of the list."""
    await ada.one(
        "keep_told",
        recommendation_id=LIST_ID,
        places=list(places),
        told=[json.dumps({"score": 0.5, "place": place}) for place in places],
        brief=[json.dumps({"n": place}) for place in places],
    )


def told(url: str, batch_size: int, *, is_brief: bool = False) -> Any:
    """The list as it goes out."""
    [(answer,)] = rows(url, TELL, batch_size, is_brief, LIST_ID)
    return answer


async def test_a_list_goes_out_once_all_its_places_were_told(ada: Caller, database_url: str) -> None:
    write_list(database_url, ada.user_id, sources=["ease", "popular"])

    assert told(database_url, 2) is None
    await tell(ada, 2)
    assert told(database_url, 2) is None
    await tell(ada, 1)

    answer = told(database_url, 2)
    items = answer.pop("items")
    assert next(iter(answer)) == "recommendation_id"  # by which the service knows a list that is told
    assert answer == {
        "recommendation_id": LIST_ID, "variant": None, "sources": ["ease", "popular"],
        "method": "ease+popular", "total": 2,
        "is_stored": True, "exhausted": True, "needs_neighbors": False, "emptied_by": [], "degraded": [],
    }  # fmt: skip
    assert [(item["id"], item["title"], item["score"], item["place"]) for item in items] == [
        (DUNE, "Dune", 0.5, 1), (RAN, "Ran", 0.5, 2),
    ]  # fmt: skip
    assert items[0] | NOBODY == items[0]
    assert not told(database_url, 1)["exhausted"]


async def test_the_brief_form_has_what_was_written_down_for_it(ada: Caller, database_url: str) -> None:
    write_list(database_url, ada.user_id)
    assert told(database_url, 2, is_brief=True) is None
    await tell(ada, 1, 2)

    assert told(database_url, 2, is_brief=True) == {
        "recommendation_id": LIST_ID, "variant": None, "items": [{"n": 1}, {"n": 2}], "total": 2,
    }  # fmt: skip
    await ada.one("rate_item", item_id=DUNE, rating=4)
    assert told(database_url, 2, is_brief=True)["items"] == [{"n": 2}]


async def test_an_item_that_changed_or_was_deleted_shows_so(ada: Caller, database_url: str) -> None:
    write_list(database_url, ada.user_id)
    await tell(ada, 1, 2)
    write(database_url, "update cinelibre.items set title = 'Dune, anew' where id = %s", DUNE)
    write(database_url, "delete from cinelibre.items where id = %s", RAN)
    await record(ada, {"interaction_type": "watchlist_add", "item_id": DUNE})

    [item] = told(database_url, 2)["items"]

    assert (item["id"], item["title"], item["mine"]["on_watchlist"]) == (DUNE, "Dune, anew", True)


async def test_a_list_that_names_friends_is_never_told_from_what_was_written_down(
    ada: Caller, database_url: str
) -> None:
    write_list(database_url, ada.user_id, sources=["popular", "friends"])

    await tell(ada, 1, 2)

    assert told(database_url, 2) is None


async def test_nobody_writes_on_the_list_of_another(ada: Caller, db: Database, database_url: str) -> None:
    write_list(database_url, (await a_caller(db, "bob")).user_id)

    await tell(ada, 1, 2)

    assert rows(database_url, "select told, brief from cinelibre.recommendation_lists") == [(None, None)]


async def test_rows_go_out_once_all_their_items_were_told(ada: Caller, database_url: str) -> None:
    stored = {
        "asked": {},
        "rows": [
            {"key": "for_you", "item_ids": [RAN, DUNE]},
            {"key": "popular", "item_ids": [EMMA]},
            {"key": "gone", "item_ids": [SOLARIS]},
        ],
    }
    entries = [{"item_id": item_id} for item_id in (DUNE, RAN, EMMA)]
    write_list(database_url, ada.user_id, item_ids=[DUNE, RAN, EMMA], items=entries, rows=Jsonb(stored))
    await tell(ada, 1, 2)
    assert rows(database_url, TELL_ROWS, LIST_ID) == [(None,)]
    await tell(ada, 3)

    [(answer,)] = rows(database_url, TELL_ROWS, LIST_ID)

    assert next(iter(answer)) == "recommendation_id"
    shown = [(row["key"], [(item["id"], item["place"]) for item in row["items"]]) for row in answer.pop("rows")]
    assert shown == [("for_you", [(RAN, 2), (DUNE, 1)]), ("popular", [(EMMA, 3)])]
    assert answer == {
        "recommendation_id": LIST_ID, "variant": None, "method": "popular", "is_stored": True, "degraded": [],
    }  # fmt: skip
    await ada.one("rate_item", item_id=EMMA, rating=4)
    [(answer,)] = rows(database_url, TELL_ROWS, LIST_ID)
    assert [row["key"] for row in answer["rows"]] == ["for_you"]


def test_no_list_is_told_of_nobody(database_url: str) -> None:
    nothing = "select cinelibre.tell_list(null, 20, false, null), cinelibre.tell_rows(null, null)"

    assert rows(database_url, nothing) == [(None, None)]


async def test_a_place_of_which_nothing_was_written_down_has_no_body(ada: Caller, database_url: str) -> None:
    places = "select place, item_id, body is null from cinelibre.tell_places(%s, %s, %s, %s, %s, null)"

    found = rows(database_url, places, ada.user_id, [EMMA, DUNE, RAN, SOLARIS], ["{}", None, '{"n": 1}'], 1, 2)

    assert found == [(2, DUNE, True), (3, RAN, False)]


async def test_a_batch_is_told_whole_or_not_at_all(ada: Caller, database_url: str) -> None:
    write_list(database_url, ada.user_id)
    batch = "select cinelibre.tell_batch(l, %s, %s, null) from cinelibre.recommendation_lists as l"
    await tell(ada, 1)

    assert [item["id"] for item in rows(database_url, batch, 1, False)[0][0]] == [DUNE]
    assert rows(database_url, batch, 1, True) == [([{"n": 1}],)]
    assert rows(database_url, batch, 2, False) == rows(database_url, batch, 2, True) == [(None,)]


async def test_what_a_reader_does_not_know_keeps_its_place(ada: Caller, database_url: str) -> None:
    unknown = "select place, item_id from cinelibre.list_unknown(%s, %s, %s, %s) order by place"
    await ada.one("rate_item", item_id=DUNE, rating=4)

    assert rows(database_url, unknown, ada.user_id, [EMMA, DUNE, RAN, SOLARIS], 0, 3) == [(1, EMMA), (3, RAN)]
    assert rows(database_url, unknown, ada.user_id, [EMMA, DUNE, RAN, SOLARIS], 2, 9) == [(3, RAN), (4, SOLARIS)]


async def test_a_stored_list_is_described_with_what_reasons_are_made_of(ada: Caller, database_url: str) -> None:
    entries = [{"item_id": DUNE, "evidence": {"popular": {"n": 1}}}, {"item_id": RAN}]
    write_list(database_url, ada.user_id, items=entries)
    describe = "select cinelibre.describe_stored(l, 1, null) from cinelibre.recommendation_lists as l"

    [(answer,)] = rows(database_url, describe)

    [item] = answer.pop("items")
    assert (item["id"], item["evidence"]) == (DUNE, {"popular": {"n": 1}})
    assert answer == {
        "recommendation_id": LIST_ID, "variant": None, "sources": ["popular"], "rows": None, "total": 2,
    }  # fmt: skip
    assert rows(database_url, "select cinelibre.describe_stored(null, 1, null)") == [(None,)]
