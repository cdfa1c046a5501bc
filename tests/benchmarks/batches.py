"""`python -m tests.benchmarks.batches`: what an item costs in `upsert_items`, by the size of the batch.

Processor time of the database's process, each size on an empty catalogue, by turns. Records have no vectors: entering
one into an HNSW index costs several times as much, and the same in any batch.
"""

import json
import random
import statistics
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import psycopg

from api.ship.shipping import ship
from api.ship.sql_tree import read_sql_tree
from tests.support.servers import Server, running_server

SIZES = (100, 200, 500, 2000)
N_ITEMS = 2000
ROUNDS = 3
CALL = "select public.upsert_items(%s::jsonb, 'one', 384)"


def a_film(number: int, dice: random.Random) -> dict[str, Any]:
    """A film as a source tells it, with names and words that mean nothing."""

    def words(count: int) -> str:
        return " ".join(f"word{dice.randrange(6000)}" for _ in range(count))

    return {
        "item_type": "movie",
        "title": f"{words(3)} {number}",
        "year": 1950 + number % 70,
        "tmdb_id": number,
        "imdb_id": f"tt{number:07}",
        "language": "en",
        "genres": ["Drama", "Comedy"],
        "description": words(50),
        "directors": [words(2)],
        "cast": [words(2) for _ in range(8)],
        "keywords": [words(1) for _ in range(8)],
        "external_count": number,
    }


def write_all(connection: psycopg.Connection[Any], films: Sequence[dict[str, Any]], size: int) -> float:
    """Milliseconds of the database's processor time an item."""
    process = psutil.Process(connection.info.backend_pid)
    before = sum(process.cpu_times()[:2])
    for start in range(0, len(films), size):
        connection.execute(CALL, [json.dumps(films[start : start + size])])
    return (sum(process.cpu_times()[:2]) - before) * 1000 / len(films)


def measure(server: Server) -> None:
    """Every size in each round; prints the medians."""
    dice = random.Random(1)
    films = [a_film(number, dice) for number in range(1, N_ITEMS + 1)]
    new, again = defaultdict[int, list[float]](list), defaultdict[int, list[float]](list)
    for _ in range(ROUNDS):
        for size in SIZES:
            name = server.create_database("shipped")
            with psycopg.connect(server.url_of(name), autocommit=True) as connection:
                new[size].append(write_all(connection, films, size))
                again[size].append(write_all(connection, films, size))
            server.drop_database(name)
    for size in SIZES:
        medians = f"new {statistics.median(new[size]):.2f} ms, again {statistics.median(again[size]):.2f} ms"
        print(f"batches of {size:,}: {medians} an item")


if __name__ == "__main__":
    with TemporaryDirectory(prefix="cinelibre-") as folder, running_server(Path(folder), 18) as running:
        running.execute("create database shipped template project owner owner")
        ship(running.url_of("shipped"), read_sql_tree())
        measure(running)
