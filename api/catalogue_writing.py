"""The one way into the catalogue: text to embed, hash, embed, upsert in batches."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from api.db import Database
from api.embedding import DIMENSION, Embedder

BATCH_SIZE = 100  # items a call: well under the 8 s a statement may take, and under 1 MB of JSON

SHORT_DESCRIPTION = 40  # characters: less tells too little to be found by

Record = dict[str, Any]


@dataclass(frozen=True)
class Written:
    """How many items of a run were new, changed, and the same as before."""

    n_new: int = 0
    n_changed: int = 0
    n_unchanged: int = 0

    def __add__(self, other: "Written") -> "Written":
        return Written(
            self.n_new + other.n_new,
            self.n_changed + other.n_changed,
            self.n_unchanged + other.n_unchanged,
        )


def embedded_text(record: Record) -> str:
    """The text an item is found by: its description and its people, or its title where nothing describes it.

    Titles and genres beside a description blur what it says: docs/decisions/0004 has the figures.
    """
    people = (record.get("directors") or []) + (record.get("cast") or [])[:3] + (record.get("authors") or [])
    described = (record.get("description") or "").strip()
    about = described if len(described) >= SHORT_DESCRIPTION else _about_title(record, described)
    return f"{about} {', '.join(people)}.".strip(" .") + "."


def _about_title(record: Record, described: str) -> str:
    year = record.get("year")
    title = f"{record['title']} ({year})" if year else str(record["title"])
    parts = [title, ", ".join(record.get("genres") or []), described]
    return ". ".join(part for part in parts if part) + "."


async def write_catalogue(
    db: Database,
    embedder: Embedder,
    records: Iterable[Record],
    on_batch: Callable[[int], None] = lambda n_items: None,
) -> Written:
    """Embeds and upserts `records`, a batch a transaction; `on_batch` hears how many each had."""
    written = Written()
    remaining = iter(records)
    while batch := list(islice(remaining, BATCH_SIZE)):
        written += await _write_batch(db, embedder, batch)
        on_batch(len(batch))
    return written


async def _write_batch(db: Database, embedder: Embedder, batch: list[Record]) -> Written:
    texts = [embedded_text(record) for record in batch]
    vectors = await embedder.embed_texts(texts)
    records = [
        record | {"embedding": vector, "text_hash": hashlib.sha256(text.encode()).hexdigest()}
        for record, text, vector in zip(batch, texts, vectors, strict=True)
    ]
    counts = await db.one("upsert_items", records=records, embedding_model=embedder.name, dimension=DIMENSION)
    return Written(**counts)
