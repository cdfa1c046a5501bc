"""What events say last of each mark, what the shelf becomes by it, and the history that is read from the log."""

from typing import Any

import pytest

from tests.support.readers import rows, write

ADA, BOB = 1, 2
DUNE, SOLARIS = 1, 2
NEWEST = """
    select item_id, mark, is_set, interaction_type, extract(day from occurred_at)::integer
    from cinelibre.list_newest_marks(%s, %s, %s::real) order by item_id, mark
"""
SHELF = """
    select item_id, extract(day from hidden_at)::integer, hidden_by, extract(day from seen_at)::integer, opinion
    from cinelibre.shelf order by item_id
"""


@pytest.fixture
def url(database_url: str) -> str:
    """A movie, a book and two readers; Ada lives in India, five and a half hours ahead."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'Dune'), (2, 'book', 'Solaris');
        insert into cinelibre.users (id, external_id, timezone) values (1, 'ada', 'Asia/Kolkata'), (2, 'bob', 'UTC');
        """,
    )
    return database_url


def tell(url: str, *events: tuple[Any, ...], user_id: int = ADA) -> list[int]:
    """Writes events to the log: tell(url, ("like", DUNE, "2026-01-01")); answers their ids."""
    statement = """
        insert into cinelibre.interactions (user_id, interaction_type, item_id, occurred_at, fraction, on_day)
        values (%s, %s, %s, %s, %s, %s) returning id
    """
    padded = [(*event, None, None)[:5] for event in events]
    return [row[0] for event in padded for row in rows(url, statement, user_id, *event)]


def test_the_newest_event_of_each_item_and_mark_is_listed_unless_the_log_has_a_newer(url: str) -> None:
    tell(url, ("unhide", DUNE, "2026-01-09"), ("unlike", SOLARIS, "2026-01-09"))
    tell(url, ("unseen", DUNE, "2026-01-09"), user_id=BOB)
    ids = tell(
        url,
        ("like", DUNE, "2026-01-03"), ("dislike", DUNE, "2026-01-02"),
        ("seen", DUNE, "2026-01-04"), ("unseen", DUNE, "2026-01-04"),  # at one time: the one that was told later
        ("hide", DUNE, "2026-01-05"),  # was undone on the ninth
        ("favorite", SOLARIS, "2026-01-06"), ("watch", SOLARIS, "2026-01-07", 0.5), ("search", None, "2026-01-08"),
    )  # fmt: skip

    dune = [(DUNE, "opinion", True, "like", 3), (DUNE, "seen", False, "unseen", 4)]
    favorite = (SOLARIS, "favorite", True, "favorite", 6)
    assert rows(url, NEWEST, ADA, ids, 0.6) == [*dune, favorite]
    assert rows(url, NEWEST, ADA, ids, 0.5) == [*dune, favorite, (SOLARIS, "seen", True, "watch", 7)]
    assert rows(url, NEWEST, ADA, ids[:1], 0.5) == dune[:1]


def test_the_shelf_takes_what_is_said_and_keeps_the_rest(url: str) -> None:
    apply = "select cinelibre.apply_marks(1, %s, 0.9)"

    ids = tell(url, ("hide", SOLARIS, "2026-01-01"), ("seen", DUNE, "2026-01-02"), ("like", DUNE, "2026-01-03"))
    assert rows(url, apply, ids) == [([DUNE, SOLARIS],)]
    assert rows(url, SHELF) == [(DUNE, None, None, 2, "like"), (SOLARIS, 1, "hide", None, None)]
    ids = tell(url, ("unhide", SOLARIS, "2026-01-04"), ("unlike", DUNE, "2026-01-04"), ("hide", DUNE, "2026-01-05"))
    assert rows(url, apply, ids) == [([DUNE, SOLARIS],)]

    # a row that is left without a mark is deleted by who called
    assert rows(url, SHELF) == [(DUNE, 5, "hide", 2, None), (SOLARIS, None, None, None, None)]
    assert rows(url, apply, tell(url, ("view", DUNE, "2026-01-06"))) == [(None,)]


def test_what_was_watched_is_numbered_from_the_newest_with_its_day_where_the_reader_lives(url: str) -> None:
    tell(
        url,
        ("watch", DUNE, "2026-01-01 18:29:00+00", 0.5),  # 23:59 of the first
        ("watch", DUNE, "2026-01-01 18:30:00+00"),  # 0:00 of the second
        ("watch", SOLARIS, "2026-01-05 12:00:00+00", None, "2026-01-02"),  # of the second, by its day alone
        ("seen", DUNE, "2026-01-03 12:00:00+00"),  # is taken back
        ("seen", SOLARIS, "2026-01-03 12:00:00+00"),
        ("view", DUNE, "2026-01-03 12:00:00+00"),
    )  # fmt: skip
    tell(url, ("watch", DUNE, "2026-01-09"), user_id=BOB)
    write(url, "insert into cinelibre.shelf (user_id, item_id, seen_at) values (1, 2, '2026-01-03')")
    query = """
        select place, began::date::text, item_id, interaction_type, fraction
        from cinelibre.list_watched(%s, %s) order by place
    """

    assert rows(url, query, ADA, None) == [
        (1, "2026-01-03", SOLARIS, "seen", None),
        (2, "2026-01-02", SOLARIS, "watch", None),  # both begin the day; this one was told later
        (3, "2026-01-02", DUNE, "watch", None),
        (4, "2026-01-01", DUNE, "watch", 0.5),
    ]
    assert rows(url, query, ADA, "movie") == [
        (1, "2026-01-02", DUNE, "watch", None),
        (2, "2026-01-01", DUNE, "watch", 0.5),
    ]
    detail = "select id, occurred_at::text, seconds from cinelibre.list_watched(2, null)"
    write(url, "update cinelibre.interactions set seconds = 60 where user_id = 2")
    assert rows(url, detail) == rows(
        url, "select id, '2026-01-09 00:00:00+00', 60 from cinelibre.interactions where user_id = 2"
    )
