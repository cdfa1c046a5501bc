"""The log of lists: which events belong to which list, and what is told of every entry."""

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.support.readers import rows, write

ADA, BOB = 1, 2
DUNE, RAN, EMMA = 1, 2, 3
FORMER, NEWER, BOBS, GONE = (f"00000000-0000-4000-8000-00000000000{n}" for n in range(1, 5))


@pytest.fixture
def url(database_url: str) -> str:
    """Ada was shown Dune and Ran at noon of the first of January and again a day later, Bob Dune at that noon."""
    write(
        database_url,
        f"""
        insert into cinelibre.items (id, item_type, title) values
        (1, 'movie', 'Dune'), (2, 'movie', 'Ran'), (3, 'movie', 'Emma');
        insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob');
        insert into cinelibre.recommendation_lists
        (id, user_id, taste_version, day, item_ids, items, is_current, created_at)
        values
        ('{FORMER}', 1, 0, '2026-01-01', '{{1,2,3}}', '[
            {{"item_id": 1, "variant": "bold",
            "contributions": [{{"source": "ease", "weight": 1, "value": 3, "maximum": 4}}]}},
            {{"item_id": 2, "contributions": []}}, {{"item_id": 3, "contributions": []}}]', false, '2026-01-01'),
        ('{NEWER}', 1, 0, '2026-01-02', '{{2,1}}', '[
            {{"item_id": 2, "contributions": []}}, {{"item_id": 1, "contributions": []}}]', false, '2026-01-02'),
        ('{BOBS}', 2, 0, '2026-01-01', '{{1}}', '[{{"item_id": 1, "contributions": []}}]', false, '2026-01-01');
        insert into cinelibre.impressions (recommendation_id, user_id, item_id, place, shown_at) values
        ('{FORMER}', 1, 1, 1, '2026-01-01 12:00Z'), ('{FORMER}', 1, 2, 2, '2026-01-01 12:00Z'),
        ('{NEWER}', 1, 2, 1, '2026-01-02 12:00Z'), ('{NEWER}', 1, 1, 2, '2026-01-02 12:00Z'),
        ('{BOBS}', 2, 1, 1, '2026-01-01 12:00Z');
        """,
    )
    return database_url


def happened(url: str, user_id: int, item_id: int, kind: str, at: str, **more: Any) -> None:
    """An event."""
    context = more.get("context")
    write(
        url,
        "insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at, rating, context)"
        " values (%s, %s, %s, %s, %s, %s)",
        user_id,
        item_id,
        kind,
        at,
        more.get("rating"),
        None if context is None else Jsonb(context),
    )


def attributed(url: str) -> list[tuple[Any, ...]]:
    """Which entries were clicked and accepted, with the thresholds that the job has."""
    query = """
        select recommendation_id::text, item_id, is_clicked, is_accepted
        from cinelibre.attribute_events(%s::uuid[], interval '24 hours', 0.4, 4)
        order by 1, 2
    """
    return rows(url, query, [FORMER, NEWER, BOBS])


@pytest.mark.parametrize(
    ("kind", "at", "entry"),
    [
        ("click", "2026-01-01 11:59Z", None),  # before it was shown
        ("click", "2026-01-01 12:00Z", (FORMER, DUNE, True, False)),
        ("recommendation_click", "2026-01-02 11:59Z", (FORMER, DUNE, True, False)),
        ("view", "2026-01-02 12:00Z", (NEWER, DUNE, True, False)),
        ("view", "2026-01-03 12:00Z", (NEWER, DUNE, True, False)),
        ("view", "2026-01-03 12:01Z", None),  # more than a day later
        ("watchlist_add", "2026-01-01 13:00Z", (FORMER, DUNE, True, True)),
        ("like", "2026-01-01 13:00Z", (FORMER, DUNE, True, True)),
        ("watch", "2026-01-01 13:00Z", (FORMER, DUNE, True, True)),
        ("helpful", "2026-01-01 13:00Z", (FORMER, DUNE, False, True)),
        ("seen", "2026-01-01 13:00Z", None),
        ("hide", "2026-01-01 13:00Z", None),
    ],
)
def test_an_event_belongs_to_the_newest_list_that_had_shown_its_item_within_a_day(
    url: str, kind: str, at: str, entry: tuple[Any, ...] | None
) -> None:
    happened(url, ADA, DUNE, kind, at)

    assert attributed(url) == ([] if entry is None else [entry])


@pytest.mark.parametrize(
    ("stars", "at", "entry"),
    [
        (4, "2026-03-01", (NEWER, DUNE, False, True)),
        (3.5, "2026-01-01 13:00Z", None),
        (5, "2026-01-01 13:00Z", (FORMER, DUNE, False, True)),
        (5, "2025-12-31", None),
    ],
)
def test_four_stars_accept_at_any_later_time(url: str, stars: float, at: str, entry: tuple[Any, ...] | None) -> None:
    happened(url, ADA, DUNE, "rate", at, rating=stars)

    assert attributed(url) == ([] if entry is None else [entry])


