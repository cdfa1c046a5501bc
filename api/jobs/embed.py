"""`embed`: give every item the vector of its text by the present model."""

import hashlib
import math
import time
from collections.abc import Callable
from typing import Any

from api.chores.lease import Run, running
from api.db import Database
from api.embedding import DIMENSION, Embedder
from api.errors import Conflict, Unavailable
from api.jobs.catalogue_writing import text_of
from api.jobs.forecast import Forecast

DELETED_AT_ONCE = 2000
OnPage = Callable[[Run], None]


async def embed_catalogue(
    db: Database,
    embedder: Embedder,
    replaces_model: bool = False,
    on_page: OnPage = lambda run: None,
    minutes: float = math.inf,
    forecast: Forecast | None = None,
) -> str:
    """Embed items that have no vector or a changed text, one page a call, for at most so many minutes.

    A stopped run is continued by the next. `forecast` tells how long the items take that are left.

    A catalogue of another model raises `Conflict`, unless the model is to be replaced. Then the former vectors are
    deleted first, because they cannot be compared with new ones.
    """
    async with running(db, "embed") as run:
        await embedder.embed_texts(["Is the model there?"])  # before anything is deleted
        if replaces_model:
            await db.one("replace_embedding_model", embedding_model=embedder.name, dimension=DIMENSION)
        await _delete_former(db, run)
        await _embed_pages(db, embedder, run, on_page, time.monotonic() + minutes * 60, forecast or Forecast())
    return run.told()


async def _embed_pages(
    db: Database, embedder: Embedder, run: Run, on_page: OnPage, ends_at: float, forecast: Forecast
) -> None:
    """Embed page by page until there is no more, or no more time."""
    counted = await db.one("get_health")
    forecast.expect(counted["n_movies"] + counted["n_books"])
    after: int | None = 0
    while after is not None:
        page = await _page(db, embedder, after)
        run.counts["n_items"] += len(page["items"])
        run.counts["n_embedded"] += await _embed(db, embedder, page["items"], forecast)
        forecast.passed(len(page["items"]))
        on_page(run)
        after = page["next"]
        if after is not None and time.monotonic() >= ends_at:
            run.stops_early()
            break


async def _delete_former(db: Database, run: Run) -> None:
    """Delete the vectors of a replaced model, also if a former run stopped halfway."""
    n_deleted = DELETED_AT_ONCE
    while n_deleted == DELETED_AT_ONCE:
        n_deleted = await db.one("delete_former_embeddings", row_limit=DELETED_AT_ONCE)
        if n_deleted:
            run.counts["n_former_deleted"] += n_deleted


async def _page(db: Database, embedder: Embedder, after: int) -> dict[str, Any]:
    try:
        page = await db.one("get_items_to_embed", embedding_model=embedder.name, dimension=DIMENSION, after_id=after)
    except Unavailable as error:
        if error.slug != "embedding_model_mismatch":
            raise
        raise Conflict(error.detail, error.slug) from None
    return dict(page)


async def _embed(db: Database, embedder: Embedder, items: list[dict[str, Any]], forecast: Forecast) -> int:
    """Embed the items of a page whose text has no vector yet; return how many."""
    texts = {item["item_id"]: text_of(item) for item in items}
    hashes = {item_id: hashlib.sha256(text.encode()).hexdigest() for item_id, text in texts.items()}
    wanted = [item["item_id"] for item in items if item["text_hash"] != hashes[item["item_id"]]]
    if not wanted:
        return 0
    vectors = await forecast.embed(embedder, [texts[item_id] for item_id in wanted])
    records = [
        {"item_id": item_id, "text_hash": hashes[item_id], "embedding": vector}
        for item_id, vector in zip(wanted, vectors, strict=True)
    ]
    return int(await db.one("write_embeddings", records=records, embedding_model=embedder.name, dimension=DIMENSION))
