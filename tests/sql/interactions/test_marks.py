"""Which marks an event sets, and what the shelf holds after some events."""

from typing import Any

import pytest

from tests.support.readers import rows, write

ADA, BOB, ABSENT = 1, 2, 99
DUNE, RAN, EMMA = 1, 2, 3
MARKS = "select mark, is_set from cinelibre.list_event_marks(%s, %s::real, %s::real) order by mark"
SHELF = """
    select user_id, item_id, on_watchlist_at::date::text, hidden_at::date::text, hidden_by, seen_at::date::text,
        favorite_at::date::text, opinion, opinion_at::date::text
    from cinelibre.shelf order by user_id, item_id
"""
RATINGS = "select user_id, item_id, rating, source from cinelibre.ratings order by user_id, item_id"


@pytest.fixture
def url(database_url: str) -> str:
    """Three movies and two readers, and two types that mark and hide at once."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values
        (1, 'movie', 'Dune'), (2, 'movie', 'Ran'), (3, 'movie', 'Emma');
        insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob');
        insert into cinelibre.interaction_types (name, hides, mark, undoes) values
        ('shelve', true, 'watchlist', null), ('unshelve', false, null, 'shelve'),
        ('ban', true, 'hidden', null), ('unban', false, null, 'ban');
        """,
    )
    return database_url


@pytest.mark.parametrize(
    ("kind", "fraction", "marks"),
    [
        ("watchlist_add", None, [("watchlist", True)]),
        ("watchlist_remove", None, [("watchlist", False)]),
        ("hide", None, [("hidden", True)]),
        ("unhide", None, [("hidden", False)]),
        ("seen", 1, [("seen", True)]),
        ("unseen", None, [("seen", False)]),
        ("favorite", None, [("favorite", True)]),
        ("unfavorite", None, [("favorite", False)]),
        ("superlike", None, [("opinion", True)]),
        ("unlike", None, [("opinion", False)]),
        ("watch", 0.6, [("seen", True)]),
        ("watch", 0.59, []),
        ("watch", None, []),
        ("view", 1, []),  # is not in the history
        ("rate", None, []),
        ("shelve", None, [("hidden", True), ("watchlist", True)]),
        ("unshelve", None, [("hidden", False), ("watchlist", False)]),
        ("ban", None, [("hidden", True)]),
        ("unban", None, [("hidden", False)]),
        ("unknown", None, []),
    ],
)
def test_a_type_sets_its_own_marks_and_removes_those_of_what_it_undoes(
    url: str, kind: str, fraction: float | None, marks: list[tuple[str, bool]]
) -> None:
    assert rows(url, MARKS, kind, fraction, 0.6) == marks


def test_a_shelf_is_shown_of_one_reader_and_one_item(url: str) -> None:
    write(
        url,
        """
        insert into cinelibre.shelf
        (user_id, item_id, on_watchlist_at, hidden_at, hidden_by, seen_at, favorite_at, opinion, opinion_at) values
        (1, 1, '2026-01-01', '2026-01-02', 'hide', '2026-01-03', '2026-01-04', 'like', '2026-01-05')
        """,
    )
    query = "select cinelibre.describe_shelf(%s, %s)"
    days = {"on_watchlist_at": 1, "hidden_at": 2, "seen_at": 3, "favorite_at": 4}
    marks = {name: f"2026-01-0{day}T00:00:00.000000Z" for name, day in days.items()}
    dune = {"item_id": DUNE, "item_type": "movie", **marks, "opinion": "like"}

    assert rows(url, query, ADA, DUNE) == [(dune,)]
    assert rows(url, query, BOB, DUNE) == [(dune | dict.fromkeys((*marks, "opinion")),)]
    assert rows(url, query, ADA, RAN) == [(dune | dict.fromkeys((*marks, "opinion")) | {"item_id": RAN},)]
    assert rows(url, query, ADA, ABSENT) == [(None,)]


