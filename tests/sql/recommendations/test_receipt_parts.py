"""Which items of a history a receipt names, with which shares and in which order, worked by hand."""

import json
from typing import Any

import pytest

from api.db import Database
from tests.support.readers import DUNE, RAN, rows, write, write_items

near = pytest.approx
THIRD, SECOND, FIRST, DISLIKED, HARDLY_LIKED, CHOSEN, UNSAID, ANOTHER = range(1, 9)
HISTORY = {FIRST: 5.0, SECOND: 3.5, THIRD: 5.0, DISLIKED: 2.0, HARDLY_LIKED: 2.5}  # newest first
READER = "jsonb_populate_record(null::cinelibre.reader, %s::jsonb)"


def parts(database_url: str, function: str, chosen: list[int], history: dict[int, float], more: str = "") -> list[Any]:
    """The parts of chosen items: source, chosen item, item of the history, its stars, share and rank."""
    return rows(
        database_url,
        f"select p.* from cinelibre.{function}(%s::integer[], {READER}{more}) as p order by source, item_id, rank",
        chosen,
        json.dumps({"item_ids": list(history), "ratings": list(history.values())}),
    )


@pytest.fixture
async def models(db: Database, database_url: str) -> str:
    """A database with EASE in use, cosine in use and a former EASE."""
    await write_items(db, tuple(("movie", f"Title {n}") for n in range(1, 9)))
    write(
        database_url,
        "insert into cinelibre.models (id, kind, name, is_active) overriding system value values"
        " (101, 'ease', 'now', true), (102, 'ease', 'former', false), (103, 'cosine', 'now', true)",
    )
    write(
        database_url,
        "insert into cinelibre.item_neighbors (model_id, item_id, neighbor_ids, weights) values"
        " (101, 3, '{6,7,8}', '{0.5,0,9}'), (101, 2, '{6}', '{0.9}'), (101, 1, '{7,6}', '{0,0.25}'),"
        " (101, 4, '{6,7}', '{9,9}'), (101, 5, '{6}', '{1}'), (102, 3, '{6}', '{9}'), (103, 2, '{6}', '{0.25}')",
    )
    return database_url


# Five stars are (5 − 2) / 3 = 1. The first of a history says 0.5 · 1, the second 0.9 · 0.5, the third 0.25, the fifth
# 0.5 / 3 = 0.166667: together 1.366667.
OF_EASE = [
    ("ease", CHOSEN, FIRST, 5, near(0.5 / 1.366667, abs=1e-5), 1),
    ("ease", CHOSEN, SECOND, 3.5, near(0.45 / 1.366667, abs=1e-5), 2),
    ("ease", CHOSEN, THIRD, 5, near(0.25 / 1.366667, abs=1e-5), 3),
]


async def test_the_three_items_that_count_most_come_with_their_shares_of_the_whole_score(models: str) -> None:
    of_another = ("ease", ANOTHER, FIRST, 5, 1, 1)
    assert parts(models, "explain_by_items", [CHOSEN, ANOTHER], HISTORY, ", '{ease}'") == [*OF_EASE, of_another]
    assert parts(models, "explain_by_items", [CHOSEN], HISTORY, ", '{ease}', 1") == OF_EASE[:1]
    [*_, fourth] = parts(models, "explain_by_items", [CHOSEN], HISTORY, ", '{ease}', 4")
    assert fourth == ("ease", CHOSEN, HARDLY_LIKED, 2.5, near(0.166667 / 1.366667, abs=1e-5), 4)


async def test_each_model_that_is_asked_has_shares_and_ranks_of_its_own(models: str) -> None:
    of_cosine = ("cosine", CHOSEN, SECOND, 3.5, 1, 1)

    assert parts(models, "explain_by_items", [CHOSEN], HISTORY, ", '{cosine,ease}'") == [of_cosine, *OF_EASE]
    assert parts(models, "explain_by_items", [CHOSEN], HISTORY, ", '{popular}'") == []


async def test_parts_that_count_nothing_have_no_share_and_stand_by_their_ids(models: str) -> None:
    assert parts(models, "explain_by_items", [UNSAID], HISTORY, ", '{ease}'") == [
        ("ease", UNSAID, THIRD, 5, None, 1),
        ("ease", UNSAID, FIRST, 5, None, 2),
    ]


A, B, C, D, NEAR, BY_FOUR, HARDLY, NOT_QUITE = range(1, 9)
VECTORS: dict[int, dict[int, float]] = {
    A: {0: 1}, B: {1: 1}, C: {2: 1}, D: {3: 1}, NEAR: {0: 0.8, 1: 0.6}, BY_FOUR: {0: 0.5, 1: 0.5, 2: 0.5, 3: 0.5},
    HARDLY: {0: 0.26, 9: 0.9656}, NOT_QUITE: {0: 0.24, 9: 0.9708},
}  # fmt: skip


