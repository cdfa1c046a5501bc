"""The served pipeline on a scratch database: what it imports, trains and answers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from api.chores.features import refresh_features
from api.db import Database, open_database
from api.embedding import DIMENSION
from api.jobs.catalogue_writing import BATCH_SIZE, Record, write_catalogue
from api.jobs.command import embedder_of_jobs
from api.jobs.evaluate.protocols import Histories
from api.jobs.imports import RATINGS_A_CALL
from api.jobs.training.job import train
from api.ranking.blend import PRESETS, weights_for
from api.ranking.candidates import CANDIDATES, FROM_CONTENT, Material, Weights, parse_material
from api.readers.catalogue.movielens import MovieLensRating
from api.settings import Settings
from api.ship.scratch import Scratch

AT_ONCE = 2

Say = Callable[[str], None]


@dataclass(frozen=True)
class Served:
    """A trained database, a service account that may ask for everybody, and the ids of its users and items."""

    db: Database
    caller: dict[str, int]
    users: dict[int, int]  # by their number at MovieLens
    items: dict[int, int]
    movies: dict[int, int]  # the inverse of items

    async def material(self, rater: int, blend: str | None = None) -> Material:
        """Return what a list is made of for a rater whose ratings were imported, with MovieLens' ids.

        Every source is asked; with `blend`, only those with a weight, as in the service.
        """
        found = await self.db.one(
            "get_recommendations",
            caller_id=self.caller["id"],
            caller_version=self.caller["token_version"],
            acts_for=self.users[rater],
            is_daily=False,
            per_source=CANDIDATES,
            content_limit=FROM_CONTENT,
            batch_size=0,  # this and the next are for lists of the day
            first_count=0,
            weights=_bands(blend),
            uses_trained=blend == "trained",
            moved_from=0,  # likewise
            is_brief=False,
        )
        return self._named(found["made_of"])

    async def session_material(self, history: list[MovieLensRating], blend: str | None) -> Material:
        """Return what the service would choose from for a history that a guest sends along, oldest first."""
        newest = history[::-1]
        found = await self.db.one(
            "get_session_candidates",
            item_ids=[self.items[one.movielens_id] for one in newest],
            ratings=[one.rating for one in newest],
            per_source=CANDIDATES,
            content_limit=FROM_CONTENT,
            weights=_bands(blend),
            uses_trained=blend == "trained",
        )
        return self._named(found)

    def _named(self, found: dict[str, Any]) -> Material:
        material = parse_material(found)
        named = [one._replace(item_id=self.movies[one.item_id]) for one in material.candidates]
        return material._replace(candidates=named)


def weights_of(found: Material, n_ratings: int, blend: str) -> Weights:
    """Return the weights that the service would rank by: SQL's choice, or the shipped ones for such a history."""
    return found.weights or weights_for(n_ratings, PRESETS[blend])


def _bands(blend: str | None) -> dict[str, Weights] | None:
    """Return the weights to choose from if training chose none; None if every source is to be asked."""
    return None if blend is None else {str(start): weights for start, weights in PRESETS[blend].items()}


async def write_movies(settings: Settings, url: str, movies: Iterable[Record], is_embedded: bool) -> None:
    """Write the catalogue, with or without vectors."""
    async with _opened(settings, url) as db:
        embedder = embedder_of_jobs(settings)
        try:
            if is_embedded:
                await write_catalogue(db, embedder, movies)
                return
            records = list(movies)
            for start in range(0, len(records), BATCH_SIZE):
                batch = records[start : start + BATCH_SIZE]
                await db.one("upsert_items", records=batch, embedding_model=embedder.name, dimension=DIMENSION)
        finally:
            embedder.close()


@asynccontextmanager
async def serving(
    settings: Settings, scratch: Scratch, database: str, known: Histories, say: Say
) -> AsyncIterator[Served]:
    """Yield a copy of the catalogue's database with these ratings, trained; drop it at the end."""
    url = scratch.copy("catalogue", database)
    try:
        async with _opened(settings, url) as db:
            await _write_ratings(db, known)
            scratch.analyze(database)
            await refresh_features(db)
            await train(db, say)
            for name in {season["name"] for season in await db.rows("get_seasons")}:
                await db.one("delete_seasons", name=name, from_day=None)  # figures must not depend on the day
            caller = await db.one("set_role", email="evaluation@localhost", initial_hash="!", role="service")
            ids = await db.one("get_movielens_ids")
            users, items = dict(ids["raters"]), dict(ids["movies"])
            yield Served(db, caller, users, items, {ours: its for its, ours in items.items()})
    finally:
        scratch.drop(database)


async def refresh_all(served: Served) -> None:
    """Compute everybody's neighbors, as the nightly job does."""
    await each(served.users.values(), lambda user_id: served.db.one("refresh_neighbors", user_id=user_id))


async def each(things: Iterable[Any], work: Callable[[Any], Awaitable[Any]]) -> list[Any]:
    """Return what `work` makes of each thing, in their order, a few at once."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def behind_gate(thing: Any) -> Any:
        async with gate:
            return await work(thing)

    return await asyncio.gather(*(behind_gate(thing) for thing in things))


async def _write_ratings(db: Database, known: Histories) -> None:
    ratings = [rating for history in known.values() for rating in history]
    for start in range(0, len(ratings), RATINGS_A_CALL):
        await db.one("import_ratings", records=[one[:4] for one in ratings[start : start + RATINGS_A_CALL]])


def _opened(settings: Settings, url: str) -> Any:
    """Open the database at `url` instead of the configured one."""
    given = {"supabase_url": None, "supabase_key": None, "database_url": SecretStr(url)}
    return open_database(settings.model_copy(update=given))
