"""How much there is and how much came, by day, with numbers worked by hand."""

from typing import Any

import pytest

from tests.support.readers import rows, write

TODAY = "date_trunc('day', now(), 'UTC')"
LIST = "00000000-0000-4000-8000-00000000000{}"


@pytest.fixture
def url(database_url: str) -> str:
    """Three items, two accounts, a rater without one, an admin; the first second of today and the days before."""
    write(
        database_url,
        f"""
        insert into cinelibre.items (id, item_type, title, created_at) values
        (1, 'movie', 'Dune', {TODAY}), (2, 'movie', 'Ran', {TODAY} - interval '1 second'),
        (3, 'book', 'Solaris', {TODAY} - interval '1 day');
        insert into cinelibre.users (id, email, external_id, role, token_version, created_at) values
        (1, 'ada@example.org', null, 'user', 1, {TODAY}),
        (2, 'bob@example.org', null, 'user', 1, {TODAY} - interval '3 days'),
        (3, null, 'imported', 'user', 0, {TODAY}),
        (4, 'root@example.org', null, 'admin', 1, {TODAY});
        insert into cinelibre.ratings (user_id, item_id, rating, source, rated_at) values
        (1, 1, 5, 'rating', {TODAY}), (1, 2, 4, 'rating', {TODAY}), (2, 1, 3, 'rating', {TODAY}),
        (2, 2, 5, 'like', {TODAY}),
        (3, 1, 2, 'simulated', {TODAY}),
        (2, 3, 1, 'rating', {TODAY} - interval '2 days');
        """,
    )
    return database_url


def grown(url: str, days: int) -> list[tuple[Any, ...]]:
    """What came, with days as how long they are ago."""
    query = """
        select (now() at time zone 'UTC')::date - g.day, g.n_items, g.n_accounts, g.n_ratings, g.n_raters
        from cinelibre.list_growth(%s) as g
    """
    return rows(url, query, days)


def test_each_day_counts_what_came_on_it(url: str) -> None:
    # Today: one item; Ada; her two ratings and Bob's one. A like, a simulated rating, an imported rater and an admin
    # count nowhere.
    assert grown(url, 4) == [(0, 1, 1, 3, 2), (1, 2, 0, 0, 0), (2, 0, 0, 1, 1), (3, 0, 1, 0, 0)]
    assert grown(url, 1) == [(0, 1, 1, 3, 2)]


def test_totals_tell_accounts_from_other_raters(url: str) -> None:
    assert rows(url, "select cinelibre.describe_totals()") == [
        (
            {
                "n_movies": 2, "n_books": 1, "n_accounts": 2, "n_raters": 3, "n_without_account": 1,
                "n_ratings": 5, "n_simulated": 1,
            },
        )
    ]  # fmt: skip


def test_an_empty_database_has_days_with_nothing(database_url: str) -> None:
    assert grown(database_url, 2) == [(0, 0, 0, 0, 0), (1, 0, 0, 0, 0)]
    [(totals,)] = rows(database_url, "select cinelibre.describe_totals()")
    assert set(totals.values()) == {0}


def test_growth_is_answered_with_the_totals(url: str) -> None:
    [(told,)] = rows(url, "select public.get_growth(4, 1, days => 2)")

    assert told["totals"]["n_accounts"] == 2
    assert [day["n_ratings"] for day in told["days"]] == [3, 0]


def make_lists(url: str) -> None:
    """Ada got two lists and a front page today, Bob a list yesterday; what they showed."""
    write(
        url,
        f"""
        insert into cinelibre.recommendation_lists
            (id, user_id, taste_version, day, item_ids, items, is_current, rows, created_at)
        values
        ('{LIST.format(1)}', 1, 0, current_date, '{{1}}', '[]', false, null, {TODAY}),
        ('{LIST.format(2)}', 1, 0, current_date, '{{1}}', '[]', false, null, {TODAY}),
        ('{LIST.format(3)}', 1, 0, current_date, '{{1}}', '[]', false, '{{}}', {TODAY}),
        ('{LIST.format(4)}', 2, 0, current_date, '{{1}}', '[]', false, null, {TODAY} - interval '1 second');
        insert into cinelibre.impressions (recommendation_id, user_id, item_id, place, source, shown_at) values
        ('{LIST.format(1)}', 1, 1, 1, 'ease', {TODAY}),
        ('{LIST.format(1)}', 1, 2, 2, 'ease', {TODAY}),
        ('{LIST.format(1)}', 1, 3, 3, 'content', {TODAY}),
        ('{LIST.format(4)}', 2, 1, 1, null, {TODAY} - interval '1 second');
        insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)
        values (1, 2, 'click', {TODAY});
        """,
    )


