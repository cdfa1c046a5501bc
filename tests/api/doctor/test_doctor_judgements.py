"""What the doctor makes of facts: each judgement with literals, the bad and the good side of every limit."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from api.doctor.contents import (
    judge_clock,
    judge_contents,
    judge_embedding,
    judge_jobs,
    judge_round_trip,
    judge_space,
)
from api.doctor.database import limit_megabytes, measure_skew
from api.doctor.findings import Finding, some
from api.doctor.schema import body_md5, judge_grants, judge_schema, judge_timeout, judge_versions, read_seconds
from api.doctor.settings import judge_settings
from api.jobs.doctor.gathering import BEGINNING, AskedDatabase, is_near
from api.jobs.doctor.job import judge_sameness
from api.ship.sql_tree import SqlFile, SqlTree
from tests.conftest import settings_of
from tests.support.commands import SECRET

GOOD_SETTINGS = {
    "database_url": SecretStr("postgresql://owner@db.example/cinelibre"),
    "jwt_secret_key": SecretStr(SECRET),
}
SUPABASE = {"supabase_url": "https://abc.supabase.co", "supabase_key": SecretStr("sb_secret_abc")}
TREE = SqlTree(
    shipping="-- first",
    migrations=[SqlFile("0001_create_a", "create table a();"), SqlFile("0002_create_b", "create table b();")],
    functions=[SqlFile("public.get_a", "create or replace function public.get_a()\nas $$\n    select 1;\n$$;\n")],
    grants="-- last",
)
SHIPPED = {
    "migrations": {file.name: file.sha256 for file in TREE.migrations},
    "functions": {"public.get_a": body_md5(TREE.functions[0].body)},
    "installed_at": "2026-01-01",
}
GRANTS: dict[str, Any] = {
    "has_service_role": True,
    "open_functions": [],
    "open_tables": [],
    "schema_open_to": [],
    "tables_without_rls": [],
    "closed_functions": [],
    "closed_tables": [],
}
CONTENTS: dict[str, Any] = {
    "n_items": 200,
    "n_without_vector": 0,
    "n_ratings": 5000,
    "n_raters": 100,
    "n_without_neighbors": 3,
    "model_ages": {"ease": 2, "cosine": 2, "phi": 2},
    "unanalyzed": [],
}


def states(findings: list[Finding]) -> list[tuple[str, str]]:
    """What is not well, without its sentence."""
    return [(finding.check, finding.state) for finding in findings if finding.state != "ok"]


@pytest.mark.parametrize(
    ("changed", "expected", "said"),
    [
        ({}, [], "Requests and jobs go to DATABASE_URL."),
        (SUPABASE, [], "Requests go to SUPABASE_URL, jobs to DATABASE_URL."),
        (SUPABASE | {"database_url": None}, [], "`ship` needs DATABASE_URL or the SQL editor"),
        ({"database_url": None}, [("settings", "problem")], "No database is set"),
        ({"jwt_secret_key": None}, [("secret", "problem")], "refuses to start"),
        (
            {"jwt_secret_key": SecretStr("super-secret-jwt-token-with-at-least-32-characters-long")},
            [("secret", "problem")],
            "everybody knows",
        ),
        (
            {"jwt_secret_key": SecretStr("please-CHANGE-ME-to-something-long-and-random")},
            [("secret", "problem")],
            "everybody knows",
        ),
        ({"jwt_secret_key": SecretStr("abc" * 12)}, [("secret", "problem")], "can be guessed"),
        ({"cors_origins": "https://club.example, http://localhost:5173"}, [], "https://club.example"),
        ({"cors_origins": "*"}, [("cors", "warning")], "every site may call"),
        ({"cors_origins": "club.example"}, [("cors", "problem")], "'club.example', which no browser sends"),
        ({"cors_origins": "https://club.example/app"}, [("cors", "problem")], "without a path"),
        ({"cors_origins": "http://club.example"}, [("cors", "warning")], "use https"),
        ({"trusted_proxies": "*"}, [("proxies", "problem")], "anybody can claim any address"),
        (SUPABASE | {"supabase_url": "http://abc.supabase.co"}, [("settings", "problem")], "in the clear"),
        (SUPABASE | {"supabase_url": "http://127.0.0.1:54321"}, [], "Requests go to SUPABASE_URL"),
        (SUPABASE | {"supabase_url": "https://abc.supabase.co/rest/v1"}, [("settings", "problem")], "address alone"),
        (
            SUPABASE | {"supabase_key": SecretStr("sb_publishable_abc")},
            [("settings", "problem")],
            "is the publishable key",
        ),
        (
            {"database_url": SecretStr("postgresql://postgres.abc:pw@aws.pooler.supabase.com:6543/postgres")},
            [("settings", "warning")],
            "port 5432",
        ),
    ],
)
def test_settings(changed: dict[str, Any], expected: list[tuple[str, str]], said: str) -> None:
    findings = judge_settings(settings_of(**GOOD_SETTINGS | changed))

    assert states(findings) == expected
    assert any(said in finding.sentence for finding in findings)


@pytest.mark.parametrize(
    ("facts", "expected", "said"),
    [
        ({}, [], "2 migrations, 1 function."),
        ({"release_sha256": "another"}, [("schema", "problem")], "another release"),
        (
            {"shipped": SHIPPED | {"functions": {"public.get_a": "edited"}}},
            [("schema", "problem")],
            "The database has 1 function changed by hand (public.get_a)",
        ),
        (
            {"shipped": SHIPPED | {"functions": {}}},
            [("schema", "problem")],
            "The database lacks 1 function, dropped by hand (public.get_a)",
        ),
        (
            {"shipped": SHIPPED | {"migrations": {"0001_create_a": TREE.migrations[0].sha256}}, "release_sha256": "x"},
            [("schema", "problem"), ("schema", "problem")],
            "The database lacks 1 migration (0002_create_b)",
        ),
        (
            {"shipped": SHIPPED | {"migrations": SHIPPED["migrations"] | {"0001_create_a": "edited"}}},  # type: ignore[operator]
            [("schema", "problem")],
            "0001_create_a was changed after it was applied",
        ),
        (
            {"shipped": SHIPPED | {"migrations": SHIPPED["migrations"] | {"0003_newer": "x"}}},  # type: ignore[operator]
            [("schema", "warning")],
            "ahead of this code (0003_newer)",
        ),
    ],
)
def test_schema(facts: dict[str, Any], expected: list[tuple[str, str]], said: str) -> None:
    findings = judge_schema({"release_sha256": TREE.release_sha256, "shipped": SHIPPED} | facts, TREE)

    assert states(findings) == expected
    assert any(said in finding.sentence for finding in findings)


@pytest.mark.parametrize(
    ("grants", "said"),
    [
        ({"open_functions": ["public.get_a", "b", "c", "d", "e"]}, "Anybody may call public.get_a, b, c and 2 more"),
        ({"open_tables": ["cinelibre.users"]}, "Anybody may read or change cinelibre.users"),
        ({"schema_open_to": ["anon"]}, "open to anon"),
        ({"tables_without_rls": ["cinelibre.items"]}, "missing on cinelibre.items"),
        ({"closed_functions": ["public.get_a"]}, "may not use public.get_a"),
        ({"closed_tables": ["cinelibre.items"]}, "may not use cinelibre.items"),
    ],
)
def test_grants_that_are_too_wide_or_too_narrow(grants: dict[str, Any], said: str) -> None:
    [finding] = judge_grants(GRANTS | grants)

    assert finding.state == "problem"
    assert said in finding.sentence
    assert "api.jobs ship" in finding.sentence


def test_grants_as_they_should_be() -> None:
    hosted, own = judge_grants(GRANTS), judge_grants(GRANTS | {"has_service_role": False})

    assert "service_role and the owner" in hosted[0].sentence
    assert own == [Finding("grants", "ok", "Nobody but the owner may call functions or read tables.")]


@pytest.mark.parametrize(
    ("server", "vector", "expected"),
    [
        ("16.0", "0.8.0", []),
        ("17.6 (Ubuntu 17.6-1)", "0.10.1", []),
        ("18.4", "1.0", []),
        ("15.8", "0.8.0", [("server", "problem")]),
        ("19beta1", "0.8.0", [("server", "warning")]),
        ("18.4", "0.7.4", [("vector", "problem")]),
        ("18.4", None, [("vector", "problem")]),
    ],
)
def test_versions(server: str, vector: str | None, expected: list[tuple[str, str]]) -> None:
    assert states(judge_versions({"server_version": server, "vector_version": vector})) == expected


@pytest.mark.parametrize(
    ("timeout", "expected"),
    [(None, []), ("8s", []), ("1min", []), ("0", ["warning"]), ("2s", ["warning"]), ("10min", ["warning"])],
)
def test_timeout(timeout: str | None, expected: list[str]) -> None:
    assert [state for _, state in states(judge_timeout(timeout))] == expected


@pytest.mark.parametrize(("setting", "seconds"), [("8s", 8), ("8000", 8), ("8000ms", 8), ("2min", 120), ("x", None)])
def test_a_setting_without_a_unit_is_in_milliseconds(setting: str, seconds: float | None) -> None:
    assert read_seconds(setting) == seconds


@pytest.mark.parametrize(
    ("contents", "expected", "said"),
    [
        ({}, [], "item models 2 days old"),
        ({"n_items": 0}, [("catalogue", "problem")], "The catalogue is empty"),
        ({"n_without_vector": 1}, [("catalogue", "warning")], "run `python -m api.jobs embed`."),
        (
            {"model_ages": {}},
            [("models", "warning")],
            "no item model cosine or ease or phi: run `python",
        ),
        ({"model_ages": {"ease": 1}}, [("models", "warning")], "no item model cosine or phi:"),
        ({"model_ages": {}, "n_ratings": 99}, [], "too few to train on"),
        ({"model_ages": {"ease": 31, "cosine": 31, "phi": 31}}, [("models", "warning")], "31 days old"),
        ({"model_ages": {"ease": 30, "cosine": 30, "phi": 30}}, [], "30 days old"),
        ({"n_without_neighbors": 10}, [], "90 of 100"),
        ({"n_without_neighbors": 11}, [("neighbors", "warning")], "run `python -m api.jobs refresh`."),
        ({"n_without_neighbors": 1, "n_raters": 1}, [], "0 of 1"),
        (
            {"unanalyzed": ["cinelibre.ratings"]},
            [("statistics", "warning")],
            "`analyze cinelibre.ratings;`",
        ),
    ],
)
def test_contents(contents: dict[str, Any], expected: list[tuple[str, str]], said: str) -> None:
    findings = judge_contents(CONTENTS | contents)

    assert states(findings) == expected
    assert any(said in finding.sentence for finding in findings)


@pytest.mark.parametrize(
    ("megabytes", "is_read_only", "limit", "state"),
    [
        (399, False, 500, "ok"),
        (400, False, 500, "warning"),
        (500, False, 500, "problem"),
        (10, True, 500, "problem"),
    ],
)
def test_space(megabytes: int, is_read_only: bool, limit: int, state: str) -> None:
    facts = {"database_bytes": megabytes * 1_000_000, "is_read_only": is_read_only}

    [finding] = judge_space(facts, limit)

    assert (finding.check, finding.state) == ("space", state)
    assert ("run `python -m api.jobs cleanup`" in finding.sentence) is (state != "ok")


def test_space_without_a_limit_is_not_checked_and_that_is_said() -> None:
    [finding] = judge_space({"database_bytes": 90_000_000_000, "is_read_only": False}, None)

    assert finding == Finding(
        "space", "ok", "90,000 MB; no limit is set, so none is checked: DATABASE_LIMIT_MB sets one."
    )


@pytest.mark.parametrize(
    ("url", "limit", "expected"),
    [
        ("postgresql://owner@db.example/cinelibre", None, None),
        ("postgresql://owner@db.example/cinelibre", 8000, 8000),
        ("postgresql://postgres.abc@aws-0.pooler.supabase.com/postgres", None, 500),
        ("postgresql://postgres.abc@aws-0.pooler.supabase.com/postgres", 8000, 8000),
    ],
)
def test_a_hosted_project_is_taken_for_a_free_one(url: str, limit: int | None, expected: int | None) -> None:
    settings = settings_of(database_url=SecretStr(url), database_limit_mb=limit)

    assert limit_megabytes(settings) == expected


@pytest.mark.parametrize(
    ("skew_seconds", "state", "said"),
    [
        (0, "ok", "agree"),
        (5, "ok", "agree"),
        (6, "warning", "6 seconds behind"),
        (-6, "warning", "6 seconds ahead of"),
        (61, "problem", "61 seconds behind"),
        (-3600, "problem", "3,600 seconds ahead of"),
    ],
)
def test_clock(skew_seconds: float, state: str, said: str) -> None:
    finding = judge_clock(skew_seconds)

    assert finding.state == state
    assert said in finding.sentence


@pytest.mark.parametrize(("said_after", "skew"), [(-10, -10), (0, 0), (1, 0), (2, 0), (12, 10)])
def test_a_slow_answer_is_no_difference_of_clocks(said_after: int, skew: float) -> None:
    asked = datetime(2026, 1, 1, tzinfo=UTC)  # answered two seconds later; the database said its time in between

    assert measure_skew(asked, asked + timedelta(seconds=2), asked + timedelta(seconds=said_after)) == skew


@pytest.mark.parametrize(
    ("job", "expected", "said"),
    [
        ({}, [], "sync: done."),
        ({"outcome": "under way"}, [], "sync: under way."),
        ({"outcome": "stopped"}, [], "sync: stopped."),
        ({"outcome": "failed", "n_errors": 3}, ["warning"], "failed last time (3 errors)"),
        ({"outcome": "lost"}, ["warning"], "lost its database"),
        ({"job_name": "refresh-cosine", "outcome": "failed"}, ["warning"], "run `python -m api.jobs refresh cosine`."),
        ({"job_name": "import", "outcome": "failed"}, ["warning"], "run `python -m api.jobs import FORMAT …`."),
        ({"idle_seconds": 5 * 86_400}, ["warning"], "for 5 days"),
        ({"outcome": "failed", "idle_seconds": 5 * 86_400}, ["warning", "warning"], "is its schedule on?"),
        ({"job_name": "train", "idle_seconds": 500 * 86_400}, [], "train: done."),
    ],
)
def test_jobs(job: dict[str, Any], expected: list[str], said: str) -> None:
    findings = judge_jobs([{"job_name": "sync", "outcome": "done", "n_errors": 0, "idle_seconds": 60} | job])

    assert [state for _, state in states(findings)] == expected
    assert any(said in finding.sentence for finding in findings)


def test_jobs_are_told_by_how_they_ended() -> None:
    outcomes = {"sync": "done", "train": "stopped", "cleanup": "done", "embed": "under way"}

    findings = judge_jobs([{"job_name": name, "outcome": outcomes[name], "idle_seconds": 60} for name in outcomes])

    assert findings == [Finding("jobs", "ok", "sync, cleanup: done; train: stopped; embed: under way.")]


def test_no_job_at_all_is_a_beginning() -> None:
    assert judge_jobs([]) == [Finding("jobs", "ok", "No job has run yet.")]


@pytest.mark.parametrize(
    ("catalogue_model", "trouble", "state", "said"),
    [
        (None, None, "ok", "ours loads"),
        ("ours", None, "ok", "ours loads"),
        ("another", None, "problem", "or run `python -m api.jobs embed --replace-model`."),
        ("ours", "It is damaged.", "problem", "It is damaged."),
    ],
)
def test_embedding(catalogue_model: str | None, trouble: str | None, state: str, said: str) -> None:
    [finding] = judge_embedding(catalogue_model, "ours", trouble)

    assert finding.state == state
    assert said in finding.sentence


def test_a_vector_that_begins_otherwise_is_not_the_models() -> None:
    assert is_near([*BEGINNING, 0.5])
    assert not is_near([*BEGINNING[:-1], BEGINNING[-1] + 0.021, 0.5])


@pytest.mark.parametrize(("ms", "state"), [(3, "ok"), (200, "ok"), (201, "warning")])
def test_a_database_far_away_is_said(ms: float, state: str) -> None:
    assert judge_round_trip("SUPABASE_URL", ms).state == state


def test_two_databases_where_there_should_be_one_are_told_apart() -> None:
    one, other = ({"shipped": {"installed_at": day}} for day in ("2026-01-01", "2026-01-02"))

    assert judge_sameness([AskedDatabase("SUPABASE_URL", one), AskedDatabase("DATABASE_URL", one)]) == []
    assert judge_sameness([AskedDatabase("SUPABASE_URL", one), AskedDatabase("DATABASE_URL")]) == []
    assert states(judge_sameness([AskedDatabase("SUPABASE_URL", one), AskedDatabase("DATABASE_URL", other)])) == [
        ("settings", "problem")
    ]


def test_long_lists_are_cut() -> None:
    assert some(["a", "b"]) == "a, b"
    assert some(["a", "b", "c", "d"]) == "a, b, c and 1 more"
