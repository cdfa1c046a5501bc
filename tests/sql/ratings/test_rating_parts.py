"""What ratings are made of: marks that stand for stars, locks, and what a reader is shown of their own."""

from typing import Any

import pytest

from tests.support.readers import refusal, rows, write

ADA, BOB, ABSENT = 1, 2, 99
DUNE, RAN, EMMA, SOLARIS = 1, 2, 3, 4
IMPLIED = """
    select item_id, rating, source, rated_at::date::text from cinelibre.list_implied_ratings(%s, %s) order by item_id
"""
RATINGS = "select item_id, rating, source, rated_at::date::text from cinelibre.ratings order by user_id, item_id"


@pytest.fixture
def url(database_url: str) -> str:
    """Three movies, a book and two readers."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values
        (1, 'movie', 'Dune'), (2, 'movie', 'Ran'), (3, 'movie', 'Emma'), (4, 'book', 'Solaris');
        insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob');
        """,
    )
    return database_url


def mark(url: str, item_id: int, *, user_id: int = ADA, **marks: Any) -> None:
    """A row of the shelf; mark(url, DUNE, seen_at="2026-01-01")."""
    columns, values = ", ".join(marks), ", ".join("%s" for _ in marks)
    statement = f"insert into cinelibre.shelf (user_id, item_id, {columns}) values (%s, %s, {values})"
    write(url, statement, user_id, item_id, *marks.values())


@pytest.mark.parametrize(
    ("marks", "implied"),
    [
        ({"seen_at": "2026-01-09"}, [(3.5, "seen", "2026-01-09")]),
        ({"favorite_at": "2026-01-01"}, [(4.5, "favorite", "2026-01-01")]),
        ({"hidden_by": "hide", "hidden_at": "2026-01-01"}, [(1, "hide", "2026-01-01")]),
        ({"opinion": "superlike", "opinion_at": "2026-01-01"}, [(5, "superlike", "2026-01-01")]),
        ({"on_watchlist_at": "2026-01-01"}, []),
        # the newest counts
        (
            {"opinion": "dislike", "opinion_at": "2026-01-02", "favorite_at": "2026-01-01"},
            [(1, "dislike", "2026-01-02")],
        ),
        (
            {"opinion": "like", "opinion_at": "2026-01-01", "hidden_by": "hide", "hidden_at": "2026-01-02"},
            [(1, "hide", "2026-01-02")],
        ),
        # at the same time the better one, and of equals the first by name
        (
            {"favorite_at": "2026-01-01", "hidden_by": "hide", "hidden_at": "2026-01-01"},
            [(4.5, "favorite", "2026-01-01")],
        ),
        (
            {"opinion": "like", "opinion_at": "2026-01-01", "favorite_at": "2026-01-01"},
            [(4.5, "favorite", "2026-01-01")],
        ),
        # that it was seen counts last, however new
        (
            {"opinion": "dislike", "opinion_at": "2026-01-01", "seen_at": "2026-01-09"},
            [(1, "dislike", "2026-01-01")],
        ),
        ({"hidden_by": "hide", "hidden_at": "2026-01-01", "seen_at": "2026-01-09"}, [(1, "hide", "2026-01-01")]),
        ({"favorite_at": "2026-01-01", "seen_at": "2026-01-09"}, [(4.5, "favorite", "2026-01-01")]),
    ],
)  # fmt: skip
def test_the_newest_mark_stands_for_stars(url: str, marks: dict[str, Any], implied: list[tuple[object, ...]]) -> None:
    mark(url, DUNE, **marks)

    assert rows(url, IMPLIED, ADA, [DUNE]) == [(DUNE, *row) for row in implied]


def test_marks_are_read_of_the_asked_items_of_one_reader(url: str) -> None:
    for item_id in (DUNE, RAN, EMMA):
        mark(url, item_id, favorite_at="2026-01-01")
    mark(url, DUNE, user_id=BOB, seen_at="2026-01-01")

    assert [row[:2] for row in rows(url, IMPLIED, ADA, [DUNE, EMMA])] == [(DUNE, 4.5), (EMMA, 4.5)]
    assert [row[:2] for row in rows(url, IMPLIED, BOB, [DUNE, EMMA])] == [(DUNE, 3.5)]