def test_lists_are_counted_by_day_and_front_pages_apart(url: str) -> None:
    make_lists(url)
    query = """
        select (now() at time zone 'UTC')::date - l.day, l.n_lists, l.n_front_pages, l.n_readers
        from cinelibre.list_made_lists(%s) as l
    """

    assert rows(url, query, 2) == [(0, 2, 1, 1), (1, 1, 0, 1)]
    assert rows(url, query, 1) == [(0, 2, 1, 1)]


def test_what_was_shown_is_summed_by_source_and_by_place(url: str) -> None:
    make_lists(url)

    [(told,)] = rows(url, "select public.get_list_counts(4, 1, days => 2)")

    assert [(s["source"], s["n_shown"], s["n_clicked"]) for s in told["sources"]] == [
        ("content", 1, 0), ("ease", 2, 1), ("unknown", 1, 0),
    ]  # fmt: skip
    # the bands 1 and 2 to 3
    assert told["places"] == [{"place": 1, "n_shown": 2, "n_clicked": 0}, {"place": 2, "n_shown": 2, "n_clicked": 1}]
    assert [day["n_lists"] for day in told["days"]] == [2, 1]


def test_runs_of_jobs_are_told_newest_first_with_some_of_their_errors(url: str) -> None:
    write(
        url,
        """
        insert into cinelibre.job_runs (job_name, holder, started_at, beat_at, ended_at, outcome, counts, errors)
        select 'cleanup', 'here:' || n, now() - interval '9 hours' + n * interval '1 hour', now(),
            now() - interval '9 hours' + n * interval '1 hour' + interval '30 seconds',
            case when n = 3 then 'failed' else 'done' end, jsonb_build_object('n_lists', n), '{a,b,c}'
        from generate_series(1, 3) as n
        """,
    )

    [([told],)] = rows(url, "select public.get_jobs(4, 1, run_limit => 2, error_limit => 2)")

    assert (told["job_name"], told["outcome"], told["holder"], told["seconds"]) == ("cleanup", "failed", "here:3", 30)
    assert (told["n_errors"], told["errors"]) == (3, ["a", "b"])
    assert [(run["outcome"], run["counts"]) for run in told["runs"]] == [
        ("failed", {"n_lists": 3}), ("done", {"n_lists": 2}),
    ]  # fmt: skip
    assert 7 * 3600 - 31 <= told["idle_seconds"] <= 7 * 3600


def test_models_in_use_come_first(url: str) -> None:
    write(
        url,
        """
        insert into cinelibre.models (kind, name, is_active, metrics, weights) values
        ('phi', 'new', false, '{}', null), ('phi', 'old', true, '{}', null),
        ('ease', 'e', true, '{"ndcg": 0.1}', '{"0": {"popular": 1}}');
        insert into cinelibre.evaluations (measures, versions)
        values ('{"n": 1}', '{}'), ('{"n": 2}', '{"release": "a"}');
        """,
    )

    [(told, one)] = rows(
        url, "select public.get_model_versions(4, 1, evaluation_limit => 9), public.get_model_versions(4, 1, 1)"
    )

    assert [(m["kind"], m["name"], m["is_active"]) for m in told["models"]] == [
        ("ease", "e", True), ("phi", "old", True), ("phi", "new", False),
    ]  # fmt: skip
    assert told["models"][0]["metrics"] == {"ndcg": 0.1}
    assert told["models"][0]["weights"] == {"0": {"popular": 1}}
    assert [e["measures"]["n"] for e in told["evaluations"]] == [2, 1]
    assert [e["versions"] for e in one["evaluations"]] == [{"release": "a"}]


def test_the_diagnosis_is_what_the_doctor_judges_by(url: str) -> None:
    [(told, facts)] = rows(url, "select public.get_diagnosis(4, 1), public.get_doctor_facts()")

    assert told.keys() == facts.keys()
    assert told["contents"] == facts["contents"]
