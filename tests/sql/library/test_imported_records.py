"""What became of each row of a library."""

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from api.db import Database
from tests.support.readers import ABSENT, a_caller, rows, write, write_items

DUNE, RAN = 1, 2
DAY = "2026-01-0{}"
LOG = "select interaction_type from cinelibre.interactions order by id"


@pytest.fixture
def url(database_url: str) -> str:
    """Two movies and two readers."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'Dune'), (2, 'movie', 'Ran');
        insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob');
        """,
    )
    return database_url


def event(kind: str, day: int, **more: Any) -> dict[str, Any]:
    """An event of a library."""
    return {"interaction_type": kind, "occurred_at": DAY.format(day), **more}


@pytest.mark.parametrize(
    ("record", "first", "again"),
    [
        ({}, "matched", "matched"),
        ({"rated_at": DAY.format(2)}, "matched", "matched"),  # when, but not what
        ({"rating": 4}, "created", "already_there"),
        ({"rating": 4, "rated_at": DAY.format(2)}, "created", "already_there"),
        ({"rating": 4, "events": [event("view", 1)]}, "created", "already_there"),
        ({"events": [event("view", 1)]}, "created", "already_there"),
        ({"events": []}, "already_there", "already_there"),
        *(
            ({name: DAY.format(1)} | extra, "created", "already_there")
            for name, extra in (
                ("watchlist_at", {}), ("hidden_at", {}), ("seen_at", {}), ("favorite_at", {}),
                ("opinion_at", {"opinion": "like"}),
            )
        ),
    ],
)  # fmt: skip
def test_a_row_says_what_became_of_it(url: str, record: dict[str, Any], first: str, again: str) -> None:
    query = "select cinelibre.import_record(1, 1, %s, 9) ->> 'status'"
    neighbors = "select to_jsonb(r) from cinelibre.ratings as r where (user_id, item_id) <> (1, 1) order by id"
    for user_id, item_id in ((2, DUNE), (1, RAN)):
        stars = "insert into cinelibre.ratings (user_id, item_id, rating, source) values (%s, %s, 3, 'rating')"
        write(url, stars, user_id, item_id)
    before = rows(url, neighbors)

    assert [rows(url, query, Jsonb(record))[0][0] for _ in range(2)] == [first, again]
    assert rows(url, neighbors) == before


def test_a_row_that_changes_stars_updates_and_one_that_replaces_what_was_implied_creates(url: str) -> None:
    query = "select cinelibre.import_record(1, %s, %s, 9) ->> 'status'"
    stars = {"rating": 4, "rated_at": DAY.format(2), "seen_at": DAY.format(1)}
    write(
        url,
        """
        insert into cinelibre.ratings (user_id, item_id, rating, source, rated_at) values
        (1, 1, 3, 'rating', '2026-01-01'), (1, 2, 3, 'seen', '2026-01-01')
        """,
    )

    assert rows(url, query, DUNE, Jsonb(stars)) == [("updated",)]
    assert rows(url, query, RAN, Jsonb(stars)) == [("created",)]
    assert rows(url, query, DUNE, Jsonb(stars | {"favorite_at": DAY.format(1)})) == [("created",)]


def test_each_row_is_answered_in_its_place(url: str) -> None:
    view = {"events": [event("view", 1)]}
    matched = [
        {"record": {"title": "Dune", **view}, "item_id": DUNE},
        {"record": {"title": "Dune"}, "item_id": DUNE},
        {"record": {"title": "A", "events": [event("clap", 1)]}, "candidates": [RAN, DUNE]},
        *(
            {"record": {name: "1", "opinion": "clap"}}
            for name in ("id", "title", "movielens_id", "tmdb_id", "imdb_id", "google_id", "isbn13")
        ),
        {"record": {"events": [event("clap", 1)]}, "item_id": DUNE},
        {"record": {"events": [event("search", 1, query="a")]}},  # of no item
    ]

    [(answer,)] = rows(url, "select cinelibre.import_rows(1, %s, 9)", Jsonb(matched))

    dune, ran = ({"id": n, "item_type": "movie", "title": title} for n, title in ((DUNE, "Dune"), (RAN, "Ran")))
    assert answer == [
        {"item_id": DUNE, "status": "created"},
        {"item_id": DUNE, "status": "matched"},
        {"candidates": [ran, dune], "status": "ambiguous"},
        *([{"status": "not_found"}] * 7),
        {"item_id": DUNE, "status": "bad", "reason": "the type clap is not known here"},
        {"status": "created"},
    ]
    assert rows(url, LOG) == [("view",), ("search",)]
    assert rows(url, "select cinelibre.import_rows(1, '[]', 9)") == [([],)]


async def test_choices_are_imported_as_rows_of_their_items(db: Database) -> None:
    await write_items(db)
    ada = await a_caller(db)

    outcomes = await ada.one(
        "import_choices",
        daily_reviews=9,
        choices=[
            {"item_id": RAN, "kept": {"rating": 4, "rated_at": DAY.format(2)}},
            {"item_id": ABSENT, "kept": {"rating": 4}},
            {"item_id": RAN, "kept": {"id": 1, "rating": 4}},  # an id in what is kept means nothing
        ],
    )

    assert outcomes == [
        {"item_id": RAN, "status": "created"},
        {"status": "not_found"},
        {"item_id": RAN, "status": "already_there"},
    ]
    listed = await ada.one("get_my_ratings", item_skip=0, item_limit=20, sort="newest", filters={})
    assert [rating["item_id"] for rating in listed["ratings"]] == [RAN]
