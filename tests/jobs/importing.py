"""Folders to import from, and the import's command line."""

import csv
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

from api.settings import ROOT
from tests.support.processes import environment

THEN = 964_982_703
RUNS = "select job_name, outcome, counts, errors from cinelibre.job_runs order by id"
Row = tuple[Any, ...]


def write_movielens(folder: Path, movies: list[Row], ratings: list[Row], links: list[Row] | None = None) -> Path:
    """A folder as GroupLens publishes it; links are numbered like the movies unless they are given."""
    folder.mkdir()
    numbered = [(movie[0], f"{movie[0]:07}", movie[0]) for movie in movies] if links is None else links
    write_csv(folder / "movies.csv", ("movieId", "title", "genres"), movies)
    write_csv(folder / "links.csv", ("movieId", "imdbId", "tmdbId"), numbered)
    write_csv(folder / "ratings.csv", ("userId", "movieId", "rating", "timestamp"), ratings)
    return folder


def write_csv(path: Path, header: Row, rows: list[Row]) -> Path:
    """A CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return path


def command(*arguments: str | Path) -> list[str]:
    """The import's command line."""
    return [sys.executable, "-m", "api.jobs", "import", *map(str, arguments)]


def run(*arguments: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Runs an import to its end."""
    done = subprocess.run(
        command(*arguments),
        cwd=ROOT,
        env=environment(LOG_LEVEL="WARNING", **settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert "Traceback" not in done.stderr
    return done


def rows(database_url: str, query: str) -> list[Row]:
    """The answer to a query."""
    with psycopg.connect(database_url) as connection:
        return connection.execute(query.encode()).fetchall()


def movies_of(database_url: str) -> list[Row]:
    """MovieLens id, title, year, genres and ids of all movies."""
    query = """
        select m.movielens_id, i.title, i.year, i.genres, m.imdb_id, m.tmdb_id
        from cinelibre.items as i
        join cinelibre.movies as m on m.item_id = i.id
        order by m.movielens_id
    """
    return rows(database_url, query)


def ratings_of(database_url: str) -> list[Row]:
    """Rater, MovieLens id, rating and second of all ratings."""
    query = """
        select u.external_id, m.movielens_id, r.rating, extract(epoch from r.rated_at)::integer
        from cinelibre.ratings as r
        join cinelibre.users as u on u.id = r.user_id
        join cinelibre.movies as m on m.item_id = r.item_id
        order by u.id, m.movielens_id
    """
    return rows(database_url, query)
