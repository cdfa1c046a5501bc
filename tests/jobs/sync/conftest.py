"""A sync against a server that answers like TMDB and Google Books, with the shipped embedding model."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from api.db import Database
from api.db.postgres import open_postgres
from api.embedding import Embedder
from api.jobs.sync import google_books, tmdb
from api.jobs.sync.job import SyncPlan, sync
from api.settings import ROOT, Settings
from tests.conftest import settings_of
from tests.support.servers import Server
from tests.support.sources import Faults, Sources, World, running_sources

KEYS = {"tmdb_token": SecretStr("a-secret-token"), "google_books_api_key": SecretStr("a-secret-key")}
EVERYTHING = """
    select to_jsonb(i) - array['id', 'created_at', 'search'] || coalesce(to_jsonb(m), to_jsonb(b))
        - 'item_id' || jsonb_build_object('vector', left(e.embedding::text, 60), 'hash', e.text_hash)
    from cinelibre.items as i
    left join cinelibre.movies as m on m.item_id = i.id
    left join cinelibre.books as b on b.item_id = i.id
    left join cinelibre.item_embeddings as e on e.item_id = i.id
    order by i.item_type, m.tmdb_id, b.google_id
"""


@dataclass
class House:
    """A database, the sources, and the settings that bring them together."""

    url: str
    db: Database
    sources: Sources
    embedder: Embedder

    @property
    def settings(self) -> Settings:
        """Settings for a sync from these sources."""
        return settings_of(
            database_url=SecretStr(self.url), tmdb_url=self.sources.url, google_books_url=self.sources.books_url, **KEYS
        )

    async def sync(self, **wanted: Any) -> str:
        """One run; by default forty movies of three languages and no books."""
        return await sync(self.settings, self.db, self.embedder, wanted_of(**wanted))

    def rows(self, query: str, *values: Any) -> list[Any]:
        """What a query answers, its first column."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            answer = connection.execute(query.encode(), values or None)
            return [row[0] for row in answer.fetchall()] if answer.description else []

    def everything(self) -> list[Any]:
        """The catalogue, row by row, without what differs between any two runs."""
        return self.rows(EVERYTHING)

    def last_run(self) -> Any:
        """The newest row of job_runs."""
        return self.rows("select to_jsonb(j) from cinelibre.job_runs as j order by j.id desc limit 1")[0]


def command(house: House, *arguments: str) -> "subprocess.Popen[str]":
    """The sync as a process of its own."""
    environment = {
        **os.environ,
        "DATABASE_URL": house.url,
        "TMDB_API_KEY": "a-secret-key",
        "TMDB_URL": house.sources.url,
        "GOOGLE_BOOKS_URL": house.sources.books_url,
        "GOOGLE_BOOKS_API_KEY": "a-secret-key",
    }
    arguments = ("--movies", "60", "--books", "60", "--languages", "hi,ta,ml", *arguments)
    return subprocess.Popen(
        [sys.executable, "api/sync_engine.py", *arguments],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def wanted_of(**given: Any) -> SyncPlan:
    """What to sync, unless given otherwise."""
    return SyncPlan(**{"kinds": ("movies",), "languages": ("hi", "ta", "ml"), "n_movies": 40, "n_books": 30, **given})


@pytest.fixture(scope="session")
def model() -> Iterator[Embedder]:
    """The shipped model, loaded once."""
    embedder = Embedder(settings_of())
    yield embedder
    embedder.close()


@pytest.fixture(autouse=True)
def at_full_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pace is measured elsewhere."""
    monkeypatch.setattr(tmdb, "PER_SECOND", 1000)
    monkeypatch.setattr(google_books, "PER_SECOND", 1000)


@pytest.fixture
def world() -> World:
    """What the sources know."""
    return World({"hi": 60, "ta": 60, "ml": 6})


@pytest.fixture
async def house(database_url: str, world: World, model: Embedder) -> AsyncIterator[House]:
    """Everything in order."""
    with running_sources(world) as sources:
        async with open_postgres(database_url, 4) as db:
            yield House(database_url, db, sources, model)


MakeHouse = Callable[[World, Faults | None], Any]


@pytest.fixture
def clean_catalogue(servers: dict[int, Server], model: Embedder) -> Callable[[World, SyncPlan], Any]:
    """The catalogue after a sync in which nothing goes wrong."""

    async def made(world: World, wanted: SyncPlan) -> list[Any]:
        server = servers[18]
        name = server.create_database("shipped")
        with running_sources(world) as sources:
            async with open_postgres(server.url_of(name), 4) as db:
                house = House(server.url_of(name), db, sources, model)
                await sync(house.settings, db, model, wanted)
                found = house.everything()
        server.drop_database(name)
        return found

    return made
