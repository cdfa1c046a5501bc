"""What drawing a variant costs a list: `python -m tests.benchmarks.variants DATABASE_URL`, on a copy of a database.

It calls `find_variant` for many readers without an experiment, with one and with three, and rolls all back.
"""

import argparse
import json
import statistics
import time

import psycopg

READERS = 10_000
CALL = (
    f"select count(v.label) from generate_series(1, {READERS}) as n cross join lateral cinelibre.find_variant(n) as v"
)
BEGIN = """
    insert into cinelibre.experiments (name, variants, changes, share, salt, most_worse, starts)
    values (%s, %s, '{}', 1, %s, 0.05, now())
"""
VARIANTS = json.dumps([{"name": name, "portion": 1, "settings": {"diversity": 0.3}} for name in ("control", "bold")])


def main() -> None:
    """Print microseconds a call."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database_url")
    given = parser.parse_args()
    with psycopg.connect(given.database_url) as connection:
        connection.execute("delete from cinelibre.experiments where true")
        for n_running in (0, 1, 2, 3):
            if n_running:
                connection.execute(BEGIN, (f"speed-{n_running}", VARIANTS, f"salt-{n_running}"))
            if n_running != 2:
                print(f"{n_running} experiments: {_microseconds(connection):.1f} µs a call")
        connection.rollback()


def _microseconds(connection: "psycopg.Connection[tuple[int, ...]]") -> float:
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        connection.execute(CALL)
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds) / READERS * 1e6


if __name__ == "__main__":
    main()
