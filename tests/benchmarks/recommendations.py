"""Recommendations at scale: `python -m tests.benchmarks.recommendations --ratings 1000000 6000000`."""

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from api.db import Database
from api.db.embedded import embedded_postgres
from api.db.postgres import open_postgres
from api.db.shipping import ship
from api.db.sql_tree import read_sql_tree
from api.db.supabase import open_supabase
from api.jobs.training.job import train
from tests.benchmarks.load import percentile
from tests.benchmarks.recommendation_calls import N_USERS, PLAIN_PEARSON, Call, Readers
from tests.benchmarks.search import OPTIONS, build, first
from tests.benchmarks.setups import POSTGRES_VERSION, SETUPS
from tests.benchmarks.simulate import Simulation
from tests.benchmarks.simulate_ratings import Raters, fill_ratings
from tests.benchmarks.tables import print_table
from tests.support.servers import SUPABASE_PROJECT, SUPABASE_ROLES, Server, running_postgrest, token

DATABASE = "simulated"
LOADS = {1: 300, 32: 640}
TABLES = ["ratings", "users", "item_stats", "item_neighbors", "user_neighbors"]


def main() -> None:
    """Measures each number of ratings that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.recommendations", description=__doc__)
    parser.add_argument("--ratings", nargs="+", type=int, default=[1_000_000])
    parser.add_argument("--folder", type=Path, help="keeps the databases there, to measure them again")
    parser.add_argument("--setup", nargs="+", choices=SETUPS, default=list(SETUPS), help="ways to the database")
    parser.add_argument("--only", default="", help="measure what has this in its name")
    given = parser.parse_args()
    print(f"PostgreSQL {POSTGRES_VERSION}, fsync off; load average at the start {os.getloadavg()[0]:.2f}.")
    print("cpu: of the database's processes, which waiting for a core does not lengthen; a mean at 32 clients.")
    with tempfile.TemporaryDirectory(prefix="cinelibre-") as scratch:
        os.chmod(scratch, 0o755)
        for n_ratings in given.ratings:
            folder = (given.folder or Path(scratch)) / str(n_ratings)
            with running_simulation(folder, n_ratings) as server:
                measure(server, folder, n_ratings, given.setup, given.only)
    print(f"Load average at the end {os.getloadavg()[0]:.2f}.")


@contextmanager
def running_simulation(folder: Path, n_ratings: int) -> Iterator[Server]:
    """A server with so many ratings in its database, filled unless `folder` has it already."""
    with embedded_postgres(
        folder, postgres_version=POSTGRES_VERSION, options=OPTIONS | {"max_connections": "200"}
    ) as url:
        server = Server(POSTGRES_VERSION, url)
        with psycopg.connect(url) as connection:
            is_built = first(
                connection, f"select exists (select from pg_database where datname = '{DATABASE}_{n_ratings}')"
            )
        database = f"{DATABASE}_{n_ratings}"
        if not is_built:
            server.execute(SUPABASE_ROLES)
            server.execute(f"create database {DATABASE}")
            server.execute(SUPABASE_PROJECT.format(database=DATABASE), database=DATABASE)
            _fill(server, n_ratings)
            server.execute(f"alter database {DATABASE} rename to {database}")
            server.execute(f"alter role owner in database {database} set search_path = public, extensions")
        ship(server.url_of(database), read_sql_tree())
        yield server


def _fill(server: Server, n_ratings: int) -> None:
    url = server.url_of(DATABASE)
    ship(url, read_sql_tree())
    raters = Raters(n_ratings)
    build(url, Simulation(raters.n_items))
    start = time.monotonic()
    fill_ratings(server.url_of(DATABASE, "postgres"), raters)
    print(f"{n_ratings:,} ratings written in {time.monotonic() - start:.0f} s", flush=True)
    start = time.monotonic()
    asyncio.run(_train(url))
    print(f"trained in {time.monotonic() - start:.0f} s", flush=True)
    start = time.monotonic()
    n_refreshed = asyncio.run(_refresh(url))
    print(f"neighbors of {n_refreshed} users in {time.monotonic() - start:.0f} s", flush=True)
    server.execute("vacuum analyze", DATABASE)


async def _train(url: str) -> None:
    async with open_postgres(url, 2) as db:
        await train(db, lambda line: print(f"  {line}", flush=True))


async def _refresh(url: str) -> int:
    user_ids = sorted({user_id for group in Readers(url).groups.values() for user_id in group})
    async with open_postgres(url, 2) as db:
        for user_id in user_ids:
            await db.one("refresh_neighbors", user_id=user_id)
    return len(user_ids)


def measure(server: Server, folder: Path, n_ratings: int, setups: list[str], only: str) -> None:
    """One number of ratings: sizes, then every call through each of `setups`, by one client and by 32."""
    database = f"{DATABASE}_{n_ratings}"
    url = server.url_of(database)
    print_sizes(url, n_ratings)
    readers = Readers(url)
    calls = {name: call for name, call in readers.calls().items() if only in name}
    clock = Clock(server.url_of(database, "postgres"))
    rows: list[list[str]] = []
    for setup in setups:
        clear(server.url_of(database, "postgres"))
        if setup == "psycopg":
            rows += asyncio.run(_measure_calls(setup, lambda n: open_postgres(url, n), calls, clock))
        else:
            with running_postgrest(server, database, folder / "postgrest") as front:
                key = token("service_role")
                rows += asyncio.run(_measure_calls(setup, lambda n: open_supabase(front, key, n), calls, clock))
    if only in "plain Pearson":
        rows += asyncio.run(_measure_plain(url, readers, clock))
    header = ["", "through", "clients", "p50", "p95", "max", "cpu p50", "cpu p95"]
    print_table(f"{n_ratings:,} ratings, ms", header, rows)


def print_sizes(url: str, n_ratings: int) -> None:
    """Megabytes of the tables, their indexes included, and of the ratings' per million."""
    with psycopg.connect(url) as connection:
        sizes = {name: first(connection, f"select pg_total_relation_size('cinelibre.{name}')") / 1e6 for name in TABLES}
        n_stored = first(connection, "select count(*) from cinelibre.user_neighbors")
    print(", ".join(f"{name} {size:.1f} MB" for name, size in sizes.items()))
    print(f"ratings {sizes['ratings'] * 1e6 / n_ratings:.1f} MB per million; user_neighbors of {n_stored} users")


