"""Writing the catalogue and reading it back, through the port."""

import asyncio
from typing import Any

import psycopg
import pytest

from api.db import Database
from api.errors import InvalidInput, Unavailable
from tests.support.readers import ALL_ITEMS

Record = dict[str, Any]

MODEL = "one"
DIMENSION = 384
SECOND_AXIS = [0.0, 1.0] + [0.0] * 382

DUNE: Record = {
    "item_type": "movie",
    "title": "Dune",
    "original_title": "Dune: Part One",
    "year": 2021,
    "language": "en",
    "genres": ["Science Fiction", "Adventure"],
    "description": "A boy inherits a desert.",
    "image_url": "https://example.org/dune.jpg",
    "external_rating": 7.5,
    "external_count": 12000,
    "external_popularity": 99.5,
    "tmdb_id": 438631,
    "imdb_id": "tt1160419",
    "release_date": "2021-09-15",
    "runtime": 155,
    "directors": ["Denis Villeneuve"],
    "cast": ["Timothée Chalamet", "Rebecca Ferguson"],
    "certification": "PG-13",
    "keywords": ["desert planet"],
    "embedding": [1.0] + [0.0] * 383,
    "text_hash": "dune",
}
SOLARIS: Record = {
    "item_type": "book",
    "title": "Solaris",
    "original_title": "Solaris",
    "year": 1961,
    "language": "pl",
    "genres": ["Science Fiction"],
    "description": "An ocean answers.",
    "image_url": "https://example.org/solaris.jpg",
    "external_rating": 8.25,
    "external_count": 4000,
    "external_popularity": 12.5,
    "google_id": "vMyfEAAAQBAJ",
    "isbn13": "9780156027601",
    "published_date": "1961-01-01",
    "page_count": 204,
    "authors": ["Stanisław Lem"],
    "publisher": "MON",
    "keywords": ["living ocean"],
    "embedding": SECOND_AXIS,
    "text_hash": "solaris",
}


def movie(title: str, **fields: Any) -> Record:
    """A record of a movie of 2001."""
    return {"item_type": "movie", "title": title, "year": 2001} | fields


def book(title: str, **fields: Any) -> Record:
    """A record of a book of 2001."""
    return {"item_type": "book", "title": title, "year": 2001} | fields


async def upsert(
    db: Database, *records: Record, model: str = MODEL, dimension: int = DIMENSION
) -> tuple[int, int, int]:
    """Writes `records` as one batch; how many were new, changed and unchanged."""
    counts = await db.one("upsert_items", records=list(records), embedding_model=model, dimension=dimension)
    return counts["n_new"], counts["n_changed"], counts["n_unchanged"]


async def items(db: Database, item_type: str = "movie") -> list[Record]:
    """All items of one type, as lists show them."""
    page = await db.one("get_items", item_type=item_type, **ALL_ITEMS)
    assert page["total"] == len(page["items"])
    return list(page["items"])


async def titles(db: Database, item_type: str = "movie") -> list[str]:
    """The titles of all items of one type."""
    return [item["title"] for item in await items(db, item_type)]


def writers(database_url: str) -> list[Any]:
    """The transaction that last wrote each item."""
    with psycopg.connect(database_url) as connection:
        return connection.execute("select id, xmin::text from cinelibre.items order by id").fetchall()


async def test_new_changed_and_unchanged_items_are_counted(db: Database) -> None:
    await upsert(db, movie("Amélie"), movie("Ran"), book("Emma"))

    counts = await upsert(db, movie("Amélie"), movie("Ran", runtime=162), book("Emma"), book("Dracula"))

    assert counts == (1, 1, 2)  # Dracula; Ran; Amélie and Emma


async def test_upserting_twice_is_upserting_once(db: Database, database_url: str) -> None:
    first = await upsert(db, DUNE, SOLARIS)
    written = [await db.one("get_movie", movie_id=1), await db.one("get_book", book_id=2), writers(database_url)]

    second = await upsert(db, DUNE, SOLARIS)

    assert (first, second) == ((2, 0, 0), (0, 0, 2))
    read = [await db.one("get_movie", movie_id=1), await db.one("get_book", book_id=2), writers(database_url)]
    assert read == written


