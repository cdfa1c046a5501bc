"""What neighbors and item models say of items, and what neighbors would predict: sums and averages worked by hand."""

import json
from typing import Any

import pytest

from api.db import Database
from tests.support.readers import DRACULA, DUNE, EMMA, RAN, SOLARIS, a_caller, rows, write, write_items

near = pytest.approx


async def people(db: Database, **ratings: dict[int, float]) -> list[int]:
    """The ids of readers with these ratings by item."""
    await write_items(db)
    ids = []
    for name, stars in ratings.items():
        caller = await a_caller(db, name)
        for item_id, rating in stars.items():
            await caller.one("rate_item", item_id=item_id, rating=rating)
        ids.append(caller.user_id)
    return ids


def write_model(database_url: str, kind: str, neighbors: dict[int, dict[int, float]], is_active: bool = True) -> None:
    """A model of this kind with these weights from item to item."""
    [(model_id,)] = rows(
        database_url,
        "insert into cinelibre.models (kind, name, is_active) values (%s, %s, %s) returning id",
        kind,
        f"{kind} {is_active}",
        is_active,
    )
    for item_id, weights in neighbors.items():
        write(
            database_url,
            "insert into cinelibre.item_neighbors (model_id, item_id, neighbor_ids, weights)"
            " values (%s, %s, %s::integer[], %s::real[])",
            model_id, item_id, list(weights), [float(weight) for weight in weights.values()],
        )  # fmt: skip


async def test_a_neighbor_counts_whole_from_four_stars_on_and_a_quarter_below(db: Database, database_url: str) -> None:
    bob, cid, _ = await people(
        db, bob={DUNE: 4, RAN: 3.5, EMMA: 0.5}, cid={DUNE: 5, RAN: 4.5}, stranger={SOLARIS: 5, DUNE: 5}
    )
    scored = "select item_id, points from cinelibre.score_by_neighbors(%s::integer[], '{0.5,0.25}'{more}) order by 1"

    found = rows(database_url, scored.replace("{more}", ""), [bob, cid])
    half = rows(database_url, scored.replace("{more}", ", other_share => 0.5"), [bob, cid])

    # Dune 0.5 + 0.25; Ran 0.5 / 4 + 0.25; Emma 0.5 / 4. Where less than four stars count half, Ran 0.25 + 0.25.
    assert found == [(DUNE, 0.75), (RAN, 0.375), (EMMA, 0.125)]
    assert half == [(DUNE, 0.75), (RAN, 0.5), (EMMA, 0.25)]


async def test_the_model_in_use_counts_each_liked_item_by_its_stars_and_share(db: Database, database_url: str) -> None:
    await write_items(db)
    write_model(database_url, "ease", {DUNE: {SOLARIS: 0.5, DRACULA: 1}, RAN: {SOLARIS: 1}, EMMA: {SOLARIS: 9, RAN: 9}})
    write_model(database_url, "ease", {DUNE: {EMMA: 1, SOLARIS: 7}}, is_active=False)
    write_model(database_url, "cosine", {DUNE: {RAN: 2}})
    scored = "select item_id, points from cinelibre.score_by_items(%s, %s::integer[], %s::real[]) order by 1"
    history = [DUNE, RAN, EMMA], [5.0, 2.5, 2.0]

    # Dune is worth (5 − 2) / 3 = 1, Ran (2.5 − 2) / 3. Emma's two stars are worth nothing. Solaris 0.5 + 0.166667;
    # Dracula 1. With shares: Solaris 0.25 + 0.125, Dracula 0.5.
    assert rows(database_url, scored, "ease", *history) == [(SOLARIS, near(0.666667, abs=1e-6)), (DRACULA, 1)]
    shared = scored.replace(") order", ", shares => %s) order")
    assert rows(database_url, shared, "ease", *history, [0.5, 0.75, 2.0]) == [(SOLARIS, near(0.375)), (DRACULA, 0.5)]
    assert rows(database_url, scored, "cosine", *history) == [(RAN, 2)]
    assert rows(database_url, scored, "phi", *history) == []


