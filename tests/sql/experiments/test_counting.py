"""What is counted of an experiment's readers, with numbers worked by hand."""

from typing import Any

import pytest

from tests.sql.experiments.test_assignment import begin
from tests.support.readers import rows, write

ADA, GRACE, LIN = 1, 2, 3
DUNE, RAN, EMMA = 1, 2, 3
FIRST, SECOND, OTHER = (f"00000000-0000-4000-8000-00000000000{n}" for n in range(1, 4))
NOON = "date_trunc('day', now(), 'UTC') - interval '2 days' + interval '12 hours'"
MEASURE = "select public.measure_experiment('bolder', %s, %s, 8, 24, 0.4, 4)"
DAYS = """
    select
        d.user_id, date_trunc('day', now(), 'UTC')::date - d.day, d.n_shown, d.n_clicked, d.n_accepted, d.n_refused,
        d.n_rated, d.stars
    from cinelibre.experiment_days as d
    order by 1, 2 desc
"""


@pytest.fixture
def url(database_url: str) -> str:
    """Ada (bold) was shown Dune and Ran two days ago at noon and Dune again a day later.

    Grace (control) was shown Emma. Lin entered, and was shown nothing.
    """
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values
        (1, 'movie', 'Dune'), (2, 'movie', 'Ran'), (3, 'movie', 'Emma');
        insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'grace'), (3, 'lin');
        """,
    )
    begin(database_url, "bolder", starts="9 days")
    write(
        database_url,
        f"""
        insert into cinelibre.experiment_readers (experiment_id, user_id, variant, entered_at)
        select e.id, r.user_id, r.variant, {NOON}
        from cinelibre.experiments as e, (values (1, 'bold'), (2, 'control'), (3, 'control')) as r (user_id, variant);
        insert into cinelibre.impressions (recommendation_id, user_id, item_id, place, shown_at, variant) values
        ('{FIRST}', 1, 1, 1, {NOON}, 'bolder:bold'), ('{FIRST}', 1, 2, 2, {NOON}, 'other:x+bolder:bold'),
        ('{SECOND}', 1, 1, 1, {NOON} + interval '1 day', 'bolder:bold'),
        ('{OTHER}', 2, 3, 1, {NOON}, 'bolder:control'),
        ('{OTHER}', 2, 1, 2, {NOON}, null), ('{OTHER}', 2, 2, 3, {NOON}, 'bolder:bold');
        """,
    )
    return database_url


def happened(url: str, user_id: int, item_id: int, kind: str, hours_after_noon: float) -> None:
    """An event."""
    write(
        url,
        "insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)"
        f" values (%s, %s, %s, {NOON} + make_interval(secs => 3600 * %s))",
        user_id,
        item_id,
        kind,
        hours_after_noon,
    )


def measured(url: str, after_id: int = 0, limit: int = 10) -> Any:
    """What a page of counting answers."""
    [(answer,)] = rows(url, MEASURE, after_id, limit)
    return answer


def test_days_have_what_was_shown_clicked_accepted_refused_and_rated(url: str) -> None:
    happened(url, ADA, DUNE, "click", 1)
    happened(url, ADA, RAN, "watchlist_add", 1)
    happened(url, GRACE, EMMA, "click", 30)  # more than a day later
    write(
        url,
        f"""
        insert into cinelibre.ratings (user_id, item_id, rating, rated_at) values
        (1, 1, 4.5, {NOON} + interval '25 hours'), (1, 2, 2, {NOON} - interval '1 hour'),
        (2, 3, 3, {NOON} + interval '1 hour');
        insert into cinelibre.feedback
        (user_id, recommendation_id, item_id, kind, place, score, contributions, listed_at)
        values (2, '{OTHER}', 3, 'not_for_me', 1, 1, '[]', now());
        """,
    )

    assert measured(url) == {"n_readers": 3, "next": None}
    # Ada's stars for Dune belong to the second list, which showed it last; those for Ran came before.
    assert rows(url, DAYS) == [
        (ADA, 2, 2, 2, 1, 0, 0, 0.0),
        (ADA, 1, 1, 0, 0, 0, 1, 4.5),
        (GRACE, 2, 1, 0, 0, 1, 1, 3.0),
    ]


def test_days_are_counted_again_until_they_are_old(url: str) -> None:
    measured(url)
    write(url, "update cinelibre.experiment_days set n_clicked = 7, day = day - 30 where user_id = %s", GRACE)

    happened(url, ADA, DUNE, "click", 1)
    measured(url)

    query = "select d.user_id, d.n_clicked from cinelibre.experiment_days as d order by d.user_id, d.day"
    assert rows(url, query) == [(ADA, 1), (ADA, 0), (GRACE, 7), (GRACE, 0)]


def test_readers_are_counted_page_by_page_and_the_last_page_says_when(url: str) -> None:
    at = "select e.measured_at is not null from cinelibre.experiments as e"

    assert measured(url, 0, 2) == {"n_readers": 2, "next": GRACE}
    assert rows(url, at) == [(False,)]
    assert measured(url, GRACE, 2) == {"n_readers": 1, "next": None}
    assert rows(url, at) == [(True,)]


def test_a_part_counts_only_the_readers_it_is_given(url: str) -> None:
    counted = """
        select c.user_id, c.n_shown
        from cinelibre.experiments as e
        cross join lateral cinelibre.count_days(e, '{2}', now() - interval '9 days', interval '1 day', 0.4, 4) as c
    """

    assert rows(url, counted) == [(GRACE, 1)]


def test_a_return_is_on_a_later_day_and_within_a_week(url: str) -> None:
    found = f"select cinelibre.find_return(%s, {NOON}) - ({NOON})"

    assert [str(one[0]) for one in rows(url, found, ADA)] == ["1 day, 0:00:00"]  # she was shown a list
    assert rows(url, found, LIN) == [(None,)]
    happened(url, LIN, DUNE, "view", 2)  # the same day
    happened(url, LIN, DUNE, "view", 7 * 24)
    assert rows(url, found, LIN) == [(None,)]
    happened(url, LIN, DUNE, "view", 6 * 24)
    assert [str(one[0]) for one in rows(url, found, LIN)] == ["6 days, 0:00:00"]


def test_sums_are_over_readers_and_a_return_waits_a_week(url: str) -> None:
    happened(url, ADA, DUNE, "click", 1)
    measured(url)
    moments = """
        select m.variant, m.measure, m.n, m.x, m.y, m.xx, m.yy, m.xy
        from cinelibre.experiments as e
        cross join lateral cinelibre.sum_moments(e.id) as m
        where m.measure in ('click_through', 'return')
        order by 1, 2
    """

    # Ada clicked once and was shown three items in all; Grace none of one. Lin was shown nothing, so is no reader here.
    assert rows(url, moments) == [
        ("bold", "click_through", 1, 1, 3, 1, 9, 3),
        ("control", "click_through", 1, 0, 1, 0, 1, 0),
    ]

    write(url, "update cinelibre.experiment_readers set entered_at = entered_at - interval '6 days' where true")
    assert rows(url, moments)[1::2] == [("bold", "return", 1, 1, 1, 1, 1, 1), ("control", "return", 2, 0, 2, 0, 2, 0)]


def test_a_report_is_made_of_readers_entered_and_sums(url: str) -> None:
    measured(url)

    [(sums,)] = rows(url, "select public.get_experiment_moments('bolder')")
    assert sums["experiment"]["name"] == "bolder"
    assert sums["entered"] == {"bold": 1, "control": 2}
    assert [
        (one["variant"], one["measure"], one["y"]) for one in sums["moments"] if one["measure"] == "acceptance"
    ] == [
        ("bold", "acceptance", 3),
        ("control", "acceptance", 1),
    ]


def test_a_deleted_account_leaves_no_trace_in_an_experiment(url: str) -> None:
    measured(url)

    write(url, "delete from cinelibre.users where id = %s", ADA)

    left = """
        select user_id from cinelibre.experiment_readers union select user_id from cinelibre.experiment_days order by 1
    """
    assert rows(url, left) == [(GRACE,), (LIN,)]
