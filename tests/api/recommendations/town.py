"""A town of 120 movies, 40 books and 48 readers whose tastes a model was trained on, and newcomers to it."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI
from pydantic import SecretStr

from api.app import create_app
from api.chores.features import refresh_features
from api.chores.neighbors import NeighborRefresher
from api.db import Database
from api.jobs.training.job import train
from api.security.tokens import Claims
from tests.conftest import settings_of
from tests.support.readers import SECRET, House, register, write
from tests.support.servers import Server

GENRES = ("Drama", "War", "Noir", "Comedy", "Fantasy", "Horror", "Western", "Music")
LANGUAGES = ("en", "hi", "fr", "ja")
N_MOVIES, N_BOOKS = 120, 40
N_READERS = 48
MONDAY = 1_760_000_000
MOVIES = range(1, N_MOVIES + 1)
BOOKS = range(N_MOVIES + 1, N_MOVIES + N_BOOKS + 1)
_numbers = itertools.count(1)

Json = dict[str, Any]


def record_of(item_id: int) -> Json:
    """The item that gets this id: every eighth of a genre, every fourth in a language, the first the best known."""
    return {
        "item_type": "movie" if item_id in MOVIES else "book",
        "title": f"Title {item_id}",
        "year": 1950 + item_id * 7 % 70,
        "language": LANGUAGES[item_id // 8 % 4],
        "genres": [GENRES[item_id % 8]],
        "external_count": 6000 // item_id,
        "embedding": vector_of(item_id),
        "text_hash": str(item_id),
        **({"movielens_id": item_id, "runtime": 80 + item_id % 60} if item_id in MOVIES else {}),
    }


def vector_of(item_id: int) -> list[float]:
    """0.8 of its genre, 0.6 of its own: 0.64 is the cosine within a genre, 0 to every other."""
    return [0.8 if axis == item_id % 8 else 0.6 if axis == 8 + item_id else 0.0 for axis in range(384)]


def town_ratings() -> list[list[float]]:
    """Each reader rates a third of everything: what is of their genre, or of the next, 4.5, what is not 2.5."""
    return [
        [reader, item_id, 4.5 if (item_id - reader) % 8 < 2 else 2.5, MONDAY + reader * 100 + item_id]
        for reader in range(1, N_READERS + 1)
        for item_id in (*MOVIES, *BOOKS)
        if (item_id * 5 + reader * 11) % 3 == 0
    ]


@dataclass(frozen=True)
class Reader:
    """Somebody with an account, who calls with a token."""

    client: httpx.AsyncClient
    id: int

    async def get(self, path: str, **asked: Any) -> Json:
        """The answer of a route below /recommendations."""
        return await answered(self.client, "GET", path, **asked)

    async def ids(self, path: str = "/personalized", **asked: Any) -> list[int]:
        """Which items a route answers, in their order."""
        return ids_of(await self.get(path, **asked))

    async def rate(self, item_id: int, stars: float) -> None:
        """Some stars."""
        answer = await self.client.post("/ratings", json={"item_id": item_id, "rating": stars})
        assert answer.status_code == 200, answer.text

    async def do(self, kind: str, *item_ids: int) -> None:
        """The same event with each of these."""
        events = [{"interaction_type": kind, "item_id": item_id} for item_id in item_ids]
        for start in range(0, len(events), 100):
            answer = await self.client.post("/interactions/batch", json={"events": events[start : start + 100]})
            assert answer.json()["refused"] == [], answer.text


@dataclass(frozen=True)
class Town:
    """The service; nobody's neighbors are looked for before `find_neighbors` is called."""

    url: str
    app: FastAPI
    nobody: httpx.AsyncClient

    @property
    def db(self) -> Database:
        """Its database, through the port."""
        opened: Database = self.app.state.db
        return opened

    @asynccontextmanager
    async def reader(self, timezone: str = "UTC") -> AsyncIterator[Reader]:
        """A newcomer."""
        claims = await register(self.db, f"reader{next(_numbers)}", timezone)
        async with self.client_of(claims) as client:
            yield Reader(client, claims.user_id)
        write(self.url, "delete from cinelibre.users where id = %s", claims.user_id)

    def client_of(self, claims: Claims) -> httpx.AsyncClient:
        """A client with a token of these claims."""
        return House(self.url, self.app).client(claims)

    async def find_neighbors(self, reader: Reader) -> int:
        """What happens soon after a response; answers how many there are."""
        return int(await self.db.one("refresh_neighbors", user_id=reader.id))


@asynccontextmanager
async def a_town(server: Server, *, is_rated: bool = True, **given: Any) -> AsyncIterator[Town]:
    """The service on a database of its own, with these settings."""
    name = server.create_database("shipped")
    url = server.url_of(name)
    app = create_app(settings_of(database_url=SecretStr(url), jwt_secret_key=SecretStr(SECRET), **given))
    async with app.router.lifespan_context(app):
        db: Database = app.state.db
        await db.one(
            "upsert_items",
            records=[record_of(n) for n in (*MOVIES, *BOOKS)],
            embedding_model="all-MiniLM-L6-v2-int8",
            dimension=384,
        )
        if is_rated:
            await db.one("write_simulated_ratings", records=town_ratings())
            await train(db)
        await refresh_features(db)
        app.state.refresher = NeighborRefresher(db, debounce_seconds=3600)
        async with House(url, app).client(None) as nobody:
            yield Town(url, app, nobody)
        await app.state.refresher.close()
    server.drop_database(name)


async def answered(client: httpx.AsyncClient, method: str, path: str, body: Json | None = None, **asked: Any) -> Json:
    """The answer of a route below /recommendations."""
    answer = await client.request(method, f"/recommendations{path}", params=asked, json=body)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def refused(client: httpx.AsyncClient, path: str, **asked: Any) -> tuple[int, str]:
    """The status and the slug of a refusal."""
    answer = await client.get(f"/recommendations{path}", params=asked)
    return answer.status_code, answer.json().get("error", "")


def ids_of(answer: Json) -> list[int]:
    """Which items, in their order."""
    return [item["id"] for item in answer["items"]]
