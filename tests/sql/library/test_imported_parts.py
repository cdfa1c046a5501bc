"""What a row of a library writes into an account: stars, marks and events, and what each of them leaves."""

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.support.readers import rows, write

DAY = "2026-01-0{}"
RATED = """
    select rating, source, extract(day from rated_at)::integer from cinelibre.ratings where (user_id, item_id) = (1, 1)
"""
SHELF = """
    select extract(day from on_watchlist_at)::integer, extract(day from hidden_at)::integer, hidden_by,
        extract(day from seen_at)::integer, extract(day from favorite_at)::integer, opinion,
        extract(day from opinion_at)::integer
    from cinelibre.shelf where (user_id, item_id) = (1, 1)
"""
MARKS = {
    "watchlist_at": DAY.format(1), "hidden_at": DAY.format(2), "hidden_by": "dislike", "seen_at": DAY.format(3),
    "favorite_at": DAY.format(4), "opinion": "like", "opinion_at": DAY.format(5),
}  # fmt: skip


@pytest.fixture
def url(database_url: str) -> str:
    """Two movies and two readers."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'Dune'), (2, 'movie', 'Ran');
        insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob');
        """,
    )
    return database_url


@pytest.fixture
def neighbors(url: str) -> Iterator[None]:
    """Bob's stars and marks of Dune, and Ada's of Ran: whatever is imported, they stay as they were.

    Ada's stars of Ran differ from what her mark would stand for now.
    """
    write(
        url,
        """
        insert into cinelibre.ratings (user_id, item_id, rating, source, rated_at) values
        (2, 1, 1, 'rating', '2020-01-01'), (1, 2, 2, 'like', '2020-01-01');
        insert into cinelibre.shelf (user_id, item_id, on_watchlist_at, seen_at) values
        (2, 1, '2020-01-01', null), (1, 2, null, '2020-01-01');
        """,
    )
    query = """
        select to_jsonb(r), to_jsonb(s)
        from cinelibre.ratings as r
        full join cinelibre.shelf as s using (user_id, item_id)
        where (user_id, item_id) <> (1, 1) order by user_id, item_id
    """
    before = rows(url, query)
    assert len(before) == 2
    yield
    assert rows(url, query) == before


def import_part(url: str, function: str, given: Any) -> int:
    """How many rows a function wrote for Ada and Dune."""
    [(n_written,)] = rows(url, f"select cinelibre.{function}(1, 1, %s)", Jsonb(given))
    return int(n_written)


@pytest.mark.usefixtures("neighbors")
@pytest.mark.parametrize(
    ("former", "given", "n_written", "kept"),
    [
        (None, (4, DAY.format(2)), 1, (4, "rating", 2)),
        ((3, "rating", 1), (4, DAY.format(2)), 1, (4, "rating", 2)),
        ((3, "rating", 1), (2, DAY.format(2)), 1, (2, "rating", 2)),
        ((3, "rating", 2), (4, DAY.format(2)), 0, (3, "rating", 2)),
        ((3, "rating", 3), (4, DAY.format(2)), 0, (3, "rating", 3)),
        ((3, "rating", 1), (4, None), 0, (3, "rating", 1)),  # without a date it replaces nothing
        ((4, "rating", 1), (4, DAY.format(2)), 0, (4, "rating", 1)),  # says nothing new
        ((3, "like", 3), (4, DAY.format(2)), 1, (4, "rating", 2)),  # was only implied
    ],
)
def test_the_newer_stars_win(
    url: str,
    former: tuple[float, str, int] | None,
    given: tuple[float, str | None],
    n_written: int,
    kept: tuple[float, str, int],
) -> None:
    if former:
        statement = (
            "insert into cinelibre.ratings (user_id, item_id, rating, source, rated_at) values (1, 1, %s, %s, %s)"
        )
        write(url, statement, *former[:2], DAY.format(former[2]))

    [(found,)] = rows(url, "select cinelibre.import_rating(1, 1, %s::real, %s)", *given)

    assert (found, rows(url, RATED)) == (n_written, [kept])


