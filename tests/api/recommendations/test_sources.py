"""Which sources are asked, by the length of a history, and what stands in where they find little."""

from typing import Any

import pytest

from api.callers import Caller
from api.ranking import SOURCES, TUNED, Candidate, read_candidates, sources_of
from api.recommendations.service import Asked, personalized
from api.tokens import Claims
from tests.api.recommendations.town import BOOKS, MOVIES, Reader, Town

LIKED = [(8, 5.0), (16, 4.5), (24, 4.0), (23, 1.0)]


async def candidates(town: Town, reader: Reader, sources: dict[str, list[str]] | None, **asked: Any) -> list[Candidate]:
    """What could be recommended to somebody when these sources are asked."""
    found = await town.db.one(
        "get_recommendations", caller_id=reader.id, caller_version=1, is_stored=False, sources=sources, **asked
    )
    return read_candidates(found["candidates"])


def told(found: list[Candidate]) -> set[str]:
    """The sources that said anything of anything."""
    return {source for one in found for source in one.scores}


@pytest.mark.parametrize("source", ["neighbors", "ease", "cosine", "content"])
async def test_a_source_without_weight_is_not_asked(town: Town, ada: Reader, source: str) -> None:
    for item_id, stars in LIKED:
        await ada.rate(item_id, stars)
    await town.find_neighbors(ada)

    everything = await candidates(town, ada, None)
    others = await candidates(town, ada, {"0": [one for one in SOURCES if one != source]})

    assert told(everything) == set(SOURCES)
    assert told(others) == set(SOURCES) - {source}
    popular = {one.item_id: one.scores["popular"] for one in everything}
    for one in others:
        # Content is asked for fewer where EASE is: of those that are equally unlike, a walk of the index takes any.
        is_tied = one.item_id not in popular and one.scores.get("content") == pytest.approx(0, abs=1e-3)
        assert is_tied or one.scores["popular"] == popular[one.item_id]


async def test_the_length_of_the_history_decides_who_is_asked(town: Town, ada: Reader) -> None:
    by_length = {"0": ["popular"], "2": ["content"], "4": ["ease"]}
    asked = []
    for n_ratings, (item_id, stars) in enumerate(LIKED, 1):
        await ada.rate(item_id, stars)
        asked.append((n_ratings, told(await candidates(town, ada, by_length)) - {"popular"}))

    assert asked == [(1, set()), (2, {"content"}), (3, {"content"}), (4, {"ease"})]


async def test_what_is_popular_stands_in_where_the_others_find_few(town: Town, ada: Reader) -> None:
    await ada.rate(8, 5)

    few = await candidates(town, ada, {"0": ["cosine"]}, per_source=100)
    many = await candidates(town, ada, {"0": ["cosine"]}, per_source=5)

    assert sum("cosine" in one.scores for one in few) < 100 <= len(few)
    assert {1, BOOKS[0]} <= {one.item_id for one in few}  # the best known movie and book
    assert len(many) == 5 == sum("cosine" in one.scores for one in many)


async def test_content_adds_a_third_where_ease_finds_enough_and_nothing_narrows(town: Town, ada: Reader) -> None:
    for item_id, stars in LIKED:
        await ada.rate(item_id, stars)

    async def ids(*sources: str, **asked: Any) -> set[int]:
        return {one.item_id for one in await candidates(town, ada, {"0": list(sources)}, **asked)}

    many = {"per_source": 200}
    assert len(await ids("content", per_source=6)) == 12  # six movies and six books
    by_ease, third = await ids("ease", per_source=6), await ids("content", per_source=2)
    assert (len(by_ease), len(third)) == (6, 4)
    assert await ids("ease", "content", per_source=6) == by_ease | third
    for asked in ({"per_source": 4, "item_type": "movie"}, {"per_source": 4, "filters": {"year_from": 1}}):
        assert await ids("ease", "content", **asked) == await ids("ease", **asked) | await ids("content", **asked)
    assert await ids("ease", "content", **many) >= await ids("content", **many)  # EASE finds fewer than two hundred


async def test_who_liked_nothing_gets_what_is_popular(town: Town, ada: Reader) -> None:
    for item_id in MOVIES[-20:]:
        await ada.rate(item_id, 1)

    made = await ada.get("/personalized", limit=40)

    assert sources_of(TUNED)["15"] == ["content", "ease", "neighbors"]
    assert (made["method"], len(made["items"])) == ("popular", 40)
    assert all(reason["source"] == "popular" for item in made["items"] for reason in item["reasons"])
    assert made["items"][0]["score"] == 1


@pytest.mark.parametrize("cache_size", [10, 110])
async def test_a_list_is_as_long_as_is_set_however_few_sources_are_asked(
    town: Town, ada: Reader, cache_size: int
) -> None:
    settings = town.app.state.settings.model_copy(update={"cache_size": cache_size})
    asked = Asked(item_type="movie", filters={}, exclude_watchlist=False, limit=20, diversity=None, refresh=True)

    made = await personalized(
        Caller(town.db, Claims(user_id=ada.id, version=1)), settings, town.app.state.refresher, asked
    )

    assert (made["method"], made["total"]) == ("popular", cache_size)
