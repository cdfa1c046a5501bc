"""Whom a list is for and what competes for it, worked by hand."""

import json
import math
from typing import Any

import pytest

from api.db import Database
from api.http.callers import Caller
from tests.support.readers import DRACULA, DUNE, EMMA, RAN, SOLARIS, a_caller, record, rows, write, write_items


def one(database_url: str, expression: str, *values: Any) -> Any:
    """The one value of an expression."""
    [(found,)] = rows(database_url, f"select {expression}", *values)
    return found


async def two_alike(db: Database) -> tuple[Caller, Caller]:
    """Ada and Bob, who rated the same two films alike."""
    await write_items(db)
    ada, bob = [await a_caller(db, name) for name in ("ada", "bob")]
    for reader in (ada, bob):
        await reader.one("rate_item", item_id=DUNE, rating=4)
        await reader.one("rate_item", item_id=RAN, rating=5)
    return ada, bob


# r = 1, and two of two items in common: (2 / 32)^1.5.
NEAR = 0.015625


async def test_neighbors_are_told_by_their_ids_and_weights(database_url: str) -> None:
    told = "cinelibre.describe_neighbors(jsonb_populate_record(null::cinelibre.reader, %s::jsonb))"
    near = {"neighbor_ids": [8, 7], "neighbor_weights": [0.5, 0.25]}

    assert one(database_url, told, json.dumps(near)) == {"ids": [8, 7], "weights": [0.5, 0.25]}
    assert one(database_url, told, json.dumps({"neighbor_ids": []})) == {"ids": [], "weights": []}
    assert one(database_url, told, "{}") is None


@pytest.mark.parametrize(
    ("rated", "main"),
    [
        ({}, None),
        ({"movie": 3}, "movie"),
        ({"movie": 2}, None),
        ({"movie": 1, "book": 4}, "book"),
        ({"movie": 3, "book": 11}, None),
    ],
)
def test_the_main_type_has_four_fifths_of_all_ratings_and_three_at_least(
    database_url: str, rated: dict[str, int], main: str | None
) -> None:
    assert one(database_url, "cinelibre.find_main_type(%s, 3, 0.8)", json.dumps(rated)) == main


async def test_the_watchlist_has_what_one_put_there_oneself_and_nothing_else(db: Database, database_url: str) -> None:
    await write_items(db)
    ada, bob = await a_caller(db), await a_caller(db, "bob")
    for item_id, deed in ((DUNE, "watchlist_add"), (SOLARIS, "watchlist_add"), (RAN, "hide"), (EMMA, "seen")):
        await record(ada, {"interaction_type": deed, "item_id": item_id})
    await record(bob, {"interaction_type": "watchlist_add", "item_id": DRACULA})

    assert sorted(one(database_url, "cinelibre.list_saved(%s)", ada.user_id)) == [DUNE, SOLARIS]
    assert one(database_url, "cinelibre.list_saved(999)") == []


async def test_a_visitor_brings_the_history_and_knows_its_editions_and_what_the_caller_knows(
    db: Database, database_url: str
) -> None:
    ada, bob = await two_alike(db)
    await record(bob, {"interaction_type": "hide", "item_id": DRACULA})
    write(database_url, "update cinelibre.items set work_id = %s where id in (%s, %s)", RAN, RAN, EMMA)

    def visitor(caller_id: int | None) -> dict[str, Any]:
        found = one(database_url, "to_jsonb(cinelibre.build_visitor('{2,1}', '{5,4}', %s))", caller_id)
        assert isinstance(found, dict)
        return found | {"known_ids": sorted(set(found["known_ids"]))}

    # What is hidden counts as a third rating of Bob's: (2 / √(32 · 33))^1.5.
    brought = {"user_id": None, "item_ids": [RAN, DUNE], "ratings": [5, 4], "likings": None} | dict.fromkeys(
        ("leaning_ids", "leaning_weights", "shares")
    )
    assert visitor(None) == brought | {
        "known_ids": [DUNE, RAN, EMMA],
        "neighbor_ids": [ada.user_id, bob.user_id],
        "neighbor_weights": [pytest.approx(NEAR), pytest.approx((2 / math.sqrt(32 * 33)) ** 1.5)],
    }
    assert visitor(bob.user_id) == brought | {
        "known_ids": [DUNE, RAN, EMMA, DRACULA],
        "neighbor_ids": [ada.user_id],
        "neighbor_weights": [pytest.approx(NEAR)],
    }


CANDIDATES = """
    cinelibre.describe_candidates(
        jsonb_populate_record(null::cinelibre.reader, %s::jsonb), %s, %s, %s, %s::jsonb, %s, 20, %s
    )
"""


