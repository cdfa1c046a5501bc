"""Whatever somebody does and in which order: nothing twice in a list, nothing they know on any page of any route."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.api.recommendations.town import BOOKS, MOVIES, Reader, Town, answered, ids_of

Deed = tuple[str, int]

EVENTS = ("seen", "hide", "dislike", "like", "superlike", "favorite")
deeds = some.lists(
    some.tuples(some.sampled_from(("rate", "refresh", *EVENTS)), some.integers(0, 10_000)), min_size=1, max_size=8
)


async def act(reader: Reader, kind: str, item_id: int) -> None:
    """One deed with an item."""
    if kind == "rate":
        await reader.rate(item_id, 0.5 + item_id % 10 / 2)
    elif kind == "refresh":
        await answered(reader.client, "POST", "/refresh")
    else:
        await reader.do(kind, item_id)


async def pages(reader: Reader, limit: int, **asked: Any) -> list[int]:
    """A list from its first batch to its last."""
    answer = await reader.get("/personalized", limit=limit, **asked)
    found, batch = ids_of(answer), 2
    while not answer["exhausted"]:
        answer = await reader.get("/next", recommendation_id=answer["recommendation_id"], batch=batch, limit=limit)
        found, batch = [*found, *ids_of(answer)], batch + 1
    return found


async def every_list(reader: Reader, limit: int, known: set[int]) -> dict[str, list[int]]:
    """What each route of recommendations answers."""
    carousels = await reader.get("/carousels")
    history = [{"item_id": item_id, "rating": 4} for item_id in sorted(known)] or [{"item_id": 1, "rating": 4}]
    session = await answered(reader.client, "POST", "/session", {"items": history}, limit=40)
    return {
        "personalized": await pages(reader, limit),
        "personalized, movies": await pages(reader, limit, item_type="movie"),
        "personalized, narrowed": await pages(reader, limit, languages="en,hi"),
        "popular": await reader.ids("/popular", limit=100),
        "trending": await reader.ids("/trending", limit=100),
        "similar": await reader.ids("/similar/movie/8", limit=100),
        "similar, across": await reader.ids("/similar/movie/8", limit=100, across="book"),
        "session": ids_of(session),
        "carousels": [item["id"] for row in carousels["rows"] for item in row["items"]],
    }


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(deeds, some.sampled_from((7, 20, 40)))
async def test_nothing_comes_twice_and_nothing_known_comes_at_all(town: Town, done: list[Deed], limit: int) -> None:
    async with town.reader() as reader:
        known: set[int] = set()
        shown = [*MOVIES, *BOOKS]
        for kind, number in done:
            item_id = shown[number % len(shown)]
            await act(reader, kind, item_id)
            known |= {item_id} if kind != "refresh" else set()
            shown = await reader.ids("/personalized") or shown
            assert known.isdisjoint(shown), kind
        await town.find_neighbors(reader)
        for route, found in (await every_list(reader, limit, known)).items():
            assert len(found) == len(set(found)), route
            assert known.isdisjoint(found), route
