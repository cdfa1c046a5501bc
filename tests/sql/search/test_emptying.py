"""Which filters left nothing."""

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.support.readers import rows, write


@pytest.fixture
def url(database_url: str) -> str:
    """An English drama of 1999 and a Tamil war book of 2001."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title, year, language, genres) values
        (1, 'movie', 'Dune', 1999, 'en', '{Drama}'), (2, 'book', 'Solaris', 2001, 'ta', '{War}')
        """,
    )
    return database_url


@pytest.mark.parametrize(
    ("item_type", "filters", "known_ids", "has_any"),
    [
        ("movie", {}, [], True),
        ("movie", {"genres": ["War"]}, [], False),
        (None, {"genres": ["War"]}, [], True),
        (None, {"genres": ["War"]}, [1], True),
        (None, {"genres": ["War"]}, [2], False),
        (None, {}, [2], True),
        (None, {}, [2, 1], False),
    ],
)
def test_items_of_a_type_pass_the_filters_unless_they_are_known(
    url: str, item_type: str | None, filters: dict[str, Any], known_ids: list[int], has_any: bool
) -> None:
    query = "select cinelibre.has_items(%s, %s, %s)"

    assert rows(url, query, item_type, Jsonb(filters), known_ids) == [(has_any,)]


@pytest.mark.parametrize(
    ("item_type", "filters", "known_ids", "emptying"),
    [
        (None, {}, [], []),
        (None, {"genres": ["Drama"], "year_to": 2000}, [], []),  # leave the movie
        ("movie", {"genres": ["War"], "year_from": 1990}, [], ["genres"]),  # without the years there is nothing either
        (None, {"languages": ["ta"], "genres": ["Drama"]}, [], ["genres", "languages"]),  # without either there is one
        # without any one of them there is nothing: all that ask for something are named
        (
            "movie",
            {"year_from": 2050, "genres": ["War"], "languages": [], "year_to": None},
            [],
            ["genres", "year_from"],
        ),
        (None, {"genres": ["Drama"]}, [1], ["genres"]),
        (None, {"genres": ["Drama"]}, [1, 2], ["genres"]),
        (None, {}, [1, 2], []),
    ],
)  # fmt: skip
def test_a_filter_is_named_if_there_is_something_without_it(
    url: str, item_type: str | None, filters: dict[str, Any], known_ids: list[int], emptying: list[str]
) -> None:
    query = "select cinelibre.find_emptying(%s, %s, %s)"

    assert rows(url, query, item_type, Jsonb(filters), known_ids) == [(emptying,)]


def test_nothing_is_known_unless_it_is_said(url: str) -> None:
    assert rows(url, "select cinelibre.has_items(null, '{}'), cinelibre.find_emptying(null, '{}')") == [(True, [])]
