"""Ratings from elsewhere: who they make, which of them count, and that twice is once."""

import asyncio
from typing import Any

import psycopg
import pytest

from api.db import Database
from api.errors import InvalidInput

DUNE, RAN, EMMA = 10, 20, 30  # as MovieLens numbers them
UNKNOWN = 99
MONDAY, TUESDAY = 1_000_000_000, 1_000_086_400  # seconds since 1970: 2001-09-09 01:46:40, and a day later

Row = tuple[Any, ...]


@pytest.fixture
async def catalogue(db: Database) -> Database:
    """Three movies that MovieLens knows."""
    records = [
        {"item_type": "movie", "title": title, "year": 2001, "movielens_id": movielens_id}
        for title, movielens_id in (("Dune", DUNE), ("Ran", RAN), ("Emma", EMMA))
    ]
    await db.one("upsert_items", records=records, embedding_model="one", dimension=384)
    return db


async def import_ratings(db: Database, *records: Any) -> dict[str, Any]:
    """What the function answers to these records."""
    answer = await db.one("import_ratings", records=list(records))
    assert isinstance(answer, dict)
    return answer


def answer(
    n_new: int = 0, n_changed: int = 0, n_unchanged: int = 0, n_new_raters: int = 0, unknown: tuple[int, ...] = ()
) -> dict[str, Any]:
    """The counts it should answer."""
    counts = {"n_new": n_new, "n_changed": n_changed, "n_unchanged": n_unchanged, "n_new_raters": n_new_raters}
    return counts | {"unknown_movies": list(unknown)}


def ratings(database_url: str) -> list[Row]:
    """Rater, title, rating and seconds since 1970 of everything stored."""
    query = """
        select u.external_id, i.title, r.rating, extract(epoch from r.rated_at)::integer
        from cinelibre.ratings as r
        join cinelibre.users as u on u.id = r.user_id
        join cinelibre.items as i on i.id = r.item_id
        order by u.id, i.id
    """
    return rows(database_url, query)


def rows(database_url: str, query: str) -> list[Row]:
    """The answer to a query."""
    with psycopg.connect(database_url) as connection:
        return connection.execute(query.encode()).fetchall()


async def test_ratings_become_rows_of_new_users_without_an_e_mail(catalogue: Database, database_url: str) -> None:
    said = await import_ratings(catalogue, [7, DUNE, 4.5, MONDAY], [7, RAN, 0.5, TUESDAY], [8, DUNE, 5.0, MONDAY])

    assert said == answer(n_new=3, n_new_raters=2)
    assert ratings(database_url) == [
        ("movielens:7", "Dune", 4.5, MONDAY),
        ("movielens:7", "Ran", 0.5, TUESDAY),
        ("movielens:8", "Dune", 5.0, MONDAY),
    ]
    assert rows(database_url, "select id, email, name, external_id from cinelibre.users order by id") == [
        (1, None, None, "movielens:7"),
        (2, None, None, "movielens:8"),
    ]
    assert rows(database_url, "select distinct source from cinelibre.ratings") == [("rating",)]


async def test_twice_is_once(catalogue: Database, database_url: str) -> None:
    batch = [[7, DUNE, 4.5, MONDAY], [8, DUNE, 5.0, MONDAY], [7, RAN, 1.0, MONDAY]]
    await import_ratings(catalogue, *batch)
    stored = rows(database_url, "select * from cinelibre.ratings order by id")

    again = await import_ratings(catalogue, *batch)
    await import_ratings(catalogue, [9, DUNE, 3.0, MONDAY])

    assert again == answer(n_unchanged=3)
    after = rows(database_url, "select * from cinelibre.ratings order by id")
    assert after[:3] == stored
    assert [row[0] for row in after] == [1, 2, 3, 4]  # what stays the same takes no ids
    assert rows(database_url, "select max(id) from cinelibre.users") == [(3,)]


@pytest.mark.parametrize(
    ("second", "said", "stored"),
    [
        ([7, DUNE, 2.0, TUESDAY], answer(n_changed=1), (2.0, TUESDAY)),  # newer: another rating
        ([7, DUNE, 4.5, TUESDAY], answer(n_changed=1), (4.5, TUESDAY)),  # newer: said again
        ([7, DUNE, 2.0, MONDAY], answer(n_changed=1), (2.0, MONDAY)),  # the same second: the later record
        ([7, DUNE, 2.0, MONDAY - 1], answer(n_unchanged=1), (4.5, MONDAY)),  # older
    ],
)
async def test_the_newest_rating_counts_whatever_comes_first(
    catalogue: Database, database_url: str, second: list[Any], said: dict[str, Any], stored: tuple[float, int]
) -> None:
    await import_ratings(catalogue, [7, DUNE, 4.5, MONDAY])

    assert await import_ratings(catalogue, second) == said
    assert ratings(database_url) == [("movielens:7", "Dune", *stored)]


