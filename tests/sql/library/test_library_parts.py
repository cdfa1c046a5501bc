"""What is wrong with a row of a library, and what names an item to another catalogue."""

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.support.readers import rows, write


def events(*kinds: str | None) -> dict[str, Any]:
    """A row of a library with events of these types."""
    return {"events": [{"interaction_type": kind} for kind in kinds]}


@pytest.mark.parametrize(
    ("item_id", "record", "fault"),
    [
        (1, {}, None),
        (1, events("like", "watch", None) | {"opinion": "like", "hidden_by": "hide"}, None),
        (None, events("search"), None),
        (1, events("clap"), "the type clap is not known here"),
        (1, events("like", "search"), "search takes no item"),
        (None, events("search", "like"), "like needs an item"),
        (1, {"opinion": "clap"}, "the type clap is not known here"),
        (1, {"opinion": "favorite"}, "the type favorite marks nothing as opinion"),
        (1, {"opinion": "view"}, "the type view marks nothing as opinion"),
        (1, {"hidden_by": "clap"}, "the type clap is not known here"),
        (1, {"hidden_by": "like"}, "the type like marks nothing as hidden"),
        (1, {"hidden_by": "view"}, "the type view marks nothing as hidden"),  # nor anything else
        (1, {"hidden_by": "ban"}, None),  # marks as hidden, and does not hide
        # hiding is looked at first, then the opinion, then the events in their order
        (1, events("b", "a") | {"opinion": "c", "hidden_by": "d"}, "the type d is not known here"),
        (1, events("b", "a") | {"opinion": "c"}, "the type c is not known here"),
        (1, events("b", "a"), "the type b is not known here"),
    ],
)
def test_a_row_is_at_fault_if_a_type_is_unknown_or_means_something_else(
    database_url: str, item_id: int | None, record: dict[str, Any], fault: str | None
) -> None:
    write(database_url, "insert into cinelibre.interaction_types (name, mark) values ('ban', 'hidden')")

    assert rows(database_url, "select cinelibre.find_fault(%s, %s)", item_id, Jsonb(record)) == [(fault,)]


def test_an_item_is_named_by_title_year_and_every_id_it_has(database_url: str) -> None:
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title, year) values
        (1, 'movie', 'Dune', 2021), (2, 'book', 'Solaris', 1961), (3, 'movie', 'Bare', null);
        insert into cinelibre.movies (item_id, movielens_id, tmdb_id, imdb_id) values
        (1, 31, 11, 'tt1'), (3, null, null, null);
        insert into cinelibre.books (item_id, google_id, isbn13) values (2, 'abc', '9780000000002');
        """,
    )
    dune = {"id": 1, "item_type": "movie", "title": "Dune", "year": 2021}
    solaris = {"id": 2, "item_type": "book", "title": "Solaris", "year": 1961}

    assert rows(database_url, "select cinelibre.refer_to_item(id) from generate_series(1, 4) as id") == [
        (dune | {"movielens_id": 31, "tmdb_id": 11, "imdb_id": "tt1"},),
        (solaris | {"google_id": "abc", "isbn13": "9780000000002"},),
        ({"id": 3, "item_type": "movie", "title": "Bare"},),
        (None,),
    ]
