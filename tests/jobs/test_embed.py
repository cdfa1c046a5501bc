"""`embed`: every item has the vector of its text by the present model, and no other model's beside it."""

import asyncio
import hashlib
import subprocess
import sys
from collections.abc import Iterator

import pytest

from api.db import Database
from api.embedding import DIMENSION, Embedder
from api.errors import Conflict, EmbeddingUnavailable
from api.jobs.catalogue_writing import Record, write_catalogue
from api.jobs.embed import embed_catalogue
from api.settings import ROOT
from tests.conftest import settings_of
from tests.support.processes import environment
from tests.support.readers import DUNE, RAN, rows, write

N_FILMS = 150  # a page and a half
VECTORS = "select item_id, text_hash, embedding::text from cinelibre.item_embeddings order by item_id"


class OtherModel(Embedder):
    """Another model, which is quick: a text's vector is made of its hash."""

    def __init__(self, name: str = "other") -> None:
        super().__init__(settings_of(embedding_model=name))
        self.texts: list[str] = []
        self.fails_after: int | None = None

    async def embed_texts(self, texts: list[str]) -> list[list[float]]:
        """See `Embedder.embed_texts`."""
        self.texts += texts
        if self.fails_after is not None and len(self.texts) > self.fails_after:
            raise EmbeddingUnavailable("The model is gone.")
        return [
            [1 + hashlib.sha256(f"{text}{n}".encode()).digest()[0] / 256 for n in range(DIMENSION)] for text in texts
        ]


def films() -> list[Record]:
    """Films with people and genres; every third is described."""
    told = "A clockmaker in a harbour town repairs the lighthouse of film {}."
    return [
        {"item_type": "movie", "title": f"Film {n}", "year": 1950, "tmdb_id": n, "genres": ["Drama"]}
        | {"directors": ["A"], "cast": ["B", "C", "D", "E"]}
        | ({"description": told.format(n)} if n % 3 == 0 else {})
        for n in range(1, N_FILMS + 1)
    ] + [{"item_type": "book", "title": "Solaris", "google_id": "g", "authors": ["W"]}]


@pytest.fixture
async def other(db: Database) -> OtherModel:
    """A catalogue that another model embedded."""
    model = OtherModel()
    await write_catalogue(db, model, films())
    model.texts.clear()
    return model


@pytest.fixture
def newer() -> Iterator[OtherModel]:
    """The model that is to take over."""
    model = OtherModel("newer")
    yield model
    model.close()


async def test_what_an_import_embedded_is_not_embedded_again(db: Database, other: OtherModel) -> None:
    told = await embed_catalogue(db, other)

    # The hash of each text is that of the import: one function makes both.
    assert told == f"{N_FILMS + 1} items, 0 embedded"
    assert other.texts == ["Is the model there?"]


async def test_when_its_minutes_are_over_it_stops_and_the_next_run_goes_on(db: Database, database_url: str) -> None:
    await db.one("upsert_items", records=films(), embedding_model="other", dimension=DIMENSION)

    first = await embed_catalogue(db, OtherModel(), minutes=0)
    second = await embed_catalogue(db, OtherModel(), minutes=1)

    assert first == "100 items, 100 embedded, 1 stopped early"
    assert second == "151 items, 51 embedded"
    outcomes = rows(database_url, "select outcome from cinelibre.job_runs order by id")
    assert outcomes == [("stopped",), ("done",)]


async def test_missing_vectors_and_those_of_a_former_text_are_made(
    db: Database, other: OtherModel, database_url: str
) -> None:
    whole = rows(database_url, VECTORS)
    write(database_url, "delete from cinelibre.item_embeddings where item_id = %s", DUNE)
    write(database_url, "update cinelibre.items set description = null where id = 3")

    told = await embed_catalogue(db, other)

    assert told == f"{N_FILMS + 1} items, 2 embedded"
    assert other.texts[1:] == ["Film 1 (1950). Drama. A, B, C, D.", "Film 3 (1950). Drama. A, B, C, D."]
    now = rows(database_url, VECTORS)
    assert [row for row in now if row[0] != 3] == [row for row in whole if row[0] != 3]
    assert now[2] != whole[2]
    [(counts, outcome)] = rows(database_url, "select counts, outcome from cinelibre.job_runs")
    assert (counts, outcome) == ({"n_items": N_FILMS + 1, "n_embedded": 2}, "done")


