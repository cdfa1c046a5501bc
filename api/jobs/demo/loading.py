"""demo: fill a catalogue with the demo's films, books and simulated raters."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from api.chores.features import refresh_features
from api.chores.summaries import count_readers
from api.db import Database
from api.embedding import Embedder
from api.jobs.catalogue_writing import BATCH_SIZE, Written, named, write_catalogue
from api.jobs.demo.raters import COMMUNITY, simulate_ratings
from api.jobs.forecast import Forecast, Tell, untold
from api.settings import ROOT

SEEDS = ROOT / "sql" / "seeds"
RATINGS_AT_ONCE = 2_000  # keeps a statement far below a second
RATERS_AT_ONCE = 50


def demo_records(folder: Path = SEEDS) -> list[dict[str, Any]]:
    """Return the films and books of `sql/seeds` as records for the catalogue."""
    return [
        {"item_type": item_type, **json.loads(line)}
        for item_type, name in (("movie", "demo_movies.jsonl"), ("book", "demo_books.jsonl"))
        for line in (folder / name).read_text(encoding="utf-8").splitlines()
    ]


async def load_demo(
    db: Database,
    embedder: Embedder,
    on_batch: Callable[[int], None] = lambda n_items: None,
    tell: Tell = untold,
) -> Written:
    """Write the demo catalogue and the ratings of its simulated raters; a second run changes nothing.

    `tell` gets the forecast of the embedding.
    """
    records = demo_records()
    written = await write_catalogue(db, embedder, records, on_batch, forecast=Forecast(tell, len(records)))
    await _replace_raters(db, await _items_of(db, embedder, records))
    await refresh_features(db)
    await count_readers(db)
    return written


async def has_former_raters(db: Database) -> bool:
    """Say whether the database has the raters of an earlier release's demo."""
    counted = await db.one("delete_former_raters", kept=COMMUNITY, user_limit=0)
    return bool(counted["n_left"])


async def _replace_raters(db: Database, items: list[dict[str, Any]]) -> None:
    """Delete the raters of an earlier release first: two communities would blur each other's tastes."""
    while (await db.one("delete_former_raters", kept=COMMUNITY, user_limit=RATERS_AT_ONCE))["n_left"]:
        pass
    lines = [
        [f"{COMMUNITY}:{rating.rater}", rating.item_id, rating.rating, rating.rated_at]
        for rating in simulate_ratings(items)
    ]
    for start in range(0, len(lines), RATINGS_AT_ONCE):
        await db.one("write_simulated_ratings", records=lines[start : start + RATINGS_AT_ONCE])


async def _items_of(db: Database, embedder: Embedder, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the records in their order, each with its id in the catalogue, whatever its title is there."""
    found: list[dict[str, Any]] = []
    for start in range(0, len(records), BATCH_SIZE):
        batch = records[start : start + BATCH_SIZE]
        known = await db.one("get_known_items", records=named(batch), embedding_model=embedder.name)
        found += [{**batch[int(position)], "id": known[position]["item_id"]} for position in sorted(known, key=int)]
    return found