def tell(url: str, *events: tuple[Any, ...], user_id: int = ADA) -> list[int]:
    """Writes events to the log: tell(url, ("like", DUNE, "2026-01-01")); answers their ids."""
    ids = []
    for kind, item_id, day, *fraction in events:
        statement = """
            insert into cinelibre.interactions (user_id, interaction_type, item_id, occurred_at, fraction)
            values (%s, %s, %s, %s, %s) returning id
        """
        ids += [row[0] for row in rows(url, statement, user_id, kind, item_id, day, *(fraction or [None]))]
    return ids


def apply(url: str, ids: list[int], *seen_from: float) -> int:
    """How many items Ada's events changed."""
    query = f"select cinelibre.apply_interactions(%s, %s{', %s::real' * len(seen_from)})"
    return int(rows(url, query, ADA, ids, *seen_from)[0][0])


def test_each_mark_is_set_with_its_time_and_stands_for_stars(url: str) -> None:
    ids = tell(
        url,
        ("watchlist_add", DUNE, "2026-01-01"), ("hide", DUNE, "2026-01-02"), ("seen", DUNE, "2026-01-03"),
        ("favorite", DUNE, "2026-01-04"), ("like", DUNE, "2026-01-05"), ("seen", RAN, "2026-01-06"),
        ("view", EMMA, "2026-01-07"), ("search", None, "2026-01-07"),
    )  # fmt: skip

    assert apply(url, ids) == 2  # looking at Emma marks nothing

    assert rows(url, SHELF) == [
        (ADA, DUNE, "2026-01-01", "2026-01-02", "hide", "2026-01-03", "2026-01-04", "like", "2026-01-05"),
        (ADA, RAN, None, None, None, "2026-01-06", None, None, None),
    ]
    assert rows(url, RATINGS) == [(ADA, DUNE, 4.5, "like"), (ADA, RAN, 3.5, "seen")]


def test_a_mark_that_is_removed_leaves_the_others_and_the_last_leaves_nothing(url: str) -> None:
    undone = {"watchlist_add": "watchlist_remove", "hide": "unhide", "seen": "unseen", "favorite": "unfavorite"}
    apply(url, tell(url, *((kind, DUNE, "2026-01-01") for kind in [*undone, "like"])))
    [shelf] = rows(url, SHELF)
    left = [bool(value) for value in shelf]

    for places, kind in zip(((2,), (3, 4), (5,), (6,)), undone.values(), strict=True):
        assert apply(url, tell(url, (kind, DUNE, "2026-01-02"))) == 1
        [shelf] = rows(url, SHELF)
        left = [is_set and place not in places for place, is_set in enumerate(left)]
        assert [bool(value) for value in shelf] == left
    assert apply(url, tell(url, ("unlike", DUNE, "2026-01-02"))) == 1

    assert rows(url, SHELF) == []
    assert rows(url, RATINGS) == []


def test_marks_of_one_batch_all_take_the_place_of_those_that_are_there(url: str) -> None:
    kinds = ("watchlist_add", "hide", "seen", "favorite", "like")
    apply(url, tell(url, *((kind, item_id, "2026-01-01") for kind in kinds for item_id in (DUNE, RAN))))
    [_, of_ran] = rows(url, SHELF)

    newer = ("watchlist_add", "ban", "seen", "favorite", "dislike")
    assert apply(url, tell(url, *((kind, DUNE, "2026-01-02") for kind in newer))) == 1

    day = "2026-01-02"
    assert rows(url, SHELF) == [(ADA, DUNE, day, day, "ban", day, day, "dislike", day), of_ran]


@pytest.mark.parametrize(
    ("first", "second", "opinion"),
    [
        (("like", DUNE, "2026-01-01"), ("dislike", DUNE, "2026-01-02"), "dislike"),
        (("like", DUNE, "2026-01-02"), ("dislike", DUNE, "2026-01-01"), "like"),
        (("like", DUNE, "2026-01-01"), ("dislike", DUNE, "2026-01-01"), "dislike"),  # written later
    ],
)
def test_the_newest_event_of_a_mark_counts(
    url: str, first: tuple[Any, ...], second: tuple[Any, ...], opinion: str
) -> None:
    apply(url, tell(url, first, second))

    assert [row[7] for row in rows(url, SHELF)] == [opinion]


