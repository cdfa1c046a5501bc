"""The exploring place of a list that is served: it is told, it stays, and it keeps to what a list keeps to."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from api.chores.chores import CHORES
from api.chores.lease import running
from api.db import Database
from api.http.incognito import HEADER
from tests.api.recommendations.town import Reader, Town, a_town, answered, ids_of, record_of
from tests.conftest import settings_of
from tests.support.readers import rows
from tests.support.servers import Server

PLACE = 4
NEW = range(161, 177)  # two of each genre
FAVORITES = (1, 9, 17, 25, 33, 2, 10, 18)  # of two genres; the readers of the town rated them
Json = dict[str, Any]


async def explore(db: Database, **given: Any) -> None:
    """The chore that chooses what lists explore."""
    async with running(db, "refresh-exploring") as run:
        async for _ in CHORES["refresh-exploring"](db, run, settings_of(**given)):
            pass


@pytest.fixture(scope="module")
async def place(servers: dict[int, Server]) -> AsyncIterator[Town]:
    """The town explores, and sixteen films come new that nobody rated."""
    async with a_town(servers[18], explore_share=1.0, explore_position=PLACE) as town:
        records = [{**record_of(n), "item_type": "movie", "external_count": 0} for n in NEW]
        await town.db.one("upsert_items", records=records, embedding_model="all-MiniLM-L6-v2-int8", dimension=384)
        await explore(town.db)
        yield town


@pytest.fixture
async def ada(place: Town) -> AsyncIterator[Reader]:
    """Somebody who rated eight films."""
    async with place.reader() as reader:
        for n, item_id in enumerate(FAVORITES):
            await reader.rate(item_id, 5 if n % 3 else 4.5)
        await place.find_neighbors(reader)
        yield reader


def explored(answer: Json) -> list[tuple[int, int]]:
    """The explored items of a list, with their places."""
    return [
        (item["place"], item["id"])
        for item in answer["items"]
        if any(reason["source"] == "exploring" for reason in item["reasons"])
    ]


async def test_one_new_item_stands_at_the_place_and_says_so_in_reasons_and_receipt(place: Town, ada: Reader) -> None:
    answer = await ada.get("/personalized", item_type="movie")
    [(position, item_id)] = explored(answer)
    [item] = [one for one in answer["items"] if one["id"] == item_id]
    receipt = await answered(ada.client, "GET", f"/{answer['recommendation_id']}/why/{item_id}")

    assert (position, item_id in NEW) == (PLACE, True)
    assert item["reasons"][0] == {
        "source": "exploring", "key": "new_here", "params": {"n_raters": 0, "days": 0}, "contribution": 0,
        "text": "New here, little is known yet: nobody has rated it",
    }  # fmt: skip
    assert sum(part["contribution"] for part in receipt["contributions"]) == pytest.approx(receipt["score"])
    assert receipt["exploring"]["n_shown"] == 0
    kept = (
        "select place, item_id, propensity, jsonb_array_length(choices) from cinelibre.explorations where user_id = %s"
    )
    told = receipt["exploring"]
    assert rows(place.url, kept, ada.id) == [(PLACE, item_id, told["propensity"], told["n_choices"])]
    source = "select source from cinelibre.impressions where user_id = %s and item_id = %s"
    assert rows(place.url, source, ada.id, item_id) == [("exploring",)]
    other = next(one["id"] for one in answer["items"] if one["id"] != item_id)
    plain = await answered(ada.client, "GET", f"/{answer['recommendation_id']}/why/{other}")
    assert plain["exploring"] is None


async def test_the_item_stays_with_the_list_of_the_day_and_after_a_rating(place: Town, ada: Reader) -> None:
    first = await ada.get("/personalized")
    again = await ada.get("/personalized")
    await ada.rate(49, 4)
    after = await ada.get("/personalized")

    assert again["is_stored"]
    assert explored(first) == explored(again) == explored(after)
    assert first["recommendation_id"] != after["recommendation_id"]


async def test_what_is_hidden_or_known_is_not_explored_and_another_list_explores_something_else(
    place: Town, ada: Reader
) -> None:
    seen = set()
    for _ in range(4):
        [(_, item_id)] = explored(await ada.get("/personalized", item_type="movie"))
        assert item_id not in seen
        seen.add(item_id)
        assert (await ada.client.put(f"/hidden/movie/{item_id}")).status_code == 200
    renewed = await answered(ada.client, "POST", "/refresh", item_type="movie")

    assert {item_id for _, item_id in explored(renewed)}.isdisjoint(seen)


async def test_lists_of_books_and_narrowed_lists_keep_to_what_was_asked(place: Town, ada: Reader) -> None:
    books = await ada.get("/personalized", item_type="book")
    narrowed = await ada.get("/personalized", genres="Drama")

    assert {item["item_type"] for item in books["items"]} == {"book"}
    assert all(item_id not in NEW for _, item_id in explored(books))
    assert explored(narrowed) == []


async def test_who_leaves_nothing_behind_leaves_no_log_and_a_newcomer_gets_what_is_popular(
    place: Town, ada: Reader
) -> None:
    answer = await ada.client.get("/recommendations/personalized", headers={HEADER: "true"})
    async with place.reader() as newcomer:
        popular = await newcomer.get("/personalized")

    assert answer.status_code == 200
    assert explored(popular) == []
    assert rows(place.url, "select count(*) from cinelibre.explorations where user_id = %s", ada.id) == [(0,)]


async def test_a_small_catalogue_does_not_explore_by_itself(
    servers: dict[int, Server], town: Town, bob: Reader
) -> None:
    await explore(town.db)
    for item_id in FAVORITES:
        await bob.rate(item_id, 5)

    assert len(rows(town.url, "select item_id from cinelibre.explorable")) >= 0
    assert explored(await bob.get("/personalized")) == []


async def test_a_preset_is_drawn_where_the_setting_says_so(servers: dict[int, Server]) -> None:
    async with a_town(servers[18], explore_share=0.0, explore_presets=True) as town:
        await explore(town.db, explore_share=0.0, explore_presets=True)
        async with town.reader() as reader:
            for item_id in FAVORITES:
                await reader.rate(item_id, 5)
            answer = await reader.get("/personalized")
            drawn = "select told, preset, preset_propensity, item_id from cinelibre.explorations"
            [(told, preset, propensity, item_id)] = rows(town.url, drawn)

    assert ids_of(answer)
    assert (told, propensity, item_id) == (8, pytest.approx(1 / 3), None)
    assert preset in {"trained", "tuned", "classic"}
