"""What keeps searches of large catalogues fast: sketches of the vectors, and what suggestions walk down."""

from typing import Any

import numpy as np
import psycopg
import pytest
from psycopg.types.json import Jsonb

from api.db import Database
from tests.benchmarks.search import exact
from tests.benchmarks.simulate import Simulation, fill
from tests.sql.search.test_functions import connection, movie, unit, value, write

__all__ = ["connection"]  # the fixture

BESIDE = """
    select array_agg(array[year::text, language, array_to_string(folded_genres, '+')] order by item_id)
    from item_sketches
"""
SCAN = "select array_agg(item_id order by distance, item_id) from scan_by_meaning('movie', %s::halfvec, 1, %s, 100, %s)"
SUGGESTED = """
    select array_agg(item_id order by begins desc, item_id)
    from (values (%s, %s, %s)) as asked (typed, item_type, n), find_titles(typed, typed, item_type, n)
"""
RAN = movie("Ran", unit(x0=1), year=1985, language="ja", genres=["War", "Drama"])


async def test_a_sketch_has_what_filters_ask_of_its_item(db: Database, connection: psycopg.Connection) -> None:
    await write(db, RAN, movie("Untold", unit(x1=1)))

    assert value(connection, BESIDE) == [["1985", "ja", "drama+war"], [None, None, ""]]


async def test_an_item_that_changes_takes_its_sketch_along(db: Database, connection: psycopg.Connection) -> None:
    await write(db, RAN)

    await write(db, {"item_type": "movie", "title": "Ran", "year": 1985, "genres": ["Épopée"]})
    connection.execute("update items set year = 1986, language = null where id = 1")

    assert value(connection, BESIDE) == [["1986", None, "epopee"]]


async def test_a_vector_that_changes_is_sketched_anew(db: Database, connection: psycopg.Connection) -> None:
    await write(db, movie("Ran", unit(x0=1, x1=-1), year=1985, language="ja"))
    sketched = "select sketch::text from item_sketches"
    before = value(connection, sketched)

    await write(db, movie("Ran", unit(x0=-1, x1=1, x2=1), year=1985))

    # a 1 where the vector is above 0
    assert (before[:4], before.count("1")) == ("1000", 1)
    assert (value(connection, sketched)[:4], value(connection, sketched).count("1")) == ("0110", 2)
    assert value(connection, BESIDE) == [["1985", "ja", ""]]


async def test_a_sketch_goes_with_its_item(db: Database, connection: psycopg.Connection) -> None:
    await write(db, RAN, movie("Other", unit(x1=1)))

    connection.execute("delete from items where id = 1")

    assert value(connection, "select array_agg(item_id) from item_sketches") == [2]


def test_ordering_sketches_changes_none(connection: psycopg.Connection) -> None:
    connection.execute(ARC)
    all_of_them = "select array_agg(s order by s.item_id)::text from item_sketches as s"
    before = value(connection, all_of_them)

    n_ordered = value(connection, "select order_sketches()")

    assert n_ordered == 400
    assert value(connection, all_of_them) == before
    # the first page begins with dramas, though the first 150 that came are horror
    assert value(connection, "select folded_genres from item_sketches where ctid = '(0,1)'") == ["drama"]


@pytest.mark.parametrize(
    "filters", [{"languages": ["fr", "ja"]}, {"languages": ["JA"], "genres": ["war"]}, {"languages": ["fr"]}, {}]
)
async def test_languages_as_a_set_let_the_same_items_through(
    db: Database, connection: psycopg.Connection, filters: dict[str, Any]
) -> None:
    await write(db, RAN, movie("Untold", unit(x1=1)), movie("Mouchette", unit(x2=1), language="fr"))
    passing = "select array_agg(i.id order by i.id) from items as i where "

    plain, as_sets = [
        value(connection, passing + value(connection, "select build_conditions(%s, %s)", Jsonb(filters), is_set))
        for is_set in (False, True)
    ]

    assert plain == as_sets


# 400 movies around the question, each at an angle of its own: the n-th has the cosine 1 − n / 800 with it, and turns by
# the rest towards an axis that few others share. The first 150 are horror, and so is every third of the others.
ARC = """
    insert into models (kind, name, dimension, is_active) values ('embedding', 'a model of the tests', 384, true);

    insert into items (id, item_type, title, genres)
    select n, 'movie', 'Film ' || n, array[case when n <= 150 or n % 3 = 0 then 'Horror' else 'Drama' end]
    from generate_series(1, 400) as n;

    insert into item_embeddings (item_id, item_type, embedding, text_hash, model_id)
    select
        n,
        'movie',
        (
            select array_agg(
                case axis when 1 then 1 - n / 800.0 when 2 + n % 380 then sqrt(1 - (1 - n / 800.0) ^ 2) else 0 end
                order by axis
            )
            from generate_series(1, 384) as axis
        )::vector(384),
        '',
        1
    from generate_series(1, 400) as n;

    analyze
"""


