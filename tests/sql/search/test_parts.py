"""What search is made of, each part with numbers worked by hand."""

import math
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Json, Jsonb

from api.db import Database
from tests.sql.search.test_functions import connection, movie, search, unit, value, write
from tests.sql.search.test_readings import book

__all__ = ["connection"]  # the fixture


def rows(connection: psycopg.Connection, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    return connection.execute(query.encode(), arguments).fetchall()


async def test_raters_of_a_type_count_as_many_times_as_another_type_has_more(
    db: Database, connection: psycopg.Connection
) -> None:
    await write(
        db,
        movie("Film", unit(x0=1), external_count=90),
        movie("Other film", unit(x1=1), external_count=10),
        book("Book", external_count=900),
    )

    # films have 100 raters and books 900: each rater of a film counts 900 / 100 = 9 times
    assert sorted(rows(connection, "select * from balance_types()")) == [("book", 1.0), ("movie", 9.0)]
    found = {item["title"]: item["score"] for item in await search(db, "zzz", None)}
    assert found == {}
    found = {item["title"]: item["score"] for item in await search(db, "film", unit(x0=1))}
    # the one is first by meaning and has the words in its title, which is what was typed
    assert found["Film"] == pytest.approx(1 + 1 / 61 + 0.03 + 1 / 61 + 0.04 + 0.005 * math.log(1 + 9 * 90), abs=1e-6)


async def test_types_that_nobody_rated_are_balanced(db: Database, connection: psycopg.Connection) -> None:
    await write(db, movie("Film", unit(x0=1)), book("Book"))

    assert sorted(rows(connection, "select * from balance_types()")) == [("book", 1.0), ("movie", 1.0)]


@pytest.mark.parametrize(
    ("shares", "n_items", "lookups"),
    [
        # both are in 0.1 · 0.02 · 1,000 = 2 items; the rarest is in 20, both together up to 120
        ([0.1, 0.02], 1000, ["(b) & (a)", "(b) | (a)"]),
        # in 100 and 250: 350 are more than 300, so the rarer stands alone
        ([0.25, 0.1], 1000, ["(b) & (a)", "(b)"]),
        ([0.2, 0.1], 1000, ["(b) & (a)", "(b) | (a)"]),  # 300
        # 0.7 · 0.8 · 10,000 = 5,600 items have both, and the rarer alone is in 7,000
        ([0.8, 0.7], 10000, []),
        # 0.7 · 0.71 · 10,000 = 4,970
        ([0.71, 0.7], 10000, ["(b) & (a)"]),
        ([0.9, 0.5], 10000, ["(b) & (a)", "(b)"]),  # 4,500 and 5,000
    ],
)
def test_words_are_looked_up_where_few_enough_are_expected(
    connection: psycopg.Connection, shares: list[float], n_items: int, lookups: list[str]
) -> None:
    query = "select * from choose_lookups('{a,b}', %s, %s)"

    assert [row[0] for row in rows(connection, query, shares, n_items)] == lookups


def test_without_words_nothing_is_looked_up(connection: psycopg.Connection) -> None:
    assert rows(connection, "select * from choose_lookups('{}', '{}', 1000)") == []


async def test_the_most_telling_words_come_first(db: Database, connection: psycopg.Connection) -> None:
    await write(
        db,
        movie("One", unit(x0=1), description="lantern"),
        movie("Two", unit(x0=1), description="heron"),
        movie("Three", unit(x0=1), description="heron and lantern", year=1990),
        movie("None", unit(x0=1), description="nothing"),
    )
    query = """
        select i.title, f.place
        from look_up_words('{lantern,heron}', '{1,3}', '{0.5,0.25}', %s, %s) as f
        join items as i on i.id = f.item_id
        order by f.place
    """

    # a lantern weighs 1 and a heron 3: 4, 3 and 1
    assert rows(connection, query, "true", 100) == [("Three", 1), ("Two", 2), ("One", 3)]
    assert rows(connection, query, "true", 2) == [("Three", 1), ("Two", 2)]
    assert rows(connection, query, "i.year = 1990", 100) == [("Three", 1)]


async def test_names_are_ranked_by_kind_and_type(db: Database, connection: psycopg.Connection) -> None:
    await write(
        db,
        movie("Varda", unit(x0=1), external_count=5),
        movie("Beach", unit(x0=1), directors=["Varda"], external_count=1),
        movie("Shore", unit(x0=1), directors=["Varda"], external_count=9),
        book("Essays", authors=["Varda"]),
        movie("Portrait", unit(x0=1), keywords=["varda"]),
    )
    query = """
        select f.kind, i.title, f.place
        from scan_by_names('varda', %s, 'true', %s) as f
        join items as i on i.id = f.item_id
        order by f.kind, i.item_type, f.place
    """

    people = [("person", "Essays", 1), ("person", "Shore", 1), ("person", "Beach", 2)]
    # where more was typed the keyword is no topic
    assert rows(connection, query, "varda", 100) == [*people, ("title", "Varda", 1), ("topic", "Portrait", 1)]
    assert rows(connection, query, "varda film", 100) == [("keyword", "Portrait", 1), *people, ("title", "Varda", 1)]
    assert ("person", "Beach", 2) not in rows(connection, query, "varda", 1)


def test_a_name_gives_its_weight_over_sixty_and_its_place(connection: psycopg.Connection) -> None:
    query = "select * from weigh_names('{1,2,3,4,5}', '{title,person,keyword,topic,words}', '{1,1,2,1,1}', 2, 0.6)"

    # a person 2 / 61, a keyword 0.6 / 62, a topic 4 · 0.6 / 61; words are weighed elsewhere
    assert rows(connection, query) == [
        (1, "title", 1.0),
        (2, "person", pytest.approx(2 / 61)),
        (3, "keyword", pytest.approx(0.6 / 62)),
        (4, "keyword", pytest.approx(2.4 / 61)),
    ]


def test_what_several_lists_found_is_judged_once(connection: psycopg.Connection) -> None:
    query = "select * from pool_findings('{7,5}', '{0.9,0.8}', '{5,3,3}')"

    assert rows(connection, query) == [([3, 5, 7], [None, 0.8, 0.9])]


async def test_words_are_found_and_told_in_one_row(db: Database, connection: psycopg.Connection) -> None:
    await write(db, movie("One", unit(x0=1), description="a lantern", keywords=["drama"]))
    query = "select queries::text, ids, kinds, places from find_by_words(%s, 'true')"

    lantern = {"words": "lantern", "ranking_words": "lantern"}
    assert rows(connection, query, Jsonb(lantern)) == [("{\"'lantern':* | 'lantern'\"}", [1], ["words"], [1])]
    # a hint ranks, and is looked for among keywords
    [(queries, ids, kinds, _)] = rows(
        connection, query, Jsonb(lantern | {"hints": "drama", "ranking_words": "lantern drama"})
    )
    assert (ids, sorted(kinds)) == ([1, 1], ["keyword", "words"])
    assert "drama" in queries
    assert rows(connection, query, Jsonb({"words": "zzz", "ranking_words": "zzz"}))[0][1:] == (None, None, None)


async def test_sketches_choose_what_is_compared_in_full(db: Database, connection: psycopg.Connection) -> None:
    await write(
        db,
        movie("Same", unit(x0=0.6, x1=0.8)),
        movie("Near", unit(x0=0.8, x1=0.6), year=1990),
        movie("Far", unit(x0=-0.6, x1=-0.8)),
    )
    query = """
        select i.title, round(f.distance::numeric, 2)::float8
        from compare_sketches('movie', %s::halfvec, 1, %s, %s, %s) as f
        join items as i on i.id = f.item_id
        order by f.distance
    """
    asked = str(unit(x0=0.6, x1=0.8))

    # 0.6 · 0.8 + 0.8 · 0.6 = 0.96; two signs differ of the one that points the other way
    assert rows(connection, query, asked, "true", 3, 3) == [("Same", 0.0), ("Near", 0.04), ("Far", 2.0)]
    assert [title for title, _ in rows(connection, query, asked, "true", 3, 2)] == ["Same", "Near"]
    assert rows(connection, query, asked, "i.year = 1990", 3, 3) == [("Near", 0.04)]
    assert rows(connection, query, asked, "true", 1, 3) == [("Same", 0.0)]


def test_what_is_not_wanted_is_read_from_the_question(connection: psycopg.Connection) -> None:
    query = "select build_exclusion(%s)::text"

    assert value(connection, query, Jsonb({"exclude_words": ["robots"]})) == "'robots' | 'robot'"
    assert value(connection, query, Jsonb({"exclude_words": []})) is None
    assert value(connection, query, Jsonb({})) is None


def test_a_finding_says_why_it_was_found(connection: psycopg.Connection) -> None:
    item = {"id": 1, "title": "One"}

    found = value(connection, "select describe_finding(%s, 0.5, 0.25, '{title}', null)", Json(item))

    assert found == item | {"similarity": 0.5, "score": 0.25, "matched": ["title"], "seen": None, "hidden": None}


def test_the_weights_of_search_are_what_the_documentation_says(connection: psycopg.Connection) -> None:
    assert value(connection, "select weights_of_search(share => 0.5)") == {
        "meaning": 1,
        "words": 1,
        "person": 2,
        "keyword": 0.6,
        "order_by": 1,
        "similarity": 0.03,
        "share": 0.5,
        "prominence": 0.005,
    }
