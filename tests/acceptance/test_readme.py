"""Every command the README shows is run here, as it is written but for the port."""

import json
import os
import re
import shlex
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from api.settings import ROOT
from tests.support.processes import Service, end_postgres_on, environment, postgres_on, started
from tests.support.servers import Server, free_port

README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
[ACCOUNT_TOUR] = [block for block in BLOCKS if "/auth/register" in block]
COMMANDS = [line for block in BLOCKS if block != ACCOUNT_TOUR for line in block.strip().splitlines()]
CURLS = [command for command in COMMANDS if command.startswith("curl ")]
ELSEWHERE = {"make run", "make test"}  # the first is the fixture below, the second is what runs this


@pytest.fixture(scope="module")
def make_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """`make run`, in this checkout, with a data folder and a port of its own."""
    with TemporaryDirectory(prefix="cinelibre-") as folder:
        Path(folder).chmod(0o755)
        data_dir = Path(folder) / "data"
        output = tmp_path_factory.mktemp("make-run") / "out"
        with started(["make", "run"], output, free_port(), DATA_DIR=str(data_dir)) as service:
            service.wait_for("/health/ready", seconds=300)
            yield service
            service.interrupt()
        left = postgres_on(Path(folder))
        end_postgres_on(Path(folder))
        assert left == [], "Ctrl-C must stop the embedded server too"


def test_every_command_shown_is_accounted_for() -> None:
    assert len(CURLS) >= 6
    assert set(COMMANDS) - set(CURLS) == ELSEWHERE


@pytest.mark.parametrize("command", CURLS)
def test_the_curl_tour_works(make_run: Service, command: str) -> None:
    here = command.replace("http://localhost:8000", make_run.url)

    done = subprocess.run(
        [*shlex.split(here), "--silent", "--fail"], capture_output=True, text=True, check=True, timeout=60
    )

    answer = json.loads(done.stdout)
    assert answer.get("items") != []
    assert answer


def test_the_tour_with_an_account_works(make_run: Service, tmp_path: Path) -> None:
    here = ACCOUNT_TOUR.replace("http://localhost:8000", make_run.url).replace("curl ", "curl --silent --fail ")

    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", here], capture_output=True, text=True, check=True, timeout=60, cwd=tmp_path
    )

    answers = re.sub(r"\}\s*\{", "}\n{", done.stdout).splitlines()
    registered, rated, saved, watched, recommended, history, movies, imported, deleted = map(json.loads, answers)
    assert registered["user"]["email"] == "reader@example.com"
    assert rated["rating"] == 4.5
    assert saved["on_watchlist_at"] is not None
    assert watched["recorded"] is True
    assert {item["id"] for item in recommended["items"]}.isdisjoint({1, 2})
    assert len(recommended["items"]) == 3
    assert history["total"] == 1
    assert {movie["id"] for movie in movies["items"]}.isdisjoint({1, 2})
    exported = json.loads((tmp_path / "library.json").read_text())
    assert (len(exported["ratings"]), len(exported["shelf"]), len(exported["interactions"])) == (1, 2, 3)
    assert imported["counts"] == {"already_there": 6}
    assert deleted == {"deleted": True}


def test_a_second_make_run_installs_nothing(make_run: Service) -> None:
    command = ["make", "--dry-run", "run"]
    planned = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=True)

    assert planned.stdout.strip().splitlines() == ["exec .venv/bin/python -m api"]


def test_the_curl_tour_finds_what_it_describes(make_run: Service) -> None:
    first = next(command for command in CURLS if "comes%20back%20as%20a%20fly" in command)

    done = subprocess.run(
        [*shlex.split(first.replace("http://localhost:8000", make_run.url)), "--silent"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(done.stdout)["items"][0]["title"] == "Eega"


def test_paths_the_readme_links_to_are_there() -> None:
    linked = [target for target in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in target]

    assert len(linked) >= 10
    assert [target for target in linked if not (ROOT / target).exists()] == []


def test_requirements_txt_alone_is_enough_to_serve(server: Server, database_url: str, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    programs = tmp_path / "venv" / "bin"
    install = [str(programs / "python"), "-m", "pip", "install", "-qq", "-r", "requirements.txt"]
    subprocess.run(install, cwd=ROOT, check=True, timeout=600)
    procfile = (ROOT / "Procfile").read_text().removeprefix("web: env ").strip()
    line = f'exec env PATH="{programs}:{os.environ["PATH"]}" {procfile}'

    with started(
        line, tmp_path / "out", free_port(), DATABASE_URL=database_url, JWT_SECRET_KEY="long enough " * 4
    ) as service:
        assert service.wait_for("/health/ready").json()["status"] == "ok"
        assert service.wait_for("/search/semantic?q=space").json()["items"] == []
        assert service.terminate() == 0


def test_python_m_api_without_the_embedded_database_installed_says_what_to_do(tmp_path: Path) -> None:
    hidden = tmp_path / "fasteners.py"
    hidden.write_text("raise ImportError\n")
    settings = environment(PORT=str(free_port()), DATA_DIR=str(tmp_path / "data"), PYTHONPATH=str(tmp_path))

    done = subprocess.run(
        [sys.executable, "-m", "api"], cwd=ROOT, env=settings, capture_output=True, text=True, check=False, timeout=60
    )

    assert done.returncode == 1
    assert "requirements-local.txt" in done.stderr
    assert done.stderr.strip().count("\n") == 0
