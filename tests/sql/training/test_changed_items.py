"""Cosine neighbors of items that changed: as by hand, as by training, and only where something changed."""

import math

import psycopg
import pytest

from api.db import Database
from api.jobs.training.job import train
from tests.support.readers import DUNE, EMMA, RAN, a_caller, rows, write, write_items

ROW = """
    select n.neighbor_ids, n.weights
    from cinelibre.item_neighbors as n
    join cinelibre.models as m on m.id = n.model_id and m.kind = 'cosine' and m.is_active
    where n.item_id = %s
"""
LENGTH = """
    select l.length from cinelibre.item_lengths as l
    join cinelibre.models as m on m.id = l.model_id and m.is_active where l.item_id = %s
"""


async def rate(db: Database, **given: dict[int, float]) -> None:
    """Each reader's stars."""
    for name, stars in given.items():
        caller = await a_caller(db, name)
        for item_id, rating in stars.items():
            await caller.one("rate_item", item_id=item_id, rating=rating)


def row_of(url: str, item_id: int) -> dict[int, float]:
    """The weights of an item's neighbors in the model in use."""
    with psycopg.connect(url) as connection:
        found = connection.execute(ROW.encode(), [item_id]).fetchone()
    return dict(zip(*found, strict=True)) if found else {}


@pytest.fixture
async def trained(db: Database) -> Database:
    """Three items, which two readers rated, and a model of them."""
    await write_items(db)
    await rate(db, ada={DUNE: 5, RAN: 5}, bob={DUNE: 5, RAN: 3.5, EMMA: 2}, eve={EMMA: 5})
    await train(db)
    return db


async def test_what_training_computed_is_computed_again(trained: Database, database_url: str) -> None:
    before = {item_id: row_of(database_url, item_id) for item_id in (DUNE, RAN)}
    write(
        database_url,
        "delete from cinelibre.item_neighbors as n"
        " where exists (select from cinelibre.models as m where m.id = n.model_id and m.kind = 'cosine')",
    )
    write(database_url, "update cinelibre.item_lengths set rater_count = 0 where true")

    answer = await trained.one("refresh_changed_items", max_seconds=60)

    assert answer == {"n_refreshed": 3, "n_left": 0}
    for item_id, weights in before.items():
        assert row_of(database_url, item_id) == pytest.approx(weights, rel=1e-4, abs=2e-6)


async def test_a_new_rating_changes_its_item_as_by_hand(trained: Database, database_url: str) -> None:
    await rate(trained, joe={DUNE: 5, EMMA: 5})

    answer = await trained.one("refresh_changed_items", max_seconds=60)

    # Three items; ada, bob and joe liked two of them each (two stars are no liking), so each counts w = ln(1 + 3/2).
    # Dune's column is w · (1, 1, 1), its length w √3; with Ran's (1, ½, 0), of length w √1.25: w² · 1.5.
    w = math.log(2.5)
    with_ran = w**2 * 1.5 / (w * math.sqrt(3) * w * math.sqrt(1.25) + 1000)
    assert answer == {"n_refreshed": 2, "n_left": 0}  # Dune and Emma
    assert row_of(database_url, DUNE)[RAN] == pytest.approx(with_ran, rel=1e-4)
    assert rows(database_url, LENGTH.replace("%s", str(DUNE))) == [(pytest.approx(w * math.sqrt(3), rel=1e-5),)]
    assert set(row_of(database_url, DUNE)) == {RAN, EMMA}
    assert DUNE in row_of(database_url, EMMA)


async def test_who_rates_while_a_model_is_trained_makes_the_item_a_changed_one(
    trained: Database, database_url: str
) -> None:
    # Read: two ratings of Dune. Written: when a third has come.
    model_id = await trained.one("begin_model", kind="cosine", name="next")
    await rate(trained, joe={DUNE: 5})
    await trained.one("write_item_neighbors", model_id=model_id, records=[[DUNE, [RAN], [0.5], 1.0, 2]])
    await trained.one("activate_model", model_id=model_id, metrics={})

    found = rows(database_url, "select item_id, rater_count from cinelibre.list_changed_items() where item_id = 1")

    assert found == [(DUNE, 3)]


async def test_nothing_is_computed_where_nothing_changed(trained: Database, database_url: str) -> None:
    await trained.one("refresh_changed_items", max_seconds=60)  # Emma goes with nothing and had no row

    assert await trained.one("refresh_changed_items", max_seconds=60) == {"n_refreshed": 0, "n_left": 0}


async def test_a_twentieth_is_a_change_and_less_is_not(trained: Database, database_url: str) -> None:
    await trained.one("refresh_changed_items", max_seconds=60)
    for rater_count, formerly, is_changed in (
        (20, 19, True),
        (21, 20, False),
        (19, 20, True),
        (2000, 1, True),
        (2001, 1, False),
    ):
        write(database_url, "update cinelibre.item_stats set rater_count = %s where item_id = %s", rater_count, DUNE)
        write(database_url, "update cinelibre.item_lengths set rater_count = %s where item_id = %s", formerly, DUNE)
        found = rows(database_url, "select item_id from cinelibre.list_changed_items()")
        assert found == ([(DUNE,)] if is_changed else []), rater_count


async def test_without_a_model_there_is_nothing_to_refresh(db: Database) -> None:
    await write_items(db)
    await rate(db, ada={DUNE: 5, RAN: 5})

    assert await db.one("refresh_changed_items", max_seconds=60) == {"n_refreshed": 0, "n_left": 0}


async def test_one_item_is_computed_whatever_the_time(trained: Database, database_url: str) -> None:
    write(database_url, "update cinelibre.item_lengths set rater_count = 0 where true")

    assert await trained.one("refresh_changed_items", max_seconds=0) == {"n_refreshed": 1, "n_left": 2}
