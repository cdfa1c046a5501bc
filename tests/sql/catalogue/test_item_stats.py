"""The counts of items and users: kept with every change of ratings, they equal a recount."""

import pytest

from api.db import Database
from api.http.callers import Caller
from api.settings import ROOT
from tests.support.readers import (
    DRACULA,
    DUNE,
    EMMA,
    RAN,
    Row,
    a_caller,
    assert_counts_equal_a_recount,
    record,
    rows,
    write,
    write_items,
)

MONDAY = 1_000_000_000


@pytest.fixture
async def catalogue(db: Database) -> Database:
    """Three movies and two books."""
    await write_items(db)
    return db


def counts_of(database_url: str, item_id: int) -> Row:
    """Raters, ratings in stars, their sum, simulated ones, likes."""
    query = """
        select s.rater_count, s.rating_count, s.rating_sum, s.simulated_count, s.like_count
        from cinelibre.item_stats as s
        where s.item_id = %s
    """
    [counts] = rows(database_url, query, item_id)
    return counts


def rating_count_of(database_url: str, name: str) -> int:
    """How many ratings an account says it has."""
    [(n_ratings,)] = rows(database_url, "select u.rating_count from cinelibre.users as u where u.name = %s", name)
    return int(n_ratings)


async def rate(me: Caller, item_id: int, stars: float) -> int:
    """The id of the rating."""
    return int((await me.one("rate_item", item_id=item_id, rating=stars))["id"])


async def test_stars_likes_and_hides_are_counted_as_what_they_are(catalogue: Database, database_url: str) -> None:
    ada, bob, eve = [await a_caller(catalogue, name) for name in ("ada", "bob", "eve")]

    await rate(ada, DUNE, 4.5)
    await rate(bob, DUNE, 2)
    await record(eve, {"interaction_type": "like", "item_id": DUNE})

    # Three think something of it, two in stars: 4.5 + 2 = 6.5. Of 4 and more are Ada's 4.5 and Eve's like (4.5).
    assert counts_of(database_url, DUNE) == (3, 2, 6.5, 0, 2)
    assert_counts_equal_a_recount(database_url)


async def test_a_changed_rating_moves_the_sum_by_the_difference_and_no_count(
    catalogue: Database, database_url: str
) -> None:
    ada, bob = await a_caller(catalogue, "ada"), await a_caller(catalogue, "bob")
    await rate(ada, DUNE, 4.5)
    await rate(bob, DUNE, 2)

    await rate(ada, DUNE, 1.5)

    # 6.5 - 4.5 + 1.5 = 3.5; nobody is left at 4 or more.
    assert counts_of(database_url, DUNE) == (2, 2, 3.5, 0, 0)
    assert rating_count_of(database_url, "ada") == 1
    assert_counts_equal_a_recount(database_url)


async def test_stars_over_a_like_become_a_rating_and_the_like_comes_back_when_they_go(
    catalogue: Database, database_url: str
) -> None:
    ada = await a_caller(catalogue)
    await record(ada, {"interaction_type": "like", "item_id": DUNE})
    liked = counts_of(database_url, DUNE)

    rating_id = await rate(ada, DUNE, 3)
    rated = counts_of(database_url, DUNE)
    await ada.one("delete_rating", rating_id=rating_id)

    assert liked == (1, 0, 0, 0, 1)
    assert rated == (1, 1, 3, 0, 0)
    assert counts_of(database_url, DUNE) == liked
    assert rating_count_of(database_url, "ada") == 1
    assert_counts_equal_a_recount(database_url)


async def test_the_last_rating_that_goes_leaves_noughts(catalogue: Database, database_url: str) -> None:
    ada = await a_caller(catalogue)
    rating_id = await rate(ada, DUNE, 3.5)

    await ada.one("delete_rating", rating_id=rating_id)

    assert counts_of(database_url, DUNE) == (0, 0, 0, 0, 0)
    assert rating_count_of(database_url, "ada") == 0


async def test_simulated_ratings_count_among_the_ratings_and_apart(catalogue: Database, database_url: str) -> None:
    ada = await a_caller(catalogue)
    await rate(ada, DUNE, 5)

    await catalogue.one("write_simulated_ratings", records=[[1, DUNE, 4.0, MONDAY], [2, DUNE, 0.5, MONDAY]])

    # 5 + 4 + 0.5 = 9.5, of three ratings, two of them simulated; 5 and 4 are likes.
    assert counts_of(database_url, DUNE) == (3, 3, 9.5, 2, 2)
    assert_counts_equal_a_recount(database_url)


