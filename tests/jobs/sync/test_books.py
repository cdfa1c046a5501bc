"""Books from Google Books: every subject in turn, each book once, within a day's budget."""

import logging
from typing import Any

import pytest

from api.db import Database
from api.jobs.sync.books import SUBJECTS
from api.jobs.sync.google_books import daily_budget
from tests.conftest import settings_of
from tests.jobs.sync.conftest import KEYS, House
from tests.support.sources import Faults, World

FIRST = """
    select to_jsonb(b) || to_jsonb(i)
    from cinelibre.books as b
    join cinelibre.items as i on i.id = b.item_id
    order by i.id
    limit 1
"""
TITLES = "select title from cinelibre.items where item_type = 'book' order by id"


async def sync_books(house: House, n_books: int = 60, **settings: Any) -> str:
    """One run of books alone."""
    return await house.sync(kinds=("books",), n_books=n_books, **settings)


def test_there_are_thirty_subjects_or_more() -> None:
    assert len(set(SUBJECTS)) == len(SUBJECTS) >= 30


def test_without_a_key_there_are_requests_to_try_it_with_and_no_more() -> None:
    assert daily_budget(settings_of()) == 20
    assert daily_budget(settings_of(**KEYS)) == 900
    assert daily_budget(settings_of(google_books_daily_budget=5)) == 5


async def test_the_log_says_once_how_long_embedding_will_take(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "api")

    await sync_books(house, 200)

    told = [vars(record)["fields"] for record in caplog.records if record.message == "embedding_forecast"]
    # The shelf gave 115 of the 200 until the hundredth text.
    assert [(one["source"], one["n_texts"]) for one in told] == [("google_books", 85)]


async def test_a_book_comes_with_everything_that_is_told_of_it(house: House) -> None:
    await sync_books(house, 1)

    [found] = house.rows(FIRST)
    number = int(found["google_id"][1:])
    told = house.sources.world.volume(number)["volumeInfo"]
    assert (found["title"], found["authors"], found["isbn13"]) == (
        told["title"],
        told["authors"],
        told["industryIdentifiers"][0]["identifier"],
    )
    assert found["description"] == told["description"].replace("<b>", "").replace("</b>", "")
    assert (found["external_rating"], found["external_count"], found["page_count"]) == (4.0, 10 + number, 100 + number)
    assert (found["genres"], found["language"]) == (["Fiction"], "en")
    assert found["image_url"] == f"https://books.google.com/books/content?id=v{number}"


async def test_every_subject_is_read_in_turn(house: House) -> None:
    await sync_books(house, 150)

    starts = house.rows("select position -> 'start' from cinelibre.sync_cursors order by moved_at")
    assert len(starts) >= 4
    assert set(starts) == {40}


async def test_another_edition_of_a_book_is_not_another_book(house: House) -> None:
    await sync_books(house, 200)

    titles = house.rows(TITLES)
    assert len(titles) == len(set(titles))
    assert house.last_run()["counts"]["n_twins"] > 0


async def test_an_edition_is_known_from_earlier_runs_too(house: House, db: Database) -> None:
    world = house.sources.world
    first, other = world.volume(9), world.volume(10)
    assert first["volumeInfo"]["title"] == other["volumeInfo"]["title"]
    record = {
        "item_type": "book",
        "google_id": first["id"],
        "title": "the RIVER, again",
        "authors": ["Ana Müller", "B"],
    }
    await db.one("upsert_items", records=[record], embedding_model="one", dimension=384)
    asked = [
        {"title": "The river again", "authors": ["Ana Muller"], "google_id": "another"},
        {"title": "The river again", "authors": ["Somebody Else"], "google_id": "another"},
        {"title": "The river", "authors": ["Ana Muller"], "google_id": "another"},
        {"title": "The river again", "authors": ["Ana Muller"], "google_id": first["id"]},
        {"title": "The river again", "authors": [], "google_id": "another"},
    ]

    assert await db.one("get_twin_books", records=asked) == [0]


async def test_twins_are_told_by_the_rules_of_matching(db: Database) -> None:
    record = {"item_type": "book", "google_id": "here", "title": "Harry & Co", "authors": ["Rowling, J.K."]}
    await db.one("upsert_items", records=[record], embedding_model="one", dimension=384)
    asked = [
        {"title": "Harry and Co: A Novel", "authors": ["Joanne Rowling"], "google_id": "v1"},
        {"title": "Harry and Co", "authors": ["E. K. Rowling"], "google_id": "v2"},
        {"title": "Harry and Co: The Quest", "authors": ["J.K. Rowling"], "google_id": "v3"},
        {"title": "Volume Two", "authors": ["H.G. Wells"], "google_id": "v4"},
        {"title": "Volume 2", "authors": ["Wells, Herbert George"], "google_id": "v5"},
        {"title": "One-Eyed Jacks", "authors": ["Charles Neider"], "google_id": "v6"},
        {"title": "OneEyed Jacks", "authors": ["Charles Neider"], "google_id": "v7"},
        {"title": "Harry & Co, a novel", "authors": ["J.K. Rowling"], "google_id": "v8"},
    ]

    assert await db.one("get_twin_books", records=asked) == [0, 4, 6, 7]


