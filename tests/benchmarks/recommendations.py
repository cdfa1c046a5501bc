"""Recommendations at scale: `python -m tests.benchmarks.recommendations --ratings 1000000 6000000`."""

import argparse
import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from api.db import Database
from api.db.postgres import open_postgres
from api.db.supabase import open_supabase
from api.errors import Unavailable
from tests.benchmarks.processor import Clock, timed
from tests.benchmarks.recommendation_calls import N_USERS, PLAIN_PEARSON, Call, Readers
from tests.benchmarks.search import first
from tests.benchmarks.setups import POSTGRES_VERSION, SETUPS
from tests.benchmarks.simulated import name_of, running_simulation
from tests.benchmarks.tables import print_table
from tests.support.servers import Server, running_postgrest, token

LOADS = {1: 300, 32: 640}
REFRESH = "neighbor refresh"
TABLES = ["ratings", "users", "item_stats", "item_neighbors", "user_neighbors"]


def main() -> None:
    """Measures each number of ratings that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.recommendations", description=__doc__)
    parser.add_argument("--ratings", nargs="+", type=int, default=[1_000_000])
    parser.add_argument("--users", type=int, default=60_000, help="who gave the ratings")
    parser.add_argument("--folder", type=Path, help="keeps the databases there, to measure them again")
    parser.add_argument("--setup", nargs="+", choices=SETUPS, default=list(SETUPS), help="ways to the database")
    parser.add_argument("--clients", nargs="+", type=int, choices=list(LOADS), default=list(LOADS))
    parser.add_argument("--only", default="", help="measure what has this in its name")
    given = parser.parse_args()
    print(f"PostgreSQL {POSTGRES_VERSION}, fsync off; load average at the start {os.getloadavg()[0]:.2f}.")
    print("cpu: of the database's processes, which waiting for a core does not lengthen; a mean at 32 clients.")
    with tempfile.TemporaryDirectory(prefix="cinelibre-") as scratch:
        os.chmod(scratch, 0o755)
        for n_ratings in given.ratings:
            folder = (given.folder or Path(scratch)) / str(n_ratings)
            with running_simulation(folder, n_ratings, given.users) as server:
                measure(server, folder, n_ratings, given)
    print(f"Load average at the end {os.getloadavg()[0]:.2f}.")


def measure(server: Server, folder: Path, n_ratings: int, given: argparse.Namespace) -> None:
    """One number of ratings: sizes, then every call through each setup, by one client and by 32."""
    loads = {n_clients: LOADS[n_clients] for n_clients in given.clients}
    database = name_of(n_ratings)
    url = server.url_of(database)
    print_sizes(url, n_ratings)
    readers = Readers(url)
    calls = {name: call for name, call in readers.calls().items() if given.only in name}
    superuser_url = server.url_of(database, "postgres")
    clock = Clock(superuser_url)
    rows: list[list[str]] = []
    for setup in given.setup:
        clear(server.url_of(database, "postgres"))
        if setup == "psycopg":
            rows += asyncio.run(_measure_calls(setup, partial(open_postgres, url), calls, loads, clock, superuser_url))
        else:
            with running_postgrest(server, database, folder / "postgrest") as front:
                opened = partial(open_supabase, front, token("service_role"))
                rows += asyncio.run(_measure_calls(setup, opened, calls, loads, clock, superuser_url))
    if given.only in "plain Pearson":
        rows += asyncio.run(_measure_plain(url, readers, clock))
    header = ["", "through", "clients", "p50", "p95", "max", "cpu p50", "cpu p95", "503"]
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


def make_stale(url: str) -> None:
    """Everybody's neighbors are of former ratings."""
    with psycopg.connect(url) as connection:
        connection.execute("update cinelibre.user_neighbors set computed_at = computed_at - interval '8 days'")


async def _measure_calls(
    setup: str, opened: Any, calls: dict[str, Call], loads: dict[int, int], clock: Clock, superuser_url: str
) -> list[list[str]]:
    rows = []
    for n_clients, n_calls in loads.items():
        async with opened(n_clients) as db:
            for name, call in calls.items():
                refused: list[str] = []
                if name.startswith(REFRESH):
                    make_stale(superuser_url)
                n_asked = N_USERS - n_clients if name.startswith(REFRESH) else n_calls
                figures = await timed(clock, _asking(db, call, refused, n_clients), n_clients, n_asked)
                rows.append([name, setup, str(n_clients), *figures, str(len(refused) or "")])
    return rows


def _asking(db: Database, call: Call, refused: list[str], n_clients: int) -> Callable[[int], Awaitable[Any]]:
    done: list[int] = []

    async def ask(n: int) -> None:
        done.append(n)
        try:
            await call(db, n if len(done) <= n_clients else n + n_clients)  # nobody twice: the warm-up comes first
        except Unavailable as error:  # PostgREST waits three seconds for a connection
            refused.append(error.slug)

    return ask


async def _measure_plain(url: str, readers: Readers, clock: Clock) -> list[list[str]]:
    rows = []
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        for name, user_ids in readers.groups.items():

            async def ask(n: int, user_ids: list[int] = user_ids) -> None:
                user_id = user_ids[n % N_USERS]
                await (await connection.execute(PLAIN_PEARSON, [user_id, user_id])).fetchall()

            rows.append([f"plain Pearson, {name}", "psycopg", "1", *await timed(clock, ask, 1, 60), ""])
    return rows


if __name__ == "__main__":
    main()
