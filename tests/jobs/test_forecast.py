"""A job says once, and soon, how long its embedding will take. The clock of these tests moves by itself."""

import hashlib
from collections.abc import Iterator
from io import StringIO

import pytest
from rich.console import Console

from api.db import Database
from api.embedding import DIMENSION, Embedder
from api.jobs.catalogue_writing import Record, write_catalogue
from api.jobs.demo.loading import demo_records, load_demo
from api.jobs.embed import embed_catalogue
from api.jobs.forecast import Forecast, forecast_sentence, telling_on, untold
from tests.conftest import settings_of

SECONDS_A_TEXT = 0.0625  # a power of two: sums of it are exact
SECONDS_TO_LOAD = 30.0

Told = list[tuple[int, float]]


class SteadyModel(Embedder):
    """Takes 1/16 s a text and 30 s to load, by a clock of its own; a text's vector is made of its hash."""

    def __init__(self) -> None:
        super().__init__(settings_of(embedding_model="steady"))
        self.now = 0.0

    async def embed_texts(self, texts: list[str]) -> list[list[float]]:
        """See `Embedder.embed_texts`."""
        self.now += len(texts) * SECONDS_A_TEXT + (SECONDS_TO_LOAD if self.now == 0 else 0)
        return [
            [1 + hashlib.sha256(f"{text}{n}".encode()).digest()[0] / 256 for n in range(DIMENSION)] for text in texts
        ]


@pytest.fixture
def model() -> Iterator[SteadyModel]:
    """A model that nobody has loaded."""
    made = SteadyModel()
    yield made
    made.close()


def noting(told: Told, model: SteadyModel, n_left: int = 0) -> Forecast:
    """A forecast by the model's clock."""
    return Forecast(lambda n_texts, seconds: told.append((n_texts, seconds)), n_left, lambda: model.now)


def films(n_films: int) -> list[Record]:
    """Records of as many films."""
    return [{"item_type": "movie", "title": f"Film {n}", "tmdb_id": n} for n in range(1, n_films + 1)]


def books(n_books: int) -> list[Record]:
    """Records of as many books."""
    return [{"item_type": "book", "title": f"Book {n}", "google_id": f"g{n}"} for n in range(1, n_books + 1)]


@pytest.mark.parametrize(("n_texts", "told"), [(99, []), (100, [(50, 50 * SECONDS_A_TEXT)])])
async def test_it_takes_a_hundred_texts_to_know_the_pace(model: SteadyModel, n_texts: int, told: Told) -> None:
    found: Told = []
    forecast = noting(found, model, n_texts + 50)

    await forecast.embed(model, ["text"] * n_texts)
    forecast.passed(n_texts)

    assert found == told


@pytest.mark.parametrize(("n_left", "told"), [(-1, []), (0, []), (1, [(1, SECONDS_A_TEXT)])])
async def test_where_nothing_is_left_nothing_is_said(model: SteadyModel, n_left: int, told: Told) -> None:
    found: Told = []
    forecast = noting(found, model)
    await forecast.embed(model, ["text"] * 100)

    forecast.expect(n_left)

    assert found == told


async def test_it_is_said_once(model: SteadyModel) -> None:
    found: Told = []
    forecast = noting(found, model, 1_000)

    for _ in range(3):
        await forecast.embed(model, ["text"] * 100)
        forecast.passed(100)
    forecast.expect(5_000)

    assert found == [(900, 900 * SECONDS_A_TEXT)]


async def test_what_it_measures_it_hands_through(model: SteadyModel) -> None:
    [vector] = await Forecast().embed(model, ["text"])

    assert [vector] == await model.embed_texts(["text"])
    untold(1, 1.0)  # says nothing to nobody


async def test_writing_tells_it_after_the_first_hundred_new_texts(db: Database, model: SteadyModel) -> None:
    first: Told = []
    again: Told = []
    more: Told = []

    await write_catalogue(db, model, films(250), forecast=noting(first, model, 250))
    await write_catalogue(db, model, films(250), forecast=noting(again, model, 250))
    await write_catalogue(db, model, films(500), forecast=noting(more, model, 500))

    assert first == [(150, 150 * SECONDS_A_TEXT)]
    assert again == []
    assert len(more) == 1


async def test_the_demo_tells_it(db: Database, model: SteadyModel) -> None:
    told: Told = []

    await load_demo(db, model, tell=lambda n_texts, seconds: told.append((n_texts, seconds)))

    assert [n_texts for n_texts, _ in told] == [len(demo_records()) - 100]


async def test_a_catalogue_that_is_embedded_anew_tells_it(db: Database, model: SteadyModel) -> None:
    found: Told = []
    await db.one("upsert_items", records=films(150), embedding_model="steady", dimension=DIMENSION)
    await db.one("upsert_items", records=books(10), embedding_model="steady", dimension=DIMENSION)

    first = await embed_catalogue(db, model, minutes=0, forecast=noting(found, model))
    await embed_catalogue(db, model, forecast=noting(found, model))

    assert first == "100 items, 100 embedded, 1 stopped early"
    assert found == [(60, 60 * SECONDS_A_TEXT)]  # the second run has 60 texts: too few to tell


@pytest.mark.parametrize(
    ("n_texts", "seconds", "sentence"),
    [
        (1, 0.01, "1 text left to embed, about 1 second"),
        (2, 1.4, "2 texts left to embed, about 1 second"),
        (140, 1.6, "140 texts left to embed, about 2 seconds"),
        (1_000, 89.4, "1,000 texts left to embed, about 89 seconds"),
        (1_000, 90.0, "1,000 texts left to embed, about 2 minutes"),
        (9_642, 385.7, "9,642 texts left to embed, about 6 minutes"),
        (60_000, 5_399.0, "60,000 texts left to embed, about 90 minutes"),
        (60_000, 5_400.0, "60,000 texts left to embed, about 2 hours"),
        (1_000_000, 51_000.0, "1,000,000 texts left to embed, about 14 hours"),
    ],
)
def test_it_is_said_in_the_unit_that_people_would_take(n_texts: int, seconds: float, sentence: str) -> None:
    assert forecast_sentence(n_texts, seconds) == sentence


def test_a_console_shows_the_sentence() -> None:
    console = Console(file=StringIO(), width=200)

    telling_on(console)(9_642, 385.7)

    assert console.file.getvalue() == "9,642 texts left to embed, about 6 minutes\n"  # type: ignore[attr-defined]
