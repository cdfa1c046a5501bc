"""Readers with accounts, a small catalogue for them, and the service they call."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.app import create_app
from api.db import Database
from api.http.callers import Caller
from api.security.tokens import Claims, write_token
from tests.conftest import settings_of
from tests.support.servers import Server

SECRET = "a-secret-that-only-these-readers-sign-with"
TITLES = (("movie", "Dune"), ("movie", "Ran"), ("movie", "Emma"), ("book", "Solaris"), ("book", "Dracula"))
DUNE, RAN, EMMA, SOLARIS, DRACULA = 1, 2, 3, 4, 5  # the first three are movies, the others books
ABSENT = 999

ALL_ITEMS: dict[str, Any] = {"item_skip": 0, "item_limit": 10_000, "filters": {}, "sort": "id", "include_seen": False}

Row = tuple[Any, ...]


async def write_items(db: Database, titles: tuple[tuple[str, str], ...] = TITLES) -> None:
    """Items with these types and titles; the ids of an empty catalogue go from 1 in their order."""
    records = [
        {"item_type": item_type, "title": title, "year": 2001}
        | ({"movielens_id": 1000 + place} if item_type == "movie" else {})
        for place, (item_type, title) in enumerate(titles, 1)
    ]
    await db.one("upsert_items", records=records, embedding_model="one", dimension=384)


async def register(db: Database, name: str, timezone: str = "UTC") -> Claims:
    """A new account, without the second that its password's hash would take."""
    made = await db.one(
        "register_user", email=f"{name}@example.org", password_hash="none", name=name, timezone=timezone
    )
    return Claims(made["user"]["id"], made["token_version"])


async def a_caller(db: Database, name: str = "ada", timezone: str = "UTC") -> Caller:
    """A new reader, as the routes hand them on."""
    return Caller(db, await register(db, name, timezone))


@dataclass(frozen=True)
class Service:
    """The running service; `ada` and `bob` call it with their tokens, `nobody` without one."""

    url: str  # of the database
    db: Database
    ada: httpx.AsyncClient
    bob: httpx.AsyncClient
    nobody: httpx.AsyncClient
    ada_id: int


@dataclass(frozen=True)
class House:
    """The service on a catalogue of five items, for the readers of many tests."""

    url: str
    app: FastAPI

    @asynccontextmanager
    async def readers(self) -> AsyncIterator[Service]:
        """The service with two new readers; of former ones nothing is left."""
        write(self.url, "delete from cinelibre.users where true")
        db: Database = self.app.state.db
        ada, bob = await register(db, "ada"), await register(db, "bob")
        async with self.client(ada) as adas, self.client(bob) as bobs, self.client(None) as nobodys:
            yield Service(self.url, db, adas, bobs, nobodys, ada.user_id)

    def client(self, claims: Claims | None) -> httpx.AsyncClient:
        """A client that calls with a token of these claims."""
        token = {"Authorization": f"Bearer {write_token(claims, SECRET, timedelta(hours=1))}"} if claims else {}
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://test", headers=token)


@asynccontextmanager
async def a_house(server: Server, *, is_empty: bool = False, **given: Any) -> AsyncIterator[House]:
    """The service on a database of its own, with five items or none, and with these settings."""
    name = server.create_database("shipped")
    url = server.url_of(name)
    app = create_app(settings_of(database_url=SecretStr(url), jwt_secret_key=SecretStr(SECRET), **given))
    async with app.router.lifespan_context(app):
        if not is_empty:
            await write_items(app.state.db)
        yield House(url, app)
    server.drop_database(name)


def ago(seconds: float) -> str:
    """That many seconds ago, as clients write it."""
    return (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat()


async def record(me: Caller, *events: dict[str, Any]) -> dict[str, Any]:
    """What the function answers to these events."""
    answer = await me.one("record_interactions", events=list(events))
    assert isinstance(answer, dict)
    return answer


async def save_list(me: Caller, *item_ids: int, taste_version: int = 0, n_shown: int = 20) -> str:
    """The id of a new list of these popular items, without a type; the first of them are shown."""
    saved = await me.one(
        "save_recommendations",
        ranked=[{"item_id": item_id, "score": 1.0, "contributions": []} for item_id in item_ids],
        sources=["popular"],
        taste_version=taste_version,
        day="2026-11-25",
        item_type=None,
        is_daily=True,
        batch_size=n_shown,
        rating_count=0,
        neighbors=None,
        newest_event=0,
        is_kept=True,
    )
    return str(saved["recommendation_id"])


async def speak(me: Caller, list_id: str, other_id: int, database_url: str) -> None:
    """The reader writes a note and a review, reports somebody else's, and says something of an item on a list."""
    await me.one("write_note", item_type="movie", item_id=DUNE, note="Again")
    await me.one("write_review", item_type="movie", item_id=DUNE, body="Fine", has_spoilers=False, daily_limit=9)
    added = "insert into cinelibre.reviews (user_id, item_id, body) values (%s, %s, 'Dull') returning id"
    [(review_id,)] = rows(database_url, added, other_id, DUNE)
    await me.one("report_review", review_id=review_id, reason="Spam", hide_from=3, daily_limit=9)
    said: dict[str, Any] = dict.fromkeys(("signal", "comment", "reason_source", "reason_key"))
    await me.one("record_feedback", recommendation_id=list_id, item_id=SOLARIS, kind="wrong_reason", **said)


def rows(database_url: str, query: str, *values: Any) -> list[Row]:
    """The answer to a query."""
    with psycopg.connect(database_url) as connection:
        return connection.execute(query.encode(), values or None).fetchall()


def write(database_url: str, statement: str, *values: Any) -> None:
    """Does what a statement says, as the owner of the database."""
    with psycopg.connect(database_url) as connection:
        connection.execute(statement.encode(), values or None)


def refusal(database_url: str, query: str, *values: Any) -> tuple[str | None, str | None]:
    """The code and the slug with which the database refuses a query."""
    with pytest.raises(psycopg.Error) as refused:
        rows(database_url, query, *values)
    return refused.value.sqlstate, refused.value.diag.message_primary


# What item_stats and users.rating_count must say: both sides count anew and are compared row by row.
COUNTED_ITEMS = """
    select
        i.id,
        count(r.id),
        count(r.id) filter (where r.source in ('rating', 'simulated')),
        coalesce(sum(r.rating::float8) filter (where r.source in ('rating', 'simulated')), 0),
        count(r.id) filter (where r.source = 'simulated'),
        count(r.id) filter (where r.rating >= 4)
    from cinelibre.items as i
    left join cinelibre.ratings as r on r.item_id = i.id
    group by i.id
    order by i.id
"""
KEPT_ITEMS = """
    select
        i.id,
        coalesce(s.rater_count, 0),
        coalesce(s.rating_count, 0),
        coalesce(s.rating_sum, 0),
        coalesce(s.simulated_count, 0),
        coalesce(s.like_count, 0)
    from cinelibre.items as i
    left join cinelibre.item_stats as s on s.item_id = i.id
    order by i.id
"""
COUNTED_USERS = """
    select u.id, count(r.id)
    from cinelibre.users as u
    left join cinelibre.ratings as r on r.user_id = u.id
    group by u.id
    order by u.id
"""
KEPT_USERS = "select u.id, u.rating_count::bigint from cinelibre.users as u order by u.id"


def assert_counts_equal_a_recount(database_url: str) -> None:
    """Fails where a kept count differs from the rows it counts."""
    assert rows(database_url, KEPT_ITEMS) == rows(database_url, COUNTED_ITEMS)
    assert rows(database_url, KEPT_USERS) == rows(database_url, COUNTED_USERS)
