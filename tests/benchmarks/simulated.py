"""A database full of simulated ratings, its models trained, the neighbors of those who are measured computed."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from api.db.postgres import open_postgres
from api.errors import Unavailable
from api.jobs.training.job import train
from api.ship.embedded import embedded_postgres
from api.ship.shipping import ship
from api.ship.sql_tree import read_sql_tree
from tests.benchmarks.recommendation_calls import Readers
from tests.benchmarks.search import OPTIONS, build, first
from tests.benchmarks.setups import POSTGRES_VERSION
from tests.benchmarks.simulate import Simulation
from tests.benchmarks.simulate_ratings import Raters, fill_ratings
from tests.support.servers import SUPABASE_PROJECT, SUPABASE_ROLES, Server


def name_of(n_ratings: int) -> str:
    """The database with so many ratings."""
    return f"simulated_{n_ratings}"


@contextmanager
def running_simulation(folder: Path, n_ratings: int, n_users: int = 60_000) -> Iterator[Server]:
    """A server with so many ratings by so many users in its database, filled unless `folder` has it already."""
    options = OPTIONS | {"max_connections": "200"}
    database = name_of(n_ratings)
    with embedded_postgres(folder, postgres_version=POSTGRES_VERSION, options=options) as url:
        server = Server(POSTGRES_VERSION, url)
        with psycopg.connect(url) as connection:
            names = first(connection, "select array_agg(datname::text) from pg_database")
        if database not in names:
            server.execute(SUPABASE_ROLES)
            server.execute("create database half_filled")
            server.execute(SUPABASE_PROJECT.format(database="half_filled"), "half_filled")
            _fill(server, "half_filled", Raters(n_ratings, n_users))
            server.execute(f"alter database half_filled rename to {database}")
        ship(server.url_of(database), read_sql_tree())
        yield server


def _fill(server: Server, database: str, raters: Raters) -> None:
    url = server.url_of(database)
    ship(url, read_sql_tree())
    build(url, Simulation(raters.n_items))
    start = time.monotonic()
    fill_ratings(server.url_of(database, "postgres"), raters)
    print(f"{raters.n_ratings:,} ratings written in {time.monotonic() - start:.0f} s", flush=True)
    start = time.monotonic()
    asyncio.run(_train(url))
    print(f"trained in {time.monotonic() - start:.0f} s", flush=True)
    start = time.monotonic()
    n_refreshed, n_refused = asyncio.run(_refresh(url))
    seconds = time.monotonic() - start
    print(f"neighbors of {n_refreshed} users in {seconds:.0f} s, {n_refused} broken off after 8 s", flush=True)
    server.execute("vacuum analyze", database)


async def _train(url: str) -> None:
    async with open_postgres(url, 2) as db:
        await train(db, lambda line: print(f"  {line}", flush=True))


async def _refresh(url: str) -> tuple[int, int]:
    """Refreshes those who are measured; how many were refreshed, and how many took longer than a statement may."""
    user_ids = sorted({user_id for group in Readers(url).groups.values() for user_id in group})
    n_refused = 0
    async with open_postgres(url, 2) as db:
        for user_id in user_ids:
            try:
                await db.one("refresh_neighbors", user_id=user_id)
            except Unavailable:
                n_refused += 1
    return len(user_ids) - n_refused, n_refused
