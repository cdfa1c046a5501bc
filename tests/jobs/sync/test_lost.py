"""What can never be read: it is named, and neither stops nor hides what can."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.errors import Misconfigured, NotGoodEnough
from api.jobs.sync.books import SUBJECTS, BookSync
from api.jobs.sync.job import sync
from api.jobs.sync.source import SourceUnavailable
from tests.jobs.sync.conftest import House, wanted_of
from tests.support.sources import World

MOVIES = "select tmdb_id from cinelibre.movies order by tmdb_id"
BOOKS = "select google_id from cinelibre.books order by item_id"
FAILED = "select position from cinelibre.sync_cursors where span = 'failed'"
GROWN_OLD = "update cinelibre.source_checks set checked_at = now() - interval '151 days'"
UNCHECKED = "select count(*) from cinelibre.source_checks where checked_at < now() - interval '1 day'"

Otherwise = Callable[[str, dict[str, str]], tuple[int, Any] | None]
Breaking = Callable[[Otherwise], None]


@pytest.fixture
def breaking(house: House, monkeypatch: pytest.MonkeyPatch) -> Breaking:
    """Lets the sources answer otherwise where a function of path and query answers anything; each is asked once."""
    monkeypatch.setattr("api.jobs.sync.source.ATTEMPTS", 1)
    tmdb, books = house.sources._tmdb, house.sources._books

    def breaks(otherwise: Otherwise) -> None:
        monkeypatch.setattr(house.sources, "_tmdb", lambda path, asked: otherwise(path, asked) or tmdb(path, asked))
        monkeypatch.setattr(house.sources, "_books", lambda path, asked: otherwise(path, asked) or books(path, asked))

    return breaks


async def sync_books(house: House, n_books: int) -> str:
    """One run of books alone."""
    return await house.sync(kinds=("books",), n_books=n_books)


async def test_a_movie_that_is_never_read_stops_no_later_run(house: House, world: World, breaking: Breaking) -> None:
    unlucky = world.ids("hi")[4]
    breaking(lambda path, asked: (500, {}) if path == f"movie/{unlucky}" else None)

    for n_movies in (19, 39, 59):
        await house.sync(languages=["hi"], n_movies=n_movies)

    assert house.rows(MOVIES) == [one for one in world.ids("hi") if one != unlucky]
    assert house.rows(FAILED) == [[unlucky]]


async def test_movies_grown_old_that_are_never_read_are_asked_for_once_a_run(
    house: House, world: World, breaking: Breaking
) -> None:
    await house.sync(languages=["hi"], n_movies=20)
    house.rows(GROWN_OLD)
    unlucky = world.ids("hi")[4]
    breaking(lambda path, asked: (500, {}) if path == f"movie/{unlucky}" else None)

    await house.sync(languages=["hi"], n_movies=20)
    await house.sync(languages=["hi"], n_movies=20)

    assert len(house.sources.of(f"/3/movie/{unlucky}")) == 3
    assert house.rows(UNCHECKED) == [0]


async def test_the_export_forgets_no_movie_that_could_not_be_read(
    house: House, world: World, breaking: Breaking, tmp_path: Any
) -> None:
    unlucky, other = world.ids("hi")[4], world.ids("ta")[0]
    breaking(lambda path, asked: (500, {}) if path in {f"movie/{unlucky}", f"movie/{other}"} else None)
    await house.sync(languages=["hi"], n_movies=19)
    export = tmp_path / "movie_ids.json"
    export.write_text("".join(f'{{"id": {one}, "popularity": 1}}\n' for one in (other, other + 1)))

    await house.sync(export=export, n_movies=2)

    assert house.rows(FAILED) == [[unlucky, other]]


@pytest.mark.parametrize("status", [500, 400])
async def test_books_grown_old_that_are_never_read_stop_neither_the_others_nor_new_ones(
    house: House, breaking: Breaking, status: int
) -> None:
    await sync_books(house, 30)
    house.rows(GROWN_OLD)
    held = house.rows(BOOKS)
    unlucky = set(held[:6])
    breaking(lambda path, asked: (status, {}) if path.removeprefix("volumes/") in unlucky else None)

    with pytest.raises(Exception, match="Google Books"):  # five in a row: for all it knows nobody answers
        await sync_books(house, 60)
    await sync_books(house, 60)
    await sync_books(house, 60)

    assert house.rows(UNCHECKED) == [0]
    assert len(house.rows(BOOKS)) >= 60
    assert house.rows(FAILED) == ([sorted(unlucky)] if status == 500 else [])  # what is refused stays so
    breaking(lambda path, asked: None)
    await sync_books(house, 60)
    assert house.rows(FAILED) == []


async def test_a_book_not_answered_and_then_refused_is_asked_for_no_more(house: House, breaking: Breaking) -> None:
    await sync_books(house, 30)
    house.rows(GROWN_OLD)
    unlucky = f"volumes/{house.rows(BOOKS)[0]}"
    breaking(lambda path, asked: (500, {}) if path == unlucky else None)
    await sync_books(house, 60)
    breaking(lambda path, asked: (400, {}) if path == unlucky else None)

    await sync_books(house, 60)

    assert house.rows(FAILED) == []


async def test_a_page_that_is_never_read_is_passed_over_by_the_third_run(house: House, breaking: Breaking) -> None:
    subject = SUBJECTS[0]
    breaking(
        lambda path, asked: (
            (500, {}) if (asked.get("q"), asked.get("startIndex")) == (f'subject:"{subject}"', "0") else None
        )
    )
    stands = []

    for n_books in (60, 120, 180):
        await sync_books(house, n_books)
        stands += house.rows("select position from cinelibre.sync_cursors where span = %s", subject)

    assert stands == [
        {"start": 0, "barren": 0, "tries": 1},
        {"start": 0, "barren": 0, "tries": 2},
        {"start": 40, "barren": 1},
    ]
    assert len(house.rows(BOOKS)) >= 180


@pytest.mark.parametrize("subjects", [SUBJECTS, SUBJECTS[:2]])
async def test_where_google_answers_nothing_no_page_is_passed_over(
    house: House, breaking: Breaking, monkeypatch: pytest.MonkeyPatch, subjects: tuple[str, ...]
) -> None:
    monkeypatch.setattr(BookSync.__init__, "__defaults__", (subjects,))
    breaking(lambda path, asked: (500, {}) if path == "volumes" else None)

    for _ in range(4):
        with pytest.raises((SourceUnavailable, NotGoodEnough)):
            await sync_books(house, 60)

    assert house.rows("select * from cinelibre.sync_cursors") == []


async def test_one_bad_movie_is_no_run_in_which_everything_failed(house: House, world: World) -> None:
    world.films = {"ml": 6}
    bad = world.ids("ml")[2]
    world.today = datetime.now(UTC).date()
    world.first_day = world.today - timedelta(9)  # all came out lately: the bad one is asked for every day
    world.edited = {bad: {"title": "", "original_title": ""}}

    await house.sync(languages=["ml"], n_movies=5)
    await house.sync(languages=["ml"], n_movies=5)

    assert house.last_run()["outcome"] == "done"
    assert house.last_run()["errors"] == [f"TMDB movie {bad}: it has no title"]


async def test_a_movie_held_that_turns_bad_is_named_once(house: House, world: World) -> None:
    await house.sync(languages=["hi"], n_movies=20)
    house.rows(GROWN_OLD)
    world.edited = {world.ids("hi")[2]: {"adult": True}}

    await house.sync(languages=["hi"], n_movies=20)
    assert len(house.last_run()["errors"]) == 1
    await house.sync(languages=["hi"], n_movies=20)

    assert house.last_run()["errors"] == []
    assert len(house.rows(MOVIES)) == 20


async def test_more_bad_movies_than_can_be_chance_fail_a_run_of_a_full_catalogue(house: House, world: World) -> None:
    await house.sync(languages=["hi"], n_movies=20)
    house.rows(GROWN_OLD)
    world.edited = {one: {"title": "", "original_title": ""} for one in world.ids("hi")}

    with pytest.raises(NotGoodEnough, match="Everything failed"):
        await house.sync(languages=["hi"], n_movies=20)


async def test_without_a_key_for_movies_books_are_synced_and_movies_missed(house: House) -> None:
    keyless = house.settings.model_copy(update={"tmdb_token": None, "tmdb_api_key": None})

    with pytest.raises(Misconfigured, match="TMDB_TOKEN is not set"):
        await sync(keyless, house.db, house.embedder, wanted_of(kinds=("movies", "books")))

    assert len(house.rows(BOOKS)) >= 30
    assert (house.last_run()["outcome"], house.last_run()["counts"]["n_new"]) == ("failed", len(house.rows(BOOKS)))
    assert "TMDB_TOKEN is not set" in house.last_run()["errors"][0]


async def test_with_tmdb_down_books_are_synced_and_both_failures_are_kept(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.jobs.sync.source.ATTEMPTS", 1)
    down = house.settings.model_copy(update={"tmdb_url": "http://127.0.0.1:1/3"})
    both = wanted_of(kinds=("movies", "books"))

    with pytest.raises(SourceUnavailable, match="TMDB does not answer"):
        await sync(down, house.db, house.embedder, both)
    assert len(house.rows(BOOKS)) >= 30

    down = down.model_copy(update={"google_books_url": "http://127.0.0.1:1/books"})
    with pytest.raises(SourceUnavailable, match="TMDB does not answer"):
        await sync(down, house.db, house.embedder, wanted_of(kinds=("movies", "books"), n_books=200))
    said = " ".join(house.last_run()["errors"])
    assert "TMDB does not answer" in said
    assert "Google Books does not answer" in said