def clear(url: str) -> None:
    """Forgets the lists and impressions of an earlier round."""
    with psycopg.connect(url) as connection:
        connection.execute("truncate cinelibre.recommendation_lists, cinelibre.impressions")


class Clock:
    """Processor time of the database's processes that serve clients."""

    def __init__(self, superuser_url: str) -> None:
        self._url = superuser_url
        self._files: list[Path] = []

    def find(self) -> None:
        """Looks up which processes serve whom; clients connect before."""
        query = "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
        with psycopg.connect(self._url) as connection:
            self._files = [Path(f"/proc/{row[0]}/schedstat") for row in connection.execute(query).fetchall()]

    def ms(self) -> float:
        """Milliseconds on a processor so far."""
        return sum(int(file.read_text().split()[0]) for file in self._files if file.exists()) / 1e6


async def timed(clock: Clock, do: Callable[[int], Awaitable[Any]], n_clients: int, n_calls: int) -> list[str]:
    """p50, p95 and longest of the calls, `n_clients` at a time, then of the processor time, after a warm-up."""
    await asyncio.gather(*(do(n) for n in range(n_clients)))
    clock.find()
    taken: list[float] = []
    worked: list[float] = []

    async def client(start: int) -> None:
        for n in range(start, n_calls, n_clients):
            began, worked_before = time.perf_counter(), clock.ms() if n_clients == 1 else 0.0
            await do(n)
            taken.append((time.perf_counter() - began) * 1000)
            if n_clients == 1:
                worked.append(clock.ms() - worked_before)

    before = clock.ms()
    await asyncio.gather(*(client(start) for start in range(n_clients)))
    worked = worked or [(clock.ms() - before) / n_calls]
    figures = [
        *(percentile(taken, percent) for percent in (50, 95, 100)),
        percentile(worked, 50),
        percentile(worked, 95),
    ]
    return [f"{figure:.1f}" for figure in figures]


async def _measure_calls(setup: str, opened: Any, calls: dict[str, Call], clock: Clock) -> list[list[str]]:
    rows = []
    for n_clients, n_calls in LOADS.items():
        async with opened(n_clients) as db:
            for name, call in calls.items():
                rows.append([name, setup, str(n_clients), *await timed(clock, _asking(db, call), n_clients, n_calls)])
    return rows


def _asking(db: Database, call: Call) -> Callable[[int], Awaitable[Any]]:
    return lambda n: call(db, n)


async def _measure_plain(url: str, readers: Readers, clock: Clock) -> list[list[str]]:
    rows = []
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        for name, user_ids in readers.groups.items():

            async def ask(n: int, user_ids: list[int] = user_ids) -> None:
                user_id = user_ids[n % N_USERS]
                await (await connection.execute(PLAIN_PEARSON, [user_id, user_id])).fetchall()

            rows.append([f"plain Pearson, {name}", "psycopg", "1", *await timed(clock, ask, 1, 60)])
    return rows


if __name__ == "__main__":
    main()
