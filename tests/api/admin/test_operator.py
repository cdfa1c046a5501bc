"""The operator's pages by their routes: who gets in, what the doctor says there, jobs, and chores by hand."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest

from api.admin.schemas import ChoreName
from api.chores.chores import CHORES
from api.chores.lease import Run, running
from api.db import Database
from api.settings import Settings
from tests.conftest import client_of
from tests.support.readers import DUNE, House, Service, rows, write
from tests.support.tokens import token_of_a_service
from tests.support.waiting import until

ROUTES: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "/admin/doctor", {}),
    ("GET", "/admin/jobs", {}),
    ("POST", "/admin/jobs/cleanup/runs", {}),
    ("GET", "/admin/growth", {}),
    ("GET", "/admin/lists", {}),
    ("GET", "/admin/models", {}),
    ("GET", "/admin/items/1", {}),
    ("POST", "/admin/readers", {"json": {"reader_id": 1}}),
    ("GET", "/admin/experiments", {}),
    ("POST", "/admin/experiments", {"json": {"name": "bolder", "variants": [{"name": "a"}, {"name": "b"}]}}),
    ("GET", "/admin/experiments/1", {}),
    ("POST", "/admin/experiments/1/stop", {"json": {}}),
]
RUNS = "select j.job_name, j.outcome from cinelibre.job_runs as j order by j.id"


@pytest.fixture
async def service(house: House) -> AsyncIterator[Service]:
    """The service with two new readers, and no run of a job."""
    write(house.url, "delete from cinelibre.job_runs where true")
    async with house.readers() as opened:
        yield opened


async def test_all_routes_of_the_operator_are_among_them(house: House) -> None:
    routes = {
        (method.upper(), re.sub(r"{\w+}", "1", path.replace("{job_name}", "cleanup")))
        for path, methods in house.app.openapi()["paths"].items()
        if path.startswith("/admin/")
        for method in methods
    }

    assert routes == {(method, path) for method, path, _ in ROUTES}


@pytest.mark.parametrize(("method", "path", "sent"), ROUTES)
async def test_nobody_but_an_admin_gets_in(
    house: House, service: Service, method: str, path: str, sent: dict[str, Any]
) -> None:
    async with house.client(await token_of_a_service(service.db)) as robot:
        answers = [
            await service.ada.request(method, path, **sent),
            await robot.request(method, path, **sent),
            await robot.request(method, f"{path}?user_id={service.ada_id}", **sent),
        ]
    nobodys = await service.nobody.request(method, path, **sent)

    assert [(answer.status_code, answer.json()["error"]) for answer in answers] == [(403, "not_an_admin")] * 3
    assert (nobodys.status_code, nobodys.json()["error"]) == (401, "token_missing")
    assert rows(house.url, RUNS) == []


async def test_the_doctor_says_what_the_job_says(house: House, admin: httpx.AsyncClient) -> None:
    findings = (await admin.get("/admin/doctor")).json()["findings"]

    found = {(finding["check"], finding["state"]) for finding in findings}
    assert {("schema", "ok"), ("grants", "ok"), ("embedding", "problem"), ("jobs", "ok")} <= found
    assert any("No job has run yet" in finding["sentence"] for finding in findings)


async def test_a_function_changed_by_hand_is_found(house: House, admin: httpx.AsyncClient) -> None:
    name = "cinelibre.name_item(integer)"
    [(definition,)] = rows(house.url, f"select pg_get_functiondef('{name}'::regprocedure)")
    write(house.url, definition.replace("'year', i.year", "'year', null"))

    findings = (await admin.get("/admin/doctor")).json()["findings"]

    write(house.url, definition)
    [schema] = [finding for finding in findings if finding["check"] == "schema"]
    assert schema["state"] == "problem"
    assert "cinelibre.name_item" in schema["sentence"]


async def test_jobs_tell_how_they_are_started(house: House, admin: httpx.AsyncClient) -> None:
    write(
        house.url,
        """
        insert into cinelibre.job_runs (job_name, holder, started_at, beat_at, ended_at, outcome, errors) values
        ('sync', 'here:1', now() - interval '9 days', now(), now() - interval '9 days', 'failed', '{"no answer"}')
        """,
    )

    jobs = {job["job_name"]: job for job in (await admin.get("/admin/jobs")).json()["jobs"]}

    assert {name for name, job in jobs.items() if job["can_start"]} == set(CHORES)
    assert (jobs["train"]["outcome"], jobs["train"]["command"]) == (None, "python -m api.jobs train")
    assert jobs["refresh-cosine"]["command"] == "python -m api.jobs refresh cosine"
    assert (jobs["sync"]["outcome"], jobs["sync"]["errors"]) == ("failed", ["no answer"])
    assert "has not succeeded for 9 days" in jobs["sync"]["stale"]


def test_what_may_start_here_are_the_chores() -> None:
    assert set(get_args(ChoreName)) == set(CHORES)


async def test_a_chore_runs_after_the_answer_and_another_one_waits(
    house: House, admin: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = asyncio.Event()

    async def patient(db: Database, run: Run, settings: Settings) -> AsyncGenerator[None, None]:
        await goes_on.wait()
        run.counts["n_lists"] = 3
        yield

    monkeypatch.setitem(CHORES, "cleanup", patient)

    started = await admin.post("/admin/jobs/cleanup/runs")
    again = await admin.post("/admin/jobs/cleanup/runs")
    other = await admin.post("/admin/jobs/refresh-cosine/runs")
    under_way = rows(house.url, RUNS)
    goes_on.set()
    await until(lambda: rows(house.url, RUNS) == [("cleanup", "done")])
    once_more = await admin.post("/admin/jobs/cleanup/runs")

    assert (started.status_code, started.json()) == (200, {"job_name": "cleanup", "outcome": "under way"})
    assert {(answer.status_code, answer.json()["error"]) for answer in (again, other)} == {(409, "job_under_way")}
    assert "cleanup" in other.json()["detail"]
    assert under_way == [("cleanup", None)]
    assert once_more.status_code == 200


async def test_a_chore_that_runs_elsewhere_is_not_started_twice(
    house: House, service: Service, admin: httpx.AsyncClient
) -> None:
    async with running(service.db, "cleanup"):
        refused = await admin.post("/admin/jobs/cleanup/runs")
        [job] = [job for job in (await admin.get("/admin/jobs")).json()["jobs"] if job["job_name"] == "cleanup"]

    assert (refused.status_code, refused.json()["error"]) == (409, "job_under_way")
    assert "is under way: begun" in refused.json()["detail"]
    assert job["outcome"] == "under way"
    assert (await admin.post("/admin/jobs/cleanup/runs")).status_code == 200
    await until(lambda: rows(house.url, RUNS)[-1] == ("cleanup", "done"))


async def test_a_chore_that_fails_says_so_in_its_row(
    house: House, admin: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def wrong(db: Database, run: Run, settings: Settings) -> AsyncGenerator[None, None]:
        raise ValueError
        yield

    monkeypatch.setitem(CHORES, "cleanup", wrong)

    started = await admin.post("/admin/jobs/cleanup/runs")

    await until(lambda: rows(house.url, RUNS) == [("cleanup", "failed")])
    assert started.status_code == 200


@pytest.mark.parametrize("name", ["train", "sync", "demo", "Cleanup"])
async def test_nothing_but_a_chore_starts_here(house: House, admin: httpx.AsyncClient, name: str) -> None:
    refused = await admin.post(f"/admin/jobs/{name}/runs")

    assert (refused.status_code, refused.json()["fields"][0]["field"]) == (422, "job_name")
    assert rows(house.url, RUNS) == []


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/admin/growth?days=91", "days"),
        ("/admin/growth?days=0", "days"),
        ("/admin/lists?days=31", "days"),
        ("/admin/lists?days=0", "days"),
        (f"/admin/items/{DUNE}?limit=31", "limit"),
        (f"/admin/items/{DUNE}?limit=0", "limit"),
    ],
)
async def test_what_is_asked_for_is_bounded(admin: httpx.AsyncClient, path: str, field: str) -> None:
    refused = await admin.get(path)

    assert (refused.status_code, refused.json()["fields"][0]["field"]) == (422, field)


@pytest.mark.parametrize("path", ["/admin/growth?days=90", "/admin/lists?days=30", f"/admin/items/{DUNE}?limit=30"])
async def test_as_much_as_that_is_answered(admin: httpx.AsyncClient, path: str) -> None:
    assert (await admin.get(path)).status_code == 200


async def test_the_end_of_the_service_stops_a_chore(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.app import create_app

    async def endless(db: Database, run: Run, settings: Settings) -> AsyncGenerator[None, None]:
        while True:
            await asyncio.sleep(0.01)
            yield

    monkeypatch.setitem(CHORES, "cleanup", endless)
    app = create_app(settings)
    async with client_of(app):
        await app.state.chores_by_hand.begin("cleanup")

    assert settings.database_url is not None
    assert rows(settings.database_url.get_secret_value(), RUNS) == [("cleanup", "stopped")]
