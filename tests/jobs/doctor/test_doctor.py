"""python -m api.jobs doctor on real deployments: a healthy one, and ones that are really broken."""

import asyncio
import json
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from api.db.postgres import open_postgres
from api.embedding import Embedder
from api.jobs.doctor import gathering
from api.settings import ROOT, SHIPPED_MODEL
from api.ship.shipping import ship
from api.ship.sql_tree import SqlTree
from tests.support.commands import Commands
from tests.support.servers import Server, running_postgrest, token

E1 = [1.0] + [0.0] * 383


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    """The command line."""
    return Commands(monkeypatch, capsys)


@pytest.fixture
def healthy(any_server: Server) -> Iterator[str]:
    """The name of a shipped database with a movie in it, on each version in turn."""
    name = any_server.create_database("shipped")
    asyncio.run(_fill(any_server.url_of(name)))
    yield name
    any_server.drop_database(name)


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    """The same, on one version: to be broken."""
    name = server.create_database("shipped")
    asyncio.run(_fill(server.url_of(name)))
    yield name
    server.drop_database(name)


async def _fill(url: str) -> None:
    record = {"item_type": "movie", "title": "Dune", "year": 2021, "embedding": E1, "text_hash": "1"}
    async with open_postgres(url, 1) as db:
        await db.one("upsert_items", records=[record], embedding_model=SHIPPED_MODEL, dimension=384)


def troubles(commands: Commands, expected_status: int = 1) -> list[tuple[str, str, str]]:
    """What the doctor finds that is not well."""
    ran = commands.run("doctor", "--json")
    found = [(finding["check"], finding["state"], finding["sentence"]) for finding in json.loads(ran.out)]
    assert ran.status == expected_status, found
    return [finding for finding in found if finding[1] != "ok"]


def test_a_healthy_deployment_is_well(commands: Commands, any_server: Server, healthy: str) -> None:
    commands.set(DATABASE_URL=any_server.url_of(healthy))

    ran = commands.run("doctor")

    lines = ran.out.splitlines()
    assert (ran.status, ran.error) == (0, "")
    assert [line for line in lines[:-1] if not line.startswith("ok ")] == []
    assert lines[-1].startswith("doctor: all is well (")
    assert {line.split()[1] for line in lines[:-1]} == {
        *("settings", "secret", "cors", "reach", "schema", "grants", "server", "vector", "timeout", "clock"),
        *("space", "catalogue", "models", "neighbors", "statistics", "jobs", "embedding"),
    }


def test_a_healthy_project_at_supabase_is_well_and_one_database_with_the_address_of_jobs(
    commands: Commands, any_server: Server, healthy: str, tmp_path: Path
) -> None:
    with running_postgrest(any_server, healthy, tmp_path) as url:
        commands.set(SUPABASE_URL=url, SUPABASE_KEY=token("service_role"))
        assert troubles(commands, 0) == []

        commands.set(DATABASE_URL=any_server.url_of(healthy))
        assert troubles(commands, 0) == []


def test_jobs_that_would_write_to_another_database_are_a_problem(
    commands: Commands, server: Server, database: str, project: str, tree: SqlTree, tmp_path: Path
) -> None:
    ship(server.url_of(project), tree)
    with running_postgrest(server, database, tmp_path) as url:
        commands.set(SUPABASE_URL=url, SUPABASE_KEY=token("service_role"), DATABASE_URL=server.url_of(project))
        found = troubles(commands)

    assert [(check, state) for check, state, _ in found] == [("settings", "problem")]
    assert "two databases" in found[0][2]


