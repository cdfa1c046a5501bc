"""TMDB's daily export of ids: a gzipped file with one JSON object a line; the most popular movies are wanted."""

import gzip
import heapq
import json
import zlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from api.errors import InvalidInput
from api.readers.parsing.answers import number, whole


def most_popular(path: Path, limit: int) -> list[int]:
    """Return the ids of the `limit` most popular movies of an export, ties by id. Raises `InvalidInput`."""
    movies = _movies(path)
    first = next(movies, None)
    if first is None:
        raise InvalidInput(f"{path} names no movie: it has to be a file such as movie_ids_05_15_2026.json.gz.")
    best = heapq.nlargest(limit, chain([first], movies), key=lambda one: (one[0], -one[1]))
    return [tmdb_id for _, tmdb_id in best]


def _movies(path: Path) -> Iterator[tuple[float, int]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            for line in lines:
                movie = _movie(line)
                if movie:
                    yield movie
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} cannot be read: {error}.") from None


def _movie(line: str) -> tuple[float, int] | None:
    try:
        body = json.loads(line)
    except ValueError:
        return None
    if not isinstance(body, dict) or body.get("adult") is True or body.get("video") is True:
        return None
    tmdb_id = whole(body.get("id"))
    return (number(body.get("popularity")) or 0.0, tmdb_id) if tmdb_id else None
