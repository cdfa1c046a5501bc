"""The service as people start it: a process of its own, watched through its output and its port."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

from api.settings import ROOT, Settings

# What would change how a started service behaves, wherever these tests run; `make test` is no part of `make run`.
_OWN = (*(name.upper() for name in Settings.model_fields), "MAKE", "MFLAGS")


def environment(**given: str) -> dict[str, str]:
    """This process's environment without settings of ours, and with `given`.

    Tests ask without pause, and jobs do not find the database of a `make run` in the checkout.
    """
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(_OWN)}
    without_pause = {"REQUESTS_PER_MINUTE": "0", "SEARCHES_PER_MINUTE": "0"}
    elsewhere = {"DATA_DIR": str(ROOT / ".of-tests")}
    return {**kept, "PYTHONUNBUFFERED": "1", **without_pause, **elsewhere, **given}


class Service:
    """A running command and what it printed."""

    def __init__(self, process: subprocess.Popen[bytes], output: Path, url: str) -> None:
        self.process = process
        self.url = url
        self._output = output

    @property
    def printed(self) -> str:
        """Everything on its standard output and error so far."""
        return self._output.read_text(errors="replace")

    def wait_for(self, path: str = "/health/live", seconds: float = 120) -> httpx.Response:
        """The first 200 of `path`; fails with the output when the process ends or time runs out."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                answer = httpx.get(f"{self.url}{path}", timeout=30)
            except httpx.TransportError:
                time.sleep(0.05)
                continue
            if answer.status_code == 200:
                return answer
            time.sleep(0.1)
        raise AssertionError(f"it does not answer (exit status {self.process.poll()}):\n{self.printed}")

    def interrupt(self) -> int:
        """Ctrl-C: SIGINT to the whole foreground group, as a terminal sends it. Answers the exit status."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(60)

    def terminate(self) -> int:
        """SIGTERM to the process alone, as a platform sends it. Answers the exit status."""
        self.process.terminate()
        return self.process.wait(60)

    def kill(self) -> None:
        """SIGKILL to the whole group: no goodbye."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(60)


@contextmanager
def started(
    command: list[str] | str, output: Path, port: int, folder: Path = ROOT, **settings: str
) -> Iterator[Service]:
    """Starts `command` in a process group of its own; whatever is left of the group is ended after."""
    with output.open("wb") as sink:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment(PORT=str(port), **settings),
            stdout=sink,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            shell=isinstance(command, str),
        )
    try:
        yield Service(process, output, f"http://127.0.0.1:{port}")
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(60)


def postgres_on(folder: Path) -> list[psutil.Process]:
    """The PostgreSQL servers that run on a data folder below `folder`."""
    return [
        process
        for process in psutil.process_iter(["cmdline", "name"])
        if process.info["name"] == "postgres" and str(folder) in " ".join(process.info["cmdline"] or [])
    ]


def end_postgres_on(folder: Path) -> None:
    """Stops what a killed service left running on `folder`."""
    for process in postgres_on(folder):
        process.send_signal(signal.SIGINT)
        process.wait(60)
