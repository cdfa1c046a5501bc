"""The commands that people use, run as they are written."""

import asyncio
import json
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psycopg
import pytest

from api.__main__ import _listening
from api.settings import ROOT, Settings
from tests.conftest import settings_of
from tests.support.processes import Service, end_postgres_on, environment, postgres_on, started
from tests.support.readers import rows
from tests.support.servers import Server, free_port, running_postgrest, token
from tests.support.waiting import until

SECRET = "a-secret-of-more-than-thirty-two-bytes"
PROCFILE = (ROOT / "Procfile").read_text().removeprefix("web: ").strip()
WAITING = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
SEARCH = "/search/semantic?q=action%20thriller&type=movie&limit=5"


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data folder for an embedded database; its server is stopped, whatever the test did."""
    with TemporaryDirectory(prefix="cinelibre-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "data"
        end_postgres_on(Path(folder))


@pytest.fixture
def laptop(data_dir: Path, tmp_path: Path) -> Iterator[Service]:
    """`python -m api` on an embedded database of its own, up and filled."""
    with started([sys.executable, "-m", "api"], tmp_path / "out", free_port(), DATA_DIR=str(data_dir)) as service:
        service.wait_for()
        yield service


def gunicorn_line() -> str:
    """The Procfile's own line; its program is the one beside the running Python."""
    return f'exec env PATH="{Path(sys.executable).parent}:$PATH" {PROCFILE.removeprefix("env ")}'


def curls(text: str) -> list[list[str]]:
    """The curl commands that a text shows, as words."""
    return [shlex.split(line) for line in text.splitlines() if line.strip().startswith("curl ")]


def test_python_m_api_serves_a_filled_catalogue_and_prints_three_curls_that_work(laptop: Service) -> None:
    shown = curls(laptop.printed)

    assert len(shown) == 3
    for command in shown:
        done = subprocess.run([*command, "--silent", "--fail"], capture_output=True, text=True, check=True)
        assert json.loads(done.stdout)["items"], command
    found = httpx.get(f"{laptop.url}{SEARCH}", timeout=30).json()
    assert len(found["items"]) == 5
    assert httpx.get(f"{laptop.url}/health").json()["database"]["n_movies"] == 160


def test_ctrl_c_stops_the_server_and_its_database(laptop: Service, data_dir: Path) -> None:
    assert postgres_on(data_dir)

    status = laptop.interrupt()

    assert status in {0, 130, -signal.SIGINT}
    assert postgres_on(data_dir) == []
    assert "Traceback" not in laptop.printed


def test_sigterm_stops_the_server_and_its_database(laptop: Service, data_dir: Path) -> None:
    laptop.terminate()

    assert postgres_on(data_dir) == []
    assert "Traceback" not in laptop.printed


def test_a_second_start_keeps_the_data(laptop: Service, data_dir: Path, tmp_path: Path) -> None:
    laptop.interrupt()
    secret = (data_dir / "jwt_secret_key").read_text()

    with started([sys.executable, "-m", "api"], tmp_path / "again", free_port(), DATA_DIR=str(data_dir)) as again:
        again.wait_for("/health/ready")

        assert httpx.get(f"{again.url}/health").json()["database"]["n_movies"] == 160
    assert "Loading the demo catalogue" not in again.printed
    assert (data_dir / "jwt_secret_key").read_text() == secret


