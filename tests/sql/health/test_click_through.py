"""Click-through by day, source and place: what is counted, on which day, and how much of a busy day."""

from typing import Any

import pytest

from tests.support.readers import rows, write

DUNE, RAN, EMMA = 1, 2, 3
LIST, OTHER = (f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2))
TODAY, YESTERDAY = "date_trunc('day', now(), 'UTC')", "date_trunc('day', now(), 'UTC') - interval '1 day'"


@pytest.fixture
def url(database_url: str) -> str:
    """Ada was shown three films yesterday at noon, and Bob one today."""
    write(
        database_url,
        f"""
        insert into cinelibre.items (id, item_type, title) values
        (1, 'movie', 'Dune'), (2, 'movie', 'Ran'), (3, 'movie', 'Emma');
        insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob');
        insert into cinelibre.impressions (recommendation_id, user_id, item_id, place, source, shown_at) values
        ('{LIST}', 1, 1, 1, 'ease', {YESTERDAY} + interval '12 hours'),
        ('{LIST}', 1, 2, 2, 'ease', {YESTERDAY} + interval '12 hours'),
        ('{LIST}', 1, 3, 3, 'ease', {YESTERDAY} + interval '12 hours'),
        ('{OTHER}', 2, 1, 25, null, {TODAY});
        """,
    )
    return database_url


def happened(url: str, user_id: int, item_id: int, kind: str, at: str) -> None:
    """An event."""
    write(
        url,
        "insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)"
        f" values (%s, %s, %s, {at})",
        user_id,
        item_id,
        kind,
    )


def counted(url: str, more: str = "2") -> list[tuple[Any, ...]]:
    """What is counted, with the days before today for a day."""
    query = f"""
        select
            (now() at time zone 'UTC')::date - c.day, c.source, c.place,
            c.n_shown, c.n_clicked, c.n_helpful, c.n_not_for_me
        from public.get_click_through({more}) as c
    """
    return rows(url, query)


def test_what_was_shown_is_counted_by_day_source_and_band_of_places(url: str) -> None:
    assert counted(url) == [(0, "unknown", 21, 1, 0, 0, 0), (1, "ease", 1, 1, 0, 0, 0), (1, "ease", 2, 2, 0, 0, 0)]
    assert counted(url, "1") == [(0, "unknown", 21, 1, 0, 0, 0)]
    assert counted(url, "2, places => '{1,3,25}'") == [
        (0, "unknown", 25, 1, 0, 0, 0), (1, "ease", 1, 2, 0, 0, 0), (1, "ease", 3, 1, 0, 0, 0),
    ]  # fmt: skip
    assert counted(url, "0") == []


def test_a_click_counts_once_for_the_list_that_had_shown_the_item(url: str) -> None:
    for kind in ("recommendation_click", "view", "like"):
        happened(url, 1, RAN, kind, f"{YESTERDAY} + interval '13 hours'")
    happened(url, 1, DUNE, "click", f"{YESTERDAY} + interval '11 hours'")  # before it was shown
    happened(url, 1, EMMA, "hide", f"{YESTERDAY} + interval '13 hours'")  # says no
    happened(url, 2, DUNE, "click", f"{TODAY} + interval '1 second'")

    assert counted(url) == [(0, "unknown", 21, 1, 1, 0, 0), (1, "ease", 1, 1, 0, 0, 0), (1, "ease", 2, 2, 1, 0, 0)]


def test_a_click_after_more_than_a_day_counts_for_nothing(url: str) -> None:
    happened(url, 1, DUNE, "click", f"{YESTERDAY} + interval '36 hours'")
    happened(url, 1, RAN, "click", f"{YESTERDAY} + interval '36 hours 1 second'")

    assert [one[4] for one in counted(url)] == [0, 1, 0]
    assert [one[4] for one in counted(url, "2, within_hours => 25")] == [0, 1, 1]


def test_feedback_counts_where_the_list_showed_the_item(url: str) -> None:
    for item_id, kind in ((DUNE, "helpful"), (DUNE, "already_seen"), (RAN, "not_for_me"), (EMMA, "helpful")):
        write(
            url,
            "insert into cinelibre.feedback"
            " (user_id, recommendation_id, item_id, kind, place, score, contributions, listed_at)"
            " values (1, %s, %s, %s, 1, 0.5, '[]', now())",
            LIST,
            item_id,
            kind,
        )

    assert counted(url) == [(0, "unknown", 21, 1, 0, 0, 0), (1, "ease", 1, 1, 0, 1, 0), (1, "ease", 2, 2, 0, 1, 1)]


def test_of_a_busy_day_the_newest_are_counted(url: str) -> None:
    write(url, f"update cinelibre.impressions set shown_at = {YESTERDAY} where item_id = 1 and user_id = 1")

    assert counted(url, "2, day_limit => 2") == [(0, "unknown", 21, 1, 0, 0, 0), (1, "ease", 2, 2, 0, 0, 0)]
    assert sum(one[3] for one in counted(url, "2, day_limit => 3")) == 4
