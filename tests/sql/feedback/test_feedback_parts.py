"""How feedback becomes an event or a mark, and how that is undone."""

import pytest

from tests.support.readers import refusal, rows, write

ADA, BOB = 1, 2
DUNE, RAN = 1, 2
LIST, OTHER_LIST = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
ENTRY = "'[]', '2026-01-01'"
MARKS = "select user_id, item_id, hidden_at is not null, seen_at is not null from cinelibre.shelf order by 1, 2"
EVENTS = "select user_id, item_id, interaction_type from cinelibre.interactions order by id"
SIGNAL = "select cinelibre.signal_feedback(%s, %s, %s, %s)"
UNDO = "select cinelibre.undo_signal(f) from cinelibre.feedback as f where f.id = %s"
GIVEN = """
    insert into cinelibre.feedback
    (user_id, recommendation_id, item_id, kind, place, score, contributions, listed_at, signal, signaled_at)
    values (%s, %s, %s, 'not_for_me', 1, 0.5, '[]', '2026-01-01', %s, %s)
    returning id
"""


@pytest.fixture
def url(database_url: str) -> str:
    """Two films and two readers; Bob hid Dune."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'Dune'), (2, 'movie', 'Ran');
        insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob');
        insert into cinelibre.shelf (user_id, item_id, hidden_at, hidden_by) values (2, 1, '2026-01-01', 'hide');
        """,
    )
    return database_url


def test_a_mark_is_set_once_and_only_where_it_is_not(url: str) -> None:
    [(first,)] = rows(url, "select cinelibre.change_mark(%s, %s, 'hide')", ADA, DUNE)
    again = rows(url, "select cinelibre.change_mark(%s, %s, 'hide')", ADA, DUNE)
    [(back,)] = rows(url, "select cinelibre.change_mark(%s, %s, 'unhide')", ADA, DUNE)

    assert first is not None
    assert back is not None
    assert again == [(None,)]
    assert rows(url, EVENTS) == [(ADA, DUNE, "hide"), (ADA, DUNE, "unhide")]
    assert rows(url, MARKS) == [(BOB, DUNE, True, False)]


def test_a_signal_sets_its_mark_and_answers_when(url: str) -> None:
    [(at,)] = rows(url, SIGNAL, ADA, LIST, DUNE, "seen")

    assert rows(url, "select seen_at from cinelibre.shelf where user_id = 1") == [(at,)]
    assert rows(url, MARKS) == [(ADA, DUNE, False, True), (BOB, DUNE, True, False)]
    assert rows(url, SIGNAL, BOB, LIST, DUNE, "hide") == [(None,)]  # Bob had hidden it himself
    assert rows(url, SIGNAL, ADA, LIST, RAN, None) == [(None,)]
    assert rows(url, EVENTS) == [(ADA, DUNE, "seen")]


def test_a_signal_without_a_mark_is_an_event_a_list(url: str) -> None:
    [(at,)] = rows(url, SIGNAL, ADA, LIST, DUNE, "helpful")
    rows(url, GIVEN, ADA, LIST, DUNE, "helpful", at)

    assert rows(url, SIGNAL, ADA, LIST, DUNE, "helpful") == [(at,)]
    assert rows(url, SIGNAL, ADA, OTHER_LIST, DUNE, "helpful") != [(at,)]
    context = "select context ->> 'recommendation_id' from cinelibre.interactions order by id"
    assert rows(url, context) == [(LIST,), (OTHER_LIST,)]


def test_a_mark_that_other_feedback_set_keeps_its_moment(url: str) -> None:
    [(at,)] = rows(url, SIGNAL, ADA, LIST, DUNE, "hide")
    rows(url, GIVEN, ADA, LIST, DUNE, "hide", at)

    assert rows(url, SIGNAL, ADA, OTHER_LIST, DUNE, "hide") == [(at,)]


def test_an_event_is_undone_alone_and_a_mark_only_if_nothing_else_says_it(url: str) -> None:
    write(
        url,
        """
        insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at) values
        (1, 1, 'helpful', '2026-01-01'), (1, 1, 'helpful', '2026-01-02'), (1, 2, 'helpful', '2026-01-01'),
        (2, 1, 'helpful', '2026-01-01'), (1, 1, 'view', '2026-01-01')
        """,
    )
    [(helpful,)] = rows(url, GIVEN, ADA, LIST, DUNE, "helpful", "2026-01-01")
    [(hidden,)] = rows(url, GIVEN, BOB, LIST, DUNE, "hide", "2026-01-01")

    assert rows(url, UNDO, helpful) == [(True,)]
    left = """
        select user_id, item_id, interaction_type, extract(day from occurred_at)::int
        from cinelibre.interactions
        order by id
    """
    assert rows(url, left) == [(1, 1, "helpful", 2), (1, 2, "helpful", 1), (2, 1, "helpful", 1), (1, 1, "view", 1)]
    assert rows(url, UNDO, hidden) == [(False,)]  # the row itself still says it
    assert rows(url, MARKS) == [(BOB, DUNE, True, False)]


def test_feedback_is_told_without_the_numbers_of_accounts(url: str) -> None:
    [(given,)] = rows(url, GIVEN, ADA, LIST, DUNE, "hide", None)

    [(told,)] = rows(url, "select cinelibre.describe_feedback(f) from cinelibre.feedback as f")

    assert told.pop("given_at")
    assert told == {
        "id": given,
        "recommendation_id": LIST,
        "item_id": DUNE,
        "kind": "not_for_me",
        "comment": None,
        "reason_source": None,
        "reason_key": None,
        "place": 1,
        "score": 0.5,
        "variant": "default",
    }


def test_an_item_has_its_position_on_a_list_and_others_are_refused(url: str) -> None:
    write(
        url,
        """
        insert into cinelibre.recommendation_lists (user_id, taste_version, day, item_ids, items)
        values (1, 0, '2026-01-01', '{2,1}', '[{"item_id": 2}, {"item_id": 1, "score": 0.5}]')
        """,
    )
    query = """
        select e.place, e.body
        from cinelibre.recommendation_lists as l
        cross join lateral cinelibre.require_entry(l, %s) as e
    """

    assert rows(url, query, DUNE) == [(2, {"item_id": 1, "score": 0.5})]
    assert refusal(url, query, 3) == ("PT404", "item_not_found")
