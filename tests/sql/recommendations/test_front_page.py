"""All that a front page is made of: what each row may show, for whom, and what competes, worked by hand."""

import json
from typing import Any

import pytest

from api.db import Database
from tests.support.readers import a_caller, record, rows, write

Json = dict[str, Any]
BOOKS = range(17, 23)  # after sixteen films; the smaller an id, the better known the item


@pytest.fixture
async def catalogue(db: Database) -> Database:
    """Sixteen films and six books: 1, 2, 14, 15 and 16 are dramas, and 4, 8 and 22 Tamil."""
    records = [
        {"item_type": "book" if n in BOOKS else "movie", "title": f"Title {n}", "external_count": 100 - n, "year": 1930}
        | ({"genres": ["Drama"]} if n in (1, 2, 14, 15, 16) else {})
        | ({"language": "ta"} if n in (4, 8, 22) else {})
        for n in range(1, 23)
    ]
    await db.one("upsert_items", records=records, embedding_model="one", dimension=384)
    await db.one("refresh_features")
    return db


def page(database_url: str, user_id: int, **asked: Any) -> Json:
    """What a front page with rows of one item is made of, each source giving one; what competes by its ids."""
    given: Json = {
        "day": "2026-11-29", "item_type": None, "per_source": 1, "content_limit": 20, "row_limit": 1, "mostly": 0.8,
        "least_rated": 3, "alike_from": 0.0, "across_from": 0.0, "weights": {"popular": 1},
    } | asked  # fmt: skip
    values = {**given, "weights": json.dumps(given["weights"])}
    query = "select cinelibre.describe_rows(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
    [(found,)] = rows(database_url, query, user_id, *values.values())
    found["shown"]["popular"].sort()
    return {**found, "candidates": sorted(one["item_id"] for one in found["candidates"])}


async def test_who_rated_nothing_sees_what_trends_what_is_popular_and_languages(
    catalogue: Database, database_url: str
) -> None:
    ada = await a_caller(catalogue)
    for place, name in enumerate(("bob", "cid", "dan", "eve", "fay")):
        reader = await a_caller(catalogue, name)
        for item_id in (7, 6, 5)[: max(1, 5 - place)]:
            await record(reader, {"interaction_type": "view", "item_id": item_id})

    found = page(database_url, ada.user_id)

    # Five people viewed 7, four 6 and three 5, of which two are told; three of each type are popular; of the languages
    # there are two items, the best known of either type.
    tamil = {"name": "ta", "n_items": 3, "item_ids": [4, 22]}
    assert found == {
        "candidates": [1, 2, 3, 4, 6, 7, 17, 18, 19, 22],
        "likings": [], "friends": None, "weights": {"popular": 1}, "has_neighbors": False, "neighbors": None,
        "shown": {"tastes": [], "seeds": [], "languages": [tamil], "moving": [7, 6], "popular": [1, 2, 3, 17, 18, 19]},
        "rated": {}, "leans": False, "tired": [], "seasons": None, "main_type": None,
    }  # fmt: skip


async def test_only_items_of_the_type_that_is_asked_are_shown(catalogue: Database, database_url: str) -> None:
    ada = await a_caller(catalogue)
    for name in ("bob", "cid", "dan"):
        reader = await a_caller(catalogue, name)
        for item_id in (5, 20):
            await record(reader, {"interaction_type": "view", "item_id": item_id})
    write(database_url, "insert into cinelibre.shelf (user_id, item_id, seen_at) values (%s, 17, now())", ada.user_id)

    found = page(database_url, ada.user_id, item_type="book", row_limit=2)

    tamil = {"name": "ta", "n_items": 1, "item_ids": [22]}
    assert found["shown"] == {
        "tastes": [], "seeds": [], "languages": [tamil], "moving": [20], "popular": [18, 19, 20, 21, 22],
    }  # fmt: skip
    assert found["candidates"] == [18, 19, 20, 21, 22]


@pytest.fixture
async def ada_id(catalogue: Database, database_url: str) -> int:
    """A reader who likes the first two dramas, and not the third film; eleven films and a book go with the second."""
    ada = await a_caller(catalogue)
    for item_id, stars in ((1, 4), (2, 5), (3, 1)):
        await ada.one("rate_item", item_id=item_id, rating=stars)
    write(
        database_url,
        "with phi as (insert into cinelibre.models (kind, name, is_active) values ('phi', 'now', true) returning id)"
        " insert into cinelibre.item_neighbors (model_id, item_id, neighbor_ids, weights)"
        " select id, 2, array(select generate_series(4, 13)) || '{16,17}', array(select 0.4 - n / 100.0"
        " from generate_series(4, 15) as n) from phi",
    )
    return ada.user_id


