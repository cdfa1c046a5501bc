"""python -m api.jobs experiment: begin, list, stop, count and report."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from api.jobs import __main__ as jobs
from api.settings import Settings
from tests.support.readers import rows, write


class Run(NamedTuple):
    """How a run of the job ended, and what it said."""

    status: int
    out: str
    error: str


Job = Callable[..., Run]


@pytest.fixture
def job(database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Job:
    """Runs `python -m api.jobs experiment` with these arguments, without a process of its own."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setattr(jobs, "configure_logs", lambda level: None)

    def run(*arguments: str) -> Run:
        capsys.readouterr()
        try:
            status = jobs.main(["experiment", *arguments])
        except SystemExit as refused:
            status = int(str(refused.code))
        return Run(status, *capsys.readouterr())

    return run


CREATE = ("create", "bolder", "--variant", "control", "--variant", 'bold={"diversity": 0.3}')


def test_an_experiment_is_created_listed_and_stopped(job: Job) -> None:
    created = job(*CREATE, "--share", "0.5", "--portions", "9,1")
    listed = job("list")
    stopped = job("stop", "bolder", "--reason", "Enough.")

    assert (created.status, listed.status, stopped.status) == (0, 0, 0)
    assert created.out.startswith("experiment: bolder running, control 90%, bold 10% of 50% of readers (")
    assert "bolder" in listed.out
    assert "{'diversity': 0.3}" in listed.out
    assert "1 experiment (" in listed.out
    assert "bolder stopped, control 90%, bold 10% of 50% of readers; stopped by operator: Enough." in stopped.out


def test_a_salt_and_times_are_kept(job: Job, database_url: str) -> None:
    job(*CREATE, "--salt", "ours", "--starts", "2099-01-01T09:00Z", "--ends", "2099-02-01")

    [(kept,)] = rows(database_url, "select to_jsonb(e) from cinelibre.experiments as e")
    assert kept["salt"] == "ours"
    assert kept["starts"].startswith("2099-01-01T09:00:00")
    assert kept["ends"].startswith("2099-02-01T00:00:00")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("create", "bolder", "--variant", "control"), "variants: It must have 2 entries or more"),
        (("create", "Bolder", "--variant", "a", "--variant", "b"), "name: It must be of the form"),
        (("create", "bolder", "--variant", "a", "--variant", "b={"), "After = stands a JSON object"),
        (("create", "bolder", "--variant", "a", "--variant", 'b={"diversty": 1}'), "variants.1.settings.diversty"),
        ((*CREATE, "--portions", "1"), "Give a whole number for each variant"),
        ((*CREATE, "--share", "2"), "share: It must be 1.0 or less"),
        ((*CREATE, "--starts", "soon"), "'soon' is no time like"),
        (("report", "bolder"), "There is no such experiment; known are none"),
        (("stop", "bolder"), "There is no such experiment"),
    ],
)
def test_what_is_wrong_is_said_with_its_remedy(job: Job, arguments: tuple[str, ...], words: str) -> None:
    ran = job(*arguments)

    assert ran.status in (1, 2)
    assert words in ran.error


def test_a_report_counts_and_compares(job: Job, database_url: str) -> None:
    job(*CREATE)
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'Dune');
        insert into cinelibre.users (id, external_id) select n, 'reader' || n from generate_series(1, 300) as n;
        insert into cinelibre.experiment_readers (experiment_id, user_id, variant)
        select e.id, u.id, case when u.id % 2 = 0 then 'bold' else 'control' end
        from cinelibre.experiments as e, cinelibre.users as u;
        insert into cinelibre.impressions (recommendation_id, user_id, item_id, place, variant, shown_at)
        select gen_random_uuid(), r.user_id, 1, 1, 'bolder:' || r.variant, now() - interval '1 hour'
        from cinelibre.experiment_readers as r;
        insert into cinelibre.interactions (user_id, item_id, interaction_type)
        select r.user_id, 1, 'click'
        from cinelibre.experiment_readers as r
        where r.user_id % 3 = 0 or r.user_id % 8 = 0;
        """,
    )

    report = job("report", "bolder")
    told: dict[str, Any] = json.loads(job("report", "bolder", "--json").out)

    [clicks, *_] = told["measures"]
    # Of 150 even readers 75 are divisible by 3 or 8 (50 + 37 − 12); of 150 odd ones 50 by 3.
    assert [(one["variant"], one["n_events"]) for one in clicks["variants"]] == [("control", 50), ("bold", 75)]
    assert clicks["against_control"][0]["difference"] == pytest.approx(1 / 6)
    lines = [" ".join(line.split()) for line in report.out.splitlines()]
    assert "control 150 33.33% 26.27% to 41.24% control" in lines
    assert any(
        line.startswith("bold 150 50.00% 42.07% to 57.93% +16.67% (+50.0%) -7.33% to +40.66% 0.2638 not told yet")
        for line in lines
    )
    assert "readers: control 150 (150.0 expected), bold 150 (150.0 expected) (p = 1.000; at any look 1.000)" in lines


def test_counting_by_hand_counts_all(job: Job) -> None:
    assert "no experiment runs" in job("measure").out

    job(*CREATE)
    assert "0 readers, 1 experiments" in job("measure").out