def competing(database_url: str, reader: dict[str, Any], per_source: int = 60, **asked: Any) -> list[dict[str, Any]]:
    """What competes for a reader, by popularity unless other sources are asked."""
    given = {"shown": None, "former": None, "item_type": None, "filters": {}, "sources": ["popular"]} | asked
    found = one(
        database_url, CANDIDATES, json.dumps(reader), given["shown"], given["former"], given["item_type"],
        json.dumps(given["filters"]), per_source, given["sources"],
    )  # fmt: skip
    return sorted(found, key=lambda candidate: int(candidate["item_id"]))


async def test_a_candidate_is_told_with_its_features_and_what_each_source_says(db: Database, database_url: str) -> None:
    await write_items(db)
    write(
        database_url,
        "update cinelibre.items set external_count = 40, language = 'fr', genres = '{Drama}', people = '{Ann}'"
        " where id = %s",
        DUNE,
    )
    write(database_url, "update cinelibre.items set work_id = 1 where id = %s", DUNE)
    await (await a_caller(db, "bob")).one("rate_item", item_id=DUNE, rating=4)

    # One like here, and all that is known of films elsewhere: 1 + 1000 · 40 / 40.
    assert competing(database_url, {"known_ids": [RAN, EMMA]}, item_type="movie") == [
        {
            "item_id": DUNE, "item_type": "movie", "year": 2001, "language": "fr", "genres": ["Drama"],
            "people": ["Ann"], "work_id": 1, "neighbors": None, "ease": None, "cosine": None, "content": None,
            "popular": 1001, "factors": None,
        }
    ]  # fmt: skip


async def test_what_is_known_shown_of_another_type_or_filtered_out_does_not_compete(
    db: Database, database_url: str
) -> None:
    await write_items(db)
    write(database_url, "update cinelibre.items set year = 1900 + id where true")
    write(database_url, "update cinelibre.items set external_count = 10 - id where true")

    def ids(known: list[int], per_source: int = 60, **asked: Any) -> list[int]:
        return [found["item_id"] for found in competing(database_url, {"known_ids": known}, per_source, **asked)]

    assert ids([]) == [DUNE, RAN, EMMA, SOLARIS, DRACULA]
    assert ids([DUNE], shown=[RAN, SOLARIS]) == [EMMA, DRACULA]
    assert ids([], item_type="book") == [SOLARIS, DRACULA]
    assert ids([], filters={"year_from": 1903}) == [EMMA, SOLARIS, DRACULA]
    assert ids([], per_source=1) == [DUNE, SOLARIS]
    assert ids([], per_source=1, former=[EMMA, 999]) == [DUNE, EMMA, SOLARIS]
    assert ids([EMMA], per_source=1, former=[EMMA]) == [DUNE, SOLARIS]


async def thousands(database_url: str, rare: int) -> None:
    """EASE that likes items from 2 to 5003 with the first, less and less, all but one rated by 1024 people."""
    write(
        database_url,
        "insert into cinelibre.items (id, item_type, title, year)"
        " select n, 'movie', 'Title ' || n, 2001 from generate_series(1, 5003) as n",
    )
    write(
        database_url,
        "insert into cinelibre.item_stats (item_id, rater_count)"
        " select n, case when n = %s then 1 else 1024 end from generate_series(2, 5003) as n",
        rare,
    )
    write(
        database_url,
        "with ease as (insert into cinelibre.models (kind, name, is_active) values ('ease', 'now', true) returning id)"
        " insert into cinelibre.item_neighbors (model_id, item_id, neighbor_ids, weights)"
        " select e.id, 1, array(select generate_series(2, 5003)),"
        " array(select 2 - n / 10000.0 from generate_series(2, 5003) as n) from ease as e",
    )


@pytest.mark.parametrize(
    ("rare", "narrowed", "best"),
    [
        (4, {}, 4),
        (5, {}, 2),
        (5001, {"item_type": "movie"}, 5001),
        (5001, {"filters": {"year_from": 2001}}, 5001),
        (5002, {"item_type": "movie"}, 2),
    ],
)
async def test_thrice_as_many_as_are_wanted_compete_and_five_thousand_where_the_list_is_narrowed(
    db: Database, database_url: str, rare: int, narrowed: dict[str, Any], best: int
) -> None:
    await thousands(database_url, rare)
    reader = {"item_ids": [1], "ratings": [5], "known_ids": [1]}

    found = competing(database_url, reader, per_source=1, sources=["ease"], **narrowed)

    # 1024^0.2 = 4: what many rated has less than a half, and what one person rated 1.5 or more, if it is looked at.
    assert [candidate["item_id"] for candidate in found] == [best]
