"""Experiments by the operator's routes: begin, list, report, stop, and who may."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.support.readers import House, Service, a_house, rows, write
from tests.support.servers import Server
from tests.support.tokens import token_of_an_admin

BOLDER: dict[str, Any] = {
    "name": "bolder",
    "variants": [{"name": "control"}, {"name": "bold", "portion": 3, "settings": {"diversity": 0.4}}],
    "share": 0.5,
}


@pytest.fixture(scope="module")
async def house(servers: dict[int, Server]) -> AsyncIterator[House]:
    """The service for all of these tests."""
    async with a_house(servers[18]) as opened:
        yield opened


@pytest.fixture
async def service(house: House) -> AsyncIterator[Service]:
    """The service with two new readers, and no experiment."""
    write(house.url, "delete from cinelibre.experiments where true")
    write(house.url, "delete from cinelibre.audit_events where true")
    async with house.readers() as opened:
        yield opened


@pytest.fixture
async def admin(house: House, service: Service) -> AsyncIterator[httpx.AsyncClient]:
    """An admin's client."""
    async with house.client(await token_of_an_admin(service.db)) as client:
        yield client


async def test_an_experiment_begins_is_listed_reported_and_stopped(admin: httpx.AsyncClient, service: Service) -> None:
    made = (await admin.post("/admin/experiments", json=BOLDER)).json()
    listed = (await admin.get("/admin/experiments")).json()["experiments"]
    report = (await admin.get("/admin/experiments/bolder")).json()
    stopped = (await admin.post("/admin/experiments/bolder/stop", json={"reason": "Enough."})).json()

    assert (made["name"], made["state"], made["share"], made["n_readers"]) == ("bolder", "running", 0.5, 0)
    assert made["variants"][1] == {"name": "bold", "portion": 3, "settings": {"diversity": 0.4}}
    assert listed == [made]
    assert report["experiment"] == made
    assert report["split"]["is_skewed"] is False
    assert {one["measure"]: one["against_control"][0]["verdict"] for one in report["measures"]} == dict.fromkeys(
        ("click_through", "acceptance", "not_for_me", "ratings", "return"), "too_few"
    )
    assert (stopped["state"], stopped["stopped_by"], stopped["stop_reason"]) == ("stopped", "operator", "Enough.")
    assert rows(service.url, "select a.action from cinelibre.audit_events as a order by a.id") == [
        ("create experiment bolder",),
        ("stop experiment bolder",),
    ]


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"share": 0}, "share", "0.001 or more"),
        ({"variants": [{"name": "control"}]}, "variants", "2 entries or more"),
        (
            {"variants": [{"name": "control"}, {"name": "b", "settings": {"recommender": "os:system"}}]},
            "variants.1.settings.recommender",
            "It must be of the form",
        ),
        (
            {"variants": [{"name": "control"}, {"name": "b", "settings": {"recommender": "short"}}]},
            "variants.1.settings.recommender",
            "EXPERIMENT_RECOMMENDERS lists nothing",
        ),
        ({"ends": "2020-01-01T00:00:00Z"}, "ends", "in the future"),
        ({"starts": "2020-01-01T00:00:00Z"}, "starts", "more than an hour ago"),
    ],
)
async def test_a_fault_is_named_with_its_remedy(
    admin: httpx.AsyncClient, change: dict[str, Any], field: str, words: str
) -> None:
    answer = await admin.post("/admin/experiments", json=BOLDER | change)

    assert answer.status_code == 422, answer.text
    assert f"{field}: " in answer.json()["detail"]
    assert words in answer.json()["detail"]


async def test_a_reason_has_five_hundred_characters_at_most(admin: httpx.AsyncClient) -> None:
    await admin.post("/admin/experiments", json=BOLDER)

    refused = await admin.post("/admin/experiments/bolder/stop", json={"reason": "a" * 501})
    stopped = await admin.post("/admin/experiments/bolder/stop", json={"reason": "a" * 500})

    assert refused.json()["detail"] == "reason: It must have 500 characters or fewer."
    assert stopped.status_code == 200


async def test_what_is_there_already_is_a_conflict(admin: httpx.AsyncClient) -> None:
    await admin.post("/admin/experiments", json=BOLDER)

    same = await admin.post("/admin/experiments", json=BOLDER)
    other = await admin.post("/admin/experiments", json=BOLDER | {"name": "other"})
    unknown = await admin.get("/admin/experiments/none")

    assert (same.status_code, same.json()["error"]) == (409, "experiment_exists")
    assert (other.status_code, other.json()["error"]) == (409, "experiments_conflict")
    assert "bolder changes the same settings" in other.json()["detail"]
    assert (unknown.status_code, unknown.json()["error"]) == (404, "experiment_not_found")
    assert "known are bolder" in unknown.json()["detail"]


async def test_no_reader_may(service: Service) -> None:
    for method, path, sent in (
        ("GET", "/admin/experiments", None),
        ("POST", "/admin/experiments", BOLDER),
        ("GET", "/admin/experiments/bolder", None),
        ("POST", "/admin/experiments/bolder/stop", {}),
    ):
        answer = await service.ada.request(method, path, json=sent)
        assert (answer.status_code, answer.json()["error"]) == (403, "not_an_admin"), path
    assert rows(service.url, "select e.name from cinelibre.experiments as e") == []
