"""GET /health and its parts: what is asked, what is said, and when it is degraded."""

import re

import httpx
import pytest
from pydantic import SecretStr

from api.app import create_app
from api.settings import Settings
from api.ship.sql_tree import SqlTree
from tests.conftest import client_of, settings_of
from tests.support.servers import Server


async def test_all_is_well_on_a_shipped_and_filled_database(client: httpx.AsyncClient, tree: SqlTree) -> None:
    ready, health = await client.get("/health/ready"), (await client.get("/health")).json()

    assert (ready.status_code, ready.json()) == (200, {"status": "ok", "degraded": {}})
    assert (health["status"], health["version"], health["degraded"]) == ("ok", "0.1.0", {})
    assert health["uptime_seconds"] >= 0
    database = health["database"]
    assert (database["n_movies"], database["n_books"], database["n_embedded"]) == (160, 80, 240)
    assert database["release_sha256"] == tree.release_sha256
    assert database["n_migrations"] == len(tree.migrations)
    assert database["embedding_model"] == "all-MiniLM-L6-v2-int8"
    assert database["is_read_only"] is False
    assert database["server_version"].startswith("18")
    assert database["ms"] > 0
    assert (await client.get("/health/db")).json().keys() == database.keys()


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
async def test_platforms_may_ask_by_head(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.head(path)).status_code == 200


async def test_health_never_loads_the_model(settings: Settings) -> None:
    async with client_of(create_app(settings)) as here:
        for path in ("/", "/health", "/health/live", "/health/ready", "/health/db"):
            assert (await here.get(path)).status_code == 200
        info = (await here.get("/model/info")).json()

    assert re.fullmatch("[0-9a-f]{12}", info.pop("version"))
    assert info == {
        "ranking": [],
        "name": "all-MiniLM-L6-v2-int8",
        "dimension": 384,
        "is_shipped": True,
        "is_loaded": False,
        "problem": None,
        "recommender": None,
        "recommender_problem": None,
        "experiment_recommenders": {},
    }


async def test_a_database_shipped_from_another_release_is_said(settings: Settings) -> None:
    app = create_app(settings)
    async with client_of(app) as here:
        app.state.release_sha256 = "of another release"
        ready = await here.get("/health/ready")

    assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
    assert "api.jobs ship" in ready.json()["degraded"]["schema"]


async def test_a_database_nothing_was_shipped_to_is_told_what_to_do(server: Server, project: str) -> None:
    bare = settings_of(database_url=SecretStr(server.url_of(project)))
    async with client_of(create_app(bare)) as here:
        for path in ("/health/ready", "/movies", "/search/semantic?q=space"):
            answer = await here.get(path)

            assert (answer.status_code, answer.json()["error"]) == (503, "schema_outdated"), path
            assert "api.jobs ship" in answer.json()["detail"]


async def test_without_its_database_the_process_lives_and_is_not_ready(tmp_path: object) -> None:
    away = settings_of(database_url=SecretStr(f"postgresql://nobody@/nothing?host={tmp_path}"))
    async with client_of(create_app(away)) as here:
        live, ready, movies = [await here.get(path) for path in ("/health/live", "/health/ready", "/movies")]

    assert live.status_code == 200
    assert (ready.status_code, ready.json()["error"], ready.headers["retry-after"]) == (503, "unavailable", "2")
    assert movies.status_code == 503


async def test_a_catalogue_embedded_by_another_model_is_refused_until_embedded_anew(
    server: Server, demo_template: str
) -> None:
    name = server.create_database(demo_template)
    server.execute("update cinelibre.models set name = 'another-model' where kind = 'embedding'", name)
    async with client_of(create_app(settings_of(database_url=SecretStr(server.url_of(name))))) as here:
        found, ready = await here.get("/search/semantic?q=space"), await here.get("/health/ready")

    assert (found.status_code, found.json()["error"]) == (503, "embedding_model_mismatch")
    for sentence in (found.json()["detail"], ready.json()["degraded"]["semantic"]):
        assert "another-model" in sentence
        assert sentence.endswith("or run `python -m api.jobs embed --replace-model`.")
    server.drop_database(name)
