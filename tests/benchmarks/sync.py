"""A sync against a local server with the limits and faults of TMDB and Google Books: `python -m tests.benchmarks.sync`.

Two thousand movies and five hundred books of made-up contents in an empty database, then the same command again, then
a day on which some of it changed.
"""

import argparse
import os
import subprocess
import sys
import time

import psycopg

from api.jobs.sync.tmdb import INDIAN
from api.settings import ROOT
from api.ship.scratch import scratch_server
from tests.benchmarks.tables import print_table
from tests.support.sources import Faults, Sources, World, running_sources

FAULTS = Faults(per_second=40, dropped=0.01, html=0.005, truncated=0.002, failed=0.005)
NAMES = ("n_new", "n_changed", "n_unchanged", "n_embedded", "n_failed", "n_requests", "n_retries", "n_slowed")
LAST = "select counts from cinelibre.job_runs order by id desc limit 1"
COUNTED = "select coalesce(language, ''), count(*) from cinelibre.items where item_type = 'movie' group by 1 order by 1"


def run(name: str, url: str, sources: Sources, n_movies: int, n_books: int) -> list[str]:
    """One sync; a row of what it did."""
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "TMDB_TOKEN": "token",
        "TMDB_URL": sources.url,
        "GOOGLE_BOOKS_API_KEY": "key",
        "GOOGLE_BOOKS_URL": sources.books_url,
    }
    command = [sys.executable, "api/sync_engine.py", "--movies", str(n_movies), "--books", str(n_books)]
    start = time.monotonic()
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    seconds = time.monotonic() - start
    with psycopg.connect(url) as connection:
        [counts] = connection.execute(LAST).fetchone() or ({},)
    return [name, f"{seconds:.0f}", *(str(counts.get(count, 0)) for count in NAMES)]


def main() -> None:
    """Prints a row for each run."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.sync", description=__doc__)
    parser.add_argument("--movies", type=int, default=2000)
    parser.add_argument("--books", type=int, default=500)
    given = parser.parse_args()
    world = World(dict.fromkeys(INDIAN, 400) | {"pa": 60}, n_books=4000)
    with scratch_server() as scratch, running_sources(world, FAULTS) as sources:
        url = scratch.ship_new("catalogue")
        rows = [run("from nothing", url, sources, given.movies, given.books)]
        rows.append(run("again", url, sources, given.movies, given.books))
        some = [tmdb_id for language in INDIAN for tmdb_id in world.ids(language)[:5]]
        world.changed = some
        world.edited = {tmdb_id: {"vote_count": 5000} for tmdb_id in some}
        world.edited |= {
            tmdb_id: {"overview": f"Everything was told anew of {tmdb_id}, from its end."} for tmdb_id in some[::4]
        }
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("update cinelibre.sync_cursors set position = '\"2026-11-20\"' where span = 'changes'")
        rows.append(run("40 changed, 10 of them their text", url, sources, given.movies, given.books))
        with psycopg.connect(url) as connection:
            print("movies by language:", dict(connection.execute(COUNTED).fetchall()))
    print_table("", ["", "seconds", *(name.removeprefix("n_") for name in NAMES)], rows)
    broken = {name: sources.asked[name] for name in ("dropped", "html", "truncated", "failed")}
    print(
        f"faults done to it: {broken}; answers: {dict(sources.statuses)}; most in a second: {sources.most_per_second}"
    )


if __name__ == "__main__":
    main()
