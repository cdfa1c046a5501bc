"""What the database says for /metrics: what is told each time, and what only with the counts."""

from typing import Any

from psycopg.types.json import Jsonb

from tests.support.readers import rows, write


def told(url: str, with_counts: bool) -> dict[str, Any]:
    """What /metrics gets."""
    [(found,)] = rows(url, "select public.get_metrics(%s)", with_counts)
    facts: dict[str, Any] = found
    return facts


def test_an_empty_database_has_no_jobs_models_or_evaluation(database_url: str) -> None:
    facts = told(database_url, with_counts=True)

    assert (facts["jobs"], facts["models"], facts["evaluation"]) == ([], [], None)
    assert facts["counts"] == {
        "n_movies": 0, "n_books": 0, "n_without_vector": 0, "n_active_readers": 0, "click_through": [],
    }  # fmt: skip
    assert facts["database_bytes"] > 1_000_000
    assert 1 <= facts["n_connections"] <= facts["most_connections"]
    assert facts["is_read_only"] is False
    assert (facts["outbox"]["is_on"], facts["outbox"]["n_waiting"]) == (False, 0)
    assert len(facts["release_sha256"]) == 64


def test_models_in_use_are_told_with_their_age_and_quality(database_url: str) -> None:
    write(
        database_url,
        """
        insert into cinelibre.models (kind, name, dimension, is_active, created_at, metrics) values
        ('embedding', 'a', 384, true, to_timestamp(1000), '{}'),
        ('ease', 'b', null, true, to_timestamp(2000), '{"ndcg_at_10": 0.25, "n_asked": 3}'),
        ('cosine', 'c', null, false, to_timestamp(3000), '{}');
        insert into cinelibre.job_runs (job_name, holder) values ('sync', 'somebody');
        """,
    )

    facts = told(database_url, with_counts=False)

    assert facts["models"] == [
        {"kind": "ease", "name": "b", "trained_at": 2000, "ndcg": 0.25},
        {"kind": "embedding", "name": "a", "trained_at": 1000, "ndcg": None},
    ]
    assert [job["job_name"] for job in facts["jobs"]] == ["sync"]
    assert facts["counts"] is None


def test_the_newest_evaluation_is_told_and_of_too_many_the_oldest_go(database_url: str) -> None:
    kept = "select public.record_evaluation(%s, %s, 2)"
    for number in (1, 2, 3):
        rows(database_url, kept, Jsonb({"newest_fifth": {"blend": {"nDCG@10": number / 8}}}), Jsonb({"release": "abc"}))

    evaluation = told(database_url, with_counts=False)["evaluation"]

    assert evaluation["measures"] == {"newest_fifth": {"blend": {"nDCG@10": 0.375}}}
    assert evaluation["versions"] == {"release": "abc"}
    assert rows(database_url, "select id from cinelibre.evaluations order by id") == [(2,), (3,)]
    assert rows(database_url, "select extract(epoch from now()) - %s between 0 and 60", evaluation["measured_at"]) == [
        (True,)
    ]


def test_a_reader_is_active_who_did_something_or_was_shown_a_list_within_a_day(database_url: str) -> None:
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'Dune'), (2, 'book', 'Emma');
        insert into cinelibre.movies (item_id) values (1);
        insert into cinelibre.books (item_id) values (2);
        insert into cinelibre.users (id, external_id) select n, 'r' || n from generate_series(1, 6) as n;
        insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at) values
        (1, 1, 'view', now() - interval '23 hours 59 minutes'),
        (1, 1, 'click', now()),
        (2, 1, 'view', now() - interval '1 day 1 minute'),
        (3, 1, 'view', now() + interval '1 hour');
        insert into cinelibre.impressions (user_id, item_id, recommendation_id, place, shown_at) values
        (1, 1, '00000000-0000-4000-8000-000000000001', 1, now()),
        (4, 1, '00000000-0000-4000-8000-000000000002', 1, now() - interval '23 hours 59 minutes'),
        (5, 1, '00000000-0000-4000-8000-000000000003', 1, now() - interval '1 day 1 minute');
        """,
    )

    [(counted,)] = rows(database_url, "select cinelibre.describe_traffic()")

    assert counted["n_active_readers"] == 2  # the first and the fourth
    assert (counted["n_movies"], counted["n_books"], counted["n_without_vector"]) == (1, 1, 2)
    assert rows(database_url, "select cinelibre.count_without_vector()") == [(2,)]


def test_click_through_is_summed_over_seven_days(database_url: str) -> None:
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'Dune');
        insert into cinelibre.users (id, external_id) select n, 'r' || n from generate_series(0, 8) as n;
        insert into cinelibre.impressions (user_id, item_id, recommendation_id, place, source, shown_at)
        select
            n, 1, ('00000000-0000-4000-8000-00000000000' || n)::uuid, 1, 'ease',
            date_trunc('day', now(), 'UTC') - make_interval(days => n)
        from generate_series(0, 8) as n;
        insert into cinelibre.interactions (user_id, item_id, interaction_type, occurred_at)
        select n, 1, 'click', date_trunc('day', now(), 'UTC') - make_interval(days => n)
        from generate_series(5, 8) as n;
        """,
    )

    [(counted,)] = rows(database_url, "select cinelibre.describe_traffic()")

    # seven days with one list each; those of five and six days ago were clicked on
    assert counted["click_through"] == [
        {"source": "ease", "place": 1, "n_shown": 7, "n_clicked": 2, "n_helpful": 0, "n_not_for_me": 0}
    ]
