"""What follows new ratings in SQL: columns of items, their products, rows that take in ridges, and holds, by hand."""

import json
from typing import Any

import pytest

from api.db import Database
from tests.support.readers import DRACULA, DUNE, EMMA, RAN, SOLARIS, a_caller, rows, write_items

LAST = 2**31 - 1
KEPT = "select item_id, neighbor_ids, weights from cinelibre.item_neighbors order by 1"
TRAINED = "select item_id, neighbor_ids, weights from cinelibre.trained_rows order by 1"
MERGED = "select item_id, neighbor_ids, weights from cinelibre.merge_ridges(%s, %s, %s, %s, %s, %s) order by 1"


@pytest.fixture
async def rated(db: Database) -> Database:
    """Five items. Two readers like Dune and Ran, one of them Emma as well; nobody rated the books but one Solaris."""
    await write_items(db)
    for name, stars in {"ada": {DUNE: 5, RAN: 4.5}, "bob": {DUNE: 3, RAN: 4, EMMA: 2.5, SOLARIS: 2}}.items():
        caller = await a_caller(db, name)
        for item_id, rating in stars.items():
            await caller.one("rate_item", item_id=item_id, rating=rating)
    return db


@pytest.fixture
async def model_id(rated: Database) -> int:
    """A model in use, of two rows."""
    made = await rated.one("begin_model", kind="ease", name="ease-1")
    records = [[DUNE, [RAN, EMMA, SOLARIS], [0.5, -0.4, 0.1], None, 2], [EMMA, [RAN], [0.2], None, 1]]
    await rated.one("write_item_neighbors", model_id=made, records=records)
    await rated.one("activate_model", model_id=made, metrics={}, weights=None)
    return int(made)


def near(*found: tuple[int, list[int], list[float]]) -> list[Any]:
    """Rows whose weights are stored as real numbers."""
    return [(item_id, ids, pytest.approx(weights, abs=1e-6)) for item_id, ids, weights in found]


async def test_columns_count_raters_likers_and_squared_sixths(rated: Database, model_id: int) -> None:
    await rated.one("write_followed_items", model_id=model_id, records=[[RAN, 1], [999, 7]])

    page = await rated.one("get_rated_columns", model_id=model_id, after_item=0, page_limit=3)
    rest = await rated.one("get_rated_columns", model_id=model_id, after_item=page["next"], page_limit=3)

    # Sixths are 2 · (stars − 2). Dune: 6² + 2²; Ran: 5² + 4²; Emma: 1². Two stars are no liking.
    assert page == {
        "item_ids": [DUNE, RAN, EMMA], "n_raters": [2, 2, 1], "n_likers": [2, 2, 1], "squares": [40, 41, 1],
        "n_followed": [0, 1, 0], "next": EMMA,
    }  # fmt: skip
    assert rest == {
        "item_ids": [SOLARIS], "n_raters": [1], "n_likers": [0], "squares": [0], "n_followed": [0], "next": None,
    }  # fmt: skip


async def test_what_the_same_people_like_is_told_with_its_product_until_the_time_is_up(rated: Database) -> None:
    asked = [DUNE, SOLARIS, EMMA]

    # Dune with Ran: 6 · 5 + 2 · 4, with Emma: 2 · 1.
    whole = await rated.one("get_liked_together", item_ids=asked, max_seconds=60)
    assert whole == [[DUNE, [RAN, EMMA], [38, 2]], [SOLARIS, [], []], [EMMA, [DUNE, RAN], [2, 4]]]
    assert await rated.one("get_liked_together", item_ids=asked, max_seconds=0) == whole[:1]


async def test_who_likes_items_is_told_by_item(rated: Database, database_url: str) -> None:
    [(ada,), (bob,)] = rows(database_url, "select id from cinelibre.users order by id")

    assert await rated.one("get_likers", item_ids=[RAN, SOLARIS, DUNE]) == [
        [DUNE, [ada, bob], [5, 3]], [RAN, [ada, bob], [4.5, 4]], [SOLARIS, [], []],
    ]  # fmt: skip


async def test_ridges_replace_their_weights_in_every_row_and_rows_keep_their_largest(
    rated: Database, database_url: str, model_id: int
) -> None:
    # Ran and Dracula were solved: Dune says 0.3 of Ran now, not 0.5, and 0.35 of Dracula; Emma nothing of Ran any more;
    # Solaris, which had no row, says -0.6 of Dracula; that Dune would say 0.1 of Solaris is the smallest of four.
    added = [[DUNE, [RAN, DRACULA], [0.3, 0.35]], [SOLARIS, [DRACULA, RAN], [-0.6, 0]]]
    expected = near((DUNE, [EMMA, DRACULA, RAN], [-0.4, 0.35, 0.3]), (EMMA, [], []), (SOLARIS, [DRACULA], [-0.6]))
    assert rows(database_url, MERGED, model_id, [RAN, DRACULA], json.dumps(added), 0, LAST, 3) == expected
    assert rows(database_url, MERGED, model_id, [RAN, DRACULA], "[]", DUNE, LAST, 3) == near((EMMA, [], []))

    asked: dict[str, Any] = {"model_id": model_id, "solved_ids": [RAN, DRACULA], "n_kept": 3}
    first = await rated.one("write_ridges", **asked, rows=added[:1], after_item=0, until_item=DUNE)
    second = await rated.one("write_ridges", **asked, rows=added[1:], after_item=DUNE, until_item=LAST)

    assert (first, second) == (1, 2)
    assert rows(database_url, KEPT) == expected
    assert rows(database_url, TRAINED) == near(
        (DUNE, [RAN, EMMA, SOLARIS], [0.5, -0.4, 0.1]), (EMMA, [RAN], [0.2]), (SOLARIS, [], [])
    )
    page = await rated.one("get_model_page", model_name="ease-1", after_item=0)
    assert page["records"] == [[DUNE, [RAN, EMMA, SOLARIS], [0.5, -0.4, 0.1]], [EMMA, [RAN], [0.2]], [SOLARIS, [], []]]


async def test_what_training_wrote_is_kept_once_and_comes_back_with_a_hold(
    rated: Database, database_url: str, model_id: int
) -> None:
    before = rows(database_url, KEPT)
    await rated.one("write_followed_items", model_id=model_id, records=[[DUNE, 2]])
    assert await rated.one("get_followed_model") == {"model_id": model_id}
    whole: dict[str, Any] = {"model_id": model_id, "after_item": 0, "until_item": LAST, "n_kept": 3}
    for weight in (0.3, 0.2):
        await rated.one("write_ridges", **whole, solved_ids=[RAN], rows=[[DUNE, [RAN], [weight]]])

    assert await rated.one("hold_model", name="ease-1") == 2
    assert rows(database_url, KEPT) == before
    assert rows(database_url, TRAINED) == []
    assert await rated.one("write_ridges", **whole, solved_ids=[RAN], rows=[]) is None
    assert await rated.one("get_followed_model") is None
    assert await rated.one("hold_model", name="gone") == 0
    assert rows(database_url, KEPT) == before


async def test_a_model_that_is_gone_or_was_not_followed_from_its_training_is_not_followed(
    rated: Database, model_id: int
) -> None:
    assert await rated.one("get_followed_model") is None
    assert await rated.one("write_followed_items", model_id=model_id + 1, records=[[DUNE, 2]]) == 0
    asked: dict[str, Any] = {"solved_ids": [RAN], "rows": [], "after_item": 0, "until_item": LAST, "n_kept": 3}
    assert await rated.one("write_ridges", model_id=model_id + 1, **asked) is None
