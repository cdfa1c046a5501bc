"""What 2,000 connections of /live take: `python -m tests.benchmarks.live`.

Memory and processor time of the service alone, for opening, for keeping, and for a change that concerns everybody.
"""

import argparse
import asyncio
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import psutil
import psycopg

from api.push.readers import MOST_OF_A_READER
from api.security.tokens import Claims, write_token
from api.ship.shipping import ship
from api.ship.sql_tree import read_sql_tree
from tests.support.processes import Service, started
from tests.support.servers import Server, free_port, running_server

SECRET = "a secret of at least thirty-two bytes"
AT_ONCE = 50
IDLE_SECONDS = 10.0
PATIENCE_SECONDS = 60.0
KB = 1024
UPGRADE = (
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
)
ROWS = [
    "kB a connection",
    "ms of CPU to open one",
    "idle, % of a core",
    "ms of CPU for a change that concerns all",
    "µs of it a connection",
]
WIRES = ["server-sent events", "WebSocket"]


class Crowd:
    """Open connections, and how often each was told that its rows changed."""

    def __init__(self, port: int, *, is_socket: bool) -> None:
        self._port = port
        self._upgrade = UPGRADE if is_socket else ""
        self._writers: list[asyncio.StreamWriter] = []
        self._reading: list[asyncio.Task[None]] = []
        self.n_told = 0

    async def enter(self, reader_id: int) -> None:
        """Opens one more connection."""
        token = write_token(Claims(reader_id, 1), SECRET, timedelta(hours=1))
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writers.append(writer)
        writer.write(f"GET /live HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n{self._upgrade}\r\n".encode())
        await reader.readuntil(b'"hello"')
        self._reading.append(asyncio.create_task(self._read(reader)))

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while told := await reader.read(4 * KB):
            self.n_told += told.count(b'{"kind":"rows"')

    async def leave(self) -> None:
        """Hangs up."""
        for task in self._reading:
            task.cancel()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.sleep(1)


@contextmanager
def serving(server: Server, database: str, folder: Path) -> Iterator[Service]:
    """The service as `python -m api` starts it, which has answered."""
    command = [sys.executable, "-m", "api"]
    with started(
        command, folder / "out", free_port(),
        DATABASE_URL=server.url_of(database), JWT_SECRET_KEY=SECRET, LOG_LEVEL="WARNING",
        CINELIBRE_IGNORES_ENV_FILES="1",
    ) as service:  # fmt: skip
        service.wait_for("/health/ready")
        httpx.get(f"{service.url}/movies", timeout=30)
        yield service


async def measure(service: Service, server: Server, database: str, n: int, *, is_socket: bool) -> list[float]:
    """The figures of one wire."""
    process = psutil.Process(service.process.pid)
    crowd = Crowd(int(service.url.rpartition(":")[2]), is_socket=is_socket)
    await crowd.enter(1)  # what a first connection imports is no other's
    weighed, worked = process.memory_full_info().uss, cpu_of(process)
    for start in range(1, n, AT_ONCE):
        places = range(start, min(start + AT_ONCE, n))
        await asyncio.gather(*(crowd.enter(place // MOST_OF_A_READER + 1) for place in places))
    opened = cpu_of(process) - worked
    await asyncio.sleep(2)
    bytes_each = (process.memory_full_info().uss - weighed) / (n - 1)

    worked = cpu_of(process)
    await asyncio.sleep(IDLE_SECONDS)
    idle = (cpu_of(process) - worked) / IDLE_SECONDS

    worked, began = cpu_of(process), time.perf_counter()
    server.execute("update cinelibre.users set taste_version = taste_version + 1 where true", database)
    while crowd.n_told < n and time.perf_counter() - began < PATIENCE_SECONDS:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    took = cpu_of(process) - worked - idle * (time.perf_counter() - began)
    if crowd.n_told < n:
        raise RuntimeError(f"{n - crowd.n_told} of {n} connections were not told:\n{service.printed[-2000:]}")
    await crowd.leave()
    return [bytes_each / KB, opened / (n - 1) * 1e3, 100 * idle, took * 1e3, took / n * 1e6]


def cpu_of(process: psutil.Process) -> float:
    """Seconds of processor time so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=2000)
    parser.add_argument("--wire", nargs="+", choices=WIRES, default=WIRES)
    options = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192) if hard > 0 else 8192, hard))
    print(f"Load average at the start: {os.getloadavg()[0]:.2f}.")
    told: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name, running_server(Path(name) / "data", 18) as server:
        database = server.create_database()
        ship(server.url_of(database), read_sql_tree())
        with psycopg.connect(server.url_of(database)) as connection:
            connection.execute(
                "insert into cinelibre.users (email, token_version) select 'u' || n || '@example.com', 1"
                " from generate_series(1, %s) as n",
                [options.connections],
            )
        for wire in options.wire:
            with serving(server, database, Path(name)) as service:
                is_socket = wire == "WebSocket"
                told[wire] = asyncio.run(measure(service, server, database, options.connections, is_socket=is_socket))
    table = [["", *told], *([row, *(f"{figures[n]:.1f}" for figures in told.values())] for n, row in enumerate(ROWS))]
    for line in table:
        print("| " + " | ".join(line) + " |")
    print(f"Load average at the end: {os.getloadavg()[0]:.2f}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