def test_implied_ratings_follow_the_shelf_and_stars_stay(url: str) -> None:
    write(
        url,
        """
        insert into cinelibre.items (id, item_type, title) values (5, 'movie', 'Heat'), (6, 'movie', 'Tampopo');
        insert into cinelibre.ratings (user_id, item_id, rating, source, rated_at) values
        (1, 1, 2, 'rating', '2025-01-01'), (1, 2, 2, 'simulated', '2025-01-01'), (1, 3, 1, 'dislike', '2025-01-01'),
        (1, 4, 5, 'superlike', '2025-01-01'), (1, 6, 5, 'superlike', '2025-01-01'), (2, 4, 5, 'superlike', '2025-01-01')
        """,
    )
    for item_id in (DUNE, RAN, EMMA, 5):
        mark(url, item_id, favorite_at="2026-01-01")
    imply = "select cinelibre.imply_ratings(%s, '{1,2,3,4,5}')"

    # Emma's changes and Heat's is new; Solaris' mark is gone; Tampopo was not asked for, and Bob is another
    assert rows(url, imply, ADA) == [(2,)]
    assert rows(url, RATINGS) == [
        (DUNE, 2, "rating", "2025-01-01"),
        (RAN, 2, "simulated", "2025-01-01"),
        (EMMA, 4.5, "favorite", "2026-01-01"),
        (5, 4.5, "favorite", "2026-01-01"),
        (6, 5, "superlike", "2025-01-01"),
        (SOLARIS, 5, "superlike", "2025-01-01"),
    ]
    assert rows(url, imply, ADA) == [(0,)]  # nothing is left to change


@pytest.mark.parametrize(
    "change",
    [
        {"opinion": "superlike"},  # another rating
        {"opinion_at": "2026-01-02"},  # another time
    ],
)
def test_a_mark_of_another_strength_or_time_is_written_anew(url: str, change: dict[str, str]) -> None:
    mark(url, DUNE, opinion="like", opinion_at="2026-01-01")
    rows(url, "select cinelibre.imply_ratings(1, '{1}')")
    [(column, value)] = change.items()
    write(url, f"update cinelibre.shelf set {column} = %s where item_id = 1", value)

    assert rows(url, "select cinelibre.imply_ratings(1, '{1}')") == [(1,)]
    assert rows(url, RATINGS) == rows(url, IMPLIED, ADA, [DUNE])


def test_a_reader_is_shown_marks_and_stars_or_what_the_marks_stand_for(url: str) -> None:
    mark(url, DUNE, favorite_at="2026-01-01")
    write(
        url,
        """
        insert into cinelibre.ratings (id, user_id, item_id, rating, source) overriding system value values
        (71, 1, 1, 4.5, 'favorite'), (72, 1, 2, 3, 'rating'), (73, 2, 1, 1, 'rating')
        """,
    )
    moments = {"on_watchlist_at": None, "hidden_at": None, "seen_at": None, "favorite_at": None, "opinion": None}
    bare = moments | {"on_watchlist": False, "is_hidden": False, "is_seen": False, "is_favorite": False}
    unrated = {"rating": None, "rating_id": None, "implied": None, "note": None}
    movie = bare | unrated
    query = "select cinelibre.describe_mine(%s, %s)"

    dune = movie | {"is_favorite": True, "favorite_at": "2026-01-01T00:00:00.000000Z"}
    assert rows(url, query, ADA, DUNE) == [(dune | {"implied": {"rating": 4.5, "source": "favorite"}},)]
    assert rows(url, query, ADA, RAN) == [(movie | {"rating": 3, "rating_id": 72},)]
    assert rows(url, query, BOB, DUNE) == [(movie | {"rating": 1, "rating_id": 73},)]
    assert rows(url, query, ADA, EMMA) == [(movie,)]
    assert rows(url, query, None, DUNE) == [(None,)]


def test_an_item_is_required_by_id_and_if_asked_by_type(url: str) -> None:
    query = "select cinelibre.require_item(%s, %s)"

    assert rows(url, query, DUNE, "movie") == rows(url, query, DUNE, None) == [(DUNE,)]
    for asked in ((DUNE, "book"), (SOLARIS, "movie"), (ABSENT, None)):
        assert refusal(url, query, *asked) == ("PT404", "item_not_found")


def test_an_account_that_is_gone_is_refused_as_whoever_asked_knows_it(url: str) -> None:
    query = "select cinelibre.lock_user(%s, %s)"

    assert rows(url, query, ADA, None) == rows(url, query, ADA, ADA) == [(ADA,)]
    assert refusal(url, query, ABSENT, None) == ("PT401", "token_revoked")
    assert refusal(url, query, ABSENT, ABSENT) == ("PT404", "user_not_found")
