"""All that a new list and a new front page are made of, with each number worked by hand."""

import json
from typing import Any

import pytest

from api.db import Database
from api.http.callers import Caller
from tests.support.readers import DRACULA, DUNE, EMMA, RAN, SOLARIS, a_caller, record, rows, write, write_items

Json = dict[str, Any]
TODAY = "2026-11-29"
LIST_ID = "00000000-0000-0000-0000-000000000001"
NEAR = pytest.approx(0.015625)  # r = 1, and two of two items in common: (2 / 32)^1.5


async def two_alike(db: Database) -> tuple[Caller, Caller]:
    """Ada and Bob, who rated the same two films alike."""
    await write_items(db)
    ada, bob = [await a_caller(db, name) for name in ("ada", "bob")]
    for reader in (ada, bob):
        await reader.one("rate_item", item_id=DUNE, rating=4)
        await reader.one("rate_item", item_id=RAN, rating=5)
    return ada, bob


def ids(candidates: list[Json]) -> list[int]:
    """Which items compete."""
    return sorted(one["item_id"] for one in candidates)


def material(database_url: str, user_id: int, **asked: Any) -> Json:
    """What a list is made of: of the day, of popularity, with sixty of each source and a first batch of two."""
    given: Json = {
        "day": TODAY, "item_type": None, "filters": {}, "exclude_watchlist": False, "is_daily": True, "refresh": False,
        "per_source": 60, "content_limit": 20, "first_count": 2, "weights": {"popular": 1},
    } | asked  # fmt: skip
    values = {**given, "filters": json.dumps(given["filters"]), "weights": json.dumps(given["weights"])}
    query = "select cinelibre.describe_material(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
    [(found,)] = rows(database_url, query, user_id, *values.values())
    return {**found, "candidates": ids(found["candidates"])}


PLAIN: Json = {
    "likings": [], "friends": None, "weights": {"popular": 1}, "has_neighbors": False, "neighbors": None,
    "former": [], "former_rating_count": 0, "former_moved": 0, "emptied_by": [], "tired": [], "seasons": None,
    "preset": None, "explorable": None,
}  # fmt: skip


async def test_a_list_is_made_of_what_is_not_known_by_the_sources_that_have_a_weight(
    db: Database, database_url: str
) -> None:
    ada, bob = await two_alike(db)
    await bob.one("rate_item", item_id=EMMA, rating=5)
    write(database_url, "update cinelibre.items set genres = '{Drama}' where id in (%s, %s)", DUNE, RAN)
    await db.one("refresh_features")

    by_taste = material(database_url, ada.user_id, weights={"taste": 1, "neighbors": 0.5, "popular": 0})

    # Bob rated three: (2 / √(32 · 33))^1.5. What stands in for the few of neighbors is popular.
    near = {"ids": [bob.user_id], "weights": [pytest.approx((4 / 1056) ** 0.75)]}
    [(likings,)] = rows(
        database_url,
        "select jsonb_agg(l) from cinelibre.list_rated(%s) as h"
        " cross join cinelibre.list_likings(h.item_ids, h.ratings, shares => h.shares) as l",
        ada.user_id,
    )
    assert by_taste == PLAIN | {
        "candidates": [EMMA, SOLARIS, DRACULA], "likings": likings, "has_neighbors": True, "neighbors": near,
        "weights": {"taste": 1, "neighbors": 0.5, "popular": 0},
    }  # fmt: skip
    assert likings
    assert material(database_url, ada.user_id) == PLAIN | {
        "candidates": [EMMA, SOLARIS, DRACULA],
        "has_neighbors": True,
        "neighbors": near,
    }


@pytest.mark.parametrize(("near", "has_neighbors"), [("{7}", True), ("{}", False)])
async def test_neighbors_that_are_stored_are_not_told_again(
    db: Database, database_url: str, near: str, has_neighbors: bool
) -> None:
    ada, _ = await two_alike(db)
    write(
        database_url,
        "insert into cinelibre.user_neighbors (user_id, neighbor_ids, weights, taste_version)"
        " values (%s, %s, array_fill(0.5::real, array[cardinality(%s::integer[])]), 0)",
        ada.user_id, near, near,
    )  # fmt: skip

    found = material(database_url, ada.user_id)

    assert found == PLAIN | {"candidates": [EMMA, SOLARIS, DRACULA], "has_neighbors": has_neighbors}