@pytest.fixture
async def stories(db: Database, database_url: str) -> str:
    """A database with four stories at right angles, and others near to some of them."""
    records = [
        {"item_type": "movie", "title": f"Title {item_id}", "year": 1950 + item_id, "text_hash": str(item_id),
         "embedding": [axes.get(axis, 0.0) for axis in range(384)]}
        for item_id, axes in VECTORS.items()
    ]  # fmt: skip
    await db.one("upsert_items", records=records, embedding_model="one", dimension=384)
    return database_url


def almost(number: float) -> Any:
    """As far as half precision goes."""
    return near(number, abs=2e-3)


async def test_the_nearest_liked_stories_come_with_their_shares_of_what_is_above_the_floor(stories: str) -> None:
    history = {B: 4.0, A: 5.0, C: 1.0}

    found = parts(stories, "explain_by_content", [NEAR, HARDLY, NOT_QUITE], history)

    # m = (16.25 + 10) / 8 = 3.28125: A weighs 1, B 0.71875 / 1.71875 = 0.418182, C is not liked.
    # 0.8 − 0.25 = 0.55 and 0.418182 · (0.6 − 0.25) = 0.146364 are 0.696364. Hardly has 0.01; 0.24 is below the floor.
    assert found == [
        ("content", NEAR, A, 5, almost(0.789817), 1),
        ("content", NEAR, B, 4, almost(0.210183), 2),
        ("content", HARDLY, A, 5, 1, 1),
    ]


async def test_the_floor_and_the_number_of_the_nearest_stories_can_be_set(stories: str) -> None:
    history = {B: 4.0, A: 5.0, C: 1.0}

    # Above 0.5: 0.3 and 0.418182 · 0.1 = 0.041818 of 0.341818.
    above_half = parts(stories, "explain_by_content", [NEAR, HARDLY], history, ", cosine_floor => 0.5")
    assert above_half == [("content", NEAR, A, 5, almost(0.877660), 1), ("content", NEAR, B, 4, almost(0.122340), 2)]
    one = parts(stories, "explain_by_content", [NEAR], history, ", n_parts => 1")
    assert one == [("content", NEAR, A, 5, 1, 1)]
    # By four is at exactly 0.5 from A.
    assert parts(stories, "explain_by_content", [BY_FOUR], {A: 5.0}, ", cosine_floor => 0.5") == []


async def test_of_four_stories_as_near_three_are_named_and_equals_stand_by_their_ids(stories: str) -> None:
    # Ratings at places 1 and 21 weigh exactly 1, so that nothing but the ids tells A and B apart.
    equals = {B: 5.0, **dict.fromkeys(range(101, 120), 1.0), A: 5.0}

    found = parts(stories, "explain_by_content", [BY_FOUR], equals)
    of_four = parts(stories, "explain_by_content", [BY_FOUR], dict.fromkeys([A, B, C, D], 5.0))

    assert found == [("content", BY_FOUR, A, 5, 0.5, 1), ("content", BY_FOUR, B, 5, 0.5, 2)]
    one = parts(stories, "explain_by_content", [BY_FOUR], equals, ", n_parts => 1")
    assert one == [("content", BY_FOUR, A, 5, 1, 1)]
    assert [(share, rank) for *_, share, rank in of_four] == [(almost(1 / 3), rank) for rank in (1, 2, 3)]


async def test_evidence_is_added_to_each_entry_of_a_list_in_its_order(db: Database, database_url: str) -> None:
    await write_items(db)
    write(database_url, "insert into cinelibre.item_stats (item_id, like_count) values (%s, 7)", RAN)
    ranked = '[{"item_id": 2, "score": 0.5, "variety": {"by": [1]}}, {"item_id": 1}, {"item_id": 3}]'
    added = f"select cinelibre.add_evidence(%s::jsonb, %s::integer[], '{{ease}}', {READER})"

    found = rows(database_url, added, ranked, [DUNE, RAN], "{}")

    nothing = {
        "like_count": 0, "rating_count": 0, "simulated_count": 0, "average": None, "external_count": None,
        "external_rating": None,
    }  # fmt: skip
    ran = {"item_id": RAN, "score": 0.5, "variety": {"by": [1]}, "evidence": {"popular": nothing | {"like_count": 7}}}
    dune = {"item_id": DUNE, "evidence": {"popular": nothing}}
    assert found == [([ran | {"prediction": None}, dune | {"prediction": None}],)]
    assert rows(database_url, added, "[]", [], "{}") == [([],)]
