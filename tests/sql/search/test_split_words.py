"""No character of Unicode, alone or beside another, makes a query that cannot be read."""

import psycopg
import pytest

from api.db import Database
from tests.sql.search.test_functions import connection, movie, unit, value, write

__all__ = ["connection"]  # the fixture

# Folding leaves these standing, but the text parser takes none of them for a word. There are none in other scripts.
WORDLESS = """
    select chr(n)
    from generate_series(2200, 3700) as n
    where cinelibre.fold_title(chr(n)) <> ''
        and numnode(plainto_tsquery('pg_catalog.simple', cinelibre.fold_title(chr(n)))) = 0
"""


@pytest.mark.parametrize(
    ("folded", "words"),
    [
        ("the matrix", ["the", "matrix"]),
        ("the । matrix ॥", ["the", "matrix"]),
        ("।", []),
        ("", []),
        (None, []),
        ("a " + "b" * 2046, ["a", "b" * 2046]),
        ("a " + "b" * 2047, ["a"]),
        ("क" * 682, ["क" * 682]),  # three bytes each: 2,046
        ("क" * 683, []),
    ],
)
async def test_words_are_what_the_parser_keeps(
    connection: psycopg.Connection, folded: str | None, words: list[str]
) -> None:
    assert value(connection, "select cinelibre.split_words(%s)", folded) == words


@pytest.mark.parametrize(
    "asked",
    [
        "list_idle_exclusions(jsonb_build_object('exclude_words', array[letter], 'exclude_people', array[letter]))",
        "search_items(letter, 20, 0, 200)",
        "search_items('the ' || letter, 20, 0, 200)",
        "search_items('robots ' || letter || ' of it', 20, 0, 200)",
        """search_items('x', 20, 0, 200, readings => jsonb_build_array(
            jsonb_build_object('words', 'robots', 'exclude_words', array[letter, 'a ' || letter])
        ))""",
        """search_items('x', 20, 0, 200, readings => jsonb_build_array(
            jsonb_build_object('words', letter, 'is_demand_only', true, 'exclude_words', array[letter])
        ))""",
        """search_items('x', 20, 0, 200, readings => jsonb_build_array(
            jsonb_build_object('like', letter, 'words', letter),
            jsonb_build_object('title', letter, 'is_guess', true),
            jsonb_build_object('words', letter)
        ))""",
        "search_titles(letter, 10, 5)",
        "search_titles('robots ' || letter, 10, 5)",
    ],
)
async def test_no_character_without_a_word_is_a_syntax_error(
    db: Database, connection: psycopg.Connection, asked: str
) -> None:
    await write(db, movie("Robots", unit(x0=1)))

    assert value(connection, f"select count({asked}) from ({WORDLESS}) as wordless (letter)") >= 400


@pytest.mark.parametrize("length", [682, 683, 1000])
@pytest.mark.parametrize("asked", ["search_items(word, 20, 0, 200)", "search_titles(word, 10, 5)"])
@pytest.mark.parametrize("question", ["%s", "%s robots", "robots and %s", "spirted %s"])
async def test_no_length_of_a_word_is_an_error(
    db: Database, connection: psycopg.Connection, asked: str, question: str, length: int
) -> None:
    await write(db, movie("Robots", unit(x0=1)))

    answer = value(connection, f"select {asked} from (select %s) as typed (word)", question.replace("%s", "क" * length))
    assert isinstance(answer, dict | list)
