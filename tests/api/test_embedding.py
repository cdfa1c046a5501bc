"""The embedding model: loaded once, verified, deterministic, and missed without harm."""

import asyncio
import math
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from api.app import create_app
from api.embedding import DIMENSION, Embedder
from api.errors import EmbeddingUnavailable
from api.settings import ROOT, SHIPPED_MODEL, Settings
from tests.conftest import client_of, settings_of

MODEL_FILES = ROOT / "api" / "models" / SHIPPED_MODEL


@pytest.fixture
def embedder() -> Iterator[Embedder]:
    """A model nobody has used yet."""
    made = Embedder(settings_of())
    yield made
    made.close()


@pytest.fixture
def own_models(tmp_path: Path) -> Path:
    """A copy of the model's folder, to be damaged."""
    shutil.copytree(MODEL_FILES, tmp_path / SHIPPED_MODEL)
    return tmp_path


async def test_a_sentence_becomes_a_unit_vector(embedder: Embedder) -> None:
    vector = await embedder.embed_query("a film about a lighthouse")

    assert len(vector) == DIMENSION
    assert math.isclose(math.hypot(*vector), 1, abs_tol=1e-4)


async def test_what_means_the_same_is_near_and_what_does_not_is_far(embedder: Embedder) -> None:
    cat, kitten, market = await embedder.embed_texts(
        ["a cat sits on the mat", "a kitten rests on a rug", "stock markets fell today"]
    )

    assert _dot(cat, kitten) > 0.5
    assert _dot(cat, market) < 0.2


async def test_a_text_has_one_vector_whatever_company_it_keeps(embedder: Embedder) -> None:
    alone = await embedder.embed_query("a cat sits on the mat")

    [_, together, _] = await embedder.embed_texts(["word " * 300, "a cat sits on the mat", "x"])

    assert together == alone


async def test_a_text_is_cut_at_256_tokens(embedder: Embedder) -> None:
    [long, longer] = await embedder.embed_texts(["word " * 254, "word " * 2000])

    assert long == longer


async def test_nothing_to_embed_is_nothing(embedder: Embedder) -> None:
    assert await embedder.embed_texts([]) == []


async def test_two_first_requests_load_one_model(embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    n_loads = 0
    load = Embedder._load

    def counted(self: Embedder) -> object:
        nonlocal n_loads
        n_loads += 1
        return load(self)

    monkeypatch.setattr(Embedder, "_load", counted)
    assert not embedder.is_loaded

    first, second, _ = await asyncio.gather(
        embedder.embed_query("one"), embedder.embed_query("one"), embedder.warm_up()
    )

    assert (n_loads, embedder.is_loaded) == (1, True)
    assert first == second


async def test_loading_leaves_the_event_loop_free(embedder: Embedder) -> None:
    loading = asyncio.create_task(embedder.embed_query("one"))
    n_turns = 0
    while not loading.done():
        await asyncio.sleep(0.001)
        n_turns += 1

    assert n_turns > 5


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "tokenizer_config.json"])
async def test_a_damaged_file_is_named_and_a_restored_one_works_again(own_models: Path, name: str) -> None:
    file = own_models / SHIPPED_MODEL / name
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    embedder = Embedder(settings_of(), own_models)

    with pytest.raises(EmbeddingUnavailable, match=f"{name} is damaged"):
        await embedder.embed_query("one")
    assert "damaged" in str(await embedder.problem())

    shutil.copy(MODEL_FILES / name, file)
    assert len(await embedder.embed_query("one")) == DIMENSION
    assert await embedder.problem() is None
    embedder.close()


async def test_a_missing_file_is_named(own_models: Path) -> None:
    (own_models / SHIPPED_MODEL / "model.onnx").unlink()
    embedder = Embedder(settings_of(), own_models)

    with pytest.raises(EmbeddingUnavailable, match=r"model\.onnx cannot be read"):
        await embedder.embed_query("one")
    embedder.close()


@pytest.fixture
async def broken_model(settings: Settings, own_models: Path) -> AsyncIterator[tuple[object, object]]:
    """A service whose model file is gone: the client, and the application."""
    (own_models / SHIPPED_MODEL / "model.onnx").unlink()
    app = create_app(settings)
    async with client_of(app) as here:
        app.state.embedder = Embedder(settings, own_models)
        yield here, app
        app.state.embedder.close()


async def test_without_the_model_search_says_so_and_everything_else_works(broken_model: tuple[object, object]) -> None:
    here, _ = broken_model

    found = await here.get("/search/semantic?q=space")  # type: ignore[attr-defined]
    ready = await here.get("/health/ready")  # type: ignore[attr-defined]

    assert (found.status_code, found.json()["error"]) == (503, "embedding_unavailable")
    assert found.headers["retry-after"]
    assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
    assert "model.onnx" in ready.json()["degraded"]["semantic"]
    for path in ("/", "/movies", "/books", "/health", "/health/db", "/model/info"):
        assert (await here.get(path)).status_code == 200, path  # type: ignore[attr-defined]


async def test_another_model_of_fastembed_loads_by_its_name(tmp_path: Path) -> None:
    put_in_cache(tmp_path, "Qdrant/bge-small-en-v1.5-onnx-Q", "model_optimized.onnx")
    embedder = Embedder(settings_of(embedding_model="BAAI/bge-small-en-v1.5", embedding_cache_dir=tmp_path))

    vector = await embedder.embed_query("one")

    assert (embedder.name, embedder.is_shipped, len(vector)) == ("BAAI/bge-small-en-v1.5", False, DIMENSION)
    embedder.close()


async def test_a_model_of_another_dimension_is_refused_with_both_numbers() -> None:
    embedder = Embedder(settings_of(embedding_model="BAAI/bge-base-en-v1.5"))

    with pytest.raises(EmbeddingUnavailable, match=r"768 dimensions, the catalogue holds 384"):
        await embedder.embed_query("one")
    embedder.close()


async def test_a_model_that_could_not_be_loaded_is_not_tried_again_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    embedder = Embedder(settings_of(embedding_model="nobody/nothing"))
    with pytest.raises(EmbeddingUnavailable):
        await embedder.embed_query("one")
    monkeypatch.setattr(Embedder, "_load", lambda self: pytest.fail("it was tried again"))

    with pytest.raises(EmbeddingUnavailable, match="nobody/nothing"):
        await embedder.embed_query("one")
    assert "nobody/nothing" in str(await embedder.problem())
    embedder.close()


async def test_a_model_that_fastembed_does_not_know_is_refused_by_name() -> None:
    embedder = Embedder(settings_of(embedding_model="nobody/nothing"))

    with pytest.raises(EmbeddingUnavailable, match="nobody/nothing"):
        await embedder.embed_query("one")
    embedder.close()


def put_in_cache(folder: Path, model: str, file_name: str) -> None:
    """Puts the shipped weights where FastEmbed keeps `model` once it has downloaded it."""
    repository = folder / f"models--{model.replace('/', '--')}"
    snapshot = repository / "snapshots" / "0123456789"
    shutil.copytree(MODEL_FILES, snapshot)
    (snapshot / "model.onnx").rename(snapshot / file_name)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("0123456789")


def _dot(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))
