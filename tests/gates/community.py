"""The service on the demo, as one community of simulated raters or another, and accounts for personas."""

import asyncio
import functools
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

import httpx
from fastapi import FastAPI
from pydantic import SecretStr

from api.app import create_app
from api.db.postgres import open_postgres
from api.embedding import Embedder
from api.jobs.demo import loading as demo
from api.jobs.demo.raters import SEED, simulate_ratings
from api.jobs.evaluate.persona import Persona, Traits
from api.jobs.training.job import train
from tests.conftest import client_of, settings_of
from tests.support.readers import rows, write
from tests.support.servers import Server

SEEDS = (SEED, SEED + 1)
N_SHOWN = 20
PASSWORD = "twelve angry readers"
SECRET = "a-secret-that-only-personas-sign-with"
ITEMS = """
    select i.id, i.item_type, i.title, i.genres, i.language, i.year, i.people
    from cinelibre.items as i
    order by i.id
"""
RATINGS = "select r.user_id, r.item_id, r.rating::float8 from cinelibre.ratings as r order by r.user_id, r.item_id"
_numbers = itertools.count(1)

Item = dict[str, Any]


@dataclass(frozen=True)
class Reader:
    """Somebody with an account."""

    client: httpx.AsyncClient
    app: FastAPI
    id: int
    bearer: dict[str, str]

    async def rate(self, item_id: int, stars: float) -> None:
        """Some stars."""
        await self._call("POST", "/ratings", json={"item_id": item_id, "rating": stars})

    async def hide(self, item_type: str, item_id: int) -> None:
        """Never again, please."""
        await self._call("PUT", f"/hidden/{item_type}/{item_id}")

    async def list(self) -> list[Item]:
        """What is recommended, with the neighbors that the service looks for right after a rating."""
        await self.app.state.db.one("refresh_neighbors", user_id=self.id)
        found = await self._call("GET", "/recommendations/personalized", params={"limit": N_SHOWN})
        assert found["degraded"] == [], "RECOMMENDER failed"
        items: list[Item] = found["items"]
        return items

    async def _call(self, method: str, path: str, **given: Any) -> Any:
        answer = await self.client.request(method, path, headers=self.bearer, **given)
        assert answer.status_code == 200, (path, answer.text)
        return answer.json()


@dataclass(frozen=True)
class Community:
    """The running service, and what its database holds."""

    url: str
    client: httpx.AsyncClient
    app: FastAPI
    ids: Mapping[str, int]  # by title, "book: " before those of books
    items: Mapping[int, Traits]
    titles: Mapping[int, str]
    ratings: Mapping[int, Mapping[int, float]]  # of the simulated raters

    most_rated: Sequence[int]  # all of them, ties by their number

    @asynccontextmanager
    async def reader(self, ratings: Sequence[tuple[int, float]]) -> AsyncIterator[Reader]:
        """Somebody who registers and rates, and is gone afterwards: nobody's neighbor."""
        body = {"email": f"persona{next(_numbers)}@example.com", "password": PASSWORD}
        answer = await self.client.post("/auth/register", json=body)
        assert answer.status_code == 201, answer.text
        bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        reader = Reader(self.client, self.app, answer.json()["user"]["id"], bearer)
        for item_id, stars in ratings:
            await reader.rate(item_id, stars)
        yield reader
        write(self.url, "delete from cinelibre.users where id = %s", reader.id)

    def ratings_of(self, persona: Persona) -> list[tuple[int, float]]:
        """What a persona rated, the oldest first, by the ids of this catalogue."""
        return [(self.ids[title], stars) for title, stars in persona.ratings.items()]


@contextmanager
def demo_of(seed: int) -> Iterator[None]:
    """Within it the demo is loaded with the community of this seed."""
    with mock.patch("api.jobs.demo.loading.simulate_ratings", functools.partial(simulate_ratings, seed=seed)):
        yield


def make_template(server: Server, name: str, seed: int, template: str = "shipped") -> str:
    """A database with the demo in it, trained as at a first start; from one with the catalogue it takes moments."""
    server.execute(f"create database {name} template {template} owner owner")
    url = server.url_of(name)
    write(url, "delete from cinelibre.users where true")
    with demo_of(seed):
        asyncio.run(_load(url))
    return name


async def _load(url: str) -> None:
    embedder = Embedder(settings_of())
    async with open_postgres(url, 2) as opened:
        await demo.load_demo(opened, embedder)
        await train(opened)
    embedder.close()


@asynccontextmanager
async def a_community(server: Server, template: str, recommender: str | None = None) -> AsyncIterator[Community]:
    """The service on a copy of such a database, with `RECOMMENDER` where one is given."""
    name = server.create_database(template)
    url = server.url_of(name)
    chosen = {"database_url": SecretStr(url), "jwt_secret_key": SecretStr(SECRET), "recommender": recommender}
    app = create_app(settings_of(**chosen, login_attempts_per_minute=10_000, address_attempts_per_minute=100_000))
    async with client_of(app) as client:
        yield _read(client, app, url)
    server.drop_database(name)


def _read(client: httpx.AsyncClient, app: FastAPI, url: str) -> Community:
    found = rows(url, ITEMS)
    ratings: dict[int, dict[int, float]] = {}
    for user_id, item_id, stars in rows(url, RATINGS):
        ratings.setdefault(user_id, {})[item_id] = stars
    counts = Counter(item_id for rated in ratings.values() for item_id in rated)
    return Community(
        url,
        client,
        app,
        {f"{'book: ' if item_type == 'book' else ''}{title}": item_id for item_id, item_type, title, *_ in found},
        {item_id: Traits(item_type, *traits) for item_id, item_type, _, *traits in found},
        {item_id: title for item_id, _, title, *_ in found},
        ratings,
        sorted((item_id for item_id, *_ in found), key=lambda item_id: (-counts[item_id], item_id)),
    )
