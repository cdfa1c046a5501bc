"""EASE follows new ratings: the rows that a training would make, in bites, and never against the gate."""

import random
from typing import Any

import numpy as np
import pytest

from api.chores import solving
from api.chores.chores import CHORES
from api.chores.lease import Run
from api.chores.ridges import LAST_ITEM, portions_of, rows_of
from api.db import Database
from api.ease import regularisation_for
from api.errors import NotGoodEnough
from api.jobs.training import job
from api.jobs.training.fitting import gate
from api.jobs.training.job import train
from tests.conftest import settings_of
from tests.support.readers import rows, write

N_ITEMS, N_USERS = 24, 60
STEP = 1.01e-6  # weights are stored with six decimals, and the last one may fall to either side
ROWS = """
    select n.item_id, n.neighbor_ids, n.weights
    from cinelibre.item_neighbors as n
    join cinelibre.models as m on m.id = n.model_id and m.kind = 'ease' and m.is_active
    order by 1
"""
SHUFFLED = random.Random(7)
RATINGS = [
    [user, 1000 + item, SHUFFLED.choice([1, 2.5, 3, 4, 4.5, 5]), 1_700_000_000 + user]
    for user in range(1, N_USERS + 1)
    for item in range(1, N_ITEMS + 1)
    if (user * 7 + item * 5) % 3 < 2 or item == user % N_ITEMS
]


async def a_town(db: Database) -> None:
    """Films without ratings."""
    records = [{"item_type": "movie", "title": f"Film {n}", "movielens_id": 1000 + n} for n in range(1, N_ITEMS + 1)]
    await db.one("upsert_items", records=records, embedding_model="one", dimension=384)


async def load(db: Database, ratings: list[list[float]]) -> None:
    """These ratings come in."""
    await db.one("import_ratings", records=ratings)


async def follow(db: Database) -> tuple[dict[str, int], int]:
    """What a run of the chore counted, and how many bites it took."""
    run = Run(0)
    n_bites = 0
    async for _ in CHORES["refresh-ease"](db, run, settings_of()):
        n_bites += 1
    return dict(run.counts), n_bites


def weights_of(url: str) -> dict[tuple[int, int], float]:
    """The model in use: what each item says of each other, without zeros."""
    return {
        (item_id, neighbor): weight
        for item_id, neighbors, weights in rows(url, ROWS)
        for neighbor, weight in zip(neighbors, weights, strict=True)
        if weight
    }


async def test_what_changed_is_solved_as_training_would(db: Database, database_url: str) -> None:
    await a_town(db)
    await load(db, [one for one in RATINGS if one[0] <= 40])
    await train(db)
    before = weights_of(database_url)
    await load(db, [one for one in RATINGS if one[0] > 40])

    counts, n_bites = await follow(db)
    followed = weights_of(database_url)
    again, _ = await follow(db)
    await train(db)

    assert counts == {"n_ridges_solved": N_ITEMS, "n_ridges_waiting": 0}
    assert again == {"n_ridges_solved": 0, "n_ridges_waiting": 0}
    assert n_bites > 3
    trained = weights_of(database_url)
    assert followed == pytest.approx(trained, abs=STEP)
    assert before != pytest.approx(trained, abs=1e-3)


async def test_a_new_item_is_followed_and_nothing_else_is_touched(db: Database, database_url: str) -> None:
    new = 1000 + N_ITEMS
    await a_town(db)
    await load(db, [one for one in RATINGS if one[1] != new])
    await train(db)
    before = weights_of(database_url)
    await load(db, [one for one in RATINGS if one[1] == new])

    counts, _ = await follow(db)

    [(item_id,)] = rows(database_url, "select item_id from cinelibre.movies where movielens_id = %s", new)
    after = weights_of(database_url)
    assert counts["n_ridges_solved"] == 1
    assert {pair: weight for pair, weight in after.items() if pair[1] != item_id} == before
    of_new = {pair: weight for pair, weight in after.items() if pair[1] == item_id}
    assert len(of_new) > N_ITEMS / 2
    await train(db)
    trained = {pair: weight for pair, weight in weights_of(database_url).items() if pair[1] == item_id}
    assert of_new == pytest.approx(trained, abs=STEP)


@pytest.mark.parametrize(
    ("n_new", "n_solved"), [(0, 0), (1, 0), (2, 1)]
)  # of 40 raters, a twentieth of all is two: 2 · 20 ≥ 40, but 1 · 20 < 39
async def test_a_twentieth_of_the_raters_makes_an_item_a_changed_one(db: Database, n_new: int, n_solved: int) -> None:
    await a_town(db)
    await load(db, [[user, 1000 + item, 4, 1_700_000_000] for user in range(1, 39) for item in (1, 2)])
    await train(db)
    await load(db, [[100 + user, 1001, 5, 1_700_000_001] for user in range(n_new)])

    counts, _ = await follow(db)

    assert counts["n_ridges_solved"] == n_solved