def test_stars_without_a_date_are_of_now(url: str) -> None:
    assert rows(url, "select cinelibre.import_rating(1, 1, 4, null)") == [(1,)]

    assert rows(url, "select rated_at > now() - interval '1 minute' from cinelibre.ratings") == [(True,)]


@pytest.mark.parametrize("name", ["watchlist_at", "hidden_at", "seen_at", "favorite_at", "opinion"])
def test_a_mark_is_added_to_those_that_are_there_and_keeps_its_first_date(url: str, name: str) -> None:
    whole = (1, 2, "dislike", 3, 4, "like", 5)
    partners = {"hidden_at": ("hidden_by",), "opinion": ("opinion_at",)}.get(name, ())
    without = {key: value for key, value in MARKS.items() if key not in (name, *partners)}

    assert import_part(url, "import_marks", without) == 1
    assert import_part(url, "import_marks", MARKS) == 1
    assert rows(url, SHELF) == [whole]
    later = {key: DAY.format(9) if key.endswith("_at") else "hide" for key in MARKS}
    assert import_part(url, "import_marks", later) == 0
    assert rows(url, SHELF) == [whole]


@pytest.mark.usefixtures("neighbors")
@pytest.mark.parametrize("name", ["watchlist_at", "hidden_at", "seen_at", "favorite_at", "opinion"])
def test_a_new_mark_leaves_the_marks_that_are_there_as_they_were(url: str, name: str) -> None:
    names = (name, *{"hidden_at": ("hidden_by",), "opinion": ("opinion_at",)}.get(name, ()))
    later = {key: DAY.format(9) for key in MARKS} | {"hidden_by": "hide", "opinion": "dislike"}
    assert import_part(url, "import_marks", {key: value for key, value in MARKS.items() if key not in names}) == 1

    assert import_part(url, "import_marks", later) == 1

    former = dict(zip(MARKS, (1, 2, "dislike", 3, 4, "like", 5), strict=True))
    newer = dict(zip(MARKS, (9, 9, "hide", 9, 9, "dislike", 9), strict=True))
    assert rows(url, SHELF) == [tuple((newer if key in names else former)[key] for key in MARKS)]


def test_a_hidden_item_was_hidden_by_hand_unless_it_is_said_and_stands_for_stars(url: str) -> None:
    assert import_part(url, "import_marks", {"hidden_at": DAY.format(2)}) == 1

    assert rows(url, SHELF) == [(None, 2, "hide", None, None, None, None)]
    assert rows(url, RATED) == [(1, "hide", 2)]


def event(kind: str, day: int, **more: Any) -> dict[str, Any]:
    """An event of a library."""
    return {"interaction_type": kind, "occurred_at": DAY.format(day), **more}


LOG = """
    select interaction_type, extract(day from occurred_at)::integer, on_day::text, rating, seconds, fraction, query,
        context, idempotency_key
    from cinelibre.interactions order by id
"""
FULL = event(
    "watch", 5, on_day=DAY.format(5), rating=4, seconds=60, fraction=0.5, query="a", context={"b": 1},
    idempotency_key="c",
)  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"rating": 3}, {"seconds": 61}, {"fraction": 0.25}, {"query": "b"}, {"context": {"b": 2}},
        {"idempotency_key": "d"}, {"occurred_at": DAY.format(6)}, {"occurred_at": DAY.format(4)},
        {"interaction_type": "view"},
    ],
)  # fmt: skip
def test_an_event_is_logged_unless_its_equal_is_there(url: str, change: dict[str, Any]) -> None:
    keyless = {name: value for name, value in FULL.items() if name != "idempotency_key"}
    whole = ("watch", 5, DAY.format(5), 4, 60, 0.5, "a", {"b": 1}, None)

    assert import_part(url, "import_events", [keyless]) == 1
    assert rows(url, LOG) == [whole]
    assert import_part(url, "import_events", [keyless]) == 0
    assert import_part(url, "import_events", [keyless | change]) == 1


