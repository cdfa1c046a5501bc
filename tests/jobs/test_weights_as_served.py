"""What weights are tried on is what is served: the trainer's copy of the ranking against the SQL it copies."""

from collections.abc import AsyncIterator

import numpy as np
import pytest

from api.candidates import parse_material
from api.jobs.training.gate import matrix_of, rows_of
from api.jobs.training.job import read_model, read_ratings
from api.jobs.training.weights.candidates import stack_of
from api.jobs.training.weights.hiding import Reader, Trial
from api.jobs.training.weights.traits import read_catalogue
from api.ranking import TUNED, blend, weights_for
from tests.api.recommendations.town import Town, a_town
from tests.support.servers import Server

HISTORIES = {
    "one like": [(8, 5.0)],
    "likes and dislikes": [(16, 4.5), (24, 4.0), (23, 1.0), (130, 3.5)],
    "movies alone": [(n, 5.0 if n % 8 < 2 else 1.5) for n in range(20, 32)],
    "a long one": [(n, 5.0 if n % 8 == 3 else 2.0 if n % 8 == 5 else 4.0) for n in range(40, 140, 3)],
}


@pytest.fixture(scope="module")
async def town(servers: dict[int, Server]) -> AsyncIterator[Town]:
    async with a_town(servers[18]) as made:
        yield made


@pytest.mark.parametrize("name", HISTORIES)
async def test_a_score_is_the_served_one(town: Town, name: str) -> None:
    history = HISTORIES[name]
    weights = weights_for(len(history))
    item_ids, stars = [item_id for item_id, _ in history], [rating for _, rating in history]
    ratings = await read_ratings(town.db)
    catalogue = await read_catalogue(town.db, ratings.item_ids)
    models = {
        model["kind"]: matrix_of(
            rows_of(await read_model(town.db, model["name"]), ratings.item_ids), len(ratings.item_ids)
        )
        for model in await town.db.rows("get_models")
        if model["kind"] in ("ease", "cosine")
    }
    columns = np.searchsorted(ratings.item_ids, item_ids).astype(np.int32)
    reader = Reader(-1, columns, np.array(stars, np.float32), frozenset({0}))

    stack = stack_of(Trial(ratings, [reader]), catalogue, models, weights)
    found = parse_material(
        await town.db.one(
            "get_session_candidates",
            item_ids=item_ids,
            ratings=stars,
            weights={str(start): TUNED[start] for start in TUNED},
            uses_trained=False,
        )
    )

    served = {one.candidate.item_id: one.score for one in blend(found.candidates, found.taste, found.weights or {})}
    scores = stack.scores(weights)[0]
    copied = {int(ratings.item_ids[place]): float(scores[n]) for n, place in enumerate(stack.places[0])}
    both = copied.keys() & served.keys()
    # list_by_taste ends among items that are liked alike, by sums that differ in the sixteenth digit with their order.
    assert len(copied.keys() ^ served.keys()) <= 6
    assert {item_id: copied[item_id] for item_id in both} == pytest.approx(
        {item_id: served[item_id] for item_id in both}, abs=1e-4
    )
    assert best_of(copied) == best_of(served)


def best_of(scores: dict[int, float]) -> list[int]:
    """The first ten."""
    return sorted(scores, key=lambda item_id: (-round(scores[item_id], 4), item_id))[:10]
