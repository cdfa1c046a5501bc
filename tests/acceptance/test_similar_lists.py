"""Similar items to a person's eye: on the demo, and on MovieLens where somebody put it beside this checkout."""

from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.db import Database
from api.embedding import Embedder
from api.jobs.catalogue_writing import write_catalogue
from api.jobs.training.job import train
from api.readers.catalogue.movielens import MovieLens, MovieLensRating
from api.readers.parsing.csv_files import BadRow
from api.settings import ROOT
from tests.conftest import settings_of

DATA = ROOT.parent / "shared" / "data"
MOVIELENS, METADATA = DATA / "ml-latest-small", DATA / "tmdb" / "ml_latest_small_tmdb_join.csv"
FEWEST_RATERS = 50  # of the films that are embedded for the test: all of them would take minutes
LITTLE_RATED = {"The Omen", "RoboCop", "Soylent Green"}


async def titles_like(client: httpx.AsyncClient, title: str, item_type: str, **asked: Any) -> list[str]:
    """The titles of what is similar to the best known item of this title."""
    found = (await client.get("/search/suggest", params={"q": title, "type": item_type})).json()
    [item_id] = [one["id"] for one in found["items"] if one["title"] == title][:1]
    answer = await client.get(f"/recommendations/similar/{item_type}/{item_id}", params=asked)
    return [item["title"] for item in answer.json()["items"]]


async def test_on_the_demo_what_is_alike_to_a_persons_eye_comes(client: httpx.AsyncClient) -> None:
    like_blade_runner = await titles_like(client, "Blade Runner", "movie")
    like_the_shining = await titles_like(client, "The Shining", "movie")

    assert {"Alien", "The Matrix"} <= set(like_blade_runner)
    assert "Wild Tales" not in like_blade_runner
    assert "Psycho" in like_the_shining


async def test_on_the_demo_the_book_of_a_film_comes_first_and_the_film_of_a_book(client: httpx.AsyncClient) -> None:
    assert (await titles_like(client, "The Godfather", "movie", across="book"))[0] == "The Godfather"
    assert (await titles_like(client, "The Godfather", "book", across="movie"))[0] == "The Godfather"


@pytest.mark.skipif(not (MOVIELENS.exists() and METADATA.exists()), reason=f"needs MovieLens and its join in {DATA}")
async def test_on_movielens_what_is_alike_to_a_persons_eye_comes(db: Database) -> None:
    ratings = [one for one in MovieLens(MOVIELENS).ratings() if isinstance(one, MovieLensRating)]
    await fill(db, MOVIELENS, METADATA, ratings)
    await train(db)
    await db.one("refresh_features")
    ids = {title: await id_of(db, title) for title in ("The Shining", "Blade Runner")}

    found = [
        await db.one(
            "get_similar_items",
            item_type="movie",
            item_id=item_id,
            include_seen=False,
            threshold=0,
            item_skip=0,
            item_limit=20,
            list_limit=200,
        )
        for item_id in ids.values()
    ]
    shining, runner = [[item["title"] for item in one["items"]] for one in found]

    assert {"Psycho", "The Omen"} <= set(shining[:10])
    assert {"The Terminator", "Alien", "Aliens"} <= set(runner[:10])
    assert "The Matrix" in runner


async def fill(db: Database, folder: Path, metadata: Path, ratings: list[MovieLensRating]) -> None:
    """The films that enough people rated, embedded, and all their ratings."""
    counted = Counter(rating.movielens_id for rating in ratings)
    films = [one for one in MovieLens(folder, metadata).movies() if not isinstance(one, BadRow)]
    embedder = Embedder(settings_of())
    kept = [one for one in films if counted[one["movielens_id"]] >= FEWEST_RATERS or one["title"] in LITTLE_RATED]
    await write_catalogue(db, embedder, kept)
    embedder.close()
    for start in range(0, len(ratings), 5_000):
        await db.one("import_ratings", records=[rating[:4] for rating in ratings[start : start + 5_000]])


async def id_of(db: Database, title: str) -> int:
    """The film of this title."""
    found = await db.one("search_titles", typed=title, item_type="movie", item_limit=10, history_limit=0)
    return int(next(one["id"] for one in found["items"] if one["title"] == title))
