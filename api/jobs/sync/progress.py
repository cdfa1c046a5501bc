"""The sync's state in the database: cursors, items held, checks done. It waits while the database is away."""

import asyncio
import logging
from collections.abc import Iterable
from typing import Any

import stamina

from api.chores.lease import Run
from api.db import Database
from api.embedding import Embedder
from api.errors import CineLibreError, Unavailable
from api.jobs.catalogue_writing import Record, write_catalogue
from api.jobs.forecast import Forecast
from api.logs import log_event

PATIENCE_SECONDS = 60.0
log = logging.getLogger(__name__)

CursorKey = tuple[str, str]  # a cursor's language and span


class Patient(Database):
    """A database that may be away for a minute; every call of the sync may be repeated."""

    def __init__(self, db: Database, seconds: float = PATIENCE_SECONDS) -> None:
        self._db = db
        self._seconds = seconds

    async def text(self, function: str, /, **args: Any) -> bytes:
        """Call as `Database.text` does, and wait if the database is away."""
        async for attempt in stamina.retry_context(
            on=_may_pass, attempts=None, timeout=self._seconds, wait_initial=0.2, wait_max=5
        ):
            with attempt:
                return await self._db.text(function, **args)
        raise AssertionError("no attempt was made")


def _may_pass(error: Exception) -> bool:
    """Say whether waiting may help; it does not if another embedding model made the catalogue."""
    return isinstance(error, Unavailable) and error.slug != "embedding_model_mismatch"


class Progress:
    """One source's part of a run. It writes records first, and then moves the cursors that stand for them."""

    def __init__(self, db: Database, embedder: Embedder, source: str, run: Run) -> None:
        self.run = run
        self._db = Patient(db)
        self._embedder = embedder
        self._source = source
        self.cursors: dict[CursorKey, Any] = {}
        self._forecast = Forecast(self._tell_forecast)

    async def load(self) -> None:
        """Read the cursors."""
        found = await self._db.one("get_sync_cursors", source=self._source)
        self.cursors = {(language, span): position for language, span, position in found}

    async def move(self, moved: dict[CursorKey, Any]) -> None:
        """Move cursors; a position of None removes one."""
        records = [[language, span, position] for (language, span), position in moved.items()]
        if not records:
            return
        await self._db.one("set_sync_cursors", source=self._source, records=records)
        self.cursors = {key: position for key, position in (self.cursors | moved).items() if position is not None}

    async def held(self, ids: Iterable[Any] = ()) -> dict[str, Any]:
        """Return how many items of this source there are: `n`, `by_language`, and which of `ids`."""
        answer: dict[str, Any] = await self._db.one(
            "get_held", source=self._source, source_ids=[str(one) for one in ids]
        )
        return answer

    async def stale(self, days: int, limit: int) -> list[str]:
        """Return the ids that were last checked so many days ago, oldest first."""
        found: list[str] = await self._db.one("get_stale_ids", source=self._source, days=days, id_limit=limit)
        return found

    async def spend(self, daily_limit: int) -> bool:
        """Take one of today's requests; return whether there was one left."""
        return bool(await self._db.one("spend_budget", api=self._source, wanted=1, daily_limit=daily_limit))

    async def twins(self, records: list[Record]) -> set[int]:
        """Return the positions of records whose book is known under another id, here or in an earlier record."""
        asked = [{name: record.get(name) for name in ("title", "authors", "google_id", "isbn13")} for record in records]
        return set(await self._db.one("get_twin_books", records=asked))

    def expect(self, n_items: int) -> None:
        """Take so many items for what the catalogue lacks; once the pace is known, the log says how long they take."""
        self._forecast.expect(n_items)

    def _tell_forecast(self, n_texts: int, seconds: float) -> None:
        log_event(log, "embedding_forecast", source=self._source, n_texts=n_texts, seconds=round(seconds))

    async def write(self, records: list[Record], checked: Iterable[Any]) -> None:
        """Write records, count what became of them, and record the checked ids."""
        written = await write_catalogue(
            self._db,
            self._embedder,
            records,
            on_refused=lambda record, reason: self.run.failed(f"{record['title']}: {reason}"),
            on_note=lambda record, note: self.run.counts.update(n_notes=1),
            forecast=self._forecast,
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
    """Return the calls' answers in their order; the first final failure cancels the others."""
    tasks = [asyncio.ensure_future(call) for call in calls]
    try:
        return await asyncio.gather(*tasks)
    except (CineLibreError, asyncio.CancelledError):
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
