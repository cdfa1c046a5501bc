"""The Dockerfile, step by step in a clean folder: no image can be built where these tests run."""

import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from api.settings import ROOT, SHIPPED_MODEL
from tests.deployment.dockerfile import Instruction, copy, read_dockerfile
from tests.deployment.procfile import COMMAND, on_loopback
from tests.support.processes import environment, started
from tests.support.servers import free_port

SECRET = "a-secret-of-more-than-thirty-two-bytes"
INSTRUCTIONS = read_dockerfile()
# What RUN does there and not here, by how it begins, and why.
ELSEWHERE = {
    "pip install": "needs the network; what it installs is what these tests run on",
    "useradd": "needs root, and would change this machine",
}


def all_of(name: str) -> list[str]:
    """What stands behind every instruction of a name."""
    return [instruction.rest for instruction in INSTRUCTIONS if instruction.name == name]


def set_by_env() -> dict[str, str]:
    """The variables that ENV sets."""
    return dict(pair.split("=", 1) for rest in all_of("ENV") for pair in rest.split())


def health_check() -> str:
    """The command of HEALTHCHECK."""
    [rest] = all_of("HEALTHCHECK")
    return rest.partition(" CMD ")[2].strip()


def is_elsewhere(command: str) -> bool:
    """Whether a RUN is not run here."""
    return any(command.startswith(start) for start in ELSEWHERE)


def build(folder: Path) -> None:
    """Every COPY and RUN, in their order."""
    folder.mkdir()
    for instruction in INSTRUCTIONS:
        if instruction.name == "COPY":
            copy(instruction, folder)
        if instruction.name == "RUN" and not is_elsewhere(instruction.rest):
            subprocess.run(on_loopback(instruction.rest), cwd=folder, shell=True, check=True, timeout=300)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What /app holds when the image is built."""
    folder = tmp_path_factory.mktemp("image") / "app"
    build(folder)
    return folder


def check_health(app: Path, port: int, **settings: str) -> int:
    """The exit status of the health check, asked as Docker asks."""
    given = environment(**{**set_by_env(), "PORT": str(port), **settings})
    return subprocess.run(on_loopback(health_check()), cwd=app, env=given, shell=True, check=False).returncode


def test_the_image_is_slim_of_the_python_we_pin_and_every_instruction_is_known_here() -> None:
    assert all_of("FROM") == [f"python:{(ROOT / '.python-version').read_text().strip()}-slim"]
    known = {"FROM", "ENV", "WORKDIR", "COPY", "RUN", "USER", "EXPOSE", "HEALTHCHECK", "CMD"}
    assert {instruction.name for instruction in INSTRUCTIONS} == known
    assert sum(is_elsewhere(command) for command in all_of("RUN")) == len(ELSEWHERE)


def test_packages_are_installed_by_their_hashes_before_the_code_is_copied() -> None:
    [install] = [command for command in all_of("RUN") if command.startswith("pip install")]

    assert "--require-hashes" in install
    assert "--no-cache-dir" in install
    assert install.endswith("-r requirements.txt")
    assert INSTRUCTIONS.index(Instruction("RUN", install)) < INSTRUCTIONS.index(Instruction("COPY", "api ./api"))


def test_it_does_not_run_as_root() -> None:
    [user] = all_of("USER")
    [made] = [command for command in all_of("RUN") if command.startswith("useradd")]

    assert int(user) > 0
    assert f"--uid {user} " in made
    assert INSTRUCTIONS.index(Instruction("USER", user)) < INSTRUCTIONS.index(Instruction("CMD", all_of("CMD")[0]))


def test_it_runs_the_procfiles_command_in_its_environment() -> None:
    assert all_of("CMD") == [f"exec {COMMAND}"]
    assert all_of("EXPOSE") == [set_by_env()["PORT"]]


def test_the_model_the_sql_and_bytecode_are_inside_and_nothing_that_should_not_be(app: Path) -> None:
    assert sorted(path.name for path in app.iterdir()) == ["api", "requirements.txt", "sql"]
    assert (app / "api" / "models" / SHIPPED_MODEL / "model.onnx").stat().st_size > 20_000_000
    sources = [path for path in (app / "api").rglob("*.py") if path.stat().st_size]
    compiled = {path.name.split(".")[0] for path in (app / "api").rglob("*.pyc")}
    assert {path.stem for path in sources} <= compiled
    assert list(app.rglob(".env")) == []


def test_secrets_beside_the_code_stay_out_of_the_image(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = tmp_path / "context"
    (context / "api" / "__pycache__").mkdir(parents=True)
    shutil.copy(ROOT / ".dockerignore", context)
    for name in (".env", "main.py", "__pycache__/main.cpython-311.pyc"):
        (context / "api" / name).write_text("")
    monkeypatch.setattr("tests.deployment.dockerfile.ROOT", context)

    copy(Instruction("COPY", "api ./api"), tmp_path)

    assert [path.name for path in (tmp_path / "api").iterdir()] == ["main.py"]


def test_it_starts_serves_a_search_and_stops_when_asked(app: Path, database_url: str, tmp_path: Path) -> None:
    port = free_port()
    [command] = all_of("CMD")
    given = {**set_by_env(), "DATABASE_URL": database_url, "JWT_SECRET_KEY": SECRET}
    given.pop("PORT")

    with started(on_loopback(command), tmp_path / "out", port, folder=app, **given) as service:
        ready = service.wait_for("/health/ready").json()
        found = httpx.get(f"{service.url}/search/semantic?q=space", timeout=60)
        healthy = check_health(app, port)

        assert service.terminate() == 0
    assert ready == {"status": "ok", "degraded": {}}
    assert (found.status_code, found.json()["items"]) == (200, [])
    assert healthy == 0
    assert check_health(app, port) != 0
    assert "Traceback" not in service.printed


def test_the_health_check_follows_a_prefix(app: Path, database_url: str, tmp_path: Path) -> None:
    port = free_port()
    [command] = all_of("CMD")
    given = {"DATABASE_URL": database_url, "JWT_SECRET_KEY": SECRET, "API_PREFIX": "/api/v1"}

    with started(on_loopback(command), tmp_path / "out", port, folder=app, **given) as service:
        service.wait_for("/api/v1/health/live")

        assert check_health(app, port, API_PREFIX="/api/v1") == 0
        assert check_health(app, port) != 0
