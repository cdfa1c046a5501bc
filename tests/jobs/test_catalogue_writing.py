"""What text an item is found by, and that writing goes by batches and adds up."""

import hashlib
from collections.abc import Iterator

import pytest

from api.db import Database
from api.embedding import Embedder
from api.errors import InvalidInput, Unavailable
from api.jobs.catalogue_writing import BATCH_SIZE, Record, Written, embedded_text, write_catalogue
from tests.conftest import settings_of
from tests.support.readers import ALL_ITEMS

LONG = "A clockmaker in a harbour town repairs the lighthouse while his daughter waits for a ship."
RANDOM = "".join(hashlib.sha512(bytes([n])).hexdigest() for n in range(200))  # 25,600 letters: too long for an index


@pytest.mark.parametrize(
    ("record", "text"),
    [
        (
            {"title": "T", "year": 1999, "genres": ["Drama"], "directors": ["D"], "cast": ["A", "B", "C", "X"]}
            | {"description": LONG},
            f"{LONG} D, A, B, C.",
        ),
        ({"title": "T", "authors": ["W"], "description": f"  {LONG} "}, f"{LONG} W."),
        ({"title": "T", "description": LONG}, LONG),
        ({"title": "T", "year": 1999, "genres": ["Drama", "War"], "directors": ["D"]}, "T (1999). Drama, War. D."),
        ({"title": "T", "description": "Short."}, "T. Short."),
        ({"title": "T", "description": None, "genres": None, "cast": None}, "T."),
    ],
)
def test_the_text_is_the_description_and_people_or_else_the_title(record: dict[str, object], text: str) -> None:
    assert embedded_text(record) == text


def films(n_films: int) -> list[Record]:
    """Records of as many films, each with an id of its own."""
    return [{"item_type": "movie", "title": f"Film {n}", "year": 1950, "tmdb_id": n} for n in range(1, n_films + 1)]


@pytest.fixture(scope="module")
def embedder() -> Iterator[Embedder]:
    """The shipped model, loaded once."""
    opened = Embedder(settings_of())
    yield opened
    opened.close()


async def n_movies(db: Database) -> int:
    """How many movies there are."""
    return int((await db.one("get_items", item_type="movie", **ALL_ITEMS))["total"])


async def test_writing_goes_by_batches_that_add_up_and_twice_is_once(db: Database, embedder: Embedder) -> None:
    records = films(150)
    batches: list[int] = []

    first = await write_catalogue(db, embedder, iter(records), batches.append)
    again = await write_catalogue(db, embedder, [*records[:-1], records[-1] | {"runtime": 90}])

    assert batches == [BATCH_SIZE, 150 - BATCH_SIZE]
    assert first == Written(n_new=150, n_embedded=150)
    assert again == Written(n_changed=1, n_unchanged=149)
    assert await n_movies(db) == 150


async def test_a_run_that_goes_on_where_another_stopped_embeds_only_what_is_missing(
    db: Database, embedder: Embedder
) -> None:
    await write_catalogue(db, embedder, films(20))

    written = await write_catalogue(db, embedder, films(30))

    assert written == Written(n_new=10, n_unchanged=20, n_embedded=10)


async def test_a_text_that_changed_is_embedded_again_and_found_anew(db: Database, embedder: Embedder) -> None:
    [film] = films(1)
    await write_catalogue(db, embedder, [film])

    written = await write_catalogue(db, embedder, [film | {"description": LONG}])

    assert written == Written(n_changed=1, n_embedded=1)
    query = await embedder.embed_query(LONG)
    [found] = await db.rows("match_movies", query_embedding=query, embedding_model=embedder.name)
    assert round(found["similarity"], 2) == 1.0


async def test_a_record_that_says_less_keeps_the_text_that_said_more(db: Database, embedder: Embedder) -> None:
    [film] = films(1)
    people: Record = {"directors": ["Ada Director"], "cast": ["Cora Cast"]}
    poorer: list[Record] = [{}, people, {"description": LONG}, {"description": None, "directors": [], "cast": []}]
    await write_catalogue(db, embedder, [film | people | {"description": LONG}])

    less = [await write_catalogue(db, embedder, [film | said]) for said in poorer]
    more = await write_catalogue(db, embedder, [film | {"directors": ["Another Director"]}])

    assert less == [Written(n_unchanged=1)] * 4
    assert more == Written(n_changed=1, n_embedded=1)
    query = await embedder.embed_query(f"{LONG} Another Director, Cora Cast.")
    [found] = await db.rows("match_movies", query_embedding=query, embedding_model=embedder.name)
    assert round(found["similarity"], 2) == 1.0


@pytest.mark.parametrize(
    "bad",
    [
        {"year": 99999},
        {"year": "last year"},
        {"title": "N\0L"},
        {"description": "half a pair: \ud800"},
        {"runtime": 10**400},
        {"directors": [RANDOM]},
    ],
)
async def test_a_record_that_the_database_refuses_is_told_and_loses_no_other(
    db: Database, embedder: Embedder, bad: Record
) -> None:
    records = films(11)
    records[4] |= bad
    refused: list[tuple[Record, str]] = []

    written = await write_catalogue(
        db, embedder, records, on_refused=lambda record, reason: refused.append((record, reason))
    )

    assert written.n_new == 10
    assert written.n_refused == 1
    assert [record for record, _ in refused] == [records[4]]
    assert all(reason.endswith(".") for _, reason in refused)
    assert await n_movies(db) == 10


async def test_without_anyone_to_tell_a_refusal_is_raised(db: Database, embedder: Embedder) -> None:
    with pytest.raises(InvalidInput):
        await write_catalogue(db, embedder, [*films(3), {"item_type": "movie", "title": "T", "year": 99999}])

    assert await n_movies(db) == 0


async def test_a_model_that_the_catalogue_was_not_embedded_by_stops_the_run(db: Database, embedder: Embedder) -> None:
    await db.one("upsert_items", records=films(1), embedding_model="another", dimension=384)
    refused: list[Record] = []

    with pytest.raises(Unavailable) as refusal:
        await write_catalogue(db, embedder, films(3), on_refused=lambda record, reason: refused.append(record))

    assert refusal.value.slug == "embedding_model_mismatch"
    assert refused == []


async def test_an_id_that_is_another_items_is_noted(db: Database, embedder: Embedder) -> None:
    first, second = ({"item_type": "movie", "title": "T", "movielens_id": n, "tmdb_id": 5} for n in (1, 2))
    notes: list[tuple[Record, str]] = []

    written = await write_catalogue(
        db, embedder, [first, second], on_note=lambda record, note: notes.append((record, note))
    )

    assert written == Written(n_new=2, n_embedded=2)
    assert notes == [(second, "tmdb_id 5 is another item's: kept without it")]
