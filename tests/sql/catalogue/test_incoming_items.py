"""A batch of records on its way into the catalogue: read, freed of repetitions, numbered."""

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.support.readers import rows, write

INCOMING = "array(select r from jsonb_populate_recordset(null::cinelibre.incoming_item, %s) as r)"


@pytest.fixture
def url(database_url: str) -> str:
    """One movie, number 7, with ids of TMDB and IMDb."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title, year) values (7, 'movie', 'Dune', 2021);
        insert into cinelibre.movies (item_id, tmdb_id, imdb_id) values (7, 11, 'tt11');
        """,
    )
    return database_url


def movie(place: int, title: str = "A", **more: Any) -> dict[str, Any]:
    """A movie at a position of the batch."""
    return {"place": place, "item_type": "movie", "title": title} | more


def book(place: int, title: str = "A", **more: Any) -> dict[str, Any]:
    """A book at a position of the batch."""
    return {"place": place, "item_type": "book", "title": title} | more


def test_records_are_read_in_their_order_with_the_item_they_describe(url: str) -> None:
    records = [
        {"item_type": "book", "title": "Emma", "authors": ["Jane Austen"], "cast": ["B"], "unknown": 1},
        {"item_type": "movie", "title": "Another", "tmdb_id": 11, "runtime": 90, "release_date": "2021-09-15"},
        {"item_type": "movie", "title": "dune", "year": 2021, "place": 9, "item_id": 5, "taken_ids": ["x"]},
    ]

    found = rows(url, "select jsonb_strip_nulls(to_jsonb(p)) from cinelibre.parse_items(%s) as p", Jsonb(records))

    # what only we may say, a record cannot
    assert [row[0] for row in found] == [
        {"place": 0, "item_type": "book", "title": "Emma", "authors": ["Jane Austen"], "cast": ["B"]},
        {"place": 1, "item_id": 7, **records[1]},
        {"place": 2, "item_id": 7, "item_type": "movie", "title": "dune", "year": 2021},
    ]


@pytest.mark.parametrize(
    ("batch", "kept"),
    [
        ([movie(0, tmdb_id=5), movie(1, "B", tmdb_id=5)], [1]),
        ([movie(0, imdb_id="tt5"), movie(1, "B", imdb_id="tt5")], [1]),
        ([movie(0, movielens_id=5), movie(1, "B", movielens_id=5)], [1]),
        ([book(0, google_id="g"), book(1, "B", google_id="g")], [1]),
        ([book(0, isbn13="9"), book(1, "B", isbn13="9")], [1]),
        ([movie(0, tmdb_id=5), movie(1, tmdb_id=6)], [0, 1]),
        ([movie(0, tmdb_id=5), movie(1, imdb_id="5")], [0, 1]),  # of another source
        # MovieLens' number overrules: these are two, but a third without a number is the first
        ([movie(0, movielens_id=1, tmdb_id=5), movie(1, movielens_id=2, tmdb_id=5)], [0, 1]),
        ([movie(0, movielens_id=1, tmdb_id=5), movie(1, tmdb_id=5)], [1]),
        # without ids the title, the year and the type count
        ([movie(0, "Dune", year=1), movie(1, "DUNE", year=1), movie(2, "dune", year=1)], [2]),
        ([movie(0, year=1), movie(1, year=2), movie(2), book(3, year=1)], [0, 1, 2, 3]),
        ([movie(0, year=1), movie(1, year=1, tmdb_id=5)], [0, 1]),
        # records of an item that is there
        ([movie(0, "A", item_id=7), movie(1, "B", item_id=7), movie(2, "C", item_id=8)], [1, 2]),
        ([], []),
    ],
)
def test_of_records_of_one_item_the_last_is_kept(url: str, batch: list[dict[str, Any]], kept: list[int]) -> None:
    query = f"select r.place from cinelibre.drop_repeated_items({INCOMING}) as r order by r.place"

    assert [row[0] for row in rows(url, query, Jsonb(batch))] == kept


def test_new_items_are_numbered_in_their_order_and_ids_that_others_have_are_left_out(url: str) -> None:
    batch = [
        movie(3, tmdb_id=50, imdb_id="tt99"),
        movie(2, tmdb_id=11, imdb_id="tt99"),
        movie(0, item_id=7, tmdb_id=11, imdb_id="tt11"),
        movie(1, tmdb_id=50),
        movie(4, imdb_id="tt11"),
        book(5, isbn13="9"),
    ]
    query = f"select jsonb_strip_nulls(to_jsonb(r)) from cinelibre.identify_items({INCOMING}) as r"

    found = [row[0] for row in rows(url, query, Jsonb(batch))]

    assert found == [
        movie(0, item_id=7, tmdb_id=11, imdb_id="tt11", taken_ids=[]),
        movie(1, item_id=1, tmdb_id=50, taken_ids=[]),
        movie(2, item_id=2, imdb_id="tt99", taken_ids=["tmdb_id 11"]),  # is that of number 7
        movie(3, item_id=3, taken_ids=["tmdb_id 50", "imdb_id tt99"]),  # were given to the records before
        movie(4, item_id=4, taken_ids=["imdb_id tt11"]),
        book(5, item_id=5, isbn13="9", taken_ids=[]),
    ]