BREAKS = {
    "a function granted to anon": (
        "grant execute on function public.get_models() to anon",
        ("grants", "problem", "Anybody may call public.get_models"),
    ),
    "a table granted to everybody": (
        "grant select on cinelibre.users to public",
        ("grants", "problem", "Anybody may read or change cinelibre.users"),
    ),
    "a column granted to anon": (
        "grant select (email) on cinelibre.users to anon",
        ("grants", "problem", "Anybody may read or change cinelibre.users"),
    ),
    "a schema opened": (
        "grant usage on schema cinelibre to authenticated",
        ("grants", "problem", "open to authenticated"),
    ),
    "row level security switched off": (
        "alter table cinelibre.ratings disable row level security",
        ("grants", "problem", "missing on cinelibre.ratings"),
    ),
    "a function taken from service_role": (
        "revoke execute on function cinelibre.list_job_runs() from service_role",
        ("grants", "problem", "may not use cinelibre.list_job_runs"),
    ),
    "a function changed by hand": (
        """do $do$ begin
            execute replace(pg_get_functiondef('public.get_models'::regproc), 'where m.is_active', 'where true');
        end $do$""",
        ("schema", "problem", "changed by hand (public.get_models)"),
    ),
    "a function dropped": (
        "drop function public.get_genres",
        ("schema", "problem", "dropped by hand (public.get_genr"),
    ),
    "another release": (
        "insert into cinelibre.shipped_releases values ('another', now() + interval '1 hour')",
        ("schema", "problem", "another release"),
    ),
    "a migration not applied": (
        "delete from cinelibre.schema_migrations where name = '0027_create_job_runs'",
        ("schema", "problem", "lacks 1 migration (0027_create_job_runs)"),
    ),
    "the doctor's own function missing": (
        "drop function public.get_doctor_facts",
        ("schema", "problem", "run `python -m api.jobs ship`"),
    ),
    "read only": (
        "alter database {database} set default_transaction_read_only = on",
        ("space", "problem", "The database is read-only"),
    ),
    "an empty catalogue": ("delete from cinelibre.items where true", ("catalogue", "problem", "is empty")),
    "an item without a vector": (
        "delete from cinelibre.item_embeddings where true",
        (
            "catalogue",
            "warning",
            "1 of 1 items have no vector, so search by meaning misses them: run `python -m api.jobs emb",
        ),
    ),
    "another embedding model": (
        "update cinelibre.models set name = 'another' where kind = 'embedding'",
        ("embedding", "problem", "set it back, or run `python -m api.jobs embed --replace-model`"),
    ),
    "a sync that failed": (
        "insert into cinelibre.job_runs (job_name, holder, ended_at, outcome) values ('sync', 'a', now(), 'failed')",
        ("jobs", "warning", "sync failed last time"),
    ),
    "a lost lease": (
        """insert into cinelibre.job_runs (job_name, holder, started_at, beat_at)
            values ('refresh', 'a', now() - interval '4 days', now() - interval '4 days')""",
        ("jobs", "warning", "refresh was killed or lost its database"),
    ),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_what_is_broken_in_a_database_is_named(commands: Commands, server: Server, database: str, broken: str) -> None:
    statement, (check, state, said) = BREAKS[broken]
    server.execute(statement.replace("{database}", database), database)
    commands.set(DATABASE_URL=server.url_of(database))

    found = troubles(commands, 1 if state == "problem" else 0)

    assert found
    assert found[0][:2] == (check, state)
    assert said in found[0][2]


def test_ship_mends_what_the_doctor_says_it_mends(commands: Commands, server: Server, database: str) -> None:
    for broken in ("a function granted to anon", "a schema opened", "a function changed by hand", "a function dropped"):
        server.execute(BREAKS[broken][0], database)
    server.execute(BREAKS["row level security switched off"][0], database)
    commands.set(DATABASE_URL=server.url_of(database))
    assert len(troubles(commands)) >= 4

    assert commands.run("ship").status == 0

    assert troubles(commands, 0) == []


def test_wrong_keys_and_absent_projects_have_sentences_of_their_own(
    commands: Commands, server: Server, database: str, tmp_path: Path
) -> None:
    with running_postgrest(server, database, tmp_path) as url:
        commands.set(SUPABASE_URL=url, SUPABASE_KEY="sb_secret_of_another_project")
        wrong = troubles(commands)
        commands.set(SUPABASE_KEY=token("anon"))
        anon = troubles(commands)
    commands.set(SUPABASE_KEY=token("service_role"))
    gone = troubles(commands)

    assert [(check, state) for check, state, _ in wrong + anon + gone] == [("reach", "problem")] * 3
    assert "not this project's service key" in wrong[0][2]
    assert "not the publishable or anon one" in anon[0][2]
    assert "Nothing answers at SUPABASE_URL" in gone[0][2]


def test_a_project_whose_database_went_away_is_said(
    commands: Commands, server: Server, database: str, tmp_path: Path
) -> None:
    with running_postgrest(server, database, tmp_path) as url:
        commands.set(SUPABASE_URL=url, SUPABASE_KEY=token("service_role"))
        server.drop_database(database)
        [(check, state, sentence)] = troubles(commands)

    assert (check, state) == ("reach", "problem")
    assert "starting, overloaded or down" in sentence


def test_a_database_that_is_away_is_said_and_the_rest_is_still_examined(commands: Commands, tmp_path: Path) -> None:
    commands.set(DATABASE_URL=f"postgresql://owner@/cinelibre?host={tmp_path}", CORS_ORIGINS="*")

    ran = commands.run("doctor")

    assert ran.status == 1
    assert "problem  reach      Nothing listens at DATABASE_URL: start the server, or check host and port." in ran.out
    assert "warning  cors " in ran.out
    assert "ok       embedding " in ran.out
    assert ran.error == "doctor: 1 problem, 1 warning.\n"


def test_a_database_nothing_was_shipped_to_is_told_to_ship(commands: Commands, server: Server, project: str) -> None:
    commands.set(DATABASE_URL=server.url_of(project))

    assert [(check, state) for check, state, _ in troubles(commands)] == [("schema", "problem")]


@pytest.mark.parametrize("harm", ["missing", "damaged"])
def test_a_model_file_that_is_not_whole_is_named(
    commands: Commands, server: Server, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    folder = tmp_path / SHIPPED_MODEL
    shutil.copytree(ROOT / "api" / "models" / SHIPPED_MODEL, folder)
    if harm == "missing":
        (folder / "model.onnx").unlink()
    else:
        (folder / "model.onnx").write_bytes(b"\0" * 1000)
    monkeypatch.setattr(gathering, "Embedder", partial(Embedder, models_dir=tmp_path))
    commands.set(DATABASE_URL=server.url_of(database))

    [(check, state, sentence)] = troubles(commands)

    assert (check, state) == ("embedding", "problem")
    assert "model.onnx" in sentence
    assert "restore api/models" in sentence
    assert str(tmp_path) not in sentence


def test_a_database_near_its_limit_is_a_warning(commands: Commands, server: Server, database: str) -> None:
    commands.set(DATABASE_URL=server.url_of(database), DATABASE_LIMIT_MB="16")

    [(check, state, sentence)] = troubles(commands, 0)

    assert (check, state) == ("space", "warning")
    assert "of 16 MB" in sentence