async def test_who_rated_sees_tastes_and_favorites_and_the_other_type_if_nearly_all_is_of_one(
    database_url: str, ada_id: int
) -> None:
    found = page(database_url, ada_id)

    # Of a taste there are twice as many as a row has, and of what is like a favorite eight more. A drama comes before
    # what goes more with the second film. With the first goes nothing, so that dramas alone are like it.
    shown = found["shown"]
    [taste] = shown["tastes"]
    assert (taste["kind"], taste["name"], taste["item_ids"]) == ("genre", "Drama", [14, 15])
    assert [(seed["item_id"], seed["alike"]) for seed in shown["seeds"]] == [
        (2, [{"item_type": "book", "item_ids": [17]}, {"item_type": "movie", "item_ids": [16, *range(4, 13)]}]),
        (1, [{"item_type": "book", "item_ids": []}, {"item_type": "movie", "item_ids": [14, 15, 16]}]),
    ]
    assert (shown["languages"], shown["moving"], shown["popular"]) == (None, [], [4, 5, 6, 17, 18, 19])
    assert (found["rated"], found["main_type"]) == ({"movie": 3}, "movie")
    assert found["candidates"] == [*range(4, 13), *range(14, 20)]


async def test_favorites_show_what_is_alike_enough_within_their_type_and_across(database_url: str, ada_id: int) -> None:
    def n_alike(**asked: float) -> list[int]:
        [books, films] = page(database_url, ada_id, **asked)["shown"]["seeds"][0]["alike"]
        return [len(books["item_ids"]), len(films["item_ids"])]

    assert n_alike() == [1, 10]
    assert n_alike(alike_from=0.9) == [1, 0]
    assert n_alike(across_from=0.9) == [0, 10]


@pytest.mark.parametrize(
    ("n_films", "n_books", "mostly", "least_rated", "main"),
    [
        (4, 1, 0.8, 3, "movie"),
        (4, 1, 0.81, 3, None),
        (1, 4, 0.8, 4, "book"),
        (1, 4, 0.8, 5, None),
        (3, 0, 0.8, 3, "movie"),
        (2, 0, 0.8, 3, None),
    ],
)
async def test_the_main_type_has_enough_of_the_ratings_and_most_of_them(
    catalogue: Database, database_url: str, n_films: int, n_books: int, mostly: float, least_rated: int, main: str
) -> None:
    ada = await a_caller(catalogue)
    for item_id in (*range(1, n_films + 1), *BOOKS[:n_books]):
        await ada.one("rate_item", item_id=item_id, rating=3)

    found = page(database_url, ada.user_id, mostly=mostly, least_rated=least_rated)

    assert found["main_type"] == main


async def test_likings_are_told_where_taste_has_a_weight_and_neighbors_where_none_are_stored(
    catalogue: Database, database_url: str, ada_id: int
) -> None:
    bob = await a_caller(catalogue, "bob")
    for item_id, stars in ((1, 4), (2, 5), (3, 1)):
        await bob.one("rate_item", item_id=item_id, rating=stars)
    [(likings,)] = rows(
        database_url,
        "select jsonb_agg(l) from cinelibre.list_rated(%s) as h"
        " cross join cinelibre.list_likings(h.item_ids, h.ratings, shares => h.shares) as l",
        ada_id,
    )

    by_taste = page(database_url, ada_id, weights={"taste": 1})
    write(
        database_url,
        "insert into cinelibre.user_neighbors (user_id, neighbor_ids, weights, taste_version)"
        " values (%s, '{7}', '{1}', 0)",
        ada_id,
    )
    stored = page(database_url, ada_id)

    # r = 1, and three of three items in common: (3 / 33)^1.5.
    near = {"ids": [bob.user_id], "weights": [pytest.approx((1 / 11) ** 1.5)]}
    assert likings
    assert (by_taste["likings"], by_taste["has_neighbors"], by_taste["neighbors"]) == (likings, True, near)
    assert (stored["likings"], stored["has_neighbors"], stored["neighbors"]) == ([], True, None)
