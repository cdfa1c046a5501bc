"""What people do with the client, played in a real browser against the real API (web/tests/stories/)."""

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.processes import environment
from tests.support.servers import Server, free_port
from tests.support.web import WEB, need_chromium
from tests.web.conftest import Serve

STORIES = sorted(path.stem for path in (WEB / "tests" / "stories").glob("*.mjs"))
GOES_AND_COMES = "service-goes-and-comes"
PREFIX = "/api/v1"


def play(name: str, url: str, shots: Path) -> subprocess.Popen[str]:
    """Starts a story. What it prints and what it is told go through pipes."""
    own = environment(CINELIBRE_URL=url, CHROMIUM=need_chromium(), CINELIBRE_SHOTS=str(shots), PYTHON=sys.executable)
    return subprocess.Popen(
        ["node", f"tests/stories/{name}.mjs"],
        cwd=WEB, env=own, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def assert_played(name: str, url: str, shots: Path) -> None:
    """Plays a story to its end; fails with what it printed."""
    told = play(name, url, shots)
    printed, _ = told.communicate(timeout=600)
    assert told.returncode == 0, f"{printed}\nPictures of its pages are in {shots}"


@pytest.mark.parametrize("name", [name for name in STORIES if name != GOES_AND_COMES])
def test_story(site: str, name: str, tmp_path: Path) -> None:
    assert_played(name, site, tmp_path)


@pytest.mark.parametrize("name", ["guest-finds-by-describing", "session-ends-in-the-middle"])
def test_story_under_a_prefix(serve: Serve, name: str, tmp_path: Path) -> None:
    with serve(API_PREFIX=PREFIX) as service:
        assert_played(name, f"{service.url}{PREFIX}", tmp_path)


def test_the_service_goes_and_comes(
    serve: Serve, servers: dict[int, Server], trained_template: str, tmp_path: Path
) -> None:
    name, port = servers[18].create_database(trained_template), free_port()
    url = servers[18].url_of(name)
    with ExitStack() as first, ExitStack() as second:
        service = first.enter_context(serve(url, port))
        told = play(GOES_AND_COMES, service.url, tmp_path)
        assert told.stdin is not None
        assert told.stdout is not None
        printed = []
        for line in told.stdout:
            printed.append(line)
            if line == "DO stop\n":
                first.close()
            elif line == "DO start\n":
                second.enter_context(serve(url, port))
            else:
                continue
            told.stdin.write("done\n")
            told.stdin.flush()
        assert told.wait(60) == 0, "".join(printed)
    servers[18].drop_database(name)
