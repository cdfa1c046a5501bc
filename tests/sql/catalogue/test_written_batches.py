"""What a batch writes into each table, what a later record leaves as it was, and how an item's ratings are told."""

from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.support.readers import rows, write

INCOMING = "array(select r from jsonb_populate_recordset(null::cinelibre.incoming_item, %s) as r)"
ITEM = {
    "item_id": 1, "item_type": "movie", "title": "Dune", "original_title": "Dune: Part One", "year": 2021,
    "language": "en", "genres": ["Drama"], "keywords": ["desert"], "description": "Sand.", "image_url": "a.jpg",
    "external_rating": 7.5, "external_count": 12, "external_popularity": 99.5,
}  # fmt: skip
MOVIE = {
    "item_id": 1, "movielens_id": 3, "tmdb_id": 11, "imdb_id": "tt1", "release_date": "2021-09-15", "runtime": 155,
    "directors": ["Ann"], "cast": ["Bob", "Cid", "Dee", "Eve"], "certification": "PG-13",
}  # fmt: skip
BOOK = {
    "item_id": 2, "google_id": "abc", "isbn13": "9780000000002", "published_date": "1961-01-01", "page_count": 204,
    "authors": ["Fay"], "publisher": "MON",
}  # fmt: skip
EMPTY: dict[str, list[str]] = {"genres": [], "keywords": [], "directors": [], "cast": [], "authors": []}


def put(url: str, function: str, *records: dict[str, Any]) -> list[int]:
    """The items that a function's batch changed."""
    return [row[0] for row in rows(url, f"select cinelibre.{function}({INCOMING})", Jsonb(list(records)))]


def stored(url: str, table: str, record: dict[str, Any], **renamed: str) -> dict[str, Any]:
    """The stored row of a record, with the record's names."""
    [(row,)] = rows(
        url,
        f"select to_jsonb(t) from cinelibre.{table} as t where {renamed.get('item_id', 'item_id')} = %s",
        record["item_id"],
    )
    return {name: row[renamed.get(name, name)] for name in record}


def test_an_item_is_written_with_its_people_and_keeps_what_is_left_out(database_url: str) -> None:
    whole = ITEM | {name: MOVIE[name] for name in ("directors", "cast")} | {"authors": ["Fay"]}
    people = "select people from cinelibre.items where id = 1"

    assert put(database_url, "write_items", {"item_id": 2, "item_type": "book", "title": "Emma"}, whole) == [1, 2]

    assert stored(database_url, "items", ITEM, item_id="id") == ITEM
    assert rows(database_url, people) == [(["Ann", "Bob", "Cid", "Dee", "Fay"],)]  # three of the cast
    bare = {"item_id": 1, "item_type": "movie", "title": "Arrakis"}
    assert put(database_url, "write_items", bare | EMPTY) == [1]
    assert stored(database_url, "items", ITEM, item_id="id") == ITEM | {"title": "Arrakis"}
    assert rows(database_url, people) == [(["Ann", "Bob", "Cid", "Dee", "Fay"],)]
    assert put(database_url, "write_items", bare) == []  # nothing changed
    changed = {name: value for name, value in ITEM.items() if name != "item_id"}
    changed |= {"original_title": "D", "year": 1984, "language": "fr", "genres": ["War"], "keywords": ["sand"]}
    changed |= {"description": "D.", "image_url": "b.jpg", "external_rating": 5, "external_count": 1}
    changed |= {"external_popularity": 2}
    assert put(database_url, "write_items", {"item_id": 1, **changed, "authors": ["Gus"]}) == [1]
    assert stored(database_url, "items", ITEM, item_id="id") == {"item_id": 1, **changed}
    assert rows(database_url, people) == [(["Gus"],)]


