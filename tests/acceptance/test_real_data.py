"""The imports on real files, where somebody put them beside this checkout: nothing is lost."""

import csv
import re
import subprocess
import sys
from itertools import islice
from pathlib import Path

import psycopg
import pytest

from api.db import Database
from api.readers.catalogue.google_books import GoogleBooks
from api.readers.catalogue.movielens import MovieLens, MovieLensRating
from api.readers.parsing.csv_files import BadRow
from api.settings import ROOT
from tests.support.processes import environment

DATA = ROOT.parent / "shared" / "data"
MOVIELENS = DATA / "ml-latest-small"
METADATA = DATA / "tmdb" / "ml_latest_small_tmdb_join.csv"
VOLUMES = DATA / "google_books" / "volumes_7k.csv"

pytestmark = pytest.mark.skipif(
    not all(path.exists() for path in (MOVIELENS, METADATA, VOLUMES)),
    reason=f"needs MovieLens' ml-latest-small, its join with TMDB and Google Books volumes in {DATA}",
)

N_MOVIES, N_RATINGS, N_RATERS, N_BOOKS = 9_742, 100_836, 610, 5_230
N_IMPORTED = 300  # of the movies, in the test with a database


def cells(path: Path) -> list[dict[str, str]]:
    """Every row of a file, read by nothing of ours."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_movie_is_read_with_its_ids_and_what_tmdb_says() -> None:
    movies = {
        row["movielens_id"]: row for row in MovieLens(MOVIELENS, METADATA).movies() if not isinstance(row, BadRow)
    }
    links, metadata = cells(MOVIELENS / "links.csv"), cells(METADATA)

    assert len(movies) == N_MOVIES == len(cells(MOVIELENS / "movies.csv"))
    assert {
        (int(row["movieId"]), f"tt{row['imdbId']}", int(row["tmdbId"]) if row["tmdbId"] else None) for row in links
    } == {(movielens_id, row["imdb_id"], row["tmdb_id"]) for movielens_id, row in movies.items()}
    assert all(row["overview"].strip() == (movies[int(row["movieId"])]["description"] or "") for row in metadata)
    assert movies[11]["title"] == "The American President"
    assert (movies[29]["title"], movies[29]["original_title"]) == (
        "The City of Lost Children",
        "La Cité des enfants perdus",
    )
    assert {movie["title"] for movie in movies.values() if movie["year"] is None} == {
        row["title"] for row in cells(MOVIELENS / "movies.csv") if "(" not in row["title"]
    }
    assert [row for row in MovieLens(MOVIELENS, METADATA).movies() if isinstance(row, BadRow)] == []


def test_every_rating_is_read() -> None:
    ratings = list(MovieLens(MOVIELENS).ratings())

    assert len(ratings) == N_RATINGS
    assert len({rating.rater for rating in ratings if isinstance(rating, MovieLensRating)}) == N_RATERS
    assert [(f"{r[0]}", f"{r[1]}", f"{r[2]}", f"{r[3]}") for r in ratings if isinstance(r, MovieLensRating)] == [
        tuple(row.values()) for row in cells(MOVIELENS / "ratings.csv")
    ]


def test_every_book_is_read() -> None:
    books = [row for row in GoogleBooks(VOLUMES).books() if not isinstance(row, BadRow)]
    volumes = cells(VOLUMES)

    assert len(books) == N_BOOKS == len(volumes)
    assert [book["isbn13"] for book in books] == [row["isbn13"] for row in volumes]
    # One title ends in a colon of its own before the subtitle, one in a dash.
    titles = [row["title_and_subtitle"].replace("::", ":").removesuffix(" -") for row in volumes]
    assert [book["title"] for book in books] == titles
    assert [";".join(book["authors"]) for book in books] == [row["authors"].replace("; ", ";") for row in volumes]


def first_movies(folder: Path) -> Path:
    """The first movies of MovieLens with their links and ratings, line by line as they are."""
    folder.mkdir()
    with (MOVIELENS / "movies.csv").open(encoding="utf-8") as file:
        movies = list(islice(file, N_IMPORTED + 1))
    (folder / "movies.csv").write_text("".join(movies), encoding="utf-8")
    ids = {line.split(",")[0] for line in movies}
    for name, column in (("links.csv", 0), ("ratings.csv", 1)):
        lines = (MOVIELENS / name).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if line.split(",")[column] in ids]
        (folder / name).write_text("".join(kept), encoding="utf-8")
    return folder


def run_import(*arguments: str | Path, database_url: str) -> str:
    """What an import prints at its end; it must not complain."""
    command = [sys.executable, "-m", "api.jobs", "import", *map(str, arguments)]
    settings = environment(DATABASE_URL=database_url, LOG_LEVEL="WARNING")
    done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=True, timeout=120)
    assert re.fullmatch(r"(\d+ texts left to embed, about [^\n]+\n)?", done.stderr)
    return done.stdout


async def test_the_first_movies_and_all_their_ratings_arrive_and_are_found(
    db: Database, database_url: str, tmp_path: Path
) -> None:
    folder = first_movies(tmp_path / "ml")
    ratings = cells(folder / "ratings.csv")

    said = run_import("movielens", folder, "--metadata", METADATA, database_url=database_url)
    again = run_import("movielens", folder, "--metadata", METADATA, database_url=database_url)

    assert f"movies: {N_IMPORTED} new, 0 changed, 0 unchanged, {N_IMPORTED} texts embedded" in said
    assert f"ratings: {len(ratings):,} new, 0 changed, 0 unchanged, {len({r['userId'] for r in ratings})} new" in said
    assert "0 texts embedded; ratings: 0 new, 0 changed" in again
    with psycopg.connect(database_url) as connection:
        query = """
            select u.external_id, m.movielens_id, r.rating::text, extract(epoch from r.rated_at)::bigint
            from cinelibre.ratings as r
            join cinelibre.users as u on u.id = r.user_id
            join cinelibre.movies as m on m.item_id = r.item_id
        """
        stored = {tuple(map(str, row)) for row in connection.execute(query).fetchall()}
        [(toy_story,)] = connection.execute("select item_id from cinelibre.movies where movielens_id = 1").fetchall()
    assert stored == {
        (f"movielens:{row['userId']}", row["movieId"], f"{float(row['rating']):g}", row["timestamp"]) for row in ratings
    }
    found = await db.one("get_movie", movie_id=toy_story)
    assert (found["title"], found["year"], found["tmdb_id"], found["imdb_id"]) == ("Toy Story", 1995, 862, "tt0114709")
