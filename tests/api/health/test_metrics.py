"""A scrape: what is counted of requests, lists and SQL functions, and what is told with the database away."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from api.db import Database
from api.errors import Unavailable
from tests.api.test_app import BrokenDatabase
from tests.support.people import N_FILMS, write_films
from tests.support.readers import House, a_house, register
from tests.support.servers import Server

TOKEN = {"Authorization": "Bearer for-prometheus"}


@pytest.fixture(scope="module")
async def house(servers: dict[int, Server]) -> AsyncIterator[House]:
    """The service on twenty films; its metrics are open."""
    async with a_house(servers[18], is_empty=True, metrics_token=SecretStr("for-prometheus")) as opened:
        await write_films(opened.app.state.db, opened.url)
        yield opened


async def scraped(app: FastAPI) -> dict[str, float]:
    """All samples, by name with labels."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get("/metrics", headers=TOKEN)
    assert answer.status_code == 200, answer.text
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    samples = {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}
    assert len(samples) == len(lines)
    return samples


async def test_sizes_and_seconds_are_counted_by_route_in_few_buckets(house: House) -> None:
    before = await scraped(house.app)
    async with house.client(None) as client:
        answer = await client.get("/movies?limit=1")
        assert len(answer.content) > 100

    after = await scraped(house.app)

    labels = 'method="GET",route="/movies"'
    grown = {name: after[name] - before.get(name, 0) for name in after if labels in name}
    assert grown.pop(f"cinelibre_response_bytes_sum{{{labels}}}") == len(answer.content)
    assert grown.pop(f"cinelibre_request_seconds_sum{{{labels}}}") > 0
    assert grown[f'cinelibre_requests_total{{{labels},status="200"}}'] == 1
    assert grown[f"cinelibre_response_bytes_count{{{labels}}}"] == 1
    buckets = {re.sub(r".*le=\"([^\"]*)\".*", r"\1", name) for name in grown if "_bucket" in name}
    assert buckets == {
        "0.005", "0.025", "0.1", "0.25", "0.5", "1.0", "2.5", "10.0", "1000.0", "10000.0", "100000.0", "1e+06", "+Inf",
    }  # fmt: skip
    assert not any("_created" in name for name in after)


async def test_sql_functions_are_counted_with_their_failures(house: House) -> None:
    before = await scraped(house.app)
    async with house.client(None) as client:
        assert (await client.get("/movies/999")).status_code == 404

    after = await scraped(house.app)

    called, failed = (
        'cinelibre_sql_seconds_count{function="get_movie"}',
        'cinelibre_sql_errors_total{function="get_movie",status="404"}',
    )
    assert after[called] - before.get(called, 0) == 1
    assert after[failed] - before.get(failed, 0) == 1
    assert after['cinelibre_sql_seconds_sum{function="get_movie"}'] > 0


async def test_lists_are_counted_as_made_stored_or_empty(house: House) -> None:
    ada = await register(house.app.state.db, "ada")
    before = await scraped(house.app)
    async with house.client(ada) as client:
        for item_id in (1, 2, 3):
            await client.post("/ratings", json={"item_id": item_id, "rating": 5})
        for path in (
            "personalized", "personalized", "personalized/ids", "personalized?year_from=2020", "carousels", "carousels",
        ):  # fmt: skip
            assert (await client.get(f"/recommendations/{path}")).status_code == 200
        session = {"items": [{"item_id": 1, "rating": 5}]}
        assert (await client.post("/recommendations/session", json=session)).status_code == 200

    after = await scraped(house.app)

    grown = {name: after[name] - before.get(name, 0) for name in after if name.startswith("cinelibre_lists")}
    assert {name: n for name, n in grown.items() if n} == {
        'cinelibre_lists_total{kind="day",outcome="made"}': 1,
        'cinelibre_lists_total{kind="day",outcome="stored"}': 2,
        'cinelibre_lists_total{kind="narrowed",outcome="empty"}': 1,
        'cinelibre_lists_total{kind="rows",outcome="made"}': 1,
        'cinelibre_lists_total{kind="rows",outcome="stored"}': 1,
        'cinelibre_lists_total{kind="session",outcome="made"}': 1,
    }


async def test_a_degraded_search_is_counted_by_its_cause(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house.app.state.embedder, "_folder", tmp_path)  # no model there
    async with house.client(None) as client:
        assert (await client.get("/search?q=a+cricket+match")).json()["degraded"] == ["semantic"]

    assert (await scraped(house.app))['cinelibre_degraded_total{cause="semantic"}'] == 1


async def test_a_failing_recommender_is_counted_by_its_cause(server: Server) -> None:
    given = {"metrics_token": SecretStr("for-prometheus"), "recommender": "tests.no_such:thing"}
    async with a_house(server, is_empty=True, **given) as house:
        await write_films(house.app.state.db, house.url)
        ada = await register(house.app.state.db, "ada")
        async with house.client(ada) as client:
            for item_id in (1, 2, 3):
                await client.post("/ratings", json={"item_id": item_id, "rating": 5})
            for path in ("personalized", "carousels", "personalized?genres=none"):
                await client.get(f"/recommendations/{path}")
        samples = await scraped(house.app)

    assert samples['cinelibre_degraded_total{cause="recommender"}'] == 2  # the third is empty, and lacks nothing


async def test_the_process_and_the_database_say_how_they_are(house: House) -> None:
    samples = await scraped(house.app)

    assert samples["cinelibre_database_up"] == 1
    assert samples["process_resident_memory_bytes"] > 10_000_000
    assert samples["cinelibre_requests_under_way"] == 0
    assert samples["cinelibre_embedding_waiting"] == 0
    assert samples['cinelibre_items{item_type="movie"}'] == N_FILMS
    assert samples["cinelibre_items_without_vector"] == N_FILMS
    assert samples['cinelibre_database_connections{state="used"}'] >= 0
    running = [re.findall(r'sha256="(\w+)"', name) for name in samples if name.startswith("cinelibre_release")]
    shipped = [re.findall(r'sha256="(\w+)"', name) for name in samples if name.startswith("cinelibre_shipped")]
    assert running == shipped


async def test_with_the_database_away_the_process_still_answers(house: House) -> None:
    usual: Database = house.app.state.db
    house.app.state.facts._until = float("-inf")
    house.app.state.db = BrokenDatabase(Unavailable())
    try:
        samples = await scraped(house.app)
    finally:
        house.app.state.db = usual
        house.app.state.facts._until = float("-inf")

    assert samples["cinelibre_database_up"] == 0
    assert samples["process_resident_memory_bytes"] > 10_000_000
    assert not any(name.startswith(("cinelibre_items", "cinelibre_job", "cinelibre_model")) for name in samples)
    assert (await scraped(house.app))["cinelibre_database_up"] == 1