async def test_of_several_ratings_of_one_movie_in_a_batch_the_newest_counts(
    catalogue: Database, database_url: str
) -> None:
    said = await import_ratings(
        catalogue,
        [7, DUNE, 1.0, MONDAY],
        [7, DUNE, 2.0, TUESDAY],
        [7, DUNE, 3.0, MONDAY],
        [7, RAN, 4.0, MONDAY],
        [7, RAN, 4.5, MONDAY],
    )

    # Five records: Dune and Ran are new, the three that lost against them changed nothing.
    assert said == answer(n_new=2, n_unchanged=3, n_new_raters=1)
    assert ratings(database_url) == [("movielens:7", "Dune", 2.0, TUESDAY), ("movielens:7", "Ran", 4.5, MONDAY)]


async def test_new_changed_unchanged_and_unknown_add_up_to_what_was_given(catalogue: Database) -> None:
    await import_ratings(catalogue, [7, DUNE, 4.5, MONDAY], [7, RAN, 4.5, MONDAY])

    said = await import_ratings(
        catalogue,
        [7, DUNE, 4.5, MONDAY],  # unchanged
        [7, RAN, 1.0, TUESDAY],  # changed
        [7, EMMA, 3.0, MONDAY],  # new
        [8, EMMA, 3.0, MONDAY],  # new, by a new rater
        [7, UNKNOWN, 3.0, MONDAY],
        [9, UNKNOWN, 3.0, MONDAY],
        [9, 77, 3.0, MONDAY],
    )

    assert said == answer(n_new=2, n_changed=1, n_unchanged=1, n_new_raters=1, unknown=(77, UNKNOWN))


async def test_who_rated_nothing_that_is_known_becomes_no_user(catalogue: Database, database_url: str) -> None:
    said = await import_ratings(catalogue, [7, UNKNOWN, 4.0, MONDAY])

    assert said == answer(unknown=(UNKNOWN,))
    assert rows(database_url, "select count(*) from cinelibre.users") == [(0,)]


async def test_an_empty_batch_writes_nothing(catalogue: Database) -> None:
    assert await import_ratings(catalogue) == answer()


@pytest.mark.parametrize(
    "bad",
    [
        [7, DUNE, 4.2, MONDAY],
        [7, DUNE, 0, MONDAY],
        [7, DUNE, 5.5, MONDAY],
        [7, DUNE, None, MONDAY],
        [7, DUNE, 4.0, None],
        [7, "Dune", 4.0, MONDAY],
    ],
)
async def test_a_rating_off_the_grid_or_without_a_time_is_refused_with_its_batch(
    catalogue: Database, database_url: str, bad: list[Any]
) -> None:
    with pytest.raises(InvalidInput):
        await import_ratings(catalogue, [7, RAN, 4.0, MONDAY], bad)

    assert ratings(database_url) == []
    assert rows(database_url, "select count(*) from cinelibre.users") == [(0,)]


async def test_overlapping_batches_in_opposite_order_are_written_once(catalogue: Database, database_url: str) -> None:
    batch = [[rater, movie, 3.5, MONDAY] for rater in range(1, 101) for movie in (DUNE, RAN, EMMA)]

    said = await asyncio.gather(
        import_ratings(catalogue, *batch),
        import_ratings(catalogue, *reversed(batch)),
        import_ratings(catalogue, *batch),
    )

    assert sorted(one["n_new"] for one in said) == [0, 0, 300]
    assert sorted(one["n_new_raters"] for one in said) == [0, 0, 100]
    assert rows(database_url, "select count(*), count(distinct user_id) from cinelibre.ratings") == [(300, 100)]


async def test_a_full_batch_of_as_many_raters_stays_below_the_time_a_statement_may_take(
    catalogue: Database,
) -> None:
    batch = [[rater, DUNE, 3.5, MONDAY] for rater in range(1, 5001)]

    first = await import_ratings(catalogue, *batch)
    second = await import_ratings(catalogue, *batch)

    assert (first["n_new"], second["n_unchanged"]) == (5000, 5000)


@pytest.mark.parametrize("table", ["users", "items"])
async def test_ratings_go_with_whom_and_what_they_are_of(catalogue: Database, database_url: str, table: str) -> None:
    await import_ratings(catalogue, [7, DUNE, 4.5, MONDAY], [8, RAN, 4.5, MONDAY])

    with psycopg.connect(database_url) as connection:
        connection.execute(f"delete from cinelibre.{table} where id = 1".encode())

    assert ratings(database_url) == [("movielens:8", "Ran", 4.5, MONDAY)]


@pytest.mark.parametrize(
    "values",
    [
        "(email) values ('Ada@example.org')",
        "(email) values ('')",
        "(email) values ('ada@example.org'), ('ada@example.org')",
        "(external_id) values ('movielens:1'), ('movielens:1')",
        "(name) values ('nobody at all')",
    ],
)
def test_users_are_known_by_one_lower_case_e_mail_or_by_one_id_elsewhere(database_url: str, values: str) -> None:
    with psycopg.connect(database_url) as connection, pytest.raises(psycopg.errors.IntegrityError):
        connection.execute(f"insert into cinelibre.users {values}".encode())
