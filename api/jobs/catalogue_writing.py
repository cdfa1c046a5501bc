"""The one way into the catalogue: make texts, embed the new ones, upsert in batches."""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass
from itertools import islice
from typing import Any

from api.db import Database
from api.embedding import DIMENSION, Embedder
from api.errors import Conflict, InvalidInput
from api.jobs.forecast import Forecast
from api.logs import log_event

BATCH_SIZE = 100  # items a call: far below the statement timeout of 8 s, and under 1 MB of JSON

SHORT_DESCRIPTION = 40  # characters; a shorter description says too little to be found by

log = logging.getLogger(__name__)

Record = dict[str, Any]

IDENTITY = ("item_type", "title", "year", "movielens_id", "tmdb_id", "imdb_id", "google_id", "isbn13")


@dataclass(frozen=True)
class Written:
    """The counts of a run: new, changed and unchanged items, embedded texts, refused records."""

    n_new: int = 0
    n_changed: int = 0
    n_unchanged: int = 0
    n_embedded: int = 0
    n_refused: int = 0

    def __add__(self, other: "Written") -> "Written":
        return Written(*(mine + its for mine, its in zip(astuple(self), astuple(other), strict=True)))


Remark = Callable[[Record, str], None]  # a record and a sentence about it


def named(records: Iterable[Record]) -> list[Record]:
    """Reduce records to the fields that name their items."""
    return [{name: record.get(name) for name in IDENTITY} for record in records]


def embedded_text(record: Record) -> str:
    """Return the text that an item is found by: its description and people, or its title if the description is short.

    Titles and genres beside a description blur its meaning: docs/decisions/0004 has the figures.
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


def log_note(record: Record, note: str) -> None:
    """Write a note about a record to the log, for callers that pass no `on_note`."""
    log_event(log, "item_noted", logging.WARNING, title=record["title"], note=note)


async def write_catalogue(
    db: Database,
    embedder: Embedder,
    records: Iterable[Record],
    on_batch: Callable[[int], None] = lambda n_items: None,
    on_refused: Remark | None = None,
    on_note: Remark = log_note,
    forecast: Forecast | None = None,
) -> Written:
    """Embed and upsert `records`, one batch a transaction; texts that were embedded before are skipped.

    `on_batch` gets the number of records of each batch. If the database refuses a batch, the writer splits it in two
    and tries each half, until the bad record is found; `on_refused` gets that record. Without `on_refused` the refusal
    is raised. `on_note` gets records that were written without an id, because another item has it. `forecast` measures
    the embedding, and tells how long the rest will take.
    """
    return await _Writer(db, embedder, on_refused, on_note, forecast or Forecast()).run(iter(records), on_batch)


@dataclass(frozen=True)
class _Writer:
    db: Database
    embedder: Embedder
    on_refused: Remark | None
    on_note: Remark
    forecast: Forecast

    async def run(self, records: Iterator[Record], on_batch: Callable[[int], None]) -> Written:
        """Write batch by batch; while the database writes one, the next is embedded.

        If two successive batches bring different texts of one item, the item may keep the vector of the first text. The
        next run notices that and repairs it.
        """
        written = Written()
        ahead = asyncio.create_task(self._embed_next(records))
        try:
            while found := await ahead:
                ahead = asyncio.create_task(self._embed_next(records))
                written += await self._write(*found)
                on_batch(len(found[0]))
                self.forecast.passed(len(found[0]))
        finally:
            ahead.cancel()
            await asyncio.gather(ahead, return_exceptions=True)
        return written

    async def _embed_next(self, records: Iterator[Record]) -> tuple[list[Record], list[Record] | None] | None:
        """Return the next batch and its embedded records; these are None if the database refuses the batch already."""
        batch = list(islice(records, BATCH_SIZE))
        if not batch:
            return None
        try:
            return batch, await self._embedded(batch)
        except (Conflict, InvalidInput):
            if self.on_refused is None:
                raise
            return batch, None

    async def _write(self, batch: list[Record], embedded: list[Record] | None = None) -> Written:
        """Write the batch, or ever smaller halves of it until the refused record stands alone."""
        try:
            return await self._write_whole(batch, embedded or await self._embedded(batch))
        except (Conflict, InvalidInput) as error:
            if self.on_refused is None:
                raise
            if len(batch) == 1:
                self.on_refused(batch[0], error.detail)
                return Written(n_refused=1)
        middle = len(batch) // 2
        return await self._write(batch[:middle]) + await self._write(batch[middle:])

    async def _write_whole(self, batch: list[Record], embedded: list[Record]) -> Written:
        answer = await self.db.one(
            "upsert_items", records=embedded, embedding_model=self.embedder.name, dimension=DIMENSION
        )
        for position, taken in answer["taken_ids"].items():
            self.on_note(batch[int(position)], f"{', '.join(taken)} is another item's: kept without it")
        counts = {name: answer[name] for name in ("n_new", "n_changed", "n_unchanged")}
        return Written(**counts, n_embedded=sum("embedding" in record for record in embedded))

    async def _embedded(self, batch: list[Record]) -> list[Record]:
        """Return the records with text_hash, and with an embedding if their item has no vector of this text yet.

        The text is that of the item after the write: a field that the record leaves out keeps its value.
        """
        known = await self.db.one("get_known_items", records=named(batch), embedding_model=self.embedder.name)
        former = [known.get(str(position), {}) for position in range(len(batch))]
        texts = [text_of(item, record) for item, record in zip(former, batch, strict=True)]
        hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        new = [position for position, item in enumerate(former) if item.get("text_hash") != hashes[position]]
        vectors = await self.forecast.embed(self.embedder, [texts[position] for position in new]) if new else []
        records = [record | {"text_hash": text_hash} for record, text_hash in zip(batch, hashes, strict=True)]
        for position, vector in zip(new, vectors, strict=True):
            records[position]["embedding"] = vector
        return records


def text_of(item: Record, record: Record | None = None) -> str:
    """Return the text of `item` after `record` is written over it, as upsert_items does."""
    said = {name: value for name, value in (record or {}).items() if value is not None and value != []}
    # The database refuses half a surrogate pair as one bad record; an exception here would stop the whole batch.
    return embedded_text(item | said).encode(errors="replace").decode()
