"""How far the sync has come, in the database: cursors, what is held, what was checked. Patient with the database."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import stamina

from api.catalogue_writing import Record, write_catalogue
from api.db import Database
from api.embedding import Embedder
from api.errors import CineLibreError, Unavailable
from api.runs import Run

PATIENCE_SECONDS = 60.0
Place = tuple[str, str]  # language and span of a cursor


class Patient:
    """A database that may be away for a minute: whatever a sync asks can be asked twice."""

    def __init__(self, db: Database, seconds: float = PATIENCE_SECONDS) -> None:
        self._db = db
        self._seconds = seconds

    async def rows(self, function: str, /, **args: Any) -> list[dict[str, Any]]:
        """As the database answers it."""
        found: list[dict[str, Any]] = await self._ask(self._db.rows, function, args)
        return found

    async def one(self, function: str, /, **args: Any) -> Any:
        """As the database answers it."""
        return await self._ask(self._db.one, function, args)

    async def _ask(self, ask: Callable[..., Any], function: str, args: dict[str, Any]) -> Any:
        async for attempt in stamina.retry_context(
            on=_may_pass, attempts=None, timeout=self._seconds, wait_initial=0.2, wait_max=5
        ):
            with attempt:
                return await ask(function, **args)
        raise AssertionError("no attempt was made")


def _may_pass(error: Exception) -> bool:
    """Whether waiting may mend it; a catalogue of another embedding model stays one."""
    return isinstance(error, Unavailable) and error.slug != "embedding_model_mismatch"


class Progress:
    """One source's part of a run: it writes records, and moves cursors after what they stand for is written."""

    def __init__(self, db: Database, embedder: Embedder, source: str, run: Run) -> None:
        self.run = run
        self._db = Patient(db)
        self._embedder = embedder
        self._source = source
        self.cursors: dict[Place, Any] = {}

    async def load(self) -> None:
        """Reads the cursors."""
        found = await self._db.one("get_sync_cursors", source=self._source)
        self.cursors = {(language, span): position for language, span, position in found}

    async def move(self, moved: dict[Place, Any]) -> None:
        """Moves cursors; a position of None removes one."""
        records = [[language, span, position] for (language, span), position in moved.items()]
        if not records:
            return
        await self._db.one("set_sync_cursors", source=self._source, records=records)
        self.cursors = {place: position for place, position in (self.cursors | moved).items() if position is not None}

    async def held(self, ids: Iterable[Any] = ()) -> dict[str, Any]:
        """How many items of this source there are: `n`, `by_language`, and which of `ids`."""
        answer: dict[str, Any] = await self._db.one(
            "get_held", source=self._source, source_ids=[str(one) for one in ids]
        )
        return answer

    async def stale(self, days: int, limit: int) -> list[str]:
        """The ids the source was not asked about for so long, the longest ago first."""
        found: list[str] = await self._db.one("get_stale_ids", source=self._source, days=days, id_limit=limit)
        return found

    async def spend(self, daily_limit: int) -> bool:
        """Takes one of today's requests; whether there was one left."""
        return bool(await self._db.one("spend_budget", api=self._source, wanted=1, daily_limit=daily_limit))

    async def twins(self, records: list[Record]) -> set[int]:
        """Which of the records, by place, speak of a book that is here, or before them, under another id."""
        asked = [{name: record.get(name) for name in ("title", "authors", "google_id", "isbn13")} for record in records]
        return set(await self._db.one("get_twin_books", records=asked))

    async def write(self, records: list[Record], checked: Iterable[Any]) -> None:
        """Puts records into the catalogue, counts what they were, and notes of which ids the source was asked."""
        written = await write_catalogue(
            self._db,
            self._embedder,
            records,
            on_refused=lambda record, reason: self.run.failed(f"{record['title']}: {reason}"),
            on_note=lambda record, note: self.run.counts.update(n_notes=1),
        )
        self.run.counts.update(
            {
                name: value
                for name, value in {
                    "n_new": written.n_new,
                    "n_changed": written.n_changed,
                    "n_unchanged": written.n_unchanged,
                    "n_embedded": written.n_embedded,
                }.items()
                if value
            }
        )
        asked = [str(one) for one in checked]
        if asked:
            await self._db.one("record_checks", source=self._source, source_ids=asked)


async def all_of(calls: Iterable[Any]) -> list[Any]:
    """What each answers, in their order; the first that fails for good ends the others."""
    tasks = [asyncio.ensure_future(call) for call in calls]
    try:
        return await asyncio.gather(*tasks)
    except (CineLibreError, asyncio.CancelledError):
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