async def test_items_with_too_many_raters_or_too_large_a_ridge_wait_for_training(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_town(db)
    await load(db, [one for one in RATINGS if one[0] <= 40])
    await train(db)
    await load(db, [one for one in RATINGS if one[0] > 40])
    before = weights_of(database_url)

    monkeypatch.setattr(solving, "MOST_A_RIDGE", 10)
    assert (await follow(db))[0] == {"n_ridges_solved": 0, "n_ridges_waiting": N_ITEMS}
    monkeypatch.setattr(solving, "MOST_RATERS", 10)
    assert (await follow(db))[0] == {"n_ridges_solved": 0, "n_ridges_waiting": 0}
    assert weights_of(database_url) == before


async def test_columns_come_in_small_answers_and_rows_go_in_small_bites(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_town(db)
    await load(db, [one for one in RATINGS if one[0] <= 40])
    await train(db)
    await load(db, [one for one in RATINGS if one[0] > 40])
    for name, value in {"ITEMS_A_PAGE": 5, "ASKED_AT_ONCE": 3, "LIKINGS_AT_ONCE": 50, "SOLVED_AT_ONCE": 7}.items():
        monkeypatch.setattr(f"api.chores.ridges.{name}", value)
    monkeypatch.setattr("api.chores.ridges.ROWS_AT_ONCE", 4)
    monkeypatch.setattr(solving, "MOST_COLUMNS", 100)
    monkeypatch.setattr(solving, "USERS_AT_ONCE", 9)

    counts, n_bites = await follow(db)
    followed = weights_of(database_url)
    await train(db)

    assert counts["n_ridges_solved"] == N_ITEMS
    assert n_bites > 30
    assert followed == pytest.approx(weights_of(database_url), abs=STEP)


async def test_a_refusal_of_the_gate_takes_back_what_followed_and_lasts_until_a_training_is_taken(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_town(db)
    await load(db, [one for one in RATINGS if one[0] <= 40])
    await train(db)
    write(database_url, "update cinelibre.models set created_at = '2001-01-01' where true")
    before = weights_of(database_url)
    await load(db, [one for one in RATINGS if one[0] > 40])
    await follow(db)
    assert weights_of(database_url) != before
    [seen] = [model["name"] for model in await db.rows("get_models") if model["kind"] == "ease"]
    shown = await job.read_model(db, seen)
    monkeypatch.setattr(gate, "compare", lambda *asked: gate.Compared(0.1, 0.9, 0.0, 60))
    monkeypatch.setattr(gate, "FEWEST_USERS", 1)

    with pytest.raises(NotGoodEnough, match="stays as it was trained and follows no new ratings"):
        await train(db, is_gated=True)

    pairs = {(item, one): w for item, ids, weights in shown for one, w in zip(ids, weights, strict=True) if w}
    assert pairs == pytest.approx(before)  # the gate compares with what training wrote
    assert weights_of(database_url) == before
    assert (await follow(db))[0] == {"n_ridges_solved": 0, "n_ridges_waiting": 0}
    assert weights_of(database_url) == before
    await train(db)
    await load(db, [[user, 1001, 5, 1_800_000_000] for user in range(200, 220)])
    assert (await follow(db))[0]["n_ridges_solved"] == 1


async def test_without_a_model_there_is_nothing_to_follow(db: Database) -> None:
    assert await follow(db) == ({"n_ridges_solved": 0, "n_ridges_waiting": 0}, 0)


def test_a_ridge_is_the_textbooks() -> None:
    # Users 1 and 2 give sixths 6 and 3 of one item, 2 and 3 give 6 and 4 of another: G = [[45, 18], [18, 52]] / 36.
    columns = [
        (np.array([1, 2], np.int32), np.array([6, 3], np.float32)),
        (np.array([2, 3], np.int32), np.array([6, 4], np.float32)),
    ]
    wanted = np.array([1.5, 0.5], np.float32)

    found = solving.solve(columns, wanted, 100)

    own = np.array([[45, 18], [18, 52]]) / 36 + regularisation_for(100) * np.eye(2)
    assert found == pytest.approx(np.linalg.inv(own) @ wanted, abs=1e-6)
    assert solving.solve([], np.array([], np.float32), 100) == []


def test_ridges_turned_into_rows_are_by_who_says_it() -> None:
    solved: dict[int, Any] = {7: ([1, 3], [0.5, -0.2]), 9: ([3], [0.1])}

    assert rows_of(solved) == {1: ([7], [0.5]), 3: ([7, 9], [-0.2, 0.1])}


@pytest.mark.parametrize(
    ("n_rows", "bounds"), [(0, [(0, LAST_ITEM)]), (2, [(0, LAST_ITEM)]), (3, [(0, 2), (2, LAST_ITEM)])]
)
def test_portions_cover_every_item_once(
    monkeypatch: pytest.MonkeyPatch, n_rows: int, bounds: list[tuple[int, int]]
) -> None:
    monkeypatch.setattr("api.chores.ridges.ROWS_AT_ONCE", 2)

    found = list(portions_of({item_id: ([9], [0.5]) for item_id in range(1, n_rows + 1)}))

    assert [(after, until) for after, until, _ in found] == bounds
    assert [row for _, _, portion in found for row in portion] == [[n, [9], [0.5]] for n in range(1, n_rows + 1)]
