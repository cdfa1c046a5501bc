"""A PostgreSQL of one's own that is killed is there again, with what was written, and ends when it is left."""

import os
import signal
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit

import psutil
import psycopg

from api.ship.embedded import embedded_postgres

SECONDS = 60


def postmaster(url: str) -> int:
    """The pid of the server's first process."""
    folder = parse_qs(urlsplit(url).query)["host"][0]
    return int((Path(folder) / "postmaster.pid").read_text().split()[0])


def answer_of(url: str, seconds: float) -> int | None:
    """The number of rows that were written, as soon as the server tells it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with psycopg.connect(url) as connection:
                [count] = connection.execute("select count(*) from kept").fetchone() or [None]
                return count
        except psycopg.OperationalError:
            time.sleep(0.1)
    return None


def test_a_server_that_is_killed_is_started_again() -> None:
    with TemporaryDirectory(prefix="cinelibre-") as folder:
        with embedded_postgres(Path(folder), is_kept_up=True) as url:
            with psycopg.connect(url) as connection:
                connection.execute("create table kept as select 1")
            former = []
            for _ in range(2):
                former.append(postmaster(url))
                os.kill(former[-1], signal.SIGKILL)
                assert answer_of(url, SECONDS) == 1
            last = postmaster(url)

        assert len({*former, last}) == 3
        assert not psutil.pid_exists(last) or psutil.Process(last).status() == psutil.STATUS_ZOMBIE