def a_job(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A job where nothing is configured."""
    command = [sys.executable, "-m", "api.jobs", *arguments]
    given = environment(DATA_DIR=str(data_dir))
    return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=120, check=False)


def test_jobs_work_on_the_database_of_a_laptop_also_while_nothing_serves(laptop: Service, data_dir: Path) -> None:
    made = a_job(data_dir, "user", "operator@example.com", "--role", "admin", "--token", "1")

    assert made.returncode == 0, made.stderr
    assert f"the database of `make run`, in {data_dir}" in made.stderr
    bearer = {"Authorization": f"Bearer {made.stdout.splitlines()[1]}"}
    assert httpx.get(f"{laptop.url}/auth/me", headers=bearer).json()["role"] == "admin"
    laptop.interrupt()
    assert "train  20" in a_job(data_dir, "status").stdout
    assert postgres_on(data_dir) == []


def test_jobs_make_no_database_where_none_is(tmp_path: Path) -> None:
    done = a_job(tmp_path, "status")

    assert done.returncode == 1
    assert "No database is configured" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("also_the_database", [False, True])
def test_after_kill_9_the_next_start_recovers_and_stops_cleanly(
    laptop: Service, data_dir: Path, tmp_path: Path, also_the_database: bool
) -> None:
    laptop.kill()
    assert postgres_on(data_dir)
    if also_the_database:
        for process in postgres_on(data_dir):
            process.kill()
            process.wait(60)

    with started([sys.executable, "-m", "api"], tmp_path / "again", free_port(), DATA_DIR=str(data_dir)) as again:
        again.wait_for()
        assert httpx.get(f"{again.url}/movies").json()["total"] == 160
        again.interrupt()

    assert postgres_on(data_dir) == []


def test_a_start_that_was_killed_while_it_made_the_database_is_made_up_for(data_dir: Path, tmp_path: Path) -> None:
    half_made = data_dir / "postgres-18"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")

    with started([sys.executable, "-m", "api"], tmp_path / "out", free_port(), DATA_DIR=str(data_dir)) as service:
        service.wait_for()


def test_two_services_share_one_embedded_database_until_the_last_one_leaves(
    laptop: Service, data_dir: Path, tmp_path: Path
) -> None:
    with started([sys.executable, "-m", "api"], tmp_path / "second", free_port(), DATA_DIR=str(data_dir)) as second:
        second.wait_for()

        laptop.interrupt()

        assert httpx.get(f"{second.url}/movies").json()["total"] == 160
        second.interrupt()
    assert postgres_on(data_dir) == []


def refusal(command: list[str], **settings: str) -> str:
    """What a command that refuses prints; it must end with an error, in one line without a traceback."""
    done = subprocess.run(
        command, cwd=ROOT, env=environment(**settings), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def test_a_busy_port_is_one_sentence_and_starts_no_database(data_dir: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]

        said = refusal([sys.executable, "-m", "api"], PORT=str(port), DATA_DIR=str(data_dir))

    assert said.count("\n") == 0
    assert f"Port {port}" in said
    assert f"PORT={port + 1}" in said
    assert not data_dir.exists()


def test_what_is_accepted_sends_small_answers_at_once() -> None:
    with _listening(settings_of(port=free_port())) as listener:
        listener.listen()
        with socket.create_connection(listener.getsockname()) as _, listener.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_data_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    said = refusal([sys.executable, "-m", "api"], PORT=str(free_port()), DATA_DIR=str(tmp_path / "file"))

    assert said.count("\n") == 0
    assert "cannot be written" in said
    assert "DATA_DIR" in said


@pytest.mark.parametrize("sign", ['"', "$", "`", "\\"])
def test_a_data_folder_that_a_shell_would_misread_is_one_sentence(tmp_path: Path, sign: str) -> None:
    said = refusal([sys.executable, "-m", "api"], PORT=str(free_port()), DATA_DIR=str(tmp_path / f"a{sign}b"))

    assert said.count("\n") == 0
    assert f"{sign!r} in it" in said
    assert "DATA_DIR" in said


def test_a_python_too_old_is_one_sentence(tmp_path: Path) -> None:
    old = tmp_path / "python-of-old"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && { echo Python 3.9.2; exit 0; }\nexit 1\n')
    old.chmod(0o755)
    for name in ("Makefile", "requirements.txt", "requirements-local.txt"):
        shutil.copy(ROOT / name, tmp_path)

    done = subprocess.run(["make", "run", f"PYTHON={old}"], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stderr
    assert "3.9.2" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_a_python_without_venv_leaves_nothing_that_the_next_make_run_would_trip_over(tmp_path: Path) -> None:
    # As on Debian without python3-venv: the folder and its python are made, then pip is not to be had.
    partial = tmp_path / "python-without-venv"
    partial.write_text('#!/bin/sh\n[ "$1" = -c ] && exit 0\nmkdir -p .venv/bin && touch .venv/bin/python && exit 1\n')
    partial.chmod(0o755)
    for name in ("Makefile", "requirements.txt", "requirements-local.txt"):
        shutil.copy(ROOT / name, tmp_path)

    done = subprocess.run(["make", "run", f"PYTHON={partial}"], cwd=tmp_path, capture_output=True, check=False)

    assert done.returncode != 0
    assert not (tmp_path / ".venv").exists()


def test_packages_that_cannot_be_had_are_one_sentence(tmp_path: Path) -> None:
    for name in ("Makefile", "requirements.txt", "requirements-local.txt"):
        shutil.copy(ROOT / name, tmp_path)
    nowhere = {"PIP_INDEX_URL": f"http://127.0.0.1:{free_port()}/simple", "PIP_RETRIES": "0", "PIP_NO_CACHE_DIR": "1"}

    done = subprocess.run(
        ["make", "--silent", "run", f"PYTHON={sys.executable}"],
        cwd=tmp_path, env=environment(**nowhere), capture_output=True, text=True, check=False,
    )  # fmt: skip

    said = [line for line in done.stderr.splitlines() if not line.startswith("make:")]
    assert done.returncode != 0
    assert said == [
        "The packages could not be installed: check the network and the disk. pip's own words are in .venv/install.log."
    ]
    assert "No matching distribution" in (tmp_path / ".venv" / "install.log").read_text()
    assert not (tmp_path / ".venv" / ".served").exists()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clean checkout of what serves."""
    folder = tmp_path / "clone"
    shutil.copytree(ROOT / "api", folder / "api", ignore=shutil.ignore_patterns("__pycache__", ".env"))
    shutil.copytree(ROOT / "sql", folder / "sql")
    return folder


@pytest.mark.parametrize("where", [".env", "api/.env"])
def test_python_api_main_py_reads_env_in_the_root_or_in_api(
    where: str, server: Server, database_url: str, clone: Path, tmp_path: Path
) -> None:
    (clone / where).write_text(f"DATABASE_URL={database_url}\nJWT_SECRET_KEY={SECRET}\nLOG_LEVEL=WARNING\n")
    command = [sys.executable, "api/main.py"]

    with started(command, tmp_path / "out", free_port(), clone, CINELIBRE_IGNORES_ENV_FILES="") as service:
        service.wait_for()
        health = httpx.get(f"{service.url}/health").json()

    assert (health["status"], health["database"]["n_movies"]) == ("ok", 0)
    assert not (clone / ".cinelibre").exists()


def test_tests_and_what_they_start_leave_a_env_unread(clone: Path) -> None:
    for where in (".env", "api/.env"):
        (clone / where).write_text("DATABASE_URL=postgresql://owner@production.example/cinelibre\n")
    command = [sys.executable, "-c", "from api.settings import read_settings; print(read_settings().database_url)"]

    done = subprocess.run(command, cwd=clone, env=environment(), capture_output=True, text=True, check=True)

    assert done.stdout == "None\n"
    assert Settings.model_config["env_file"] is None


def test_the_procfiles_line_serves_over_postgres(server: Server, demo_template: str, tmp_path: Path) -> None:
    name = server.create_database(demo_template)
    with started(
        gunicorn_line(), tmp_path / "out", free_port(), DATABASE_URL=server.url_of(name), JWT_SECRET_KEY=SECRET
    ) as service:
        service.wait_for("/health/ready")

        assert len(httpx.get(f"{service.url}{SEARCH}", timeout=30).json()["items"]) == 5
        assert service.terminate() == 0
    assert "Traceback" not in service.printed
    server.drop_database(name)


def test_the_procfiles_line_serves_over_supabase(server: Server, demo_template: str, tmp_path: Path) -> None:
    name = server.create_database(demo_template)
    with (
        running_postgrest(server, name, tmp_path / "postgrest") as url,
        started(
            gunicorn_line(),
            tmp_path / "out",
            free_port(),
            SUPABASE_URL=url,
            SUPABASE_KEY=token("service_role"),
            JWT_SECRET_KEY=SECRET,
        ) as service,
    ):
        service.wait_for("/health/ready")

        assert len(httpx.get(f"{service.url}{SEARCH}", timeout=30).json()["items"]) == 5
        assert httpx.get(f"{service.url}/movies/99999").json()["error"] == "item_not_found"
        assert service.terminate() == 0
    server.drop_database(name)


def test_gunicorn_without_a_database_refuses_in_one_sentence(tmp_path: Path) -> None:
    with started(gunicorn_line(), tmp_path / "out", free_port(), JWT_SECRET_KEY=SECRET) as service:
        assert service.process.wait(60) != 0

    assert "No database is configured: set SUPABASE_URL and SUPABASE_KEY, or DATABASE_URL" in service.printed
    assert "Traceback" not in service.printed


def test_gunicorn_without_a_secret_refuses_in_one_sentence(database_url: str, tmp_path: Path) -> None:
    with started(gunicorn_line(), tmp_path / "out", free_port(), DATABASE_URL=database_url) as service:
        assert service.process.wait(60) != 0

    assert "JWT_SECRET_KEY is not set" in service.printed
    assert "Traceback" not in service.printed


def test_an_answer_under_way_is_finished_before_the_process_stops(
    server: Server, database_url: str, tmp_path: Path
) -> None:
    answers: list[httpx.Response] = []
    with (
        started(
            gunicorn_line(), tmp_path / "out", free_port(), DATABASE_URL=database_url, JWT_SECRET_KEY=SECRET
        ) as service,
        psycopg.connect(database_url) as holding,
    ):
        service.wait_for("/health/ready")
        holding.execute("lock table cinelibre.items in access exclusive mode")
        asking = threading.Thread(target=lambda: answers.append(httpx.get(f"{service.url}/movies", timeout=30)))
        asking.start()
        asyncio.run(until(lambda: rows(database_url, WAITING) != []))

        service.process.terminate()
        time.sleep(1)
        assert service.process.poll() is None
        holding.rollback()
        asking.join()

        assert service.process.wait(60) == 0
    assert [answer.status_code for answer in answers] == [200]


def test_a_client_that_goes_on_asking_after_sigterm_is_answered_and_told_to_go_elsewhere(
    database_url: str, tmp_path: Path
) -> None:
    with (
        started(
            gunicorn_line(), tmp_path / "out", free_port(), DATABASE_URL=database_url, JWT_SECRET_KEY=SECRET
        ) as service,
        httpx.Client(base_url=service.url, timeout=30) as client,
    ):
        service.wait_for("/health/ready")
        before = client.get("/health/live")

        service.process.terminate()
        answers: list[httpx.Response] = []
        while not answers or answers[-1].headers.get("connection") != "close":
            answers.append(client.get("/health/live"))

        assert service.process.wait(60) == 0
    assert "connection" not in before.headers
    assert {answer.status_code for answer in answers} == {200}


def test_what_the_process_logs_is_json_line_by_line(database_url: str, tmp_path: Path) -> None:
    with started(
        gunicorn_line(), tmp_path / "out", free_port(), DATABASE_URL=database_url, JWT_SECRET_KEY=SECRET
    ) as service:
        service.wait_for()
        httpx.get(f"{service.url}/movies", headers={"X-Request-ID": "find-me"})
        service.terminate()

    lines = [json.loads(line) for line in service.printed.splitlines() if line.startswith("{")]
    assert any(line.get("request_id") == "find-me" and line["event"] == "request" for line in lines)
    assert SECRET not in service.printed


def test_jobs_are_listed_with_a_sentence_each() -> None:
    done = subprocess.run([sys.executable, "-m", "api.jobs"], cwd=ROOT, capture_output=True, text=True, check=True)

    asked = {"ship", "import", "sync", "embed", "train", "refresh", "cleanup", "evaluate", "export", "user", "status"}
    listed = re.split(r"^    (?=[a-z])", done.stdout.partition("JOB\n")[2], flags=re.MULTILINE)[1:]
    sentences = dict(" ".join(job.split()).split(" ", 1) for job in listed)
    asked |= {"demo", "doctor", "pictures", "reports", "reviews", "memory", "stream", "consume", "replay", "dlq"}
    asked |= {"seasons", "experiment"}
    assert asked == set(sentences)
    assert [name for name, sentence in sentences.items() if not re.fullmatch(r"[A-Z].+\.", sentence)] == []
    assert sentences["ship"].startswith("Bring the database to this release")


def test_ship_runs_from_the_command_line_and_says_what_it_did(server: Server, project: str) -> None:
    command = [sys.executable, "-m", "api.jobs", "ship"]
    settings = environment(DATABASE_URL=server.url_of(project))

    first = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=True)
    second = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=True)

    assert "0001_create_vector_extension" in first.stdout
    assert "none new" in second.stdout


def test_ship_without_database_url_says_what_it_needs() -> None:
    said = refusal([sys.executable, "-m", "api.jobs", "ship"], SUPABASE_URL="https://a.example", SUPABASE_KEY="k")

    assert "DATABASE_URL" in said
    assert "database_schema.sql" in said