@pytest.mark.parametrize(
    ("logged", "user_id", "n_changed"),
    [
        (("unlike", DUNE, "2026-01-02"), ADA, 0),
        (("unlike", DUNE, "2026-01-01"), ADA, 1),  # of the same time
        (("unlike", RAN, "2026-01-02"), ADA, 1),  # of another item
        (("unseen", DUNE, "2026-01-02"), ADA, 1),  # of another mark
        (("unlike", DUNE, "2026-01-02"), BOB, 1),
    ],
)
def test_an_event_that_the_log_overtook_changes_nothing(
    url: str, logged: tuple[Any, ...], user_id: int, n_changed: int
) -> None:
    tell(url, logged, user_id=user_id)

    assert apply(url, tell(url, ("like", DUNE, "2026-01-01"))) == n_changed
    assert [row[:2] for row in rows(url, SHELF)] == [(ADA, DUNE)] * n_changed


@pytest.mark.parametrize(
    ("fraction", "seen_from", "is_seen"), [(0.9, [], True), (0.89, [], False), (0.5, [0.5], True), (0.9, [0.95], False)]
)
def test_most_of_it_watched_is_seen(url: str, fraction: float, seen_from: list[float], is_seen: bool) -> None:
    assert apply(url, tell(url, ("watch", DUNE, "2026-01-01", fraction)), *seen_from) == is_seen

    assert [row[5] for row in rows(url, SHELF)] == ["2026-01-01"] * is_seen


def test_stars_that_are_taken_back_leave_what_the_marks_stand_for(url: str) -> None:
    apply(url, tell(url, ("favorite", DUNE, "2026-01-01")))
    write(url, "update cinelibre.ratings set rating = 2, source = 'rating', rated_at = '2026-01-02' where true")

    assert apply(url, tell(url, ("unrate", DUNE, "2026-01-03"))) == 1

    assert rows(url, RATINGS) == [(ADA, DUNE, 4.5, "favorite")]


def test_a_row_of_the_shelf_lists_the_marks_that_are_set(url: str) -> None:
    write(
        url,
        """
        insert into cinelibre.shelf
        (user_id, item_id, on_watchlist_at, hidden_at, hidden_by, seen_at, favorite_at, opinion, opinion_at)
        values
        (1, 1, '2026-01-01 00:00+00', '2026-01-02 00:00+00', 'hide', '2026-01-03 00:00+00', '2026-01-04 00:00+00',
        'like', '2026-01-06 00:00+00'),
        (1, 2, null, null, null, '2026-01-05 00:00+00', null, null, null);
        insert into cinelibre.ratings (user_id, item_id, rating, source) values
        (1, 1, 4, 'rating'), (1, 2, 3.5, 'seen'), (2, 3, 4, 'rating')
        """,
    )
    zero, one = {"movie": 0, "book": 0}, {"movie": 1, "book": 0}

    listed = rows(
        url,
        "select s.item_id, m.mark, extract(day from m.marked_at)::integer"
        " from cinelibre.shelf as s cross join lateral cinelibre.list_marks(s) as m order by s.item_id, m.marked_at",
    )

    assert listed == [
        (1, "watchlist", 1), (1, "hidden", 2), (1, "seen", 3), (1, "favorite", 4), (1, "opinion", 6), (2, "seen", 5),
    ]  # fmt: skip
    assert rows(url, "select cinelibre.count_library(1)") == [
        ({"ratings": one, "watchlist": one, "hidden": one, "favorites": one, "seen": {"movie": 2, "book": 0}},)
    ]
    assert rows(url, "select cinelibre.count_library(2)") == [
        ({"ratings": one, "watchlist": zero, "hidden": zero, "favorites": zero, "seen": zero},)
    ]
