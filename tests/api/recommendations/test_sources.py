"""Which sources are asked, by the length of a history, and what stands in where they find little."""

import json
from typing import Any

import pytest

from api.http.callers import Caller
from api.ranking.candidates import CANDIDATES, FROM_CONTENT, SOURCES, Candidate, parse_candidates
from api.recommendations.service import Asked, personalized
from api.security.tokens import Claims
from tests.api.recommendations.town import BOOKS, MOVIES, Reader, Town

LIKED = [(8, 5.0), (16, 4.5), (24, 4.0), (23, 1.0)]
Bands = dict[str, dict[str, float]]


def always(*sources: str) -> Bands:
    """The same sources for every history."""
    return {"0": dict.fromkeys(sources, 1.0)}


async def material(town: Town, reader: Reader, weights: Bands | None, **asked: Any) -> dict[str, Any]:
    """What a list of somebody could be made of when these sources weigh."""
    found = await town.db.one(
        "get_recommendations",
        caller_id=reader.id,
        caller_version=1,
        is_daily=False,
        batch_size=0,
        first_count=0,
        weights=weights,
        uses_trained=False,
        moved_from=0.5,
        is_brief=False,
        **{"per_source": CANDIDATES, "content_limit": FROM_CONTENT, **asked},
    )
    made_of: dict[str, Any] = found["made_of"]
    return made_of


async def candidates(town: Town, reader: Reader, weights: Bands | None, **asked: Any) -> list[Candidate]:
    """What could be recommended to somebody when these sources weigh."""
    return parse_candidates((await material(town, reader, weights, **asked))["candidates"])


def told(found: list[Candidate]) -> set[str]:
    """The sources that said anything of anything."""
    return {source for one in found for source in one.scores}


@pytest.mark.parametrize("source", ["neighbors", "ease", "cosine", "content"])
async def test_a_source_without_weight_is_not_asked(town: Town, ada: Reader, source: str) -> None:
    for item_id, stars in LIKED:
        await ada.rate(item_id, stars)
    await town.find_neighbors(ada)

    everything = await candidates(town, ada, None)
    others = await candidates(town, ada, always(*(one for one in SOURCES if one != source)))

    trained = set(SOURCES) - {"factors"}  # the town has no factors
    assert told(everything) == trained
    assert told(others) == trained - {source}
    popular = {one.item_id: one.scores["popular"] for one in everything}
    for one in others:
        # Of those that are equally unlike, a walk of the index takes any.
        is_tied = one.item_id not in popular and one.scores.get("content") is None
        assert is_tied or one.scores["popular"] == popular[one.item_id]


async def test_taste_is_read_only_where_it_weighs_and_finds_what_nothing_else_does(town: Town, ada: Reader) -> None:
    await ada.rate(8, 5)
    await ada.rate(16, 1)

    without = await material(town, ada, always("popular"), per_source=5)
    with_it = await material(town, ada, always("popular", "taste"), per_source=5)

    assert without["likings"] == []
    assert {(one["kind"], one["name"]) for one in with_it["likings"]} >= {("genre", "Drama"), ("language", "hi")}
    found, others = [{one["item_id"] for one in made["candidates"]} for made in (with_it, without)]
    # the five with most of what was liked: a Hindi drama of 2006
    assert found > others
    assert all(n % 8 == 0 or n // 8 % 4 == 1 for n in found - others)


async def test_the_length_of_the_history_decides_who_is_asked(town: Town, ada: Reader) -> None:
    by_length = {"0": {"popular": 1.0}, "2": {"content": 1.0}, "4": {"ease": 1.0, "cosine": 0.0}}
    asked = []
    for n_ratings, (item_id, stars) in enumerate(LIKED, 1):
        await ada.rate(item_id, stars)
        asked.append((n_ratings, told(await candidates(town, ada, by_length)) - {"popular"}))

    assert asked == [(1, set()), (2, {"content"}), (3, {"content"}), (4, {"ease"})]


async def test_what_is_popular_stands_in_where_the_others_find_few(town: Town, ada: Reader) -> None:
    await ada.rate(8, 5)

    few = await candidates(town, ada, always("cosine"), per_source=100)
    many = await candidates(town, ada, always("cosine"), per_source=5)

    assert sum("cosine" in one.scores for one in few) < 100 <= len(few)
    assert {1, BOOKS[0]} <= {one.item_id for one in few}  # the best known movie and book
    assert len(many) == 5 == sum("cosine" in one.scores for one in many)


async def test_content_adds_as_many_of_each_type_as_are_asked_for(town: Town, ada: Reader) -> None:
    await ada.rate(8, 5)

    async def n_found(**asked: Any) -> tuple[int, int]:
        found = await candidates(town, ada, always("content"), per_source=0, **asked)
        return sum(one.item_type == "movie" for one in found), sum(one.item_type == "book" for one in found)

    assert await n_found(content_limit=4) == (4, 4)
    assert await n_found(content_limit=5) == (5, 5)
    assert await n_found(content_limit=5, item_type="movie") == (5, 0)
    assert await n_found(content_limit=5, filters={"year_from": 1}) == (5, 5)


async def test_who_liked_nothing_gets_what_is_popular_but_for_what_is_like_what_they_disliked(
    town: Town, ada: Reader
) -> None:
    for item_id in MOVIES[-20:]:
        await ada.rate(item_id, 1)

    made = await ada.get("/personalized", limit=40)

    assert set(made["sources"]) <= {"popular", "taste"}
    assert len(made["items"]) == 40
    assert {part["source"] for item in made["items"] for part in item["reasons"]} <= {"popular", "taste", "variety"}


@pytest.mark.parametrize("cache_size", [10, 110])
async def test_a_list_is_as_long_as_is_set_however_few_sources_are_asked(
    town: Town, ada: Reader, cache_size: int
) -> None:
    settings = town.app.state.settings.model_copy(update={"cache_size": cache_size})
    asked = Asked(item_type="movie", filters={}, exclude_watchlist=False, limit=20, diversity=None, refresh=True)

    caller = Caller(town.db, Claims(user_id=ada.id, version=1))
    made = json.loads(await personalized(caller, settings, town.app.state.refresher, asked))

    assert (made["method"], made["total"]) == ("popular", cache_size)