@pytest.mark.parametrize(
    ("function", "table", "item_type", "record", "other", "renamed"),
    [
        (
            "write_movies", "movies", "movie", MOVIE,
            {
                "item_id": 1, "movielens_id": 4, "tmdb_id": 12, "imdb_id": "tt2", "release_date": "2022-01-01",
                "runtime": 9, "directors": ["X"], "cast": ["Y"], "certification": "R",
            },
            {"cast": "cast_members"},
        ),
        (
            "write_books", "books", "book", BOOK,
            {
                "item_id": 2, "google_id": "def", "isbn13": "9780000000003", "published_date": "1962-01-01",
                "page_count": 9, "authors": ["X"], "publisher": "N",
            },
            {},
        ),
    ],
)  # fmt: skip
def test_what_only_one_type_has_is_written_for_it_and_kept_where_it_is_left_out(
    database_url: str,
    function: str,
    table: str,
    item_type: str,
    record: dict[str, Any],
    other: dict[str, Any],
    renamed: dict[str, str],
) -> None:
    write(
        database_url,
        "insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'Dune'), (2, 'book', 'Solaris')",
    )
    item_id = record["item_id"]
    of_other_type = {"item_type": "movie" if item_type == "book" else "book", "item_id": 3 - item_id}

    assert put(database_url, function, of_other_type, record | {"item_type": item_type}) == [item_id]

    assert stored(database_url, table, record, **renamed) == record
    assert put(database_url, function, {"item_id": item_id, "item_type": item_type} | EMPTY) == []
    assert stored(database_url, table, record, **renamed) == record
    assert put(database_url, function, other | {"item_type": item_type}) == [item_id]
    assert stored(database_url, table, record, **renamed) == other


def test_vectors_are_written_with_their_model_and_one_that_is_left_out_stays(database_url: str) -> None:
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values
        (1, 'movie', 'Dune'), (2, 'book', 'Solaris'), (3, 'movie', 'Ran');
        insert into cinelibre.models (id, kind, name, dimension) values
        (1, 'embedding', 'one', 384), (2, 'embedding', 'two', 384);
        """,
    )
    query = f"select cinelibre.write_vectors({INCOMING}, %s)"
    kept = (
        "select item_id, item_type, embedding::text like '[1,0,%%', text_hash, model_id from cinelibre.item_embeddings"
    )

    def vector(item_id: int, item_type: str, first: float, text_hash: str) -> dict[str, Any]:
        return {
            "item_id": item_id, "item_type": item_type, "embedding": str([first, *[0] * 383]), "text_hash": text_hash,
        }  # fmt: skip

    batch = [vector(2, "book", 1, "b"), vector(1, "movie", 1, "a"), {"item_id": 3, "item_type": "movie"}]
    assert rows(database_url, query, Jsonb(batch), 1) == [(1,), (2,)]
    assert rows(database_url, f"{kept} order by item_id") == [(1, "movie", True, "a", 1), (2, "book", True, "b", 1)]
    batch = [{"item_id": 1, "item_type": "movie"}, vector(2, "book", 0.5, "c")]
    assert rows(database_url, query, Jsonb(batch), 2) == [(2,)]
    assert rows(database_url, query, Jsonb(batch), 2) == []
    assert rows(database_url, f"{kept} order by item_id") == [(1, "movie", True, "a", 1), (2, "book", False, "c", 2)]


def test_stars_are_counted_and_averaged_and_what_is_implied_is_not(database_url: str) -> None:
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'Dune'), (2, 'movie', 'Ran');
        insert into cinelibre.users (id, external_id) select n, 'r' || n from generate_series(1, 4) as n;
        insert into cinelibre.ratings (user_id, item_id, rating, source) values
        (1, 1, 5, 'rating'), (2, 1, 4.5, 'rating'), (3, 1, 3, 'simulated'), (4, 1, 1, 'dislike')
        """,
    )
    query = "select cinelibre.rating_summary(%s)"

    # (5 + 4.5 + 3) / 3 = 4.1666…
    assert rows(database_url, query, 1) == [({"count": 3, "average": 4.17, "n_simulated": 1},)]
    for item_id in (2, 99):
        assert rows(database_url, query, item_id) == [({"count": 0, "average": None, "n_simulated": 0},)]


def test_an_expression_can_refuse_with_a_code_a_slug_and_a_sentence(database_url: str) -> None:
    with pytest.raises(psycopg.Error) as refused:
        rows(database_url, "select coalesce(null, cinelibre.refuse('PT404', 'item_not_found', 'There is none.'))")

    assert refused.value.sqlstate == "PT404"
    assert (refused.value.diag.message_primary, refused.value.diag.message_detail) == (
        "item_not_found",
        "There is none.",
    )
    assert rows(database_url, "select coalesce('{}', cinelibre.refuse('PT404', 'item_not_found', ''))") == [({},)]
