"""What the catalogue shows of items: in lists, by their ids, and one by one."""

import pytest

from api.db import Database
from api.errors import NotFound
from tests.sql.catalogue.test_catalogue_functions import DUNE, SOLARIS, Record, items, upsert
from tests.support.readers import rows, write


def people_of(record: Record) -> list[str]:
    """Whom a list shows: directors, the first three of the cast, authors."""
    return [*record.get("directors", []), *record.get("cast", [])[:3], *record.get("authors", [])]


def added_to(record: Record) -> Record:
    """What an item shows beyond its record, if nobody has rated it and nobody asks."""
    ids = {"tmdb": "tmdb_id", "imdb": "imdb_id", "google": "google_id", "isbn13": "isbn13"}
    known = {name: record[field] for name, field in ids.items() if field in record}
    nobodys = {"average": None, "rating_count": 0, "image_srcset": None, "mine": None}
    return {"id": 1, "people": people_of(record), "runtime": None, "page_count": None, "ids": known} | nobodys


async def test_a_list_shows_what_movies_and_books_share_and_no_embedding(db: Database) -> None:
    await upsert(db, DUNE)

    listed = await items(db)

    shared = ["item_type", "title", "original_title", "year", "language", "genres", "description", "image_url"]
    shown = [*shared, "external_rating", "external_count", "runtime"]
    assert listed == [added_to(DUNE) | {name: DUNE[name] for name in shown}]


@pytest.mark.parametrize(
    ("function", "parameter", "record"),
    [
        ("get_movie", "movie_id", DUNE),
        ("get_book", "book_id", SOLARIS),
        ("get_item", "item_id", DUNE),
        ("get_item", "item_id", SOLARIS),
    ],
)
async def test_everything_but_the_embedding_is_told_of_one_item(
    db: Database, function: str, parameter: str, record: Record
) -> None:
    await upsert(db, record)

    found = await db.one(function, **{parameter: 1})

    hidden = {"external_popularity", "embedding", "text_hash"}
    told = {name: value for name, value in record.items() if name not in hidden}
    nobody = {"count": 0, "average": None, "n_simulated": 0}
    assert found == added_to(record) | {"ratings": nobody, "prediction": None} | told


@pytest.mark.parametrize(
    ("function", "parameter", "absent"),
    [
        ("get_movie", "movie_id", 2),
        ("get_book", "book_id", 1),
        ("get_movie", "movie_id", 3),
        ("get_book", "book_id", 0),
        ("get_item", "item_id", 3),
    ],
)
async def test_an_item_that_is_absent_or_of_the_other_type_is_not_found(
    db: Database, function: str, parameter: str, absent: int
) -> None:
    await upsert(db, DUNE, SOLARIS)

    with pytest.raises(NotFound) as refusal:
        await db.one(function, **{parameter: absent})

    assert refusal.value.slug == "item_not_found"
    assert str(absent) in refusal.value.detail


async def test_items_are_described_in_the_order_of_their_ids_and_unknown_ones_left_out(
    db: Database, database_url: str
) -> None:
    await upsert(db, DUNE, SOLARIS)

    query = "select place, item_id, item ->> 'title' from cinelibre.describe_items(%s, null)"
    assert rows(database_url, query, [2, 9, 1]) == [(1, 2, "Solaris"), (3, 1, "Dune")]
    assert rows(database_url, query, [1, 1]) == [(1, 1, "Dune"), (2, 1, "Dune")]
    assert rows(database_url, query, []) == []


async def test_average_and_count_are_those_of_stars_given_here(db: Database, database_url: str) -> None:
    await upsert(db, DUNE, SOLARIS)
    write(
        database_url,
        """
        insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob'), (3, 'cy'), (4, 'dee');
        insert into cinelibre.ratings (user_id, item_id, rating, source) values
        (1, 1, 5, 'rating'), (2, 1, 4, 'rating'), (3, 1, 2, 'simulated'), (4, 1, 1, 'hide'), (1, 2, 4.5, 'like')
        """,
    )

    # (5 + 4 + 2) / 3 = 3.67; what a hide or a like stands for is no star rating
    query = "select item -> 'average', item -> 'rating_count' from cinelibre.describe_items('{1, 2}', null)"
    assert rows(database_url, query) == [(3.67, 3), (None, 0)]


async def test_items_of_a_user_show_what_that_user_did(db: Database, database_url: str) -> None:
    await upsert(db, DUNE, SOLARIS)
    write(
        database_url,
        """
        insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob');
        insert into cinelibre.ratings (user_id, item_id, rating) values (1, 1, 4.5), (2, 2, 2)
        """,
    )

    query = "select (item -> 'mine' ->> 'rating')::float8 from cinelibre.describe_items('{1, 2}', %s)"
    assert rows(database_url, query, 1) == [(4.5,), (None,)]
    assert rows(database_url, query, 2) == [(None,), (2,)]
    assert rows(database_url, query, None) == [(None,), (None,)]


async def test_items_come_by_their_ids_for_anybody(db: Database) -> None:
    await upsert(db, DUNE, SOLARIS)

    found = await db.one("get_items_by_id", item_ids=[2, 7, 1])

    assert [(item["id"], item["title"], item["mine"]) for item in found] == [(2, "Solaris", None), (1, "Dune", None)]
    assert await db.one("get_items_by_id", item_ids=[7]) == []


@pytest.mark.parametrize("described", ["describe_movie", "describe_book"])
async def test_the_description_of_one_item_is_null_for_the_other_type(
    db: Database, database_url: str, described: str
) -> None:
    await upsert(db, DUNE, SOLARIS)

    found = rows(
        database_url, f"select cinelibre.{described}(i.id, null) ->> 'title' from cinelibre.items as i order by 1"
    )

    assert found == [("Dune" if described == "describe_movie" else "Solaris",), (None,)]
