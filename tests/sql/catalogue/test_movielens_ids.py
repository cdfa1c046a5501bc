"""The ids by which MovieLens knows its movies, and what is known of the items of records."""

from typing import Any

import pytest

from api.db import Database
from tests.support.readers import ALL_ITEMS

Record = dict[str, Any]

MODEL = "one"
VECTOR = [1.0] + [0.0] * 383


def movie(title: str, **fields: Any) -> Record:
    """A record of a movie of 2002."""
    return {"item_type": "movie", "title": title, "year": 2002} | fields


def embedded(text_hash: str, **fields: Any) -> Record:
    """A record of a movie that was embedded from a text with this hash."""
    return movie("Dune", embedding=VECTOR, text_hash=text_hash) | fields


async def upsert(db: Database, *records: Record) -> Record:
    """Writes `records` as one batch; what the function answers."""
    answer = await db.one("upsert_items", records=list(records), embedding_model=MODEL, dimension=384)
    assert isinstance(answer, dict)
    return answer


def counts(answer: Record) -> tuple[int, int, int]:
    """New, changed, unchanged."""
    return answer["n_new"], answer["n_changed"], answer["n_unchanged"]


async def movies(db: Database) -> list[tuple[str, int | None, str | None]]:
    """Title, tmdb_id and imdb_id of every movie."""
    listed = (await db.one("get_items", item_type="movie", **ALL_ITEMS))["items"]
    found = [await db.one("get_movie", movie_id=item["id"]) for item in listed]
    return [(row["title"], row["tmdb_id"], row["imdb_id"]) for row in found]


async def test_a_movie_is_known_by_its_movielens_id_whatever_else_a_record_says(db: Database) -> None:
    await upsert(db, movie("Dune", movielens_id=1, tmdb_id=10))

    answer = await upsert(db, movie("Arrakis", movielens_id=1, tmdb_id=11))

    assert counts(answer) == (0, 1, 0)
    assert await movies(db) == [("Arrakis", 11, None)]


@pytest.mark.parametrize("known_by", [{"tmdb_id": 10}, {"imdb_id": "tt10"}])
async def test_a_movie_without_a_movielens_id_takes_that_of_a_record_with_its_other_ids(
    db: Database, known_by: Record
) -> None:
    await upsert(db, movie("Dune", tmdb_id=10, imdb_id="tt10"))

    adopting = await upsert(db, movie("Dune", movielens_id=1, **known_by))
    renamed = await upsert(db, movie("Arrakis", movielens_id=1))

    assert (counts(adopting), counts(renamed)) == ((0, 1, 0), (0, 1, 0))
    assert await movies(db) == [("Arrakis", 10, "tt10")]


async def test_a_movie_without_any_id_takes_that_of_a_record_of_its_title_and_year(db: Database) -> None:
    await upsert(db, movie("Dune"))

    assert counts(await upsert(db, movie("Dune", movielens_id=1))) == (0, 1, 0)
    assert counts(await upsert(db, movie("Dune", movielens_id=2))) == (1, 0, 0)


# MovieLens has two movies with the tmdb_id 4912, 6003 and 144606, of one title and year.
FIRST = movie("Confessions of a Dangerous Mind", movielens_id=6003, tmdb_id=4912, imdb_id="tt0290538")
OTHER = movie("Confessions of a Dangerous Mind", movielens_id=144606, tmdb_id=4912, imdb_id="tt0270288")


@pytest.mark.parametrize("in_one_batch", [True, False])
async def test_two_movies_of_one_tmdb_id_are_two_of_which_the_second_goes_without(
    db: Database, in_one_batch: bool
) -> None:
    batches = [[FIRST, OTHER]] if in_one_batch else [[FIRST], [OTHER]]

    answers = [await upsert(db, *batch) for batch in batches]
    again = [await upsert(db, *batch) for batch in batches]

    assert [sum(column) for column in zip(*map(counts, answers), strict=True)] == [2, 0, 0]
    assert [sum(column) for column in zip(*map(counts, again), strict=True)] == [0, 0, 2]
    place = str(len(batches[-1]) - 1)
    assert answers[-1]["taken_ids"] == again[-1]["taken_ids"] == {place: ["tmdb_id 4912"]}
    assert await movies(db) == [
        ("Confessions of a Dangerous Mind", 4912, "tt0290538"),
        ("Confessions of a Dangerous Mind", None, "tt0270288"),
    ]


