"""Spans of dates, and TMDB's daily export."""

import gzip
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.errors import InvalidInput
from api.jobs.sync.command import run_sync
from api.jobs.sync.export_file import most_popular
from api.jobs.sync.progress import Progress
from api.jobs.sync.spans import halves, pieces, recent_span, whole_span
from tests.conftest import settings_of
from tests.jobs.sync.conftest import House
from tests.support.sources import World

TODAY = date(2026, 11, 25)
PACKED = gzip.compress("".join(f'{{"id": {n}, "popularity": {n * 7919 % 1000}}}\n' for n in range(1, 3000)).encode())
DAMAGED = PACKED[:2000] + bytes(100) + PACKED[2100:]
CUT = PACKED[:4000]


def test_halves_make_the_whole_and_do_not_overlap() -> None:
    assert halves("2000-01-01..2000-01-10") == ["2000-01-06..2000-01-10", "2000-01-01..2000-01-05"]
    assert halves("2000-01-01..2000-01-02") == ["2000-01-02..2000-01-02", "2000-01-01..2000-01-01"]
    assert halves("2000-01-01..2000-01-01") == ["2000-01-01..2000-01-01"]


def test_spans_end_today() -> None:
    assert whole_span(TODAY) == "1900-01-01..2026-11-25"
    assert recent_span(TODAY) == "2026-09-26..2026-11-25"


def test_pieces_are_no_longer_than_a_fortnight() -> None:
    found = pieces(date(2026, 11, 1), date(2026, 11, 20))

    assert found == [(date(2026, 11, 1), date(2026, 11, 14)), (date(2026, 11, 15), date(2026, 11, 20))]
    assert pieces(date(2026, 11, 2), date(2026, 11, 1)) == []


def export_of(path: Path, *movies: object) -> Path:
    """A file such as TMDB's."""
    lines = "".join(json.dumps(movie) + "\n" for movie in movies)
    path.write_bytes(gzip.compress(lines.encode()) if path.suffix == ".gz" else lines.encode())
    return path


@pytest.mark.parametrize("name", ["movie_ids.json.gz", "movie_ids.json"])
def test_the_most_popular_of_an_export_come_first(tmp_path: Path, name: str) -> None:
    movies = [
        {"adult": False, "id": 1, "original_title": "One", "popularity": 1.5, "video": False},
        {"adult": False, "id": 2, "original_title": "Two", "popularity": 9.5, "video": False},
        {"adult": True, "id": 3, "original_title": "Three", "popularity": 99, "video": False},
        {"adult": False, "id": 4, "original_title": "Four", "popularity": 99, "video": True},
        {"adult": False, "id": 5, "original_title": "Five", "popularity": 9.5, "video": False},
        {"adult": False, "id": 6, "original_title": "Six"},
        "no movie",
    ]
    path = export_of(tmp_path / name, *movies)

    assert most_popular(path, 3) == [2, 5, 1]
    assert most_popular(path, 10) == [2, 5, 1, 6]


def test_of_an_export_none_may_be_wanted(tmp_path: Path) -> None:
    assert most_popular(export_of(tmp_path / "ids.json", {"id": 1}), 0) == []


@pytest.mark.parametrize("content", [b"", b"not a list\n", b"\xff\xfe\x00", b"\x1f\x8b\x08\x00cut", DAMAGED, CUT])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / ("ids.gz" if content.startswith(b"\x1f") else "ids")
    path.write_bytes(content)

    with pytest.raises(InvalidInput, match="ids"):
        most_popular(path, 3)


async def test_movies_come_by_an_export_the_most_popular_first(house: House, world: World, tmp_path: Path) -> None:
    ids = list(world.ids("ta"))[::-1]
    path = export_of(tmp_path / "ids.gz", *({"id": tmp_id, "popularity": -tmp_id + 1e6} for tmp_id in ids))

    await house.sync(export=path, n_movies=15)
    await house.sync(export=path, n_movies=15)

    assert sorted(house.rows("select tmdb_id from cinelibre.movies")) == sorted(ids)[:15]
    assert house.sources.asked == {"tmdb movie": 15}


async def test_of_a_long_export_what_is_held_is_asked_a_part_at_a_time(
    house: House, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = export_of(tmp_path / "ids.gz", *({"id": tmdb_id, "popularity": 1} for tmdb_id in world.ids("ta")))
    monkeypatch.setattr("api.jobs.sync.movies.HELD_AT_ONCE", 4)
    held, asked = Progress.held, []

    async def told(self: Progress, ids: Iterable[Any] = ()) -> dict[str, Any]:
        asked.append(len(list(ids)))
        return await held(self, ids)

    monkeypatch.setattr(Progress, "held", told)

    await house.sync(export=path, n_movies=10)

    assert asked == [4, 4, 2]
    assert house.rows("select count(*) from cinelibre.movies") == [10]


def test_without_a_key_the_sync_says_which(capsys: pytest.CaptureFixture[str]) -> None:
    import argparse

    from api.errors import Misconfigured

    given = argparse.Namespace(
        kind="movies", languages=("hi",), movies=1, books=0, source=None, minutes=1, dry_run=True
    )
    with pytest.raises(Misconfigured, match="TMDB_TOKEN is not set"):
        run_sync(settings_of(), given)
