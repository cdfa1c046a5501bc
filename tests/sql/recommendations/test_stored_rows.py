"""The rows of a front page that are stored: whose they are, what they answer, and how long they are valid."""

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from api.db import Database
from tests.sql.recommendations.test_stored_lists import LIST_ID, OTHER_ID, TODAY, write_list
from tests.support.readers import a_caller, rows, write_items

QUERY = """
    select (cinelibre.find_stored_rows(%s, %s, %s, %s, %s, now() - %s::interval, %s, 0.5)).id
"""
ASKED = {"n_rows": 2}
STORED = {"asked": ASKED, "rows": [{"kind": "popular"}]}


@pytest.fixture
async def ada(db: Database) -> int:
    """The id of a reader, in a catalogue of five items."""
    await write_items(db)
    return (await a_caller(db)).user_id


def found(url: str, user_id: int, **more: Any) -> str | None:
    """The id of the list whose rows are read for Ada's request, by default of an hour and without neighbors."""
    given = {
        "item_type": None, "asked": ASKED, "day": TODAY, "taste_version": 3, "neighbors_at": None, "ttl_seconds": 3600,
    } | more  # fmt: skip
    given["asked"] = Jsonb(given["asked"])
    [(answer,)] = rows(url, QUERY, user_id, *given.values())
    return str(answer) if answer else None


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ({"item_type": "movie"}, {}),
        ({}, {"item_type": "movie"}),
        ({"item_type": "movie"}, {"item_type": "book"}),
        ({}, {"asked": {"n_rows": 3}}),
        ({}, {"taste_version": 4}),
        ({}, {"day": "2026-11-28"}),
        ({"age": "60 seconds"}, {"ttl_seconds": 60}),
        ({"age": "2 minutes"}, {"neighbors_at": "1 minute"}),  # neighbors were found since
        ({"rows": None}, {}),
    ],
)
async def test_rows_of_another_request_taste_or_time_are_not_read(
    ada: int, database_url: str, stored: dict[str, Any], asked: dict[str, Any]
) -> None:
    write_list(database_url, ada, **{"rows": Jsonb(STORED)} | stored)

    assert found(database_url, ada, **asked) is None


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ({"item_type": "movie"}, {"item_type": "movie"}),
        ({"age": "50 seconds"}, {"ttl_seconds": 60}),
        ({"age": "1 minute"}, {"neighbors_at": "2 minutes"}),
        ({"age": "2 minutes", "sources": ["popular", "neighbors"]}, {"neighbors_at": "1 minute"}),  # has used them
    ],
)
async def test_rows_of_the_same_request_are_read_while_they_are_valid(
    ada: int, database_url: str, stored: dict[str, Any], asked: dict[str, Any]
) -> None:
    write_list(database_url, ada, **{"rows": Jsonb(STORED)} | stored)

    assert found(database_url, ada, **asked) == LIST_ID


async def test_the_newest_rows_of_a_reader_are_read(ada: int, db: Database, database_url: str) -> None:
    bob = (await a_caller(db, "bob")).user_id
    write_list(database_url, ada, OTHER_ID, age="2 minutes", is_current=False, rows=Jsonb(STORED))
    write_list(database_url, ada, LIST_ID, age="1 minute", rows=Jsonb(STORED))

    assert found(database_url, ada) == LIST_ID
    assert found(database_url, bob) is None