async def test_an_item_with_a_long_description_stays_unchanged_too(db: Database, database_url: str) -> None:
    # Rows above 2 kB are compressed or stored apart, so that their bytes differ from those that come in.
    long = movie("Dune", description="A boy inherits a desert. " * 200)
    await upsert(db, long)
    written = writers(database_url)

    counts = await upsert(db, long)

    assert counts == (0, 0, 1)
    assert writers(database_url) == written


@pytest.mark.parametrize("change", [{"runtime": 156}, {"embedding": SECOND_AXIS, "text_hash": "dune"}])
async def test_a_change_outside_the_items_table_counts_as_a_change(db: Database, change: Record) -> None:
    await upsert(db, DUNE)

    counts = await upsert(db, DUNE | change)

    assert counts == (0, 1, 0)


@pytest.mark.parametrize(
    ("function", "parameter", "record", "id_of_source"),
    [("get_movie", "movie_id", DUNE, "tmdb_id"), ("get_book", "book_id", SOLARIS, "google_id")],
)
async def test_what_a_record_leaves_out_stays_as_it_was(
    db: Database, function: str, parameter: str, record: Record, id_of_source: str
) -> None:
    await upsert(db, record)
    whole = await db.one(function, **{parameter: 1})
    bare = {name: record[name] for name in ("item_type", "title", id_of_source)}

    counts = await upsert(db, bare | {"genres": [], "keywords": [], "directors": [], "cast": [], "authors": []})

    assert counts == (0, 0, 1)
    assert await db.one(function, **{parameter: 1}) == whole


async def test_a_record_without_an_embedding_keeps_the_one_there_was(db: Database) -> None:
    await upsert(db, DUNE)

    await upsert(db, {name: DUNE[name] for name in DUNE if name not in ("embedding", "text_hash")})

    found = await db.rows("match_movies", query_embedding=DUNE["embedding"])
    assert [row["similarity"] for row in found] == [1.0]


async def test_of_two_records_of_one_item_the_last_counts(db: Database) -> None:
    counts = await upsert(db, movie("Dune", tmdb_id=1, runtime=1), movie("Ran"), movie("Dune", tmdb_id=1, runtime=2))

    assert counts == (2, 0, 0)
    assert sorted(await titles(db)) == ["Dune", "Ran"]
    found = [item["id"] for item in await items(db) if item["title"] == "Dune"]
    assert (await db.one("get_movie", movie_id=found[0]))["runtime"] == 2


async def test_of_two_records_of_a_known_item_the_last_counts(db: Database) -> None:
    await upsert(db, movie("Dune", tmdb_id=1, imdb_id="tt1"))

    counts = await upsert(db, movie("Dune", tmdb_id=1, runtime=1), movie("Dune", imdb_id="tt1", runtime=2))

    assert counts == (0, 1, 0)
    assert (await db.one("get_movie", movie_id=1))["runtime"] == 2


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (movie("Dune", tmdb_id=1, imdb_id="tt1"), movie("Dune", imdb_id="tt1", runtime=2)),
        (book("Emma", google_id="a", isbn13="9780000000001"), book("Emma", google_id="b", isbn13="9780000000001")),
    ],
)
async def test_two_records_of_a_new_item_that_share_one_of_their_ids_are_one_item(
    db: Database, first: Record, last: Record
) -> None:
    counts = await upsert(db, first, last)

    assert counts == (1, 0, 0)


async def test_a_number_at_the_end_of_a_title_is_not_its_year(db: Database) -> None:
    counts = await upsert(db, movie("Death Race 2000", year=None), movie("Death Race", year=2000))

    assert counts == (2, 0, 0)
    assert await titles(db) == ["Death Race 2000", "Death Race"]