SOURCES = """
    select s.source, s.item_id, s.points, s.power
    from cinelibre.score_by_sources(
        jsonb_populate_record(null::cinelibre.reader, %s::jsonb), %s::text[]{more}
    ) as s
    order by s.source, s.item_id
"""


async def test_only_the_sources_that_are_asked_score_each_with_its_own_power(db: Database, database_url: str) -> None:
    [bob] = await people(db, bob={EMMA: 4, DRACULA: 1})
    write_model(database_url, "ease", {DUNE: {SOLARIS: 0.25}, RAN: {SOLARIS: 1}})
    write_model(database_url, "cosine", {DUNE: {RAN: 0.75}})
    write_model(database_url, "phi", {DUNE: {RAN: 0.75}})

    reader = json.dumps({"item_ids": [DUNE], "ratings": [3.5], "neighbor_ids": [bob], "neighbor_weights": [0.5]})

    def scored(*sources: str, more: str = "") -> list[Any]:
        return rows(database_url, SOURCES.replace("{more}", more), reader, list(sources))

    # Dune's 3.5 stars are worth a half: Solaris 0.125 by EASE, Ran 0.375 by cosine.
    by_cosine, by_ease = ("cosine", RAN, 0.375, 0), ("ease", SOLARIS, 0.125, 0.2)
    by_neighbors = [("neighbors", EMMA, 0.5, 0.1), ("neighbors", DRACULA, 0.125, 0.1)]
    assert scored("cosine", "ease", "neighbors", "phi", "content") == [by_cosine, by_ease, *by_neighbors]
    assert scored("ease") == [by_ease]
    assert scored("cosine") == [by_cosine]
    assert scored("neighbors") == by_neighbors
    assert scored("popular") == []
    powers = scored("ease", "neighbors", more=", neighbors_power => 0.3, ease_power => 0.4")
    assert [power for *_, power in powers] == [0.4, 0.3, 0.3]


PREDICTED = """
    select p.item_id, p.rating, p.support
    from cinelibre.predict_ratings(
        jsonb_populate_record(null::cinelibre.reader, %s::jsonb), %s
    ) as p
    order by p.item_id
"""


async def test_a_prediction_is_the_readers_mean_and_the_damped_deviation_of_neighbors(
    db: Database, database_url: str
) -> None:
    ids = await people(db, bob={DUNE: 5, RAN: 3, SOLARIS: 4}, cid={DUNE: 2, EMMA: 4}, stranger={DUNE: 1, RAN: 5})

    reader = {"ratings": [5, 3, 4], "neighbor_ids": ids[:2], "neighbor_weights": [0.5, 0.25]}
    found = rows(database_url, PREDICTED, json.dumps(reader), 2)

    # The reader's mean is 4, Bob's 4, Cid's 3. Dune: (0.5 · 1 − 0.25 · 1) / 0.75 = 1/3, of two people with damping 2 a
    # half of that: 4.1667. Ran −1, Solaris 0 and Emma 1 are of one person: a third of that.
    assert found == [
        (DUNE, near(4 + 1 / 6), 2),
        (RAN, near(4 - 1 / 3), 1),
        (EMMA, near(4 + 1 / 3), 1),
        (SOLARIS, 4, 1),
    ]


@pytest.mark.parametrize(("mean", "emma", "dracula"), [(4, 5, 1.75), (1, 3.25, 0.5)])
async def test_a_prediction_is_never_above_five_nor_below_a_half(
    db: Database, database_url: str, mean: float, emma: float, dracula: float
) -> None:
    ids = await people(db, eve={EMMA: 5, DRACULA: 0.5})

    reader = {"ratings": [mean], "neighbor_ids": ids, "neighbor_weights": [1]}

    # Eve's mean is 2.75: 2.25 above and below the reader's own, without damping.
    assert rows(database_url, PREDICTED, json.dumps(reader), 0) == [(EMMA, emma, 1), (DRACULA, dracula, 1)]
