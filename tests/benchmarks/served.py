"""The service as it is deployed: started by its command line, weighed, and told to stop."""

import asyncio
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from api.settings import ROOT
from tests.benchmarks.load import Connection
from tests.benchmarks.setups import Contender
from tests.support.servers import free_port

START_SECONDS = 120
STOP_SECONDS = 60
MB = 1024 * 1024
_COMPLAINT = re.compile(r'"level": "(warning|error|critical)"|\[(WARNING|ERROR|CRITICAL)\]|^Traceback')


@dataclass(frozen=True)
class Memory:
    """Megabytes of a process tree: `pss` counts shared pages once, nan where the system does not tell."""

    rss: float
    pss: float


@dataclass(frozen=True)
class Stopped:
    """How a process ended after SIGTERM: its exit status, the seconds, the processes it left behind."""

    status: int
    seconds: float
    n_left: int


class Served:
    """A running service."""

    def __init__(self, port: int, process: "subprocess.Popen[bytes]", started: float, log: Path) -> None:
        self.port = port
        self._process = process
        self._started = started
        self._log = log

    async def seconds_until(self, path: str) -> float:
        """Asks for `path` until it is answered with 200: the seconds since the process was started."""
        connection = Connection(self.port)
        while await connection.get(path) != "200":
            if self._process.poll() is not None or time.perf_counter() - self._started > START_SECONDS:
                raise RuntimeError(f"It does not start:\n{self._log.read_text()[-2000:]}")
            await asyncio.sleep(0.005)
        connection.close()
        return time.perf_counter() - self._started

    def memory(self) -> Memory:
        """What the whole process tree weighs."""
        tree = self.tree()
        return Memory(sum(one.memory_info().rss for one in tree) / MB, sum(_pss(one.pid) for one in tree) / MB)

    def stop(self) -> Stopped:
        """SIGTERM to the first process, as a platform does, and the wait for its end."""
        tree, told = self.tree(), time.perf_counter()
        self._process.send_signal(signal.SIGTERM)
        try:
            status = self._process.wait(STOP_SECONDS)
        finally:
            seconds = time.perf_counter() - told
            _, left = psutil.wait_procs(tree, timeout=0.5)
            alive = [one for one in left if _is_alive(one)]
            for one in alive:
                one.kill()
        return Stopped(status, seconds, len(alive))

    def complaints(self) -> list[str]:
        """The log's lines from WARNING up."""
        return [line for line in self._log.read_text().splitlines() if _COMPLAINT.search(line)]

    @property
    def log_bytes(self) -> int:
        """How long its log is by now."""
        return self._log.stat().st_size

    @property
    def is_running(self) -> bool:
        """Whether its first process has not ended."""
        return self._process.poll() is None

    def tree(self) -> list[psutil.Process]:
        """Its first process and all that come of it."""
        try:
            first = psutil.Process(self._process.pid)
            return [first, *first.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []


def _is_alive(process: psutil.Process) -> bool:
    """Not even a zombie: whoever adopted it may be slow to bury it."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _pss(pid: int) -> float:
    rollup = Path(f"/proc/{pid}/smaps_rollup")
    found = re.search(r"^Pss: +(\d+) kB", rollup.read_text(), re.MULTILINE) if rollup.exists() else None
    return int(found[1]) * 1024 if found else float("nan")


@contextmanager
def serving(contender: Contender, before: str = "", *, shows_complaints: bool = True) -> Iterator[Served]:
    """Serves on a port of the loopback interface, after the shell words `before`; stops it at the end."""
    port = free_port()
    line = contender.line.replace("0.0.0.0", "127.0.0.1")
    with tempfile.NamedTemporaryFile(prefix="cinelibre-", suffix=".log") as log:
        started = time.perf_counter()
        process = subprocess.Popen(
            ["sh", "-c", f"{before} exec {line}"],
            cwd=ROOT,
            env=contender.environment | {"PORT": str(port)},
            stdout=log,
            stderr=log,
        )
        served = Served(port, process, started, Path(log.name))
        try:
            yield served
        finally:
            if served.is_running:
                served.stop()
            for complaint in served.complaints() if shows_complaints else ():
                print(f"log of {contender.name}: {complaint}", flush=True)
