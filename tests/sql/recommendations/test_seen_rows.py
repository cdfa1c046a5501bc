"""What a client says was seen in rows of a front page counts as shown, and does not count as a list."""

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from api.db import Database
from api.http.callers import Caller
from tests.sql.experiments.test_assignment import begin
from tests.sql.recommendations.test_stored_lists import LIST_ID, OTHER_ID, write_list
from tests.support.readers import DRACULA, DUNE, EMMA, RAN, SOLARIS, a_caller, record, rows, write, write_items

SHOWN = (
    "select item_id, recommendation_id::text, place, source, variant, row_key from cinelibre.impressions order by 2, 1"
)
ROWS = {"asked": {}, "rows": [
    {"key": "for_you", "item_ids": [EMMA, DUNE, SOLARIS]}, {"key": "language:ta", "item_ids": [RAN, 999]},
]}  # fmt: skip
ITEMS = [{"item_id": DUNE, "contributions": [{"source": "ease", "contribution": 0.5}]}, {"item_id": RAN}]
SEEN_EMMA = (EMMA, LIST_ID, 1, None, None, "for_you")
SEEN_DUNE = (DUNE, LIST_ID, 2, "ease", None, "for_you")
SEEN_RAN = (RAN, LIST_ID, 1, None, None, "language:ta")


@pytest.fixture
async def ada(db: Database, database_url: str) -> Caller:
    """Ada, with a front page of two rows that is an hour old."""
    await write_items(db)
    ada = await a_caller(db)
    write_list(database_url, ada.user_id, age="1 hour", is_current=False, rows=Jsonb(ROWS), items=ITEMS)
    return ada


def impression(*item_ids: Any, list_id: str = LIST_ID, **more: Any) -> dict[str, Any]:
    """An event that says what was seen; `more` is what else its context has."""
    items = [{"id": item_id, "place": 7} for item_id in item_ids]
    return {"interaction_type": "impression", "context": {"recommendation_id": list_id, "items": items} | more}


async def test_what_was_seen_has_its_place_in_its_row_its_source_and_its_row(database_url: str, ada: Caller) -> None:
    await record(ada, impression(RAN, DUNE, row="because"))  # the front page knows better where they are

    assert rows(database_url, SHOWN) == [SEEN_DUNE, SEEN_RAN]


async def test_an_item_counts_once_for_each_front_page(database_url: str, ada: Caller) -> None:
    write_list(database_url, ada.user_id, OTHER_ID, is_current=False, rows=Jsonb(ROWS), items=ITEMS)

    await record(ada, impression(DUNE), impression(DUNE, EMMA))
    await record(ada, impression(DUNE), impression(DUNE, list_id=OTHER_ID))

    assert rows(database_url, SHOWN) == [SEEN_DUNE, SEEN_EMMA, (DUNE, OTHER_ID, 2, "ease", None, "for_you")]


@pytest.mark.parametrize(
    "said",
    [
        impression(DRACULA, 999),  # on no row; deleted since
        impression(DUNE, list_id=OTHER_ID),  # Bob's
        impression(DUNE, list_id="00000000-0000-4000-8000-00000000abcd"),
        impression(DUNE, list_id="no list"),
        impression(str(DUNE), None, 0.5, {}),
        impression(DUNE, items=None),
        impression(DUNE, items=[DUNE]),
        impression(DUNE, recommendation_id=None),
        {**impression(DUNE), "interaction_type": "click", "item_id": DUNE},
        {"interaction_type": "impression"},
    ],
)
async def test_what_was_not_on_ones_own_front_page_does_not_count(
    db: Database, database_url: str, ada: Caller, said: dict[str, Any]
) -> None:
    bob = await a_caller(db, "bob")
    write_list(database_url, bob.user_id, OTHER_ID, is_current=False, rows=Jsonb(ROWS), items=ITEMS)

    answer = await record(ada, said)

    assert answer["n_recorded"] == 1
    assert rows(database_url, SHOWN) == []


