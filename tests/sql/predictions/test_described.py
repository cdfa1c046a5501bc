"""Predictions as the API answers them: from three ratings on either side, else what is missing."""

from typing import Any

import pytest

from api.db import Database
from tests.support.readers import ABSENT, DRACULA, DUNE, EMMA, RAN, SOLARIS, a_caller, record, rows, write, write_items

OTHERS = {
    "bob": {DUNE: 4.0, RAN: 3.0, EMMA: 4.0, SOLARIS: 5.0},
    "cid": {DUNE: 4.0, RAN: 3.0, EMMA: 4.0, SOLARIS: 5.0},
    "dee": {SOLARIS: 5.0},
}
DESCRIBED = "select item_id, prediction from cinelibre.describe_predictions(%s, %s::integer[]) order by item_id"


async def a_reader_beside_others(db: Database, *item_ids: int) -> Any:
    """Ada, who gave these items 4 stars, in a catalogue that three others rated."""
    await write_items(db)
    for name, stars in OTHERS.items():
        caller = await a_caller(db, name)
        for item_id, rating in stars.items():
            await caller.one("rate_item", item_id=item_id, rating=rating)
    ada = await a_caller(db)
    for item_id in item_ids:
        await ada.one("rate_item", item_id=item_id, rating=4)
    return ada


async def test_a_prediction_has_an_interval_and_a_support(db: Database, database_url: str) -> None:
    ada = await a_reader_beside_others(db, DUNE, RAN, EMMA)
    plain = "select predicted, low, high from cinelibre.predict_for(%s, %s::integer[])"
    [(predicted, low, high)] = rows(database_url, plain, ada.user_id, [SOLARIS])

    found = rows(database_url, DESCRIBED, ada.user_id, [SOLARIS])

    told = {"rating": round(predicted, 2), "low": round(low, 2), "high": round(high, 2), "support": 3}
    assert found == [(SOLARIS, {**told, "is_simulated": False, "missing": None})]


AS_SAID = {1: ("One", "", "person has"), 2: ("Two", "s", "people have"), 3: ("Three", "s", "people have")}
SAID = {
    "more_ratings": "{0} more rating{1} in common with others would do",
    "more_raters": "{0} more {2} to rate it here first",
}


@pytest.mark.parametrize(
    ("rated", "item_id", "support", "key", "n"),
    [
        ([], SOLARIS, 0, "more_ratings", 3),
        ([DUNE], SOLARIS, 1, "more_ratings", 2),
        ([DUNE, DRACULA], SOLARIS, 1, "more_ratings", 2),  # nobody else rated Dracula
        ([DUNE, EMMA], SOLARIS, 2, "more_ratings", 1),
        ([DUNE, EMMA, SOLARIS], RAN, 2, "more_raters", 1),
        ([DUNE, RAN, EMMA, SOLARIS], DRACULA, 0, "more_raters", 3),
    ],
)
async def test_below_three_it_says_only_what_is_missing(
    db: Database, database_url: str, rated: list[int], item_id: int, support: int, key: str, n: int
) -> None:
    ada = await a_reader_beside_others(db, *rated)

    [(_, found)] = rows(database_url, DESCRIBED, ada.user_id, [item_id])

    assert found == {
        "rating": None, "low": None, "high": None, "support": support, "is_simulated": False,
        "missing": {"key": key, "params": {"n": n}, "text": SAID[key].format(*AS_SAID[n])},
    }  # fmt: skip


async def test_what_the_reader_gave_stars_has_no_prediction_but_what_they_only_liked_has(
    db: Database, database_url: str
) -> None:
    ada = await a_reader_beside_others(db, DUNE)
    await record(ada, {"interaction_type": "like", "item_id": RAN})

    assert [item_id for item_id, _ in rows(database_url, DESCRIBED, ada.user_id, [DUNE, RAN, ABSENT])] == [RAN]
    assert rows(database_url, DESCRIBED, None, [DUNE, RAN]) == []


async def test_mostly_simulated_raters_are_called_so(db: Database, database_url: str) -> None:
    ada = await a_reader_beside_others(db, DUNE)
    simulated = "update cinelibre.item_stats set simulated_count = %s where item_id = %s"

    told = []
    for n_simulated in (1, 2):
        write(database_url, simulated, n_simulated, SOLARIS)
        [(_, found)] = rows(database_url, DESCRIBED, ada.user_id, [SOLARIS])
        told.append(found["is_simulated"])

    assert told == [False, True]  # of three raters


async def test_predictions_come_in_the_order_asked_for_once_and_without_unknown_ids(db: Database) -> None:
    ada = await a_reader_beside_others(db, DUNE, RAN, EMMA)

    found = await ada.rows("get_predictions", item_ids=[SOLARIS, DUNE, ABSENT, DRACULA, SOLARIS])

    assert [one["item_id"] for one in found] == [SOLARIS, DUNE, DRACULA]
    assert [one["prediction"] and one["prediction"]["support"] for one in found] == [3, None, 0]
