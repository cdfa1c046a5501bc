"""POST /model/reload: admins load models anew while requests go on, and learn what was before and after."""

import asyncio
import hashlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import onnx
import pytest
from fastapi import FastAPI
from onnx import helper
from pydantic import SecretStr

from api.app import create_app
from api.embedding import Embedder
from api.ranking.recommender import recommender_named
from api.ranking.taste import Taste
from api.settings import ROOT, SHIPPED_MODEL, Settings
from tests.support.readers import SECRET, House, refusal, register, rows, write
from tests.support.tokens import token_of_a_service, token_of_an_admin

NO_TASTE = Taste()
INFO = ("name", "version", "is_loaded", "problem")


@pytest.fixture
async def app(settings: Settings, tmp_path: Path) -> AsyncIterator[FastAPI]:
    """The service with a copy of the model's files."""
    shutil.copytree(ROOT / "api" / "models" / SHIPPED_MODEL, tmp_path / SHIPPED_MODEL)
    app = create_app(settings.model_copy(update={"jwt_secret_key": SecretStr(SECRET)}))
    async with app.router.lifespan_context(app):
        app.state.embedder.close()
        app.state.models._embedder = app.state.embedder = Embedder(settings, tmp_path)
        yield app


@pytest.fixture
async def admin(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """An admin's client."""
    async with House("", app).client(await token_of_an_admin(app.state.db)) as client:
        yield client


def change_model(folder: Path) -> None:
    """Put another version of the model in place: the same numbers, another description."""
    path = folder / SHIPPED_MODEL / "model.onnx"
    model = onnx.load(path)
    helper.set_model_props(model, {"changed": "yes"})
    onnx.save(model, path)
    sums = path.with_name("SHA256SUMS")
    lines = [line.split() for line in sums.read_text().splitlines()]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    sums.write_text("".join(f"{digest if name == path.name else sha}  {name}\n" for sha, name in lines))


async def reload(client: httpx.AsyncClient) -> dict[str, Any]:
    """The answer of a reload."""
    answer = await client.post("/model/reload")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_nothing_has_changed(app: FastAPI, admin: httpx.AsyncClient) -> None:
    told = await reload(admin)

    assert told["embedding_reloaded"] is False
    assert told["after"]["is_loaded"] is False  # it is loaded at its first use, as ever
    assert [told["after"][name] for name in INFO] == [(await admin.get("/model/info")).json()[name] for name in INFO]


async def test_a_changed_model_is_loaded_while_questions_go_on(
    app: FastAPI, admin: httpx.AsyncClient, tmp_path: Path
) -> None:
    before = await app.state.embedder.embed_query("a lighthouse")
    first = (await admin.get("/model/info")).json()["version"]
    change_model(tmp_path)

    told, *answers = await asyncio.gather(
        reload(admin), *(app.state.embedder.embed_query("a lighthouse") for _ in range(5))
    )

    assert told["embedding_reloaded"] is True
    assert told["before"]["version"] == first
    assert told["after"]["version"] not in (None, first)
    assert answers == [before] * 5
    assert (await reload(admin))["embedding_reloaded"] is False


async def test_questions_asked_before_are_embedded_by_the_new_model(
    app: FastAPI, admin: httpx.AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded: list[str] = []
    embed = Embedder._embed

    def noted(self: Embedder, text: str) -> list[float]:
        embedded.append(text)
        return embed(self, text)

    monkeypatch.setattr(Embedder, "_embed", noted)
    embedder = app.state.embedder
    await embedder.embed_query("asked before")
    await reload(admin)
    await embedder.embed_query("asked before")  # nothing has changed, so nothing is forgotten
    change_model(tmp_path)

    await asyncio.gather(embedder.embed_query("under way"), embedder.reload())
    for question in ("asked before", "under way", "asked before", "under way"):
        await embedder.embed_query(question)

    assert embedded == ["asked before", "under way", "asked before", "under way"]


async def test_a_damaged_model_leaves_the_former_at_work(
    app: FastAPI, admin: httpx.AsyncClient, tmp_path: Path
) -> None:
    before = await app.state.embedder.embed_query("a lighthouse")
    (tmp_path / SHIPPED_MODEL / "model.onnx").write_bytes(b"damaged")

    told = await reload(admin)

    assert told["embedding_reloaded"] is False
    assert "model.onnx is damaged" in str(told["after"]["problem"])
    assert await app.state.embedder.embed_query("a lighthouse") == before


async def test_what_was_trained_meanwhile_is_in_the_answer(app: FastAPI, admin: httpx.AsyncClient) -> None:
    assert (await reload(admin))["after"]["ranking"] == []
    write(
        app.state.settings.database_url.get_secret_value(),
        """insert into cinelibre.models (kind, name, is_active, weights)
        values ('ease', 'trained today', true, '{"0": {"popular": 1}}')""",
    )

    told = await reload(admin)

    assert told["before"]["ranking"] == []
    [trained] = told["after"]["ranking"]
    assert (trained["name"], trained["weights"]) == ("trained today", {"0": {"popular": 1}})


async def test_only_an_admin_reloads(app: FastAPI) -> None:
    db = app.state.db
    for claims in (await register(db, "ada"), await token_of_a_service(db)):
        async with House("", app).client(claims) as client:
            answer = await client.post("/model/reload")
        assert (answer.status_code, answer.json()["error"]) == (403, "not_an_admin")
    async with House("", app).client(None) as client:
        assert (await client.post("/model/reload")).status_code == 401


async def test_the_database_itself_refuses_others(app: FastAPI) -> None:
    url = app.state.settings.database_url.get_secret_value()
    ada, admin = await register(app.state.db, "ada"), await token_of_an_admin(app.state.db)
    query = "select * from public.get_models_as_admin(%s, %s)"

    assert refusal(url, query, ada.user_id, ada.version)[0] == "PT403"
    assert rows(url, query, admin.user_id, admin.version) == []
    assert refusal(url, query, admin.user_id, 99)[0] == "PT401"


async def test_rankings_of_experiments_are_loaded_anew_too(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("sys.dont_write_bytecode", True)  # its cache knows seconds alone
    source = tmp_path / "ranked_in_variants.py"
    source.write_text("def score(ranked, taste):\n    return {1: 1.0}\n")
    recommender_named.cache_clear()
    listed = {"experiment_recommenders": "short=ranked_in_variants:score", "jwt_secret_key": SecretStr(SECRET)}
    app = create_app(settings.model_copy(update=listed))
    async with app.router.lifespan_context(app), House("", app).client(await token_of_an_admin(app.state.db)) as admin:
        ranker = recommender_named("ranked_in_variants:score")
        assert ranker is not None
        assert (await admin.get("/model/info")).json()["experiment_recommenders"] == {"short": None}
        before = ranker._loaded()

        source.write_text("def score(ranked, taste):\n    return {2: 2.0}\n")
        assert (await reload(admin))["after"]["experiment_recommenders"] == {"short": None}
        after = ranker._loaded()
        source.write_text("def score(")
        told = (await reload(admin))["after"]["experiment_recommenders"]

    assert (before([], NO_TASTE), after([], NO_TASTE)) == ({1: 1.0}, {2: 2.0})
    assert told["short"].startswith("The ranking ranked_in_variants:score cannot be loaded (SyntaxError: ")
    assert ranker._loaded() is after
    recommender_named.cache_clear()
