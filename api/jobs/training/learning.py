"""`python -m api.jobs train --ranker FILE`: learn a ranking from the ratings and write it as ONNX for `RECOMMENDER`."""

import asyncio
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from api.db import Database
from api.errors import InvalidInput
from api.jobs.metrics import paired_t
from api.jobs.training.fitting.models import Ratings
from api.jobs.training.job import read_ratings
from api.jobs.training.ranker.boosted import Boosted, fit_boosted
from api.jobs.training.ranker.examples import Bands, Examples, examples_of
from api.jobs.training.ranker.linear import Linear, fit_linear
from api.jobs.training.ranker.onnx_files import require_onnx, write_ranker
from api.jobs.training.weights.choosing import FEWEST_JUDGED, FEWEST_RATINGS
from api.jobs.training.weights.hiding import FEWEST
from api.jobs.training.weights.traits import read_catalogue
from api.ranking.blend import TUNED

Say = Callable[[str], None]
Fit = Callable[[Examples], Linear | Boosted]

FITS: dict[str, Fit] = {"linear": fit_linear, "boosted": fit_boosted}


async def train_ranker(db: Database, file: Path, kind: str, say: Say = lambda _: None) -> dict[str, Any]:
    """Learn from hidden ratings, write the file, and return how it does on people that it did not learn from.

    Nothing in the database changes. Raises `InvalidInput` if the ratings are too few to learn from.
    """
    require_onnx()
    ratings = await read_ratings(db)
    _require_enough(ratings)
    catalogue = await read_catalogue(db, ratings.item_ids)
    examples = await asyncio.to_thread(examples_of, ratings, catalogue, await bands_in_use(db))
    figures = await asyncio.to_thread(judge, examples, FITS[kind])
    say(
        f"{kind}: nDCG@10 {figures['ndcg_at_10']:.4f}, the blend {figures['ndcg_at_10_blend']:.4f}, paired t"
        f" {figures['paired_t']:.1f}, {figures['n_judged']:,} histories that it did not learn from"
    )
    write_ranker(await asyncio.to_thread(FITS[kind], examples), file)
    return figures


def _require_enough(ratings: Ratings) -> None:
    n_active = int((np.bincount(ratings.users) >= FEWEST).sum())
    if len(ratings.stars) < FEWEST_RATINGS or n_active < FEWEST_JUDGED:
        raise InvalidInput(
            f"There is too little to learn a ranking from: {FEWEST_RATINGS:,} ratings are needed, and {FEWEST_JUDGED}"
            f" people with {FEWEST} each. There are {len(ratings.stars):,} and {n_active}.",
            slug="nothing_to_train_on",
        )


async def bands_in_use(db: Database) -> Bands:
    """Return the weights by length of history: those that training chose, or those that are shipped."""
    for model in await db.rows("get_models"):
        if model["kind"] == "ease" and model["weights"]:
            return {int(band): weights for band, weights in model["weights"].items()}
    return TUNED


def judge(examples: Examples, fit: Fit) -> dict[str, Any]:
    """Fit on every other reader and compare with the blend on the rest, and the other way round."""
    is_even = np.arange(len(examples.sizes)) % 2 == 0
    ours: list[float] = []
    blend: list[float] = []
    for learned in (is_even, ~is_even):
        others = examples.of_readers(~learned)
        ours += others.ndcg(fit(examples.of_readers(learned)).scores(others.features))
        blend += others.ndcg(others.column("score"))
    return {
        "ndcg_at_10": round(statistics.fmean(ours), 4),
        "ndcg_at_10_blend": round(statistics.fmean(blend), 4),
        "paired_t": round(paired_t(ours, blend), 1),
        "n_judged": len(ours),
    }
