"""Reviews of an import count towards those of the day: one more is held back, and nothing else of its row is."""

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.support.readers import rows, write

TEXTS = "select n_written, is_held from cinelibre.import_texts(1, %s, %s, %s)"
ROW = "select cinelibre.import_record(1, %s, %s, %s)"
REVIEWS = "select item_id, body from cinelibre.reviews where user_id = 1 order by 1"
COUNTED = "select n_times from cinelibre.daily_counts where user_id = 1 and name = 'reviews'"
DAY = "2026-01-02T00:00:00Z"
HELD = "the review was not published: a day takes 2 reviews; import the row again tomorrow"


@pytest.fixture
def url(database_url: str) -> str:
    """Ada, who wrote one review today, and three films."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title)
        values (1, 'movie', 'A'), (2, 'movie', 'B'), (3, 'movie', 'C');
        insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob');
        insert into cinelibre.daily_counts (user_id, name, day, n_times) values
        (1, 'reviews', (now() at time zone 'UTC')::date, 1), (2, 'reviews', (now() at time zone 'UTC')::date, 9)
        """,
    )
    return database_url


def kept(review: str, **more: Any) -> Jsonb:
    """What a row says."""
    return Jsonb({"review": review, "reviewed_at": DAY, **more})


@pytest.mark.parametrize(("most", "is_held"), [(1, True), (2, False)])
def test_a_review_is_held_back_that_would_be_one_too_many(url: str, most: int, is_held: bool) -> None:
    assert rows(url, TEXTS, 1, kept("r", note="n"), most) == [(1 if is_held else 2, is_held)]

    assert rows(url, REVIEWS) == ([] if is_held else [(1, "r")])
    assert rows(url, COUNTED) == [(1 if is_held else 2,)]
    assert rows(url, "select body from cinelibre.notes") == [("n",)]


def test_a_review_that_is_there_already_counts_for_nothing_and_a_changed_one_counts(url: str) -> None:
    newer = kept("s", review_changed_at="2026-01-03T00:00:00Z")

    assert rows(url, TEXTS, 1, kept("r"), 2) == [(1, False)]
    assert rows(url, TEXTS, 1, kept("r"), 2) == rows(url, TEXTS, 1, kept("older"), 2) == [(0, False)]
    assert rows(url, TEXTS, 1, newer, 2) == [(0, True)]
    assert rows(url, REVIEWS) == [(1, "r")]
    assert rows(url, TEXTS, 1, newer, 3) == [(1, False)]
    assert rows(url, REVIEWS) == [(1, "s")]


def test_all_else_of_the_row_is_written_and_the_next_day_takes_the_review(url: str) -> None:
    written = [rows(url, ROW, item_id, kept(f"r{item_id}", rating=4, rated_at=DAY), 2)[0][0] for item_id in (1, 2)]
    bare = rows(url, ROW, 3, kept("r3"), 2)[0][0]

    assert written == [{"status": "created", "reason": None}, {"status": "created", "reason": HELD}]
    assert bare == {"status": "bad", "reason": HELD}
    assert rows(url, "select item_id from cinelibre.ratings where user_id = 1 order by 1") == [(1,), (2,)]
    write(url, "update cinelibre.daily_counts set day = day - 1 where true")
    again = [rows(url, ROW, item_id, kept(f"r{item_id}", rating=4, rated_at=DAY), 2)[0][0] for item_id in (1, 2, 3)]
    assert [one["status"] for one in again] == ["already_there", "created", "created"]
    assert rows(url, REVIEWS) == [(1, "r1"), (2, "r2"), (3, "r3")]