async def test_a_first_embedding_claims_the_catalogue(db: Database, database_url: str, newer: OtherModel) -> None:
    statement = "insert into cinelibre.items (item_type, title) values ('movie', 'Dune'), ('book', 'Solaris')"
    write(database_url, statement)

    assert await embed_catalogue(db, newer) == "2 items, 2 embedded"
    assert rows(database_url, "select name, is_active from cinelibre.models") == [("newer", True)]
    assert rows(database_url, "select count(*) from cinelibre.item_sketches") == [(2,)]


async def test_another_model_is_refused_with_what_to_do_and_changes_nothing(
    db: Database, other: OtherModel, newer: OtherModel, database_url: str
) -> None:
    before = rows(database_url, VECTORS)

    with pytest.raises(Conflict, match=r"embedded by other .* by newer .* --replace-model") as refusal:
        await embed_catalogue(db, newer)

    assert refusal.value.slug == "embedding_model_mismatch"
    assert rows(database_url, VECTORS) == before


async def test_a_model_is_replaced_whole_on_purpose(
    db: Database, other: OtherModel, newer: OtherModel, database_url: str
) -> None:
    told = await embed_catalogue(db, newer, replaces_model=True)
    again = await embed_catalogue(db, newer, replaces_model=True)

    assert told == f"{N_FILMS + 1} former deleted, {N_FILMS + 1} items, {N_FILMS + 1} embedded"
    assert again == f"{N_FILMS + 1} items, 0 embedded"
    assert rows(database_url, "select name, is_active from cinelibre.models") == [("newer", True)]
    assert (await db.one("get_health"))["n_embedded"] == N_FILMS + 1
    with pytest.raises(Conflict):  # and back
        await embed_catalogue(db, other)
    assert (await embed_catalogue(db, other, replaces_model=True)).startswith(f"{N_FILMS + 1} former deleted")


async def test_what_was_stopped_on_the_way_goes_on_and_mixes_no_models(
    db: Database, other: OtherModel, newer: OtherModel, database_url: str
) -> None:
    newer.fails_after = 120
    with pytest.raises(EmbeddingUnavailable):
        await embed_catalogue(db, newer, replaces_model=True)
    models = """
        select m.name, count(*) from cinelibre.item_embeddings as e
        join cinelibre.models as m on m.id = e.model_id
        group by m.name
    """
    halfway = rows(database_url, models)

    newer.fails_after = None
    told = await embed_catalogue(db, newer)

    assert halfway == [("newer", 100)]
    assert told == f"{N_FILMS + 1} items, {N_FILMS - 99} embedded"
    assert rows(database_url, models) == [("newer", N_FILMS + 1)]
    outcomes = rows(database_url, "select outcome from cinelibre.job_runs order by id")
    assert outcomes == [("failed",), ("done",)]


async def test_a_model_that_cannot_be_loaded_costs_no_vector(
    db: Database, other: OtherModel, newer: OtherModel, database_url: str
) -> None:
    before = rows(database_url, VECTORS)
    newer.fails_after = 0

    with pytest.raises(EmbeddingUnavailable):
        await embed_catalogue(db, newer, replaces_model=True)

    assert rows(database_url, VECTORS) == before
    assert rows(database_url, "select name, is_active from cinelibre.models") == [("other", True)]


async def test_an_item_that_goes_meanwhile_is_left_out(db: Database, other: OtherModel, database_url: str) -> None:
    write(database_url, "delete from cinelibre.item_embeddings where item_id in (%s, %s)", DUNE, RAN)
    page = await db.one("get_items_to_embed", embedding_model="other", dimension=DIMENSION, after_id=0, page_limit=2)
    write(database_url, "delete from cinelibre.items where id = %s", DUNE)
    records = [{"item_id": item["item_id"], "text_hash": "h", "embedding": [0.5] * DIMENSION} for item in page["items"]]

    assert await db.one("write_embeddings", records=records, embedding_model="other", dimension=DIMENSION) == 1
    assert page["next"] == RAN


async def test_from_the_command_line_with_the_shipped_model(db: Database, database_url: str) -> None:
    write(database_url, "insert into cinelibre.items (item_type, title) values ('movie', 'Dune')")

    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "api.jobs", "embed"],
        cwd=ROOT,
        env=environment(DATABASE_URL=database_url),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("embed: 1 items, 1 embedded (")
    [match] = await db.rows("match_movies", query_embedding=await embedded("Dune."), match_threshold=0.9, match_count=5)
    assert match["title"] == "Dune"


async def embedded(text: str) -> list[float]:
    """The vector of a text by the shipped model."""
    embedder = Embedder(settings_of())
    try:
        return await embedder.embed_query(text)
    finally:
        embedder.close()
