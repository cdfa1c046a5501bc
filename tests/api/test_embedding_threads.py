"""How many texts are embedded at once, that no vector shows it, and which questions are embedded at all."""

import asyncio
import json
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest

from api.embedding import Embedder
from api.errors import Misconfigured
from api.jobs.command import MOST_EMBEDDING_THREADS, embedder_of_jobs
from api.settings import read_settings
from tests.conftest import settings_of
from tests.support.waiting import until

OVERVIEW = "A clockmaker in a harbour town repairs the lighthouse while his daughter waits for ship {}. "
TEXTS = ["", "x", "Dune.", *(OVERVIEW.format(n) * (1 + n % 9) for n in range(60)), "गाँव की कहानी", "\ud83d"]

Made = Callable[..., Embedder]


@pytest.fixture
def made() -> Iterator[Made]:
    """Makes models that are closed in the end."""
    all_made: list[Embedder] = []

    def make(threads: int = 1, **given: Any) -> Embedder:
        all_made.append(Embedder(settings_of(**given), threads=threads))
        return all_made[-1]

    yield make
    for one in all_made:
        one.close()


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that a model was asked for."""
    texts: list[str] = []
    embed = Embedder._embed

    def noted(self: Embedder, text: str) -> list[float]:
        texts.append(text)
        return embed(self, text)

    monkeypatch.setattr(Embedder, "_embed", noted)
    return texts


@pytest.mark.parametrize("n_threads", [2, 4, 7])
async def test_vectors_are_the_same_to_the_last_digit_on_any_number_of_threads(made: Made, n_threads: int) -> None:
    texts = [text.encode(errors="replace").decode() for text in TEXTS]
    by_one = await made().embed_texts(texts)

    by_many = await made(n_threads).embed_texts(texts * 3)

    assert json.dumps(by_many) == json.dumps(by_one * 3)


async def test_many_threads_load_one_model(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    n_loads = 0
    load = Embedder._load

    def counted(self: Embedder) -> object:
        nonlocal n_loads
        n_loads += 1
        return load(self)

    monkeypatch.setattr(Embedder, "_load", counted)
    embedder = made(4)

    await asyncio.gather(*(embedder.embed_query(f"question {n}") for n in range(8)), embedder.embed_texts(TEXTS[:9]))

    assert n_loads == 1


async def test_so_many_texts_are_embedded_at_once_and_who_is_cancelled_leaves_the_others(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end = [], Event()

    def slow(self: Embedder, text: str) -> list[float]:
        begun.append(text)
        may_end.wait(60)
        return [0.0]

    monkeypatch.setattr(Embedder, "_embed", slow)
    embedder = made(3)
    working = asyncio.create_task(embedder.embed_texts([str(n) for n in range(50)]))
    await until(lambda: len(begun) == 3)

    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    may_end.set()
    embedder.close()

    assert sorted(begun) == ["0", "1", "2"]


def test_the_service_has_one_thread_unless_the_setting_says_otherwise(made: Made) -> None:
    assert made().n_threads == 1
    assert made(embedding_threads=3).n_threads == 3


@pytest.mark.parametrize(("n_cores", "n_threads"), [(1, 1), (3, 3), (4, 4), (5, 4), (64, 4)])
def test_a_job_has_one_a_core_and_four_at_most(monkeypatch: pytest.MonkeyPatch, n_cores: int, n_threads: int) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: set(range(n_cores)), raising=False)

    assert MOST_EMBEDDING_THREADS == 4
    assert _threads_of_a_job() == n_threads
    assert _threads_of_a_job(embedding_threads=6) == 6


def test_where_no_cores_can_be_asked_for_it_has_one_for_each_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("os.sched_getaffinity", raising=False)
    monkeypatch.setattr("os.cpu_count", lambda: 2)

    assert _threads_of_a_job() == 2

    monkeypatch.setattr("os.cpu_count", lambda: None)
    assert _threads_of_a_job() == 1


@pytest.mark.parametrize(("value", "is_taken"), [("0", False), ("1", True), ("64", True), ("65", False), ("x", False)])
def test_the_setting_is_a_number_from_1_to_64(monkeypatch: pytest.MonkeyPatch, value: str, is_taken: bool) -> None:
    monkeypatch.setenv("EMBEDDING_THREADS", value)

    if is_taken:
        assert read_settings().embedding_threads == int(value)
    else:
        with pytest.raises(Misconfigured, match="EMBEDDING_THREADS"):
            read_settings()


async def test_a_question_asked_before_is_not_embedded_again_and_another_is(made: Made, embedded: list[str]) -> None:
    embedder = made()

    first = await embedder.embed_query("a lighthouse")
    second = await embedder.embed_query("a lighthouse")
    other = await embedder.embed_query("A Lighthouse?")

    assert embedded == ["a lighthouse", "A Lighthouse?"]
    assert second == first
    assert other != first


async def test_what_a_caller_does_to_a_vector_changes_no_later_answer(made: Made) -> None:
    embedder = made()
    whole = list(first := await embedder.embed_query("a lighthouse"))
    first.clear()

    (await embedder.embed_query("a lighthouse")).clear()

    assert await embedder.embed_query("a lighthouse") == whole


async def test_texts_of_the_catalogue_take_no_room_from_questions(made: Made, embedded: list[str]) -> None:
    embedder = made()
    await embedder.embed_texts(["Dune."])

    await embedder.embed_query("Dune.")

    assert embedded == ["Dune.", "Dune."]


def _threads_of_a_job(**given: Any) -> int:
    embedder = embedder_of_jobs(settings_of(**given))
    embedder.close()
    return embedder.n_threads