def test_a_list_that_the_context_names_has_the_event_and_a_strange_name_counts_as_none(url: str) -> None:
    happened(url, ADA, DUNE, "click", "2026-01-09", context={"recommendation_id": FORMER})
    happened(url, ADA, RAN, "click", "2026-01-02 13:00Z", context={"recommendation_id": BOBS})
    happened(url, BOB, DUNE, "click", "2026-01-01 13:00Z", context={"recommendation_id": "x", "page": "home"})

    assert attributed(url) == [(FORMER, DUNE, True, False), (NEWER, RAN, True, False), (BOBS, DUNE, True, False)]


def test_nothing_that_was_not_shown_belongs_to_a_list(url: str) -> None:
    happened(url, ADA, EMMA, "click", "2026-01-01 13:00Z")
    happened(url, BOB, RAN, "click", "2026-01-01 13:00Z")

    assert attributed(url) == []


def test_contributions_are_summed_by_source(url: str) -> None:
    # taste: 0.6 / 1.5 − 0.3 / 1.5 = 0.2
    given = [
        {
            "source": "taste",
            "weight": 0.4,
            "value": 0.6,
            "maximum": 1.5,
            "feature": ["genre", "War"],
            "contribution": 0.16,
        },
        {"source": "taste", "weight": 0.4, "value": -0.3, "maximum": 1.5, "feature": ["language", "ta"]},
        {"source": "ease", "weight": 0.7, "value": 3, "maximum": 4},
        {"source": "odd", "weight": 0.7, "value": 3, "maximum": 0},
    ]
    query = "select cinelibre.sum_contributions(%s)"

    assert rows(url, query, Jsonb(given)) == [({"taste": [0.4, 0.2], "ease": [0.7, 0.75], "odd": [0.7, None]},)]
    assert rows(url, query, Jsonb([])) == rows(url, query, None) == [({},)]


FEEDBACK = """
    insert into cinelibre.feedback
    (user_id, recommendation_id, item_id, kind, place, score, variant, contributions, listed_at)
    values (%s, %s, %s, %s, 7, 0.5, 'bold', '[{"source": "ease", "weight": 1, "value": 1, "maximum": 1}]', '2026-01-01')
"""


def test_entries_are_those_of_the_list_with_what_was_shown_and_said(url: str) -> None:
    for kind in ("wrong_reason", "helpful"):
        write(url, FEEDBACK, ADA, FORMER, EMMA, kind)
    write(url, FEEDBACK, BOB, GONE, RAN, "helpful")
    query = """
        select
            recommendation_id::text, user_id, item_id, place, is_shown, variant,
            jsonb_array_length(contributions), kinds
        from cinelibre.list_logged_entries(%s::uuid[])
        order by 1, 4, 3
    """

    assert rows(url, query, [FORMER, GONE]) == [
        (FORMER, ADA, DUNE, 1, True, "bold", 1, []),
        (FORMER, ADA, RAN, 2, True, "default", 0, []),
        (FORMER, ADA, EMMA, 3, False, "bold", 0, ["helpful", "wrong_reason"]),
        (GONE, BOB, RAN, 7, False, "bold", 1, ["helpful"]),
    ]


def page(url: str, after: str, limit: int) -> dict[str, Any]:
    """A page of the log."""
    [(found,)] = rows(url, "select public.get_feedback_log(%s, %s, 24, 0.4, 4)", after, limit)
    told: dict[str, Any] = found
    return told


def test_the_log_is_read_page_by_page_to_its_end(url: str) -> None:
    write(url, FEEDBACK, BOB, GONE, RAN, "helpful")
    happened(url, ADA, DUNE, "like", "2026-01-01 13:00Z")
    first = page(url, "00000000-0000-0000-0000-000000000000", 2)
    second = page(url, first["last"], 2)
    third = page(url, second["last"], 2)

    ease = {"ease": [1, 0.75]}
    assert first == {
        "lists": [
            [
                ADA,
                [
                    [DUNE, 1, True, True, True, "bold", ease, []],
                    [RAN, 2, True, False, False, "default", {}, []],
                    [EMMA, 3, False, False, False, "default", {}, []],
                ],
            ],
            [ADA, [[RAN, 1, True, False, False, "default", {}, []], [DUNE, 2, True, False, False, "default", {}, []]]],
        ],
        "last": NEWER,
    }
    assert second == {
        "lists": [
            [BOB, [[DUNE, 1, True, False, False, "default", {}, []]]],
            [BOB, [[RAN, 7, False, False, True, "bold", {"ease": [1, 1]}, ["helpful"]]]],
        ],
        "last": GONE,
    }
    assert third == {"lists": [], "last": None}
