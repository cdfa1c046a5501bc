"""Random towns: whatever is said of people with one's taste is true, counted anew from everybody's ratings."""

import json
import random
from typing import Any

import pytest

from api.chores.features import refresh_features
from api.chores.neighbors import NeighborRefresher
from api.db import Database
from api.http.callers import Caller
from api.recommendations.service import Asked, personalized
from tests.conftest import settings_of
from tests.support.readers import a_caller, rows, write, write_items

N_ITEMS, N_READERS = 20, 24
ASKED = Asked(item_type=None, filters={}, exclude_watchlist=False, limit=40, diversity=None, refresh=True)
Stars = dict[int, float]
Json = dict[str, Any]


async def a_random_town(db: Database, chance: random.Random) -> list[Caller]:
    """Readers who rated two to twelve of the items, each for or against what the others are for."""
    await write_items(db, tuple(("movie" if n % 3 else "book", f"Title {n}") for n in range(N_ITEMS)))
    readers = [await a_caller(db, f"reader{n}") for n in range(N_READERS)]
    for n, reader in enumerate(readers):
        for item_id in chance.sample(range(1, N_ITEMS + 1), chance.randint(2, 12)):
            likes = (item_id + n) % 2 == 0
            await rate(reader, item_id, chance.choice((3.5, 4, 5) if likes else (0.5, 2, 3.5)))
    await refresh_features(db)
    return readers


async def rate(reader: Caller, item_id: int, stars: float) -> None:
    """Some stars."""
    await reader.one("rate_item", item_id=item_id, rating=stars)


def everybodys(database_url: str) -> dict[int, Stars]:
    """All ratings, by reader and item."""
    found: dict[int, Stars] = {}
    for user_id, item_id, stars in rows(database_url, "select user_id, item_id, rating from cinelibre.ratings"):
        found.setdefault(user_id, {})[item_id] = stars
    return found


def is_near(mine: Stars, theirs: Stars) -> bool:
    """Three items in common or all of a shorter history, and of one mind on these, from the middle of the scale."""
    common = mine.keys() & theirs.keys()
    agreement = sum((mine[item_id] - 2.75) * (theirs[item_id] - 2.75) for item_id in common)
    return len(common) >= min(3, len(mine)) and agreement > 0


async def said(me: Caller, made: Json) -> list[tuple[int, Json, Json]]:
    """What is said of people with one's taste: of which item, with what in it, and what it goes by."""
    told = [(item["id"], reason) for item in made["items"] for reason in item["reasons"]]
    return [
        (
            item_id,
            reason,
            (await me.one("get_receipt", recommendation_id=made["recommendation_id"], item_id=item_id))["evidence"][
                "neighbors"
            ],
        )
        for item_id, reason in told
        if reason["source"] == "neighbors"
    ]


async def lists_of(db: Database, readers: list[Caller]) -> dict[int, list[tuple[int, Json, Json]]]:
    """What is said to each of these."""
    refresher = NeighborRefresher(db, debounce_seconds=3600)
    settings = settings_of(cache_size=40)
    made = {
        me.user_id: await said(me, json.loads(await personalized(me, settings, refresher, ASKED))) for me in readers
    }
    await refresher.close()
    return made


@pytest.mark.parametrize("seed", range(4))
async def test_what_is_said_of_neighbors_is_true(db: Database, database_url: str, seed: int) -> None:
    readers = await a_random_town(db, random.Random(seed))

    told = await lists_of(db, readers)

    stars = everybodys(database_url)
    assert sum(map(len, told.values())) >= 5
    for me, reasons in told.items():
        near = [theirs for user_id, theirs in stars.items() if user_id != me and is_near(stars[me], theirs)]
        for item_id, reason, found in reasons:
            gave = [theirs[item_id] for theirs in near if item_id in theirs]
            n_liked = sum(one >= 4 for one in gave)
            # Fewer than fifty people: all of them are neighbors.
            assert (found["count"], found["n_liked"]) == (len(gave), n_liked)
            assert found["average"] == pytest.approx(sum(gave) / len(gave), abs=0.006)
            assert n_liked >= 2
            assert reason["params"]["n_people"] == (len(gave) if reason["key"] == "neighbors_average" else n_liked)


@pytest.mark.parametrize("seed", range(4))
async def test_it_stays_true_whoever_changed_their_mind_since_neighbors_were_found(
    db: Database, database_url: str, seed: int
) -> None:
    chance = random.Random(100 + seed)
    readers = await a_random_town(db, chance)
    for reader in readers:
        await db.one("refresh_neighbors", user_id=reader.user_id)
    for reader in readers:
        for item_id in everybodys(database_url)[reader.user_id]:
            if chance.random() < 0.5:
                await rate(reader, item_id, chance.choice((0.5, 2, 3.5, 4, 5)))
    write(database_url, "delete from cinelibre.user_neighbors where user_id = %s", readers[0].user_id)

    told = await lists_of(db, readers)

    stars = everybodys(database_url)
    assert sum(map(len, told.values())) >= 1
    for me, reasons in told.items():
        near = [theirs for user_id, theirs in stars.items() if user_id != me and is_near(stars[me], theirs)]
        for item_id, reason, _ in reasons:
            gave = [theirs[item_id] for theirs in near if item_id in theirs]
            n_told = reason["params"]["n_people"]
            enough = gave if reason["key"] == "neighbors_average" else [one for one in gave if one >= 4]
            assert sum(one >= 4 for one in gave) >= 2
            assert n_told <= len(enough)
