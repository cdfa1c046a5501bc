"""`python -m api.jobs train`: read every rating, train both models, put each into use in one statement."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from api.db import Database
from api.errors import InvalidInput, Misconfigured

if TYPE_CHECKING:
    from api.jobs.training.models import Ratings, Row

MAX_ITEMS = 40_000  # the item matrix, twice, in 13 GB
WRITTEN_AT_ONCE = 500
Say = Callable[[str], None]


async def train(db: Database, say: Say = lambda _: None) -> dict[str, Any]:
    """Trains on all ratings there are; answers what was trained. Raises a sentence where that cannot be."""
    try:
        from api.jobs.training import models
    except ImportError:
        raise Misconfigured("train needs scipy: pip install -r requirements-train.txt.") from None
    ratings = await read_ratings(db)
    n_items = len(ratings.item_ids)
    if n_items < 2:
        raise InvalidInput("There is nothing to train on: fewer than two items are rated.", slug="nothing_to_train_on")
    if n_items > MAX_ITEMS:
        raise InvalidInput(
            f"{n_items:,} rated items are more than {MAX_ITEMS:,}: their matrix does not fit into 16 GB.",
            slug="too_many_items",
        )
    liking = ratings.liking()
    sizes = {"n_ratings": len(ratings.stars), "n_users": len(ratings.user_ids), "n_items": n_items}
    say(f"{sizes['n_ratings']:,} ratings of {sizes['n_items']:,} items by {sizes['n_users']:,} users")
    for kind, rows in (("ease", models.ease(liking)), ("cosine", models.cosine(liking))):
        n_rows = await _write(db, kind, rows, ratings, sizes)
        say(f"{kind}: {n_rows:,} items have others that go with them")
    return sizes


async def read_ratings(db: Database) -> "Ratings":
    """All ratings, page by page."""
    import numpy as np

    from api.jobs.training.models import Ratings

    columns: list[list[Any]] = [[], [], [], []]
    after = [0, 0]
    while after is not None:
        page = await db.one("get_training_page", after_user=after[0], after_item=after[1])
        for column, name, kind in zip(
            columns, ("users", "items", "ratings", "seconds"), (np.int32, np.int32, np.float32, np.int64), strict=True
        ):
            column.append(np.array(page[name], dtype=kind))
        after = page["next"]
    users, items, stars, seconds = (np.concatenate(column) for column in columns)
    user_ids, user_places = np.unique(users, return_inverse=True)
    item_ids, item_places = np.unique(items, return_inverse=True)
    return Ratings(user_places.astype(np.int32), item_places.astype(np.int32), stars, seconds, user_ids, item_ids)


async def _write(db: Database, kind: str, rows: Iterator["Row"], ratings: "Ratings", sizes: dict[str, int]) -> int:
    """Writes a model beside the one in use and puts it in its place; answers how many rows it has."""
    name = f"{kind}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    model_id = await db.one("begin_model", kind=kind, name=name)
    n_rows = 0
    while batch := await asyncio.to_thread(lambda: list(islice(rows, WRITTEN_AT_ONCE))):
        records = [
            [
                int(ratings.item_ids[row.item]),
                ratings.item_ids[row.neighbors].tolist(),
                [round(float(weight), 6) for weight in row.weights],
            ]
            for row in batch
        ]
        n_rows += await db.one("write_item_neighbors", model_id=model_id, records=records)
    await db.one("activate_model", model_id=model_id, metrics={**sizes, "n_rows": n_rows})
    return n_rows
