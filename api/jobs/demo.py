"""demo: fill an empty catalogue with the demo's films and books."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from api.catalogue_writing import Written, write_catalogue
from api.db import Database
from api.embedding import Embedder
from api.settings import ROOT

SEEDS = ROOT / "sql" / "seeds"


def demo_records(folder: Path = SEEDS) -> list[dict[str, Any]]:
    """The films and books of `sql/seeds`, as records for the catalogue."""
    return [
        {"item_type": item_type, **json.loads(line)}
        for item_type, name in (("movie", "demo_movies.jsonl"), ("book", "demo_books.jsonl"))
        for line in (folder / name).read_text(encoding="utf-8").splitlines()
    ]


async def load_demo(
    db: Database,
    embedder: Embedder,
    on_batch: Callable[[int], None] = lambda n_items: None,
) -> Written:
    """Writes the demo catalogue; an item that is already there stays itself."""
    return await write_catalogue(db, embedder, demo_records(), on_batch)
