"""What text an item is found by, and that writing goes by batches and adds up."""

import pytest

from api.catalogue_writing import BATCH_SIZE, Written, embedded_text, write_catalogue
from api.db import Database
from api.embedding import Embedder
from tests.conftest import settings_of

LONG = "A clockmaker in a harbour town repairs the lighthouse while his daughter waits for a ship."


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


async def test_writing_goes_by_batches_that_add_up_and_twice_is_once(db: Database) -> None:
    records = [{"item_type": "movie", "title": f"Film {n}", "year": 1950, "tmdb_id": n} for n in range(1, 151)]
    batches: list[int] = []
    embedder = Embedder(settings_of())

    first = await write_catalogue(db, embedder, iter(records), batches.append)
    again = await write_catalogue(db, embedder, [*records[:-1], records[-1] | {"runtime": 90}])

    embedder.close()
    assert batches == [BATCH_SIZE, 150 - BATCH_SIZE]
    assert first == Written(n_new=150)
    assert again == Written(n_changed=1, n_unchanged=149)
    assert (await db.one("get_items", item_type="movie"))["total"] == 150
