"""What the source of factors costs a list, and its room: `python -m tests.benchmarks.factors --items 20000`.

Random factors whose size falls as singular values do; readers of 20, 100 and 1,000 liked items, who know these. What
counts is the processor time of the database. An exact scan of the table says what the walk of the index misses.
"""

import argparse
import json
import statistics
from typing import Any

import numpy as np
import psycopg

from api.ship.scratch import scratch_server
from tests.benchmarks.processor import Clock

N_TURNS = 40
SCORED = """
    select s.item_id
    from cinelibre.score_by_factors(jsonb_populate_record(null::cinelibre.reader, %s::jsonb)) as s
    order by s.points desc
    limit 180
"""
FOLDED = "select cinelibre.fold_in_factors(1, jsonb_populate_record(null::cinelibre.reader, %s::jsonb))"
SETTINGS = {"the index": "set enable_seqscan = on", "an exact scan": "set enable_indexscan = off"}
SIZES = """
    select pg_table_size('cinelibre.item_factors'), pg_relation_size('cinelibre.item_factors_hnsw'),
        pg_relation_size('cinelibre.item_factors_pkey') + pg_relation_size('cinelibre.item_factors_by_item')
"""


def fill(connection: psycopg.Connection[Any], n_items: int) -> None:
    """Items with factors, and a model of them in use."""
    draw = np.random.default_rng(7)
    vectors = draw.standard_normal((n_items, 32)) / np.sqrt(np.arange(1, 33)) * draw.exponential(0.02, (n_items, 1))
    connection.execute(
        "insert into cinelibre.items (item_type, title) select 'movie', n::text from generate_series(1, %s) as n",
        [n_items],
    )
    connection.execute(
        "insert into cinelibre.models (id, kind, name, is_active) overriding system value"
        " values (1, 'factors', 'one', true)"
    )
    for start in range(0, n_items, 2_000):
        batch = [[start + n + 1, one.tolist()] for n, one in enumerate(vectors[start : start + 2_000].round(6))]
        connection.execute("select public.write_item_factors(1, %s::jsonb)", [json.dumps(batch)])
    connection.execute("analyze cinelibre.item_factors")
    connection.commit()


def readers_of(length: int, n_items: int) -> list[str]:
    """People who liked so many items."""
    draw = np.random.default_rng(length)
    liked = [draw.choice(n_items, length, replace=False) + 1 for _ in range(N_TURNS)]
    return [
        json.dumps({"item_ids": one.tolist(), "ratings": [4.5] * length, "known_ids": one.tolist()}) for one in liked
    ]


def asked(connection: psycopg.Connection[Any], clock: Clock, query: str, readers: list[str]) -> tuple[float, list[Any]]:
    """The median processor time of a call, in ms, and what each answered."""
    worked, found = [], []
    for reader in readers:
        before = clock.ms()
        found.append(connection.execute(query, [reader]).fetchall())
        worked.append(clock.ms() - before)
    return statistics.median(worked), found


def measure(url: str, superuser_url: str, n_items: int) -> None:
    """Fills, asks, prints."""
    with psycopg.connect(url) as connection:
        fill(connection, n_items)
        clock = Clock(superuser_url)
        clock.find()
        table, hnsw, others = connection.execute(SIZES).fetchone() or (0, 0, 0)
        print(f"{n_items:,} items: table {table / 1e6:.1f} MB, HNSW {hnsw / 1e6:.1f} MB, other {others / 1e6:.1f} MB")
        print("| liked items | folding in, ms | by the index, ms | exact, ms | of the best 180 found |")
        print("|---|---|---|---|---|")
        for length in (20, 100, 1_000):
            readers = readers_of(length, n_items)
            folded, _ = asked(connection, clock, FOLDED, readers)
            results = {}
            for name, setting in SETTINGS.items():
                connection.execute(setting)
                results[name] = asked(connection, clock, SCORED, readers)
            connection.execute("reset all")
            (by_index, found), (exact, wanted) = results.values()
            shares = [len(set(one) & set(other)) / len(other) for one, other in zip(found, wanted, strict=True)]
            print(f"| {length:,} | {folded:.1f} | {by_index:.1f} | {exact:.1f} | {statistics.fmean(shares):.3f} |")


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.factors", description=__doc__)
    parser.add_argument("--items", type=int, default=20_000)
    given = parser.parse_args()
    with scratch_server() as scratch:
        url = scratch.ship_new("factors")
        measure(url, scratch.url_of("postgres"), given.items)


if __name__ == "__main__":
    main()
