"""MovieLens as GroupLens publishes it (movies, links, tags, ratings), and what TMDB says of the movies."""

import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from api.readers.catalogue.movielens_tags import Tags
from api.readers.parsing.cells import (
    LANGUAGES,
    BadCell,
    OneLineEach,
    calendar_date,
    decimal_number,
    rounded_number,
    shown,
    whole_number,
)
from api.readers.parsing.csv_files import BadRow, CsvFile, CsvRow, Record
from api.readers.parsing.movielens_titles import read_title

MOVIES = ("movieId", "title", "genres")
LINKS = ("movieId", "imdbId", "tmdbId")
RATINGS = ("userId", "movieId", "rating", "timestamp")
METADATA = (
    "movieId",
    "tmdb_genres",
    "original_language",
    "overview",
    "popularity",
    "release_date",
    "vote_average",
    "vote_count",
)

EARLIEST = 631_152_000  # 1990, in seconds since 1970; before that there was no site to rate on
DAY_SECONDS = 86_400
MOST_POPULAR = 1e9

# MovieLens' genres under TMDB's names, so that one filter finds both.
GENRES = {"Sci-Fi": "Science Fiction", "Children": "Family", "Musical": "Music"}
NO_GENRES = {"(no genres listed)", "IMAX"}

_GRID = {text: float(text) for half in range(1, 11) for text in (f"{half / 2:g}", f"{half / 2:.1f}")}


class MovieLensRating(NamedTuple):
    """One rating: user, movie, stars, time (seconds since 1970), and its line in the file."""

    rater: int
    movielens_id: int
    rating: float
    rated_at: int
    line: int


class MovieLens:
    """A folder of MovieLens and, optionally, a CSV of what TMDB says of its movies.

    Raises `InvalidInput` if a file cannot be read or is another one. Links, tags and metadata are small enough to be
    joined in memory; movies and ratings are read one by one.
    """

    def __init__(self, folder: Path, metadata: Path | None = None) -> None:
        self.movies_file = CsvFile(folder / "movies.csv", MOVIES)
        self.links_file = CsvFile(folder / "links.csv", LINKS)
        self.ratings_file = CsvFile(folder / "ratings.csv", RATINGS)
        self.tags = Tags(folder)
        self.metadata_file = CsvFile(metadata, METADATA) if metadata else None

    def movies(self) -> Iterator[Record | BadRow]:
        """Yield every movie as a record for the catalogue, and the bad rows of the four files.

        If its links or metadata cannot be used, a movie comes without them. Links of missing movies are bad rows.
        Metadata of other movies are skipped, because one file may serve several sets.
        """
        in_movies, in_links, in_metadata = (OneLineEach("movieId") for _ in range(3))
        links: dict[int, Record] = {}
        metadata: dict[int, Record] = {}
        yield from _joinable(self.links_file.read_records(lambda row: _link(row, in_links)), links)
        if self.metadata_file:
            yield from _joinable(self.metadata_file.read_records(lambda row: _metadata(row, in_metadata)), metadata)
        yield from self.tags.read()
        for movie in self.movies_file.read_records(lambda row: self._movie(row, in_movies)):
            if isinstance(movie, BadRow):
                yield movie
            else:
                movielens_id = movie["movielens_id"]
                keywords = self.tags.keywords_of(movielens_id)
                told = {"keywords": keywords} if keywords else {}
                yield movie | links.pop(movielens_id, {}) | metadata.pop(movielens_id, {}) | told
        for movielens_id, line in in_links.missing_from(in_movies):
            yield self.links_file.bad(line, f"movieId {movielens_id} is not in {self.movies_file.name}")

    def ratings(self, now: float | None = None) -> Iterator[MovieLensRating | BadRow]:
        """Yield every rating in the order of the file, or its bad row; `now` limits which times can be true."""
        latest = int(now or time.time()) + DAY_SECONDS
        for row in self.ratings_file.read_rows():
            try:
                yield row if isinstance(row, BadRow) else _rating(row, latest)
            except BadCell as error:
                yield self.ratings_file.bad(row.line, str(error))

    def _movie(self, row: CsvRow, seen: OneLineEach) -> Record:
        movie_id, text, genres = row.cells
        movielens_id = whole_number(movie_id, "movieId")
        title = read_title(text)
        seen.take(movielens_id, row.line)
        named = [GENRES.get(genre, genre) for genre in genres.split("|") if genre not in NO_GENRES]
        return {
            "source": self.movies_file.place(row.line),
            "item_type": "movie",
            "movielens_id": movielens_id,
            **title._asdict(),
            "genres": _distinct(named),
        }


def _joinable(rows: Iterator[Record | BadRow], found: dict[int, Record]) -> Iterator[BadRow]:
    """Put records into `found` by their movielens_id, and pass the bad rows on."""
    for row in rows:
        if isinstance(row, BadRow):
            yield row
        else:
            found[row.pop("movielens_id")] = row


def _link(row: CsvRow, seen: OneLineEach) -> Record:
    movie_id, imdb_id, tmdb_id = row.cells
    movielens_id = whole_number(movie_id, "movieId")
    imdb_number = whole_number(imdb_id, "imdbId") if imdb_id else None
    link = {
        "movielens_id": movielens_id,
        "imdb_id": None if imdb_number is None else f"tt{imdb_number:07d}",
        "tmdb_id": rounded_number(tmdb_id, "tmdbId"),
    }
    seen.take(movielens_id, row.line)
    return link


def _metadata(row: CsvRow, seen: OneLineEach) -> Record:
    movie_id, genres, language, overview, popularity, release_date, average, votes = row.cells
    movielens_id = whole_number(movie_id, "movieId")
    count = rounded_number(votes, "vote_count")
    rating = decimal_number(average, "vote_average", 10)
    metadata: Record = {
        "movielens_id": movielens_id,
        "language": _language(language),
        "description": overview.strip() or None,
        "release_date": calendar_date(release_date, "release_date"),
        "external_rating": rating if count else None,
        "external_count": count,
        "external_popularity": decimal_number(popularity, "popularity", MOST_POPULAR),
    }
    if named := _distinct(genre.strip() for genre in genres.split(",") if genre.strip()):
        metadata["genres"] = named
    seen.take(movielens_id, row.line)
    return metadata


def _rating(row: CsvRow, latest: int) -> MovieLensRating:
    user_id, movie_id, text, timestamp = row.cells
    rating = _GRID.get(text)
    if rating is None:
        raise BadCell(f"rating {shown(text)} is not one of 0.5, 1.0 and so on to 5.0")
    rated_at = whole_number(timestamp, "timestamp", 10**12)
    if not EARLIEST <= rated_at <= latest:
        raise BadCell(f"timestamp {shown(timestamp)} is no second between 1990 and now")
    return MovieLensRating(
        whole_number(user_id, "userId"), whole_number(movie_id, "movieId"), rating, rated_at, row.line
    )


def _language(code: str) -> str | None:
    language = LANGUAGES.get(code, code)
    if language is not None and not re.fullmatch("[a-z]{2,3}", language):
        raise BadCell(f"original_language {shown(code)} is not a code of two or three letters")
    return language


def _distinct(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
