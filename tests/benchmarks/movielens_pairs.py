"""How many pairs of MovieLens small are matches: `python -m tests.benchmarks.movielens_pairs --data DIR`.

It imports the ratings into a scratch database, lets everybody be found, and asks `find_matches` for everybody: with
damped means as served, with means undamped (the textbook's correlation of the common items), and with the middle alone.
"""

import argparse
import csv
from pathlib import Path

import psycopg

from api.ship.scratch import scratch_server

FORMS = {"damped by 3, as served": 3.0, "undamped": 0.0, "about the middle alone": 1e9}
PAIRS = """
    select u.id, m.user_id
    from cinelibre.users as u
    cross join lateral cinelibre.find_matches(
        u.id, %s, 1000, array(select o.id from cinelibre.users as o), damping => %s
    ) as m
"""


def load(connection: psycopg.Connection, ratings: Path) -> None:
    """Writes movies, users and ratings."""
    with ratings.open() as lines:
        given = [(int(row["userId"]), int(row["movieId"]), float(row["rating"])) for row in csv.DictReader(lines)]
    movies, users = {movie for _, movie, _ in given}, {user for user, _, _ in given}
    with connection.cursor() as cursor:
        with cursor.copy("copy cinelibre.items (id, item_type, title) from stdin") as copy:
            for movie in sorted(movies):
                copy.write_row((movie, "movie", f"Film {movie}"))
        with cursor.copy("copy cinelibre.users (id, external_id, discoverable) from stdin") as copy:
            for user in sorted(users):
                copy.write_row((user, f"movielens:{user}", True))
        with cursor.copy("copy cinelibre.ratings (user_id, item_id, rating) from stdin") as copy:
            for row in sorted(given):
                copy.write_row(row)


def count_pairs(connection: psycopg.Connection, threshold: float, damping: float) -> tuple[int, int]:
    """How many pairs there are, and how many people have one."""
    found = connection.execute(PAIRS, [threshold, damping]).fetchall()
    return len({tuple(sorted(pair)) for pair in found}), len({user for user, _ in found})


def main() -> None:
    """Prints a line a form."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.movielens_pairs", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of ml-latest-small")
    parser.add_argument("--threshold", type=float, default=0.8)
    given = parser.parse_args()
    with scratch_server() as scratch, psycopg.connect(scratch.ship_new("pairs")) as connection:
        load(connection, given.data / "ratings.csv")
        connection.commit()
        connection.execute("analyze")
        for name, damping in FORMS.items():
            n_pairs, n_people = count_pairs(connection, given.threshold, damping)
            print(f"{name:<24} {n_pairs:>7,} pairs, {n_people} people with one")


if __name__ == "__main__":
    main()
