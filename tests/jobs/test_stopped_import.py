"""An import that is killed or stopped goes on where it was, and a terminal sees how far it is."""

import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.settings import ROOT
from tests.jobs.importing import RUNS, THEN, command, movies_of, ratings_of, rows, run, write_movielens
from tests.support.processes import environment
from tests.support.waiting import PATIENCE

N_MOVIES, N_RATERS = 600, 100


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """600 movies and 60,000 ratings: seconds of work."""
    movies = [(n, f"Film {n}, The ({1900 + n % 100})", "Drama") for n in range(1, N_MOVIES + 1)]
    ratings = [
        (rater, n, 0.5 + (rater + n) % 10 / 2, THEN + n)
        for rater in range(1, N_RATERS + 1)
        for n in range(1, N_MOVIES + 1)
    ]
    return write_movielens(tmp_path / "ml", movies, ratings)


@pytest.fixture
def under_way(database_url: str, large: Path) -> Iterator["subprocess.Popen[str]"]:
    """An import of the large folder; ended after the test whatever it did."""
    process = subprocess.Popen(
        command("movielens", large),
        cwd=ROOT,
        env=environment(DATABASE_URL=database_url, EMBEDDING_THREADS="4"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


def children_of(pid: int) -> list[str]:
    """The processes that it started, as Linux lists them."""
    stats = {path.parent.name: path.read_text() for path in Path("/proc").glob("[0-9]*/stat") if path.exists()}
    return [name for name, stat in stats.items() if stat.rpartition(")")[2].split()[1] == str(pid)]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_it_starts_no_process_that_a_kill_could_leave_behind(
    database_url: str, under_way: "subprocess.Popen[str]"
) -> None:
    wait_until_some(database_url, "items", under_way)  # it embeds, on four threads

    assert children_of(under_way.pid) == []


def wait_until_alone(database_url: str) -> None:
    """Until PostgreSQL is through with what a killed client had asked for."""
    others = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    ends_at = time.monotonic() + PATIENCE
    while rows(database_url, others) != [(0,)]:
        assert time.monotonic() < ends_at, "somebody is still connected"
        time.sleep(0.02)


def wait_until_some(database_url: str, table: str, process: "subprocess.Popen[str]") -> int:
    """Waits until `table` has rows while `process` runs; answers how many."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        [(n_rows,)] = rows(database_url, f"select count(*) from cinelibre.{table}")
        if n_rows:
            return int(n_rows)
        time.sleep(0.01)
    raise AssertionError(f"{table} stayed empty: {process.communicate()[0]}")


@pytest.mark.parametrize(("table", "n_rows"), [("items", N_MOVIES), ("ratings", N_MOVIES * N_RATERS)])
def test_after_kill_9_it_goes_on_where_it_was(
    database_url: str, large: Path, under_way: "subprocess.Popen[str]", table: str, n_rows: int
) -> None:
    wait_until_some(database_url, table, under_way)
    under_way.send_signal(signal.SIGKILL)
    under_way.wait(60)
    wait_until_alone(database_url)
    n_items, n_ratings = (
        rows(database_url, f"select count(*) from cinelibre.{name}")[0][0] for name in ("items", "ratings")
    )

    done = run("movielens", large, DATABASE_URL=database_url)

    assert [row[:2] for row in rows(database_url, RUNS)] == [("import", "lost"), ("import", "done")]
    assert 0 < (n_items if table == "items" else n_ratings) < n_rows, "it was killed too late to prove anything"
    assert f"movies: {N_MOVIES - n_items:,} new, 0 changed, {n_items:,} unchanged" in done.stdout
    assert f"{N_MOVIES - n_items:,} texts embedded" in done.stdout
    assert f"ratings: {N_MOVIES * N_RATERS - n_ratings:,} new, 0 changed, {n_ratings:,} unchanged" in done.stdout
    assert [row[:2] for row in movies_of(database_url)] == [(n, f"The Film {n}") for n in range(1, N_MOVIES + 1)]
    assert ratings_of(database_url) == [
        (f"movielens:{rater}", n, 0.5 + (rater + n) % 10 / 2, THEN + n)
        for rater in range(1, N_RATERS + 1)
        for n in range(1, N_MOVIES + 1)
    ]
    assert rows(database_url, "select count(*) from cinelibre.item_embeddings") == [(N_MOVIES,)]


def test_ctrl_c_stops_it_in_one_sentence(database_url: str, under_way: "subprocess.Popen[str]") -> None:
    wait_until_some(database_url, "items", under_way)

    under_way.send_signal(signal.SIGINT)
    said = under_way.communicate(timeout=60)[0]

    assert under_way.returncode == 130
    assert said.splitlines()[-1] == "import movielens: stopped; run it again to go on."
    assert "Traceback" not in said


def test_on_a_terminal_a_bar_shows_rate_and_time_left(database_url: str, large: Path) -> None:
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        command("movielens", large),
        cwd=ROOT,
        env=environment(DATABASE_URL=database_url, LOG_LEVEL="WARNING", TERM="xterm", COLUMNS="100"),
        stdout=subprocess.PIPE,
        stderr=follower,
    )
    os.close(follower)
    shown = b""
    try:
        while chunk := os.read(leader, 65536):
            shown += chunk
    except OSError:  # the other end is closed: it is done
        pass
    os.close(leader)
    process.communicate()

    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode())
    assert process.returncode == 0
    assert re.search(r"movies\.csv ━+.* [1-9]\d\d/600 +\d+/s 0:00:0\d", plain)
    assert re.search(r"ratings\.csv ━+.* [1-9]\d+000/60000 +[\d,]+/s 0:00:0\d", plain)