async def test_the_watchlist_is_left_out_where_it_is_asked_and_filters_that_leave_nothing_are_named(
    db: Database, database_url: str
) -> None:
    await write_items(db)
    ada = await a_caller(db)
    await record(ada, {"interaction_type": "watchlist_add", "item_id": SOLARIS})

    def found(**asked: Any) -> tuple[list[int], list[str]]:
        made_of = material(database_url, ada.user_id, **asked)
        return made_of["candidates"], made_of["emptied_by"]

    assert found() == ([DUNE, RAN, EMMA, SOLARIS, DRACULA], [])
    assert found(exclude_watchlist=True) == ([DUNE, RAN, EMMA, DRACULA], [])
    assert found(exclude_watchlist=True, item_type="book") == ([DRACULA], [])
    assert found(filters={"year_from": 2002, "year_to": 2003}) == ([], ["year_from"])


def write_list(database_url: str, user_id: int, item_ids: list[int], shown: list[int]) -> None:
    """The list of the day, after seven ratings, of which some items were just shown."""
    write(
        database_url,
        "insert into cinelibre.recommendation_lists"
        " (id, user_id, taste_version, day, sources, item_ids, items, rating_count)"
        " values (%s, %s, 0, %s, '{popular}', %s, '[]', 7)",
        LIST_ID, user_id, TODAY, item_ids,
    )  # fmt: skip
    write(
        database_url,
        "insert into cinelibre.impressions (user_id, item_id, recommendation_id, place)"
        " select %s, s, %s, 1 from unnest(%s::integer[]) as s",
        user_id, LIST_ID, shown,
    )  # fmt: skip


async def test_the_top_of_the_days_list_may_stay_unless_the_list_is_refreshed_or_not_the_days(
    db: Database, database_url: str
) -> None:
    await write_items(db)
    ada = (await a_caller(db)).user_id
    write_list(database_url, ada, [RAN, DRACULA, DUNE], [])
    # Dune and Solaris are the best known of their types.
    write(database_url, "update cinelibre.items set external_count = 10 - id where true")

    def found(**asked: Any) -> tuple[list[int], list[int], int]:
        made_of = material(database_url, ada, per_source=1, **asked)
        return made_of["candidates"], made_of["former"], made_of["former_rating_count"]

    assert found() == ([DUNE, RAN, SOLARIS, DRACULA], [RAN, DRACULA], 7)
    assert found(first_count=1) == ([DUNE, RAN, SOLARIS], [RAN], 7)
    assert found(refresh=True) == ([DUNE, SOLARIS], [], 0)
    assert found(is_daily=False) == ([DUNE, SOLARIS], [], 0)
    assert found(day="2026-11-30") == ([DUNE, SOLARIS], [], 0)
    assert found(item_type="movie") == ([DUNE], [], 0)


@pytest.mark.parametrize(
    ("asked", "n_shown", "found"),
    [
        ({"refresh": True}, 1, [RAN, EMMA, SOLARIS, DRACULA]),
        ({"refresh": True}, 2, [DUNE, RAN, EMMA, SOLARIS, DRACULA]),
        ({"refresh": True, "first_count": 1}, 3, [SOLARIS, DRACULA]),
        ({"refresh": True, "is_daily": False}, 1, [DUNE, RAN, EMMA, SOLARIS, DRACULA]),
        ({"refresh": False}, 1, [DUNE, RAN, EMMA, SOLARIS, DRACULA]),
    ],
)
async def test_a_refreshed_list_leaves_out_what_was_shown_if_two_batches_are_left(
    db: Database, database_url: str, asked: Json, n_shown: int, found: list[int]
) -> None:
    await write_items(db)
    ada = (await a_caller(db)).user_id
    write_list(database_url, ada, [DUNE, RAN, EMMA], [DUNE, RAN, EMMA][:n_shown])

    assert material(database_url, ada, **asked)["candidates"] == found
