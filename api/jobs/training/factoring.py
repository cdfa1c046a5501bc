"""`python -m api.jobs train --factors`: factors of items, written only where their weight pays."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from api.db import Database

if TYPE_CHECKING:
    from api.jobs.training.fitting.factors import Factors
    from api.jobs.training.fitting.models import Ratings

WRITTEN_AT_ONCE = 2_000


def is_weighed(weights: Mapping[str, Mapping[str, float]] | None) -> bool:
    """Say whether training chose a weight of factors for any length of history."""
    return any(band.get("factors", 0) > 0 for band in (weights or {}).values())


async def write_factors(db: Database, ratings: "Ratings", metrics: dict[str, Any]) -> int:
    """Fit factors of all ratings, write them beside those in use and let them take over; return how many items."""
    from api.jobs.training.fitting.factors import factors_of

    found = await asyncio.to_thread(factors_of, ratings.liking())
    model_id = await db.one("begin_model", kind="factors", name=f"factors-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
    records = records_of(found, ratings)
    n_rows = 0
    for start in range(0, len(records), WRITTEN_AT_ONCE):
        batch = records[start : start + WRITTEN_AT_ONCE]
        n_rows += await db.one("write_item_factors", model_id=model_id, records=batch)
    measured = {**metrics, "n_rows": n_rows}
    await db.one("activate_model", model_id=model_id, metrics=measured, weights=None)
    return n_rows


def records_of(found: "Factors", ratings: "Ratings") -> list[list[Any]]:
    """Return the factors of items that anybody likes, as `write_item_factors` takes them."""
    liked = np.flatnonzero(found.vectors.any(axis=1))
    return [
        [int(ratings.item_ids[item]), [round(float(value), 6) for value in found.vectors[item]]]
        for item in liked.tolist()
    ]
