"""A replica that follows a server: a copy by pg_basebackup, then streaming replication over the unix socket."""

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg

from api.db.replicated import ReplicatedDatabase
from api.ship.shipping import ship
from api.ship.sql_tree import read_sql_tree
from tests.support.servers import Server, folder_in_memory, running_server

# A conflict with what is replayed cancels a query after that long.
STANDBY = {
    "max_standby_streaming_delay": "50ms",
    "wal_receiver_status_interval": "1s",
    "wal_retrieve_retry_interval": "50ms",
}


@dataclass
class Replica:
    """A running replica of a server."""

    programs: Path
    folder: Path

    def url_of(self, database: str) -> str:
        """The address of `database` there."""
        return f"postgresql://owner@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        """Runs `statement` as the superuser."""
        url = f"postgresql://postgres@/postgres?host={self.folder}"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def pause(self) -> None:
        """Lets it receive, but not replay."""
        self.execute("select pg_wal_replay_pause()")
        self.execute(
            """
            do $$ begin
                while pg_get_wal_replay_pause_state() <> 'paused' loop perform pg_sleep(0.01); end loop;
            end $$
            """
        )

    def resume(self) -> None:
        """Lets it replay what it received."""
        self.execute("select pg_wal_replay_resume()")

    def start(self) -> None:
        """Starts it, and returns when it takes connections."""
        self._control("start", "-w", "-t", "60", "-l", str(self.folder / "replica.log"))

    def stop(self) -> None:
        """Stops it as an operator would."""
        self._control("stop", "-m", "fast", "-w")

    def promote(self) -> None:
        """Makes it a server of its own."""
        self._control("promote", "-w")

    def family(self) -> list[psutil.Process]:
        """All its processes, the first one first."""
        first = psutil.Process(int((self.folder / "postmaster.pid").read_text().split()[0]))
        return [first, *first.children(recursive=True)]

    def kill(self) -> None:
        """Ends it as the machine would."""
        family = self.family()
        os.kill(family[0].pid, signal.SIGKILL)
        psutil.wait_procs(family, timeout=10)
        (self.folder / "postmaster.pid").unlink(missing_ok=True)

    def _control(self, *words: str) -> None:
        self.run("pg_ctl", "-D", str(self.folder), *words)

    def run(self, program: str, *words: str) -> None:
        """Runs one of PostgreSQL's programs as the user to whom the folder belongs, because it refuses root."""
        owner = self.folder.stat().st_uid if os.geteuid() == 0 else None
        silent = subprocess.DEVNULL  # a pipe would be held open by the server
        subprocess.run([self.programs / program, *words], check=True, user=owner, cwd="/", stdout=silent, stderr=silent)


@contextmanager
def running_replica(server: Server) -> Iterator[Replica]:
    """A replica of everything on `server`; what it was told to replay late or never, it forgets at the end."""
    programs = Path(psutil.Process(_first_pid(server)).exe()).parent
    folder = Path(tempfile.mkdtemp(prefix="cinelibre-replica-", dir=Path(server.socket_dir).parent))
    os.chown(folder, Path(server.socket_dir).stat().st_uid, -1)
    replica = Replica(programs, folder)
    try:
        _copy(server, replica)
        replica.start()
        yield replica
        if (folder / "postmaster.pid").exists():
            replica.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _first_pid(server: Server) -> int:
    return int((Path(server.socket_dir) / "postmaster.pid").read_text().split()[0])


def _copy(server: Server, replica: Replica) -> None:
    """Copies the server's files, with what a standby needs to follow it."""
    replica.run(
        *("pg_basebackup", "-h", server.socket_dir, "-U", "postgres", "-D", str(replica.folder)),
        *("--checkpoint=fast", "--wal-method=stream", "--write-recovery-conf", "--no-sync"),
    )
    for lock in replica.folder.glob(".s.PGSQL.*"):
        lock.unlink()  # the server's socket is in the folder that was copied
    settings = {**STANDBY, "unix_socket_directories": f"'{replica.folder}'", "listen_addresses": "''"}
    with (replica.folder / "postgresql.auto.conf").open("a") as configuration:
        configuration.writelines(f"{name} = {value}\n" for name, value in settings.items())


@contextmanager
def running_pair(version: int = 18) -> Iterator[tuple[Server, Replica]]:
    """A server of one's own, with a database `shipped` that is a template, and its replica."""
    with (
        tempfile.TemporaryDirectory(prefix="cinelibre-", dir=folder_in_memory()) as folder,
        running_server(Path(folder), version) as server,
    ):
        server.execute("create database shipped template project owner owner")
        ship(server.url_of("shipped"), read_sql_tree())
        with running_replica(server) as replica:
            yield server, replica


async def answered_by_replica(db: ReplicatedDatabase, function: str, **args: Any) -> Any:
    """What the replica answers, as soon as it does."""
    while True:
        before = await n_answered(db)
        answer = await db.one(function, **args)
        if await n_answered(db) > before:
            return answer
        await asyncio.sleep(0.01)


async def n_answered(db: ReplicatedDatabase) -> int:
    """How many reads the replica answered."""
    described = await db.describe_replica()
    assert described is not None
    return int(described["n_reads"]["answered"])
