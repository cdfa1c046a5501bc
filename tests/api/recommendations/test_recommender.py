"""RECOMMENDER in the service: lists, rows and receipts follow it, and a failure is told and kept by nobody."""

import sys
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from api.ranking.candidates import Ranked
from api.ranking.recommender import recommender_named
from api.ranking.taste import Taste
from tests.api.recommendations.town import Reader, Town, answered
from tests.support.readers import rows

Score = Callable[[Sequence[Ranked], Taste], Mapping[int, float]]


def upside_down(ranked: Sequence[Ranked], taste: Taste) -> Mapping[int, float]:
    """The worst first."""
    return {one.candidate.item_id: -one.score for one in ranked}


def failing(ranked: Sequence[Ranked], taste: Taste) -> Mapping[int, float]:
    """No score at all."""
    raise OSError("out of order")


@pytest.fixture
def use(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Score], None]]:
    """Makes a function RECOMMENDER."""
    module = types.ModuleType("a_ranking")
    monkeypatch.setitem(sys.modules, "a_ranking", module)
    former = town.app.state.settings
    town.app.state.settings = former.model_copy(update={"recommender": "a_ranking:score"})

    def set_to(score: Score) -> None:
        module.score = score  # type: ignore[attr-defined]
        recommender_named.cache_clear()

    yield set_to
    town.app.state.settings = former
    recommender_named.cache_clear()


async def test_a_list_follows_it_and_its_receipts_sum(
    ada: Reader, bob: Reader, town: Town, use: Callable[[Score], None]
) -> None:
    for reader in (ada, bob):
        await reader.rate(8, 5)
    use(upside_down)

    made = await ada.get("/personalized", diversity=0)

    assert made["degraded"] == []
    assert made["sources"][0] == "recommender"
    assert [one["score"] for one in made["items"]] == sorted((one["score"] for one in made["items"]), reverse=True)
    assert made["items"][0]["score"] < 0.5
    why = await ada.get(f"/{made['recommendation_id']}/why/{made['items'][0]['id']}")
    assert sum(part["contribution"] for part in why["contributions"]) == pytest.approx(why["score"])
    assert "recommender" in [part["source"] for part in why["contributions"]]


@pytest.mark.parametrize("path", ["/personalized", "/carousels"])
async def test_a_failure_is_told_and_the_next_request_tries_again(
    ada: Reader, use: Callable[[Score], None], path: str
) -> None:
    await ada.rate(8, 5)
    use(failing)
    degraded = await ada.get(path)
    again = await ada.get(path)
    use(upside_down)
    whole = await ada.get(path)
    stored = await ada.get(path)

    assert (degraded["degraded"], degraded["is_stored"]) == (["recommender"], False)
    assert (again["degraded"], again["is_stored"]) == (["recommender"], False)
    assert "recommender" not in degraded["method"]
    assert (whole["degraded"], whole["is_stored"]) == ([], False)
    assert (stored["degraded"], stored["is_stored"]) == ([], True)


async def test_a_degraded_list_leaves_the_stored_ones_of_others_alone(
    ada: Reader, bob: Reader, town: Town, use: Callable[[Score], None]
) -> None:
    await bob.rate(8, 5)
    use(upside_down)
    kept = (await bob.get("/personalized"))["recommendation_id"]
    await ada.rate(8, 5)
    use(failing)
    await ada.get("/personalized")

    query = "select id::text from cinelibre.recommendation_lists where user_id = %s and is_current"
    assert rows(town.url, query, bob.id) == [(kept,)]
    assert rows(town.url, query, ada.id) == []


async def test_guests_get_it_too(town: Town, use: Callable[[Score], None]) -> None:
    body: dict[str, Any] = {"items": [{"item_id": 8, "rating": 5}]}
    use(upside_down)
    made = await answered(town.nobody, "POST", "/session", body)
    use(failing)
    degraded = await answered(town.nobody, "POST", "/session", body)

    assert (made["sources"][0], made["degraded"]) == ("recommender", [])
    assert degraded["degraded"] == ["recommender"]
    assert degraded["items"][0]["id"] != made["items"][0]["id"]


async def test_readiness_says_what_fails(town: Town, ada: Reader, use: Callable[[Score], None]) -> None:
    use(failing)
    await ada.get("/personalized")

    ready = (await town.nobody.get("/health/ready")).json()

    assert ready["status"] == "degraded"
    assert "out of order" in ready["degraded"]["recommender"]
