"""What `tests.benchmarks.models` asks: the ratings that training may see, the catalogue, and who is judged."""

import asyncio
import pickle
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from pydantic import SecretStr

from api.chores.features import refresh_features
from api.db import open_database
from api.jobs.evaluate.personas import NamedMovies
from api.jobs.evaluate.protocols import Histories, Split, histories_of, hold_out_newest
from api.jobs.evaluate.served import write_movies
from api.jobs.imports import RATINGS_A_CALL
from api.jobs.reporting import Report
from api.jobs.training.fitting.models import Ratings
from api.jobs.training.job import read_ratings
from api.jobs.training.weights.hiding import Reader, ages_of
from api.jobs.training.weights.traits import Catalogue, read_catalogue
from api.ranking.candidates import Candidate
from api.readers.catalogue.movielens import MovieLens, MovieLensRating
from api.settings import read_settings
from api.ship.scratch import scratch_server


class Case(NamedTuple):
    """What training may see. Items are columns; `movies` has the number of each at MovieLens."""

    ratings: Ratings
    catalogue: Catalogue
    movies: list[int]
    raters: list[int]
    split: Split
    histories: Histories
    named: NamedMovies
    traits: Mapping[int, Candidate]


def fetch_case(folder: Path, metadata: Path | None, keep: Path | None) -> Case:
    """Reads MovieLens, and its catalogue as the database tells it, or as it was kept."""
    report = Report()
    source = MovieLens(folder, metadata)
    movies, histories = list(report.sift(source.movies())), histories_of(report.sift(source.ratings()))
    split = hold_out_newest(histories)
    if keep and keep.exists():
        read = pickle.loads(keep.read_bytes())
    else:
        read = asyncio.run(_read(movies, split.known, is_embedded=metadata is not None))
        if keep:
            keep.write_bytes(pickle.dumps(read))
    ratings, items, vectors, shares, ids = read
    numbers = {ours: its for its, ours in ids["movies"]}
    people = {ours: its for its, ours in ids["raters"]}
    traits = {
        one["movielens_id"]: Candidate(one["movielens_id"], {}, one["genres"], one.get("year"), one.get("language"))
        for one in movies
    }
    return Case(
        ratings,
        Catalogue(items, vectors, shares),
        [numbers[item_id] for item_id in ratings.item_ids.tolist()],
        [people[user_id] for user_id in ratings.user_ids.tolist()],
        split,
        histories,
        NamedMovies.of(movies),
        traits,
    )


async def _read(movies: list[dict[str, object]], known: Histories, is_embedded: bool) -> tuple[object, ...]:
    settings = read_settings()
    with scratch_server() as scratch:
        url = scratch.ship_new("catalogue")
        await write_movies(settings, url, movies, is_embedded)
        given = {"supabase_url": None, "supabase_key": None, "database_url": SecretStr(url)}
        async with open_database(settings.model_copy(update=given)) as db:
            ratings = [one[:4] for history in known.values() for one in history]
            for start in range(0, len(ratings), RATINGS_A_CALL):
                await db.one("import_ratings", records=ratings[start : start + RATINGS_A_CALL])
            await refresh_features(db)
            found = await read_ratings(db)
            catalogue = await read_catalogue(db, found.item_ids)
            ids = await db.one("get_movielens_ids")
    return found, catalogue.items, catalogue.vectors, dict(catalogue.shares), ids


def readers_of(case: Case, split: Split, is_known: bool = True) -> dict[int, Reader]:
    """The judged raters as the trainer's trials have them; newcomers have no row among the ratings."""
    rows = {rater: row for row, rater in enumerate(case.raters)}
    return {
        rater: reader_of(case, split.known[rater], rows.get(rater, -1) if is_known else -1) for rater in split.relevant
    }


def reader_of(case: Case, history: Sequence[MovieLensRating], row: int = -1) -> Reader:
    """Somebody with a history, oldest first. What they want is not asked here."""
    columns = {movie: column for column, movie in enumerate(case.movies)}
    newest = [one for one in history[::-1] if one.movielens_id in columns]
    return Reader(
        row,
        np.array([columns[one.movielens_id] for one in newest], np.int32),
        np.array([one.rating for one in newest], np.float32),
        ages_of(np.array([one.rated_at for one in newest], np.int64)),
        frozenset({0}),
    )


def without_raters(case: Case, newcomers: Collection[int]) -> Case:
    """The same with the whole ratings of everybody but the newcomers."""
    columns = {movie: column for column, movie in enumerate(case.movies)}
    kept = [rater for rater in case.histories if rater not in set(newcomers)]
    rows = [
        (place, columns[one.movielens_id], one.rating, one.rated_at)
        for place, rater in enumerate(kept)
        for one in case.histories[rater]
        if one.movielens_id in columns
    ]
    users, items, stars, seconds = (np.array(column) for column in zip(*rows, strict=True))
    ratings = case.ratings._replace(
        users=users.astype(np.int32), items=items.astype(np.int32), stars=stars.astype(np.float32),
        seconds=seconds.astype(np.int64), user_ids=np.arange(len(kept), dtype=np.int32),
    )  # fmt: skip
    return case._replace(ratings=ratings, raters=kept)