async def test_what_a_list_showed_is_recorded_by_the_list_alone(db: Database, database_url: str, ada: Caller) -> None:
    write_list(database_url, ada.user_id, OTHER_ID, items=ITEMS)

    await record(ada, impression(DUNE, list_id=OTHER_ID))

    assert rows(database_url, SHOWN) == []


async def test_it_was_shown_when_it_was_seen_but_not_before_there_was_a_front_page(
    database_url: str, ada: Caller
) -> None:
    at = "select to_char(now() - make_interval(secs => 60 * %s), 'YYYY-MM-DD\"T\"HH24:MI:SS.USOF')"
    [(before,), (after,), (later,)] = [rows(database_url, at, minutes)[0] for minutes in (90, 30, 20)]

    await record(ada, impression(DUNE) | {"occurred_at": before}, impression(EMMA) | {"occurred_at": later})
    await record(ada, impression(RAN) | {"occurred_at": after})

    minutes = "round(extract(epoch from now() - shown_at) / 60)::integer"
    assert rows(database_url, f"select item_id, {minutes} from cinelibre.impressions order by shown_at") == [
        (DUNE, 60), (RAN, 30), (EMMA, 20),
    ]  # fmt: skip


async def test_who_sees_a_row_of_a_variant_enters_its_experiment(database_url: str, ada: Caller) -> None:
    begin(database_url, "bolder")
    write(database_url, "update cinelibre.recommendation_lists set variant = 'bolder:bold'")

    await record(ada, impression(DRACULA))
    assert rows(database_url, "select variant from cinelibre.experiment_readers") == []
    await record(ada, impression(DUNE))

    assert rows(database_url, "select user_id, variant from cinelibre.experiment_readers") == [(ada.user_id, "bold")]
    assert rows(database_url, "select variant from cinelibre.impressions") == [("bolder:bold",)]


async def test_rows_are_no_lists_to_click_through_feedback_logs_and_what_a_new_list_leaves_out(
    database_url: str, ada: Caller
) -> None:
    await record(ada, impression(DUNE))

    assert rows(database_url, "select cinelibre.list_shown(%s, null)", ada.user_id) == [([],)]
    assert rows(database_url, "select count(*) from public.get_click_through(2)") == [(0,)]
    zero = "00000000-0000-0000-0000-000000000000"
    log = "select jsonb_array_length(public.get_feedback_log(%s, 10, 24, 0.4, 4) -> 'lists')"
    assert rows(database_url, log, zero) == [(0,)]
    entries = "select item_id, is_shown from cinelibre.list_logged_entries(array[%s::uuid]) order by 1"
    assert rows(database_url, entries, LIST_ID) == [(DUNE, False), (RAN, False)]


async def test_a_reader_keeps_the_newest_three_thousand_impressions(database_url: str, ada: Caller) -> None:
    write(
        database_url,
        "insert into cinelibre.impressions (user_id, item_id, recommendation_id, place, shown_at)"
        " select %s, %s, gen_random_uuid(), 1, now() - make_interval(secs => 86400 + n)"
        " from generate_series(1, 3000) as n",
        ada.user_id,
        SOLARIS,
    )

    await record(ada, impression(DUNE))

    counted = "select count(*), count(*) filter (where row_key is not null) from cinelibre.impressions"
    assert rows(database_url, counted) == [(3000, 1)]


async def test_it_answers_how_many_items_count_anew(database_url: str, ada: Caller) -> None:
    seen = "select cinelibre.record_seen(%s, array(select e.id from cinelibre.interactions as e))"
    assert rows(database_url, seen, ada.user_id) == [(0,)]
    await record(ada, impression(DUNE, EMMA), impression(RAN))
    write(database_url, "delete from cinelibre.impressions where item_id <> %s", RAN)

    assert rows(database_url, seen, ada.user_id) == [(2,)]
    assert rows(database_url, seen, ada.user_id) == [(0,)]