@pytest.mark.parametrize("exact_below", [1, 8000])
def test_what_a_user_excludes_is_left_out_inside_the_scan(connection: psycopg.Connection, exact_below: int) -> None:
    connection.execute(ARC)
    conditions = value(connection, "select build_conditions(%s, true)", Jsonb({"exclude_genres": ["horror"]}))

    found = value(connection, SCAN, str(unit(x0=1)), conditions, exact_below)

    # the 40 nearest that are no horror: 151, 152, 154, 155, 157 … two of every three
    truth = [n for n in range(151, 401) if n % 3][:40]
    assert len(found) == 40
    assert len(set(found) & set(truth)) >= 38  # 0.95 of them


def test_sketches_find_what_comparing_everything_finds(connection: psycopg.Connection, database_url: str) -> None:
    connection.execute("drop index item_embeddings_movie_hnsw; drop index item_embeddings_book_hnsw")
    simulation = Simulation(4000)
    fill(database_url, simulation)
    questions = simulation.vectors(np.random.default_rng(5), np.arange(16))
    filters = {"exclude_genres": ["drama", "war"], "year_from": 1950}

    n_common, n_passing = 0, len(exact(database_url, questions[0].tolist(), filters, 4000))
    for question in questions:
        conditions = value(connection, "select build_conditions(%s, true)", Jsonb(filters))
        found = value(connection, SCAN, str(question.tolist()), conditions, 8000)
        n_common += len(set(found[:10]) & exact(database_url, question.tolist(), filters))

    assert n_passing > 1.2 * 800  # so that not all that pass are compared in full
    assert n_common / 160 >= 0.95


def test_a_walk_that_finds_too_few_is_followed_by_comparing_all_that_pass(connection: psycopg.Connection) -> None:
    connection.execute(ARC)
    connection.execute("update items set genres = '{Noir}' where id > 380")
    conditions = value(connection, "select build_conditions(%s, true)", Jsonb({"genres": ["noir"]}))

    found = value(connection, SCAN, str(unit(x0=1)), conditions, 1)

    assert sorted(found) == list(range(381, 401))


async def test_both_types_at_once_are_ranked_as_each_alone(db: Database, connection: psycopg.Connection) -> None:
    await write(
        db,
        movie("Solaris", unit(x0=1), directors=["Andrei Tarkovsky"], external_count=9),
        movie("Solaris", unit(x1=1), year=2002, external_count=5),
        {"item_type": "book", "title": "Solaris", "authors": ["Stanislaw Lem"], "description": "an ocean that thinks"},
        {"item_type": "book", "title": "Solaris explained"},
    )
    scan = "select item_id, kind, place from scan_by_words(%s, 'solaris', 'true', 100)"

    apart = [row for item_type in ("movie", "book") for row in connection.execute(scan, [item_type]).fetchall()]
    together = connection.execute(scan, [None]).fetchall()

    assert sorted(together) == sorted(apart)
    assert [row for row in sorted(together) if row[1] == "title"] == [(1, "title", 1), (2, "title", 2), (3, "title", 1)]


# 16,000 movies, each better known than the next; a lantern is in every second title and begins every 20th of those;
# only the last 5,000 have a heron.
MANY = """
    insert into items (item_type, title, external_count)
    select
        'movie',
        concat_ws(
            ' ',
            case when n % 40 <> 0 then 'Tale' end,
            case when n % 2 = 0 then 'Lantern' end,
            case when n > 11000 then 'Heron' end,
            n
        ),
        20000 - n
    from generate_series(1, 16000) as n;

    analyze
"""


def test_suggestions_of_common_beginnings_are_the_best_known(connection: psycopg.Connection) -> None:
    connection.execute(MANY)

    begun = value(connection, SUGGESTED, "lant", None, 5)
    also_begun = value(connection, SUGGESTED, "la", None, 5)
    inside = value(connection, SUGGESTED, "hero", "movie", 3)
    by_two = value(connection, SUGGESTED, "tale lant", "movie", 3)

    # three letters and more: titles that begin so, 40, 80, 120 …; two: the five best known of all that have such a word
    assert begun == [40, 80, 120, 160, 200]
    assert also_begun == [2, 4, 6, 8, 10]
    # 5,000 herons, but none among the 10,000 best known: the index of words finds them
    assert inside == [11001, 11002, 11003]
    assert by_two == [2, 4, 6]


def test_a_word_that_too_many_have_is_weighed_but_not_looked_up(connection: psycopg.Connection) -> None:
    connection.execute(MANY)
    names = "select count(*) from scan_by_words('movie', %s, 'true', 100)"

    # 8,000 lanterns are more than 5,000; of the few with that number half have one, and all of those are looked at
    assert value(connection, names, "lantern") == 0
    assert value(connection, names, "lantern 4242") == 1
