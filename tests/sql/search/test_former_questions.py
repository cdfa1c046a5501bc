"""What a reader searched for: each question once, and those that continue what is typed."""

from typing import Any

import pytest

from tests.support.readers import refusal, rows, write


@pytest.fixture
def url(database_url: str) -> str:
    """Ada's five searches for four questions, and one of Bob's."""
    write(
        database_url,
        """
        insert into cinelibre.users (id, external_id, token_version) values (1, 'ada', 1), (2, 'bob', 1);
        insert into cinelibre.interactions (id, user_id, interaction_type, query, occurred_at)
        overriding system value values
        (1, 1, 'search', 'space  Whales', '2026-01-01'), (2, 1, 'search', 'a war', '2026-01-02'),
        (3, 1, 'search', 'Space whales ', '2026-01-03'), (4, 1, 'search', 'war and 100% peace', '2026-01-02'),
        (5, 2, 'search', 'war of bob', '2026-01-05'), (6, 1, 'search', 'warm_rain', '2026-01-01');
        insert into cinelibre.interactions (id, user_id, interaction_type, query, occurred_at)
        overriding system value values (7, 1, 'view', 'war, viewed', '2026-01-06'),
        (8, 1, 'search', null, '2026-01-06');
        """,
    )
    return database_url


def former(url: str, typed: str, limit: int = 9, user_id: int | None = 1) -> list[Any]:
    """The ids of the questions that continue a text."""
    [(found,)] = rows(url, "select cinelibre.find_former_questions(%s, %s, %s)", user_id, typed, limit)
    return [one["id"] for one in found]


@pytest.mark.parametrize(("question", "folded"), [("  Space \t\n WHALES ", "space whales"), ("É 100%", "é 100%")])
def test_capitals_and_spaces_make_no_other_question(database_url: str, question: str, folded: str) -> None:
    assert rows(database_url, "select cinelibre.fold_question(%s)", question) == [(folded,)]


def test_a_question_is_listed_once_in_its_newest_spelling(url: str) -> None:
    query = "select id, query, n_times, newest_at::date::text from cinelibre.list_searches(%s{}) order by 1"

    assert rows(url, query.format(""), 1) == [
        (2, "a war", 1, "2026-01-02"),
        (3, "Space whales ", 2, "2026-01-03"),
        (4, "war and 100% peace", 1, "2026-01-02"),
        (6, "warm_rain", 1, "2026-01-01"),
    ]
    assert rows(url, query.format(", 3"), 1) == [
        (2, "a war", 1, "2026-01-02"),
        (3, "Space whales ", 1, "2026-01-03"),
        (4, "war and 100% peace", 1, "2026-01-02"),
    ]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("w", [3, 4, 2, 6]),  # whales and war are words within
        ("WAR ", [4, 2, 6]),
        ("war and 100%", [4]),
        ("a war", []),  # the text itself
        ("ar", []),  # in the middle of a word
        ("warm_", [6]),
        ("warm%", []),
        ("_", []),
    ],
)
def test_what_continues_the_text_is_found_newest_first(url: str, typed: str, found: list[int]) -> None:
    assert former(url, typed) == found


def test_so_many_and_nobody_elses(url: str) -> None:
    assert former(url, "w", limit=2) == [3, 4]
    assert former(url, "w", user_id=2) == [5]
    assert former(url, "w", user_id=None) == []


def test_suggestions_have_them_in_a_field_of_their_own(url: str) -> None:
    write(url, "insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'War Horse')")
    query = "select public.search_titles('war', 9, %s, null, %s, %s)"

    [(mine,)], [(nobodys,)] = rows(url, query, 2, 1, 1), rows(url, query, 2, None, None)

    assert [one["id"] for one in mine["history"]] == [4, 2]
    assert nobodys["history"] == []
    assert [one["title"] for one in mine["items"]] == ["War Horse"]
    assert nobodys["items"] == mine["items"]
    assert refusal(url, query, 2, 1, 2) == ("PT401", "token_revoked")


def kept(url: str) -> list[int]:
    """The ids of all events that are left."""
    return [event_id for (event_id,) in rows(url, "select id from cinelibre.interactions order by id")]


def test_a_question_goes_with_all_its_searches(url: str) -> None:
    assert rows(url, "select public.delete_searches(1, 1, 3)") == [({"n_deleted": 2},)]
    assert kept(url) == [2, 4, 5, 6, 7, 8]


@pytest.mark.parametrize("search_id", [5, 7, 999])
def test_what_is_no_search_of_ones_own_is_not_found(url: str, search_id: int) -> None:
    assert refusal(url, "select public.delete_searches(1, 1, %s)", search_id) == ("PT404", "search_not_found")
    assert len(kept(url)) == 8


def test_everything_goes_with_what_was_rolled_up(url: str) -> None:
    write(
        url,
        """
        insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'War Horse');
        insert into cinelibre.preference_rollups
        (user_id, item_id, interaction_type, event_count, weight, first_at, last_at) values
        (1, null, 'search', 3, 1, '2025-01-01', '2025-01-02'), (2, null, 'search', 3, 1, '2025-01-01', '2025-01-02'),
        (1, 1, 'view', 3, 1, '2025-01-01', '2025-01-02')
        """,
    )
    rolled = "select user_id, interaction_type from cinelibre.preference_rollups order by 1, 2"
    rows(url, "select public.delete_searches(1, 1, 2)")
    assert rows(url, rolled) == [(1, "search"), (1, "view"), (2, "search")]

    assert rows(url, "select public.delete_searches(1, 1, null)") == [({"n_deleted": 5},)]

    assert kept(url) == [5, 7]
    assert rows(url, rolled) == [(1, "view"), (2, "search")]
