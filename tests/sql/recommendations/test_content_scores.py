"""Stories alike: what counts as liked, how near something is to it, and what is told of it, worked by hand."""

import json
from typing import Any

import pytest

from api.db import Database
from api.http.callers import Caller
from tests.support.readers import a_caller, record, rows

A, B, C, D, NEAR, BY_FOUR, HARDLY, NOT_QUITE, FAR = range(1, 10)
VECTORS: dict[int, dict[int, float]] = {
    A: {0: 1}, B: {1: 1}, C: {2: 1}, D: {3: 1},
    NEAR: {0: 0.8, 1: 0.6},
    BY_FOUR: {0: 0.5, 1: 0.5, 2: 0.5, 3: 0.5},
    HARDLY: {0: 0.26, 9: 0.9656},
    NOT_QUITE: {0: 0.24, 9: 0.9708},
    FAR: {9: 1},
}  # fmt: skip


async def write_stories(db: Database) -> None:
    """Films of which four are at right angles to each other, and the others near to some of them."""
    records = [
        {
            "item_type": "movie",
            "title": f"Title {item_id}",
            "year": 1950 + item_id,
            "embedding": [axes.get(axis, 0.0) for axis in range(384)],
            "text_hash": str(item_id),
        }
        for item_id, axes in VECTORS.items()
    ]
    await db.one("upsert_items", records=records, embedding_model="one", dimension=384)


def scores(database_url: str, history: dict[int, float], given: str = "", **more: Any) -> dict[int, Any]:
    """How near the stories are to those of a history, newest first."""
    found = rows(
        database_url,
        "select item_id, points from cinelibre.score_by_content("
        f"%s::integer[], jsonb_populate_record(null::cinelibre.reader, %s::jsonb){given})",
        list(VECTORS),
        json.dumps({"item_ids": list(history), "ratings": list(history.values())} | more),
    )
    return {item_id: points for item_id, points in found if item_id not in history}


def almost(number: float) -> Any:
    """As far as half precision goes."""
    return pytest.approx(number, abs=5e-4)


async def test_the_three_nearest_count_and_those_that_are_missing_are_nothing(db: Database, database_url: str) -> None:
    await write_stories(db)

    found = scores(database_url, dict.fromkeys([A, B, C, D], 5.0))

    # m is cut to 3.75, so that each weighs 1. Near: (0.55 + 0.35) / 0.75 = 1.2, over three. By four: 0.25 / 0.75 three
    # times, not four. Hardly: 0.01 / 0.75, over three. What is below 0.25 is not there.
    assert found == {NEAR: almost(0.4), BY_FOUR: almost(1 / 3), HARDLY: almost(0.0044)}


async def test_what_is_liked_less_weighs_less_and_what_is_not_liked_nothing(db: Database, database_url: str) -> None:
    await write_stories(db)

    found = scores(database_url, {B: 4.0, A: 5.0, C: 1.0})

    # m = (16.25 + 10) / 8 = 3.28125: B weighs 0.71875 / 1.71875 = 0.418182, A 1, however old it is.
    assert found[NEAR] == almost((0.733333 + 0.418182 * 0.466667) / 3)
    assert found[BY_FOUR] == almost((1 + 0.418182) / 3 / 3)
    assert scores(database_url, {A: 1.0}) == {}


async def test_the_floor_and_the_number_of_the_nearest_can_be_set(db: Database, database_url: str) -> None:
    await write_stories(db)

    assert scores(database_url, {A: 5.0}, ", cosine_floor => 0.23, n_nearest => 1") == {
        NEAR: almost(0.57 / 0.77),
        BY_FOUR: almost(0.27 / 0.77),
        HARDLY: almost(0.03 / 0.77),
        NOT_QUITE: almost(0.01 / 0.77),
    }


async def test_a_leaning_weighs_what_it_says_and_nothing_says_that_it_is_like_itself(
    db: Database, database_url: str
) -> None:
    await write_stories(db)

    found = scores(database_url, {B: 5.0}, leaning_ids=[A, NEAR, C], leaning_weights=[0.5, 0.25, 0.15])

    # Near: 0.733333 · 0.5 and 0.466667 of B, over three, and nothing of itself. A: 0.25 · 0.733333 of Near. By four:
    # of B 0.333333, of A half of it, of Near 0.25 · (0.7 − 0.25) / 0.75. C is not above 0.15.
    assert found[NEAR] == almost((0.366667 + 0.466667) / 3)
    assert found[A] == almost(0.25 * 0.733333 / 3)
    assert found[BY_FOUR] == almost((1 / 3 + 1 / 6 + 0.15) / 3)
    assert scores(database_url, {}, leaning_ids=[A], leaning_weights=[-0.5]) == {}