async def test_an_import_counts_what_is_new_and_what_changed_once(catalogue: Database, database_url: str) -> None:
    batch = [[7, 1001, 4.5, MONDAY], [8, 1001, 2.0, MONDAY], [7, 1002, 1.0, MONDAY]]
    await catalogue.one("import_ratings", records=batch)
    await catalogue.one("import_ratings", records=batch)

    await catalogue.one("import_ratings", records=[[8, 1001, 4.0, MONDAY + 1], [9, 1001, 3.0, MONDAY]])

    # Dune: 4.5, then 2.0 that became 4.0, and a new 3.0: 11.5 of three, two of them likes.
    assert counts_of(database_url, DUNE) == (3, 3, 11.5, 0, 2)
    assert counts_of(database_url, RAN) == (1, 1, 1, 0, 0)
    assert_counts_equal_a_recount(database_url)


async def test_one_batch_over_several_items_counts_each(catalogue: Database, database_url: str) -> None:
    ada = await a_caller(catalogue)

    await record(
        ada,
        {"interaction_type": "rate", "item_id": DRACULA, "rating": 2.5},
        {"interaction_type": "like", "item_id": DUNE},
        {"interaction_type": "dislike", "item_id": DUNE},
        {"interaction_type": "hide", "item_id": EMMA},
    )

    # Dune: the dislike came after the like, one star; Emma hidden, one star; neither counts in the sum.
    assert [counts_of(database_url, item_id) for item_id in (DUNE, EMMA, DRACULA)] == [
        (1, 0, 0, 0, 0),
        (1, 0, 0, 0, 0),
        (1, 1, 2.5, 0, 0),
    ]
    assert rating_count_of(database_url, "ada") == 3
    assert_counts_equal_a_recount(database_url)


async def test_an_item_that_goes_leaves_right_counts_with_its_raters(catalogue: Database, database_url: str) -> None:
    ada, bob = await a_caller(catalogue, "ada"), await a_caller(catalogue, "bob")
    for item_id in (DUNE, RAN):
        await rate(ada, item_id, 4)
    await rate(bob, DUNE, 4)
    await record(bob, {"interaction_type": "hide", "item_id": RAN}, {"interaction_type": "view", "item_id": DUNE})

    write(database_url, "delete from cinelibre.items where id = %s", DUNE)

    assert (rating_count_of(database_url, "ada"), rating_count_of(database_url, "bob")) == (1, 1)
    assert rows(database_url, "select s.item_id from cinelibre.item_stats as s order by 1") == [(RAN,)]
    assert counts_of(database_url, RAN) == (2, 1, 4, 0, 1)
    assert_counts_equal_a_recount(database_url)


async def test_the_summary_of_an_item_is_made_of_its_stars_alone(catalogue: Database) -> None:
    ada, bob, eve = [await a_caller(catalogue, name) for name in ("ada", "bob", "eve")]
    await rate(ada, DUNE, 4.5)
    await rate(bob, DUNE, 2)
    await record(eve, {"interaction_type": "like", "item_id": DUNE})

    rated = await catalogue.one("get_movie", movie_id=DUNE)
    unrated = await catalogue.one("get_movie", movie_id=EMMA)

    # (4.5 + 2) / 2 = 3.25; Eve's like is no rating in stars.
    assert rated["ratings"] == {"count": 2, "average": 3.25, "n_simulated": 0}
    assert unrated["ratings"] == {"count": 0, "average": None, "n_simulated": 0}


# Of what the migration fills; the trend came later and starts from nothing.
COUNTS = """
    select item_id, rater_count, rating_count, rating_sum, simulated_count, like_count
    from cinelibre.item_stats
    where rater_count > 0
    order by item_id
"""


async def test_the_migration_counts_what_was_there_before_it(catalogue: Database, database_url: str) -> None:
    ada = await a_caller(catalogue)
    await rate(ada, DUNE, 4.5)
    await record(ada, {"interaction_type": "like", "item_id": RAN})
    await catalogue.one("write_simulated_ratings", records=[[1, DUNE, 4.0, MONDAY]])
    kept = rows(database_url, COUNTS)
    write(database_url, "delete from cinelibre.item_stats where true")
    write(database_url, "update cinelibre.users set rating_count = 0 where true")

    write(database_url, counting_part_of_the_migration())

    assert rows(database_url, COUNTS) == kept
    assert_counts_equal_a_recount(database_url)


def counting_part_of_the_migration() -> str:
    """The statements of 0018 that fill what it made."""
    text = (ROOT / "sql" / "migrations" / "0018_create_item_stats.sql").read_text()
    start = text.rindex("\ninsert into cinelibre.item_stats")
    return text[start:]