async def test_within_a_page_too_accents_and_commas_make_no_other_book(house: House, world: World) -> None:
    first, second = (world.volume(number) for number in (1, 2))
    first["volumeInfo"] |= {"title": "The River, Again", "authors": ["Ana Müller"]}
    second["volumeInfo"] |= {"title": "The River Again", "authors": ["Ana Muller", "B"]}
    world.shelf = [first, second]

    await sync_books(house, 10)

    assert house.rows(TITLES) == ["The River, Again"]
    assert house.last_run()["counts"]["n_twins"] == len(SUBJECTS)


async def test_another_volume_of_the_same_isbn_changes_nothing(house: House, world: World) -> None:
    first, second = (world.volume(number) for number in (1, 2))
    second["volumeInfo"]["industryIdentifiers"] = first["volumeInfo"]["industryIdentifiers"]
    world.shelf = [first]
    await sync_books(house, 1)
    before = house.everything()

    world.shelf = [second]
    await sync_books(house, 2)

    assert house.everything() == before
    assert house.last_run()["counts"]["n_twins"] > 0
    assert "n_changed" not in house.last_run()["counts"]


async def test_a_book_imported_by_its_isbn_is_known_by_the_volume_that_has_it(house: House, db: Database) -> None:
    volume = house.sources.world.volume(1)
    isbn = volume["volumeInfo"]["industryIdentifiers"][0]["identifier"]
    record = {"item_type": "book", "isbn13": isbn, "title": "As It Was", "authors": ["Ana"]}
    await db.one("upsert_items", records=[record], embedding_model="one", dimension=384)
    asked = [
        {"title": "Other", "authors": ["A"], "google_id": "v1", "isbn13": isbn},
        {"title": "Else", "authors": ["B"], "google_id": "v2", "isbn13": isbn},
    ]

    assert await db.one("get_twin_books", records=asked[:1]) == []
    assert await db.one("get_twin_books", records=asked) == []  # one item, of which upsert_items takes the last


async def test_lists_end_where_they_repeat_themselves(house: House, world: World) -> None:
    world.n_books = 100

    await sync_books(house, 1000)
    n_asked = house.sources.asked["books"]
    await sync_books(house, 1000)

    assert len(house.rows(TITLES)) == 90
    assert house.rows("select count(*) from cinelibre.sync_cursors where position ? 'read_on'") == [len(SUBJECTS)]
    assert house.sources.asked["books"] == n_asked


async def test_the_days_budget_is_kept_in_the_database(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.jobs.sync.job.daily_budget", lambda _: 2)

    done = await sync_books(house, 300)
    await sync_books(house, 300)

    assert house.sources.asked["books"] == 2
    assert "Today's 2 requests to Google Books are spent" in done
    assert house.last_run()["outcome"] == "done"
    house.rows("update cinelibre.api_budgets set day = day - 1")
    await sync_books(house, 300)
    assert house.sources.asked["books"] == 4
    assert len(house.rows(TITLES)) > 80


async def test_what_is_asked_again_is_taken_of_the_budget_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.jobs.sync.job.daily_budget", lambda _: 3)
    house.sources.faults = Faults(failed=1)

    done = await sync_books(house, 300)

    assert "Today's 3 requests to Google Books are spent" in done
    assert len(house.sources.questions) == 3
    assert house.rows("select used from cinelibre.api_budgets") == [3]


async def test_a_budget_is_taken_whole_or_not_at_all(db: Database) -> None:
    async def spend(wanted: int, daily_limit: int) -> int:
        granted: int = await db.one("spend_budget", api="google_books", wanted=wanted, daily_limit=daily_limit)
        return granted

    assert await spend(1, 0) == 0
    assert [await spend(1, 2), await spend(2, 2), await spend(1, 2), await spend(1, 2)] == [1, 0, 1, 0]
    assert await spend(1, 3) == 1  # the limit was raised


async def test_what_google_gives_no_more_today_is_asked_for_tomorrow(house: House, world: World) -> None:
    world.quota = 2

    done = await sync_books(house, 300)

    assert "gives no more today: dailyLimitExceeded" in done
    held = len(house.rows(TITLES))
    assert held > 40
    world.quota = None
    await sync_books(house, 200)
    assert len(house.rows(TITLES)) >= 200


async def test_books_grown_old_are_asked_about(house: House) -> None:
    await sync_books(house, 30)
    house.rows(
        "update cinelibre.source_checks set checked_at = now() - interval '151 days'"
        " where item_id in (select min(item_id) from cinelibre.books)"
    )
    asked = house.sources.asked["books"]

    await sync_books(house, 30)

    assert house.sources.asked["books"] - asked == 1
    assert house.last_run()["counts"]["n_unchanged"] == 1
    assert house.rows("select count(*) from cinelibre.source_checks where checked_at < now() - interval '1 day'") == [0]
