"""What a misspelled word or name may have been, worked by hand."""

import psycopg
import pytest

from api.db import Database
from tests.sql.test_search_functions import connection, movie, unit, value, write
from tests.sql.test_search_parts import rows

__all__ = ["connection"]  # the fixture


async def test_words_near_a_misspelled_one_are_listed_with_how_many_letters_differ(
    db: Database, connection: psycopg.Connection
) -> None:
    await write(db, movie("Vertigo", unit(x0=1)), movie("Vertical", unit(x0=1)), movie("Alien", unit(x0=1)))
    query = "select * from list_near_words(%s, %s)"

    assert rows(connection, query, "vertgo", False) == [("vertigo", 1)]  # of six letters one may differ
    assert rows(connection, query, "vertico", False) == [("vertigo", 1), ("vertical", 2)]  # of seven two
    assert rows(connection, query, "alixn", False) == [("alien", 1)]
    assert rows(connection, query, "alixx", False) == []
    assert rows(connection, query, "vertx", False) == []
    assert rows(connection, query, "vertx", True) == [("vertical", 1), ("vertigo", 1)]  # "verti" goes on


@pytest.mark.parametrize(
    ("words", "query"),
    [
        (["forest", "gump"], "'gump' | 'forest'"),
        (["a", "b", "c"], "'b' & 'c' | 'a' & 'c' | 'a' & 'b'"),
        (["forest"], None),
        ([], None),
    ],
)
def test_any_one_word_may_be_wrong(connection: psycopg.Connection, words: list[str], query: str | None) -> None:
    assert value(connection, "select query_all_but_one(%s)::text", words) == query