async def test_a_record_without_a_movielens_id_speaks_of_the_movie_that_has_the_tmdb_id(db: Database) -> None:
    await upsert(db, FIRST, OTHER)

    answer = await upsert(db, movie("Confessions", tmdb_id=4912))

    assert counts(answer) == (0, 1, 0)
    assert answer["taken_ids"] == {}
    assert [title for title, _, _ in await movies(db)] == ["Confessions", "Confessions of a Dangerous Mind"]


async def test_an_id_that_belongs_to_another_movie_is_left_out_and_told(db: Database) -> None:
    await upsert(db, movie("Dune", tmdb_id=10), movie("Ran", tmdb_id=20, imdb_id="tt20"))

    answer = await upsert(db, movie("Emma", tmdb_id=30), movie("Dune", tmdb_id=10, imdb_id="tt20", runtime=155))

    assert counts(answer) == (1, 1, 0)
    assert answer["taken_ids"] == {"1": ["imdb_id tt20"]}
    assert await movies(db) == [("Dune", 10, None), ("Ran", 20, "tt20"), ("Emma", 30, None)]


def known(**fields: Any) -> Record:
    """What is known of a movie of 2002 of which nobody said more than `fields`."""
    unsaid: Record = {"year": 2002, "genres": [], "description": None, "text_hash": None}
    return unsaid | {"directors": [], "cast": [], "keywords": [], "authors": None} | fields


async def known_items(db: Database, *records: Record, model: str = MODEL) -> dict[str, Record]:
    """What the function answers, by the place of the record."""
    answer = await db.one("get_known_items", records=list(records), embedding_model=model)
    assert isinstance(answer, dict)
    return answer


async def test_what_makes_the_text_of_a_known_item_is_told_with_the_hash_it_was_embedded_from(db: Database) -> None:
    people = {"directors": ["Denis Villeneuve"], "cast": ["Rebecca Ferguson"]}
    told = {"genres": ["Drama"], "description": "A boy inherits a desert."} | people
    await upsert(db, embedded("a", tmdb_id=1, **told), movie("Ran", tmdb_id=2))

    asked = [movie("New", tmdb_id=3), movie("Ran", tmdb_id=2), movie("Another title", tmdb_id=1)]

    ran, dune = known(item_id=2), known(item_id=1, **told)
    assert await known_items(db, *asked) == {"1": ran, "2": dune | {"text_hash": "a"}}
    assert (await known_items(db, *asked, model="another"))["2"] == dune
    assert await known_items(db) == {}


async def test_an_item_is_known_by_whatever_names_it(db: Database) -> None:
    book = {"item_type": "book", "title": "Emma", "year": 1815, "authors": ["Jane Austen"]}
    await upsert(
        db,
        embedded("a", movielens_id=1, imdb_id="tt1"),
        embedded("b", title="Ran"),
        book | {"google_id": "g", "isbn13": "9780141439587", "embedding": VECTOR, "text_hash": "c"},
    )

    found = await known_items(
        db,
        movie("", movielens_id=1),
        movie("", imdb_id="tt1"),
        movie("ran"),
        {"item_type": "book", "google_id": "g"},
        {"item_type": "book", "isbn13": "9780141439587"},
        {"item_type": "movie", "title": "Emma", "year": 1815},
    )

    assert {place: item["text_hash"] for place, item in found.items()} == dict(zip("01234", "aabcc", strict=True))
    assert found["4"]["authors"] == ["Jane Austen"]
