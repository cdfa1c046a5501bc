"""A catalogue with twins in it, readers with accounts, and everything the database keeps of them."""

import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import psycopg
from fastapi import FastAPI
from pydantic import SecretStr

from api.app import create_app
from api.db import Database
from api.http.callers import Caller
from api.library.schemas import ImportReport
from api.library.whole import Library
from api.security.tokens import Claims, write_token
from tests.conftest import client_of, settings_of
from tests.support.readers import Row, register, rows

SECRET = "a-secret-that-only-these-libraries-sign-with"

CATALOGUE: tuple[dict[str, Any], ...] = (
    {
        "item_type": "movie",
        "title": "Ran",
        "year": 1985,
        "tmdb_id": 11645,
        "imdb_id": "tt0089881",
        "movielens_id": 5971,
    },
    {"item_type": "movie", "title": "Dune", "year": 2021, "tmdb_id": 438631, "imdb_id": "tt1160419"},
    {"item_type": "movie", "title": "Dune", "year": 1984, "tmdb_id": 841, "imdb_id": "tt0087182", "movielens_id": 2021},
    {"item_type": "movie", "title": "Amélie", "year": 2001, "tmdb_id": 194, "imdb_id": "tt0211915"},
    {"item_type": "movie", "title": "Heat", "year": 1995, "tmdb_id": 949, "movielens_id": 6, "external_count": 7000},
    {"item_type": "movie", "title": "Heat", "year": 1995, "tmdb_id": 950, "external_count": 12},
    {"item_type": "movie", "title": "Emma", "year": 2020, "tmdb_id": 556678},
    {"item_type": "book", "title": "Emma", "year": 1815, "isbn13": "9780141439587", "authors": ["Jane Austen"]},
    {"item_type": "book", "title": "Dune", "year": 1965, "isbn13": "9780441172719", "authors": ["Frank Herbert"]},
    {"item_type": "book", "title": "Home", "year": 2008, "google_id": "home-2008_a", "authors": ["Marilynne Robinson"]},
    {"item_type": "book", "title": "Home", "year": 2012, "google_id": "home-2012_a", "authors": ["Toni Morrison"]},
    {"item_type": "book", "title": "The Stand", "year": 1978, "isbn13": "9780385121682", "authors": ["Stephen King"]},
    {"item_type": "book", "title": "The Stand", "year": 1990, "isbn13": "9780385199575", "authors": ["Stephen King"]},
    {"item_type": "book", "title": "Diary of Anaïs Nin", "year": 1966, "authors": ["Anaïs Nin"]},
)
RAN, DUNE, DUNE_1984, AMELIE, HEAT, OTHER_HEAT, EMMA = range(1, 8)  # the ids of movies
EMMA_BOOK, DUNE_BOOK, HOME, OTHER_HOME, STAND, STAND_UNCUT, DIARY = range(8, 15)  # and of books
N_ITEMS = len(CATALOGUE)

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Place:
    """A running service, its database, and the address of that."""

    app: FastAPI
    client: httpx.AsyncClient
    db: Database
    url: str

    async def reader(self, timezone: str = "UTC") -> "Reader":
        """Somebody who has just registered."""
        return Reader(self, await register(self.db, f"reader{next(_numbers)}", timezone))


@dataclass(frozen=True)
class Reader:
    """Somebody with an account."""

    place: Place
    claims: Claims

    @property
    def headers(self) -> dict[str, str]:
        """What says who calls."""
        return {"Authorization": f"Bearer {write_token(self.claims, SECRET, timedelta(hours=1))}"}

    @property
    def caller(self) -> Caller:
        """As the routes hand them on."""
        return Caller(self.place.db, self.claims)

    async def asked(self, method: str, path: str, **sent: Any) -> Any:
        """The answer to a request that succeeds."""
        answer = await self.place.client.request(method, path, headers=self.headers, **sent)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def uploaded(self, content: str | bytes, name: str = "my.csv") -> httpx.Response:
        """The answer to an upload, whatever it says."""
        return await self.place.client.post("/library/import", headers=self.headers, files={"file": (name, content)})

    async def imported(self, content: str | bytes, name: str = "my.csv") -> dict[str, Any]:
        """What became of an upload that is taken."""
        answer = await self.uploaded(content, name)
        assert answer.status_code == 200, answer.text
        report: dict[str, Any] = answer.json()
        ImportReport.model_validate(report, extra="forbid")
        assert sum(report["counts"].values()) == len(report["rows"])
        return report

    async def exported(self) -> dict[str, Any]:
        """The whole document."""
        answer = await self.place.client.get("/library/export", headers=self.headers)
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        Library.model_validate(document)  # has every key that the documentation names, and no other
        return document

    def ratings(self) -> list[Row]:
        """Item, stars, what they come from and since when, as the database keeps them."""
        query = "select item_id, rating, source, rated_at::text from cinelibre.ratings where user_id = %s order by 1"
        return rows(self.place.url, query, self.claims.user_id)

    def shelf(self) -> list[dict[str, Any]]:
        """The marks of each item, those that are set."""
        query = """
            select jsonb_strip_nulls(to_jsonb(s) - 'user_id') from cinelibre.shelf as s where s.user_id = %s
            order by s.item_id
        """
        return [marks for (marks,) in rows(self.place.url, query, self.claims.user_id)]

    def events(self) -> list[Row]:
        """Item, type and moment of everything that happened, in the order in which it was written."""
        query = """
            select item_id, interaction_type, occurred_at::text from cinelibre.interactions where user_id = %s
            order by id
        """
        return rows(self.place.url, query, self.claims.user_id)


def statuses(report: dict[str, Any]) -> list[tuple[int, str, int | None]]:
    """Line, status and item of each row."""
    return [(row["row"], row["status"], row.get("item_id")) for row in report["rows"]]


@asynccontextmanager
async def a_place(url: str, catalogue: tuple[dict[str, Any], ...] = CATALOGUE) -> AsyncIterator[Place]:
    """The service on these items; in an empty database their ids go from 1 in their order."""
    app = create_app(settings_of(database_url=SecretStr(url), jwt_secret_key=SecretStr(SECRET)))
    async with client_of(app) as client:
        db: Database = app.state.db
        await db.one("upsert_items", records=list(catalogue), embedding_model="one", dimension=384)
        yield Place(app, client, db, url)


# Everything that an import may write, row by row.
KEPT = ("ratings", "shelf", "interactions", "item_stats", "users", "audit_events")


def snapshot(url: str) -> dict[str, list[Any]]:
    """All rows of these tables, with their ids, as one can compare them."""
    with psycopg.connect(url) as connection:
        return {
            table: sorted(
                (row for (row,) in connection.execute(f"select to_jsonb(t) from cinelibre.{table} as t".encode())),
                key=json.dumps,
            )
            for table in KEPT
        }
