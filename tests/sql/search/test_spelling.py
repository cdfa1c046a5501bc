"""What a misspelled word or name may have been, worked by hand."""

import psycopg
import pytest
from psycopg.types.json import Jsonb

from api.db import Database
from tests.sql.search.test_functions import FIRST_PAGE, connection, movie, unit, value, write
from tests.sql.search.test_parts import rows
from tests.sql.search.test_readings import book

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


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("rocky 2", ["Rocky II"]),
        ("mash", ["M*A*S*H"]),
        ("thelma louise", ["Thelma & Louise"]),
        ("prozac nation", ["Prozac Nation: Young and Depressed in America"]),
        ("prozac", []),  # no title before a colon is that
        ("prozac nation!", ["Prozac Nation: Young and Depressed in America"]),
        ("one two three four five six seven eight", ["1 2 3 4 5 6 7 8"]),
    ],
)
async def test_a_title_is_found_however_it_is_spelled(
    db: Database, connection: psycopg.Connection, typed: str, found: list[str]
) -> None:
    await write(
        db,
        movie("Rocky II", unit(x0=1)),
        movie("M*A*S*H", unit(x0=1)),
        movie("Thelma & Louise", unit(x0=1)),
        movie("1 2 3 4 5 6 7 8", unit(x0=1)),
        book("Prozac Nation: Young and Depressed in America"),
    )
    query = "select i.title from find_titled(%s) as f (id) join items as i on i.id = f.id"

    assert [row[0] for row in rows(connection, query, typed)] == found


async def test_a_title_that_is_what_was_typed_leaves_other_spellings_out(
    db: Database, connection: psycopg.Connection
) -> None:
    await write(db, movie("Seven", unit(x0=1)), movie("7", unit(x0=1)))

    assert rows(connection, "select find_titled('seven', true)") == [(1,)]
    assert rows(connection, "select find_titled('7', true)") == [(2,)]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("di caprio", ["dicaprio", "di ca prio", "di cap rio", "di capr io"]),
        ("rukh", ["ru kh"]),  # two letters at least on both sides
        ("ruk", []),
        ("a b c d", []),  # four words tell something
        ("", []),
    ],
)
def test_a_name_may_be_joined_or_split(connection: psycopg.Connection, typed: str, names: list[str]) -> None:
    assert value(connection, "select respell_names(%s)", typed) == names


async def test_what_nothing_in_the_catalogue_has_excludes_nothing(db: Database, connection: psycopg.Connection) -> None:
    await write(
        db,
        movie("Robots", unit(x0=1), keywords=["tom hanks"]),
        movie("Beach", unit(x0=1), directors=["Agnes Varda"]),
    )
    excluded = ["robots", "zzyzx", "tom hanks", "agnes varda"]
    query = "select list_idle_exclusions(%s)"

    assert value(connection, query, Jsonb({"exclude_words": excluded})) == ["zzyzx"]
    # of a name it counts only who made or plays in something
    people = {"exclude_words": excluded, "exclude_people": ["tom hanks", "agnes varda"]}
    assert value(connection, query, Jsonb(people)) == ["zzyzx", "tom hanks"]
    assert value(connection, query, Jsonb({})) == []


async def test_other_spellings_come_after_the_title_and_a_subtitle_where_nothing_else_fits(db: Database) -> None:
    await write(
        db,
        movie("Spiderman", unit(x0=1), tmdb_id=1),
        movie("Spider-Man", unit(x0=1), tmdb_id=2, external_count=9000),
        movie("Spider Man: Home", unit(x0=1), tmdb_id=3, external_count=9000),
        book("Spider-Man: A Story"),
    )

    async def found(words: str, item_type: str | None = None) -> list[tuple[str, bool]]:
        answer = await db.one("search_items", words=words, item_type=item_type, **FIRST_PAGE)
        return [(item["title"], "title" in item["matched"]) for item in answer["items"]]

    assert (await found("spiderman"))[:2] == [("Spiderman", True), ("Spider-Man", True)]
    assert ("Spider Man: Home", True) not in await found("spiderman")
    assert (await found("spider-man", "book"))[0] == ("Spider-Man: A Story", True)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("mr and mrs sm", "Mr. & Mrs. Smith"),
        ("et", "E.T. the Extra-Terrestrial"),
        ("swa", "S.W.A.T."),
        ("godf", "The Godfather: Part II"),
        ("the godfather 2", "The Godfather: Part II"),
        ("seven sam", "7 Samurai"),
        ("seve", "Seventeen"),
        ("seven", "7 Samurai"),  # a whole word may be a number: the better known first
        ("８½", "8 1/2"),
        ("se7", "Seven Sins"),
        ("千と千", "Spirited Away"),
    ],
)
async def test_titles_are_suggested_however_they_are_spelled(db: Database, typed: str, first: str) -> None:
    await write(
        db,
        movie("Mr. & Mrs. Smith", unit(x0=1)),
        movie("E.T. the Extra-Terrestrial", unit(x0=1)),
        movie("S.W.A.T.", unit(x0=1)),
        movie("The Godfather: Part II", unit(x0=1)),
        movie("7 Samurai", unit(x0=1), external_count=100),
        movie("17 Again", unit(x0=1), external_count=1000),
        movie("Seventeen", unit(x0=1), external_count=10),
        movie("8 1/2", unit(x0=1)),
        movie("8 Mile", unit(x0=1), external_count=1000),
        movie("Seven Sins", unit(x0=1), original_title="Se7en Sins"),
        movie("Spirited Away", unit(x0=1), original_title="千と千尋の神隠し"),
    )

    suggested = (await db.one("search_titles", typed=typed, item_limit=10, history_limit=5))["items"]

    assert suggested[0]["title"] == first
    assert len({item["id"] for item in suggested}) == len(suggested)
