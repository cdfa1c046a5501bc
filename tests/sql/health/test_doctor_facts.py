"""The facts that the doctor judges a database by."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.readers import rows, write

FACTS = "select public.get_doctor_facts()"


def test_the_facts_are_those_of_each_part_and_of_the_server(database_url: str) -> None:
    write(database_url, "insert into cinelibre.items (item_type, title) values ('movie', 'Dune')")
    parts = """
        select public.get_readiness(), cinelibre.describe_shipped(),
            cinelibre.describe_open_grants() || cinelibre.describe_closed_grants(), cinelibre.describe_contents(),
            cinelibre.describe_jobs(), cinelibre.describe_outbox(), current_setting('server_version'),
            (select extversion from pg_extension where extname = 'vector')
    """

    [(facts,)] = rows(database_url, FACTS)

    [(readiness, shipped, grants, contents, jobs, outbox, server_version, vector_version)] = rows(database_url, parts)
    told_at, database_bytes = datetime.fromisoformat(facts.pop("now")), facts.pop("database_bytes")
    assert facts == readiness | {
        "server_version": server_version,
        "vector_version": vector_version,
        "is_read_only": False,
        "service_timeout": "8s",
        "shipped": shipped,
        "grants": grants,
        "contents": contents,
        "jobs": jobs,
        "outbox": outbox,
        "wanted_rankings": [],
    }
    assert facts["has_items"] is True
    assert abs(datetime.now(UTC) - told_at) < timedelta(hours=1)
    assert database_bytes > 1_000_000


@pytest.mark.parametrize(("setting", "is_read_only"), [("on", True), ("off", False)])
def test_a_session_that_may_only_read_is_told(database_url: str, setting: str, is_read_only: bool) -> None:
    query = "select set_config('default_transaction_read_only', %s, false), public.get_doctor_facts() -> 'is_read_only'"

    assert rows(database_url, query, setting) == [(setting, is_read_only)]


def test_rankings_that_experiments_want_are_told_as_long_as_they_may_run(database_url: str) -> None:
    for name, starts, ends, stopped in (
        ("running", "-1 hour", "1 hour", False),
        ("planned", "1 hour", None, False),
        ("ended", "-2 hours", "-1 hour", False),
        ("stopped", "-1 hour", None, True),
    ):
        write(
            database_url,
            "insert into cinelibre.experiments"
            " (name, variants, changes, share, salt, most_worse, starts, ends, stopped_at, stopped_by)"
            """ values (%s, '[{"name": "control", "settings": {}},
            {"name": "none", "settings": {"recommender": "off"}}, {"name": "a", "settings": {"recommender": "short"}},
            {"name": "b", "settings": {"recommender": "short"}}]',"""
            " '{}', 1, 'salt', 0.05, now() + %s::interval, now() + %s::interval, case when %s then now() end,"
            " case when %s then 'operator' end)",
            name,
            starts,
            ends,
            stopped,
            stopped,
        )

    assert rows(database_url, "select public.get_doctor_facts() -> 'wanted_rankings'") == [
        ([["planned", "short"], ["running", "short"]],)
    ]