@pytest.mark.parametrize(
    ("record", "known_by"),
    [
        (movie("Dune", tmdb_id=1), {"tmdb_id": 1}),
        (movie("Dune", tmdb_id=1, imdb_id="tt1"), {"imdb_id": "tt1"}),
        (book("Dune", google_id="a"), {"google_id": "a"}),
        (book("Dune", google_id="a", isbn13="9780441172719"), {"isbn13": "9780441172719"}),
    ],
)
async def test_an_item_is_known_by_an_id_whatever_its_title(db: Database, record: Record, known_by: Record) -> None:
    await upsert(db, movie("Ran"), record)

    counts = await upsert(db, {"item_type": record["item_type"], "title": "Arrakis", "year": 1984} | known_by)

    assert counts == (0, 1, 0)
    assert "Arrakis" in await titles(db, record["item_type"])


async def test_an_id_says_more_than_title_and_year(db: Database) -> None:
    await upsert(db, movie("Dune"), movie("Arrakis", tmdb_id=1))

    await upsert(db, movie("Dune", tmdb_id=1, runtime=155))

    assert [(item["id"], item["title"]) for item in await items(db)] == [(1, "Dune"), (2, "Dune")]
    assert (await db.one("get_movie", movie_id=2))["runtime"] == 155


async def test_an_item_without_ids_is_known_by_title_and_year_whatever_the_case(db: Database) -> None:
    await upsert(db, movie("Élan"))

    counts = await upsert(db, movie("élan", runtime=90))

    assert counts == (0, 1, 0)
    assert await titles(db) == ["élan"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (movie("Dune", year=1984), movie("Dune", year=2021)),
        (movie("Dune", year=None), movie("Dune", year=2021)),
        (movie("Dune"), book("Dune")),
        (movie("Dune", tmdb_id=1), movie("Dune", tmdb_id=2)),
        (book("Dune", google_id="a"), book("Dune", google_id="b")),
    ],
)
@pytest.mark.parametrize("in_one_batch", [True, False])
async def test_items_of_one_title_are_two_when_year_type_or_id_differ(
    db: Database, one: Record, other: Record, in_one_batch: bool
) -> None:
    batches = [[one, other]] if in_one_batch else [[one], [other]]

    counts = [await upsert(db, *batch) for batch in batches]

    assert sum(n_new for n_new, _, _ in counts) == 2
    assert len(await items(db, "movie")) + len(await items(db, "book")) == 2


@pytest.mark.parametrize(
    ("demo", "synced"),
    [(movie("Dune"), movie("Dune", tmdb_id=1, imdb_id="tt1")), (book("Dune"), book("DUNE", google_id="a"))],
)
async def test_an_item_without_ids_adopts_those_of_a_record_of_its_title_and_year(
    db: Database, demo: Record, synced: Record
) -> None:
    await upsert(db, demo)

    adopting = await upsert(db, synced)
    renamed = await upsert(db, synced | {"title": "Arrakis"})

    assert (adopting, renamed) == ((0, 1, 0), (0, 1, 0))
    assert await titles(db, demo["item_type"]) == ["Arrakis"]


async def test_a_record_without_ids_speaks_of_the_item_of_its_title_and_year(db: Database) -> None:
    await upsert(db, movie("Dune", tmdb_id=1))

    counts = await upsert(db, movie("Dune", language="en"))

    assert counts == (0, 1, 0)
    assert (await db.one("get_movie", movie_id=1))["tmdb_id"] == 1


async def test_the_first_batch_decides_the_embedding_model(db: Database) -> None:
    before = await db.one("get_readiness")

    await upsert(db, DUNE, model="first")

    after = await db.one("get_readiness")
    assert (before["embedding_model"], after["embedding_model"]) == (None, "first")


@pytest.mark.parametrize(("model", "dimension"), [("another", 384), (MODEL, 768)])
async def test_another_embedding_model_is_refused_and_nothing_is_written(
    db: Database, model: str, dimension: int
) -> None:
    await upsert(db, movie("Ran"))

    with pytest.raises(Unavailable) as refusal:
        await upsert(db, movie("Ran", runtime=162), DUNE, model=model, dimension=dimension)

    assert refusal.value.slug == "embedding_model_mismatch"
    assert await titles(db) == ["Ran"]
    assert (await db.one("get_movie", movie_id=1))["runtime"] is None