@pytest.mark.parametrize(("more", "is_liked"), [([4.0, 3.5], True), ([4.0, 4.0], False)])
async def test_liked_is_what_is_more_than_three_twentieths_of_the_way_up(
    db: Database, database_url: str, more: list[float], is_liked: bool
) -> None:
    await write_stories(db)
    # Twelve ratings of 38.5 together: m = 54.75 / 17 = 3.220588, 3.5 weighs 0.279412 / 1.779412 = 0.157.
    # Of 39: m = 3.25, 3.5 weighs 0.25 / 1.75 = 0.143.
    ratings = [3.5, *more, 3.5, 3.5, 3.0, 3.0, 3.0, 3.0, 3.0, 2.5, 3.0]

    found = rows(
        database_url,
        "select item_id from cinelibre.list_liked(%s::integer[], %s::real[])",
        [A, *range(101, 112)],
        ratings,
    )

    assert sum(ratings) == (38.5 if is_liked else 39)
    assert found == ([(A,)] if is_liked else [])


async def test_the_thirty_newest_that_are_liked_count(db: Database, database_url: str) -> None:
    records = [
        {
            "item_type": "movie",
            "title": f"Title {n}",
            "year": 1900 + n,
            "embedding": [1.0] + [0.0] * 383,
            "text_hash": "x",
        }
        for n in range(40)
    ]
    await db.one("upsert_items", records=records, embedding_model="one", dimension=384)
    ratings = [5.0, 1.0, 5.0, *[5.0] * 37]

    found = rows(
        database_url,
        "select item_id, rating, weight from cinelibre.list_liked(%s::integer[], %s::real[])",
        list(range(1, 41)),
        ratings,
    )

    assert found == [(n, 5, pytest.approx(1)) for n in (1, *range(3, 32))]


def told(database_url: str, reader: Caller, history: dict[int, float], *chosen: int) -> dict[int, list[Any]]:
    """Which of a history is told of some stories: id, title, stars, share, and whether the stars were given."""
    found = rows(
        database_url,
        "select e.item_id, e.evidence #> '{content,top}' from cinelibre.gather_evidence(%s::integer[],"
        " row(%s, %s::integer[], %s::real[], null, null, null, null, null, null, null)::cinelibre.reader,"
        " '{content}') as e"
        " where e.evidence ->> 'content' <> ''",
        list(chosen),
        reader.user_id,
        list(history),
        list(history.values()),
    )
    return {
        item_id: [(p["item_id"], p["title"], p["rating"], p["share"], p["is_stated"]) for p in parts]
        for item_id, parts in found
    }


async def test_the_nearest_three_are_told_with_their_shares_and_nothing_below_the_floor(
    db: Database, database_url: str
) -> None:
    await write_stories(db)
    ada = await a_caller(db)
    for item_id in (A, C):
        await ada.one("rate_item", item_id=item_id, rating=5)
    await record(ada, {"interaction_type": "like", "item_id": B})

    found = told(database_url, ada, dict.fromkeys([D, C, B, A], 5.0), NEAR, BY_FOUR, HARDLY, NOT_QUITE)

    # 0.55 and 0.35 of 0.9. A like says no stars, and what was never rated none either; of four equals three are told.
    assert found[NEAR] == [(A, "Title 1", 5, almost(0.6111), True), (B, "Title 2", 5, almost(0.3889), False)]
    assert [one[3] for one in found[BY_FOUR]] == [almost(1 / 3)] * 3
    assert {(one[0], one[4]) for one in found[BY_FOUR]} <= {(A, True), (B, False), (C, True), (D, False)}
    assert found[HARDLY] == [(A, "Title 1", 5, 1, True)]
    assert NOT_QUITE not in found


async def test_what_is_told_of_a_story_is_what_it_is_scored_by(db: Database, database_url: str) -> None:
    await write_stories(db)
    ada = await a_caller(db)
    history = {B: 4.0, A: 5.0, C: 1.0}

    found, scored = told(database_url, ada, history, *VECTORS), scores(database_url, history)

    assert {item_id for item_id in found if item_id not in history} == set(scored)
    # 0.733333 and 0.418182 · 0.466667 = 0.195152 of 0.928485
    assert [(one[0], one[3]) for one in found[NEAR]] == [(A, almost(0.789817)), (B, almost(0.210183))]
