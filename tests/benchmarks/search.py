"""Search at scale: `python -m tests.benchmarks.search --items 20000 200000 1000000`."""

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from psycopg.types.json import Jsonb

from api.db import Database
from api.db.postgres import open_postgres
from api.settings import SHIPPED_MODEL
from api.ship.embedded import embedded_postgres
from api.ship.shipping import ship
from api.ship.sql_tree import read_sql_tree
from tests.benchmarks.processor import Clock, timed
from tests.benchmarks.simulate import GENRES, Simulation, fill

OPTIONS = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "jit": "off", "shared_buffers": "'6GB'",
    "maintenance_work_mem": "'4GB'", "max_wal_size": "'8GB'", "max_parallel_maintenance_workers": "2",
    "checkpoint_timeout": "'1h'", "autovacuum": "off",
}  # fmt: skip
# On the simulated catalogue, of movies: about 5 % and about 0.5 %.
FILTERS: dict[str, dict[str, Any]] = {
    "5 %": {"genres": ["crime"], "year_from": 1980},
    "0.5 %": {"genres": ["western"], "languages": ["fr", "ja"]},
}
N_QUERIES = 200
LOOKED_UP = {"items_by_folded_title", "items_by_work", "items_with_editions"}  # indexes
Call = Callable[[Database, int], Awaitable[Any]]


class Queries:
    """Questions like the items: a vector near some genre, two or three words, the beginning of a title."""

    def __init__(self, simulation: Simulation) -> None:
        draw = np.random.default_rng(99)
        self.vectors = simulation.vectors(draw, draw.integers(0, len(GENRES), N_QUERIES))
        self.words = [simulation.phrase(draw, 2 + n % 2) for n in range(N_QUERIES)]
        self.typed = [simulation.phrase(draw, 1)[: 1 + n % 5] for n in range(N_QUERIES)]

    def vector(self, n: int) -> list[float]:
        """The n-th question's vector."""
        return [round(float(value), 6) for value in self.vectors[n % N_QUERIES]]

    def calls(self) -> dict[str, Call]:
        """What is measured, by name."""

        def fused(filters: dict[str, Any], item_type: str | None = "movie") -> Call:
            return lambda db, n: db.one(
                "search_items",
                words=self.words[n % N_QUERIES],
                query_embedding=self.vector(n),
                item_type=item_type,
                filters=filters,
                match_count=20,
                item_skip=0,
                list_limit=200,
                embedding_model=SHIPPED_MODEL,
            )

        return {
            "semantic, movies": lambda db, n: db.rows("match_movies", query_embedding=self.vector(n)),
            "semantic, both": lambda db, n: db.rows(
                "match_items", query_embedding=self.vector(n), match_threshold=0, match_count=12
            ),
            "fused, movies": fused({}),
            "fused, both": fused({}, None),
            **{f"fused, movies, {name}": fused(filters) for name, filters in FILTERS.items()},
            "suggest": lambda db, n: db.one(
                "search_titles", typed=self.typed[n % N_QUERIES], item_limit=10, history_limit=5
            ),
        }


def exact(url: str, vector: list[float], filters: dict[str, Any], count: int = 10) -> set[int]:
    """The truly nearest movies among those the filters let through."""
    with psycopg.connect(url) as connection:
        connection.execute("set enable_indexscan = off; set search_path = public, extensions")
        [conditions] = connection.execute("select cinelibre.build_conditions(%s)", [Jsonb(filters)]).fetchone() or ("",)
        rows = connection.execute(
            "select e.item_id from cinelibre.item_embeddings as e join cinelibre.items as i on i.id = e.item_id"
            f" where e.item_type = 'movie' and {conditions}"
            " order by (e.embedding <=> %s::extensions.halfvec) + 0, e.item_id limit %s",
            [str(vector), count],
        ).fetchall()
    return {row[0] for row in rows}