@pytest.mark.parametrize(
    "bad",
    [
        {"item_type": "song", "title": "Dune"},
        {"title": "Dune"},
        {"item_type": "movie"},
        movie(""),
        movie("Dune", year=99999),
        movie("Dune", year="last year"),
        movie("Dune", imdb_id="1160419"),
        movie("Dune", runtime=0),
        book("Dune", isbn13="0-441-17271-7"),
        movie("Dune", embedding=[1.0, 0.0], text_hash="short"),
    ],
)
async def test_a_bad_record_is_refused_with_its_whole_batch(db: Database, bad: Record) -> None:
    await upsert(db, movie("Ran"))

    with pytest.raises(InvalidInput):
        await upsert(db, movie("Ran", runtime=162), movie("Amélie"), bad)

    assert await titles(db) == ["Ran"]
    assert (await db.one("get_movie", movie_id=1))["runtime"] is None


async def test_an_empty_batch_writes_nothing(db: Database) -> None:
    assert await upsert(db) == (0, 0, 0)
    assert await items(db) == []


async def test_overlapping_batches_of_known_items_in_opposite_order_do_not_deadlock(db: Database) -> None:
    batch = [movie(f"Film {n}", tmdb_id=n, embedding=SECOND_AXIS, text_hash="0") for n in range(1, 21)]
    await upsert(db, *batch)

    for n in range(1, 41):
        forwards = [record | {"runtime": n, "text_hash": f"{n}"} for record in batch]
        backwards = [record | {"runtime": 100 + n, "text_hash": f"-{n}"} for record in reversed(batch)]
        counts = await asyncio.gather(upsert(db, *forwards), upsert(db, *backwards))
        assert sorted(counts) == [(0, 20, 0), (0, 20, 0)]


@pytest.mark.parametrize("id_of_source", ["tmdb_id", None])
async def test_overlapping_batches_of_new_items_in_opposite_order_are_written_once(
    db: Database, id_of_source: str | None
) -> None:
    for n in range(40):
        numbers = range(1 + 20 * n, 21 + 20 * n)
        batch = [movie(f"Film {i}", **({id_of_source: i} if id_of_source else {})) for i in numbers]
        counts = await asyncio.gather(upsert(db, *batch), upsert(db, *reversed(batch)))
        assert sorted(counts) == [(0, 0, 20), (20, 0, 0)]

    assert len(await items(db)) == 40 * 20


async def test_items_are_listed_by_id_page_by_page_beside_their_total(db: Database) -> None:
    await upsert(db, *(movie(title) for title in "EDCBA"), book("F"))

    pages = [
        await db.one("get_items", item_type="movie", **{**ALL_ITEMS, "item_skip": skip, "item_limit": 2})
        for skip in (0, 2, 4)
    ]

    assert [page["total"] for page in pages] == [5, 5, 5]
    assert [[item["title"] for item in page["items"]] for page in pages] == [["E", "D"], ["C", "B"], ["A"]]


async def test_a_page_past_the_end_is_empty_and_still_tells_the_total(db: Database) -> None:
    await upsert(db, movie("Dune"), book("Emma"), book("Dracula"))

    films = await db.one("get_items", item_type="movie", **{**ALL_ITEMS, "item_skip": 1})
    books = await db.one("get_items", item_type="book", **{**ALL_ITEMS, "item_skip": 10**9})

    assert films == {"total": 1, "as_of": 3, "items": []}
    assert books == {"total": 2, "as_of": 3, "items": []}


async def test_an_empty_catalogue_has_an_empty_page(db: Database) -> None:
    assert await db.one("get_items", item_type="movie", **ALL_ITEMS) == {"total": 0, "as_of": 0, "items": []}