def test_an_event_whose_key_another_event_has_is_left_out_and_the_others_are_logged(url: str) -> None:
    whole = ("watch", 5, DAY.format(5), 4, 60, 0.5, "a", {"b": 1}, "c")

    assert import_part(url, "import_events", [FULL, FULL | {"rating": 3}, event("view", 6)]) == 2
    assert import_part(url, "import_events", [FULL, FULL | {"occurred_at": DAY.format(7)}]) == 0

    assert rows(url, LOG) == [whole, ("view", 6, *[None] * 7)]


def test_an_event_of_another_item_or_reader_is_not_its_equal(url: str) -> None:
    given = Jsonb([event("view", 5)])

    for user_id, item_id in ((1, 1), (2, 1), (1, 2), (1, None)):
        assert rows(url, "select cinelibre.import_events(%s, %s, %s)", user_id, item_id, given) == [(1,)]
        assert rows(url, "select cinelibre.import_events(%s, %s, %s)", user_id, item_id, given) == [(0,)]


def test_an_event_within_what_was_rolled_up_is_known(url: str) -> None:
    write(
        url,
        """
        insert into cinelibre.preference_rollups
        (user_id, item_id, interaction_type, event_count, weight, first_at, last_at) values
        (1, 1, 'view', 2, 1, '2026-01-03', '2026-01-05'), (2, 1, 'click', 2, 1, '2026-01-03', '2026-01-05'),
        (1, 2, 'click', 2, 1, '2026-01-03', '2026-01-05'), (1, null, 'search', 2, 1, '2026-01-03', '2026-01-05')
        """,
    )
    given = [*(event("view", day) for day in (2, 3, 5, 6)), event("click", 4)]

    assert import_part(url, "import_events", given) == 3

    assert [row[:2] for row in rows(url, LOG)] == [("view", 2), ("view", 6), ("click", 4)]

    searches = Jsonb([event("search", day, query="a") for day in (4, 6)])  # of no item
    assert rows(url, "select cinelibre.import_events(1, null, %s)", searches) == [(1,)]
    assert [row[:2] for row in rows(url, LOG)][3:] == [("search", 6)]


INFLUENCES = (
    "select kind, name, item_id, weight, extract(day from set_at)::integer from cinelibre.influences order by id"
)


@pytest.mark.parametrize(
    ("given", "n_changed", "kept"),
    [
        ({"weight": 0, "set_at": DAY.format(3)}, 1, (0, 3)),
        ({"weight": 0, "set_at": DAY.format(2)}, 0, (0.5, 2)),
        ({"weight": 0, "set_at": DAY.format(1)}, 0, (0.5, 2)),
        ({"weight": 0}, 0, (0.5, 2)),
    ],
)
def test_what_was_set_later_moves_lists(url: str, given: dict[str, Any], n_changed: int, kept: Any) -> None:
    write(
        url,
        "insert into cinelibre.influences (user_id, kind, name, weight, set_at) values"
        " (1, 'genre', 'War', 0.5, '2026-01-02')",
    )
    query = "select cinelibre.import_influence(%s, %s, %s, most => 1)"

    assert rows(url, query, 1, None, Jsonb({"kind": "genre", "name": "War", **given})) == [(n_changed,)]
    assert rows(url, INFLUENCES) == [("genre", "War", None, *kept)]
    assert rows(url, query, 1, 2, Jsonb({"kind": "item", "weight": 2})) == [(None,)]
    assert rows(url, query, 2, 2, Jsonb({"kind": "item", "weight": 2, "set_at": DAY.format(4)})) == [(1,)]
    assert rows(url, INFLUENCES)[1:] == [("item", None, 2, 2, 4)]