def approximate(url: str, vector: list[float], filters: dict[str, Any]) -> set[int]:
    """The ten movies that search's scan by meaning answers."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "select item_id from cinelibre.scan_by_meaning("
            "'movie', %s::extensions.halfvec, 1, cinelibre.build_conditions(%s, true), 100) order by distance limit 10",
            [str(vector), Jsonb(filters)],
        ).fetchall()
    return {row[0] for row in rows}


def print_recall(url: str, queries: Queries) -> None:
    """Recall@10 beside the exact scan, over 40 questions."""
    unfiltered: dict[str, dict[str, Any]] = {"no filter": {}}
    for name, filters in (unfiltered | FILTERS).items():
        shares, n_let_through = [], 0
        for n in range(40):
            truth = exact(url, queries.vector(n), filters)
            shares.append(len(truth & approximate(url, queries.vector(n), filters)) / max(len(truth), 1))
        with psycopg.connect(url) as connection:
            asked = connection.execute("select cinelibre.build_conditions(%s)", [Jsonb(filters)])
            [conditions] = asked.fetchone() or ("",)
            [n_let_through] = connection.execute(
                f"select count(*) from cinelibre.items as i where item_type = 'movie' and {conditions}"
            ).fetchone() or (0,)
        print(
            f"recall@10, {name} ({n_let_through} movies): mean {np.mean(shares):.3f}, least {min(shares):.2f}",
            flush=True,
        )


async def print_times(url: str, queries: Queries) -> None:
    """How long every call takes, by one client and by 32, and how long the database's processor works for it."""
    clock = Clock(url)
    async with open_postgres(url, 32) as db:
        for n_clients, n_calls in ((1, 200), (32, 640)):
            print(
                f"{n_clients} client{'s' * (n_clients > 1)}, ms: p50, p95, longest; processor time p50, p95", flush=True
            )
            for name, call in queries.calls().items():
                for n in range(20):
                    await call(db, n)
                figures = await timed(clock, partial(call, db), n_clients, n_calls)
                print(f"  {name:24} {'  '.join(f'{figure:>7}' for figure in figures)}", flush=True)


def first(connection: psycopg.Connection, query: str) -> Any:
    """The first value of a query."""
    [value] = connection.execute(query.encode()).fetchone() or (None,)
    return value


def build(url: str, simulation: Simulation) -> None:
    """Fills the tables without their indexes, then builds those, printing seconds and sizes."""
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute(
            "select indexname, indexdef from pg_indexes where schemaname = 'cinelibre'"
            " and tablename in ('items', 'item_embeddings', 'item_sketches') and indexname not like '%key'"
        ).fetchall()
        # what keeps works looks titles up while items are written: without these it reads all items for each
        found = [(name, definition) for name, definition in found if name not in LOOKED_UP and "pkey" not in name]
        for name, _ in found:
            connection.execute(f"drop index cinelibre.{name}")
        start = time.monotonic()
        fill(url, simulation)
        print(f"{simulation.n_items} items written in {time.monotonic() - start:.0f} s", flush=True)
        for name, definition in found:
            start = time.monotonic()
            connection.execute("set search_path = public, extensions")
            connection.execute(definition)
            [size] = connection.execute(f"select pg_size_pretty(pg_relation_size('cinelibre.{name}'))").fetchone() or (
                "",
            )
            print(f"  {name:32} {time.monotonic() - start:6.1f} s  {size}", flush=True)
        connection.execute("select cinelibre.order_sketches()")
        for table in ("items", "item_embeddings", "item_sketches"):
            connection.execute(f"vacuum analyze cinelibre.{table}")
        connection.execute("analyze cinelibre.movies")
        for table in ("items", "item_embeddings", "item_sketches"):
            size = first(connection, f"select pg_size_pretty(pg_total_relation_size('cinelibre.{table}'))")
            print(f"  {table} with its indexes: {size}", flush=True)


def measure(n_items: int, folder: Path) -> None:
    """One size: build unless `folder` has it already, recall, times."""
    print(f"\n## {n_items} items", flush=True)
    with embedded_postgres(folder / str(n_items), options=OPTIONS) as url:
        ship(url, read_sql_tree())
        simulation = Simulation(n_items)
        with psycopg.connect(url) as connection:
            [is_built] = connection.execute("select exists (select from cinelibre.items)").fetchone() or (False,)
        if not is_built:
            build(url, simulation)
        queries = Queries(simulation)
        print_recall(url, queries)
        asyncio.run(print_times(url, queries))


def main() -> None:
    """Measures each size that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", nargs="+", type=int, default=[20_000])
    parser.add_argument("--folder", type=Path, help="keeps the databases there, to measure them again")
    arguments = parser.parse_args()
    print("PostgreSQL 18, fsync off, through the port over a unix socket; vectors are given, not embedded.")
    with tempfile.TemporaryDirectory(prefix="cinelibre-") as scratch:
        os.chmod(scratch, 0o755)
        for n_items in arguments.items:
            measure(n_items, arguments.folder or Path(scratch))


if __name__ == "__main__":
    main()
