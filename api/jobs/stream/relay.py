"""From the outbox to Kafka: take, send, await every acknowledgement, confirm; nothing is lost in between."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

from aiokafka.errors import KafkaError

from api.chores.lease import Run
from api.db import Database
from api.errors import Unavailable
from api.jobs.stream.outlet import Delivery, OutgoingEvent, Outlet

log = logging.getLogger(__name__)

PAGE_EVENTS = 1000
POLL_SECONDS = 0.5
IDLE_POLL_SECONDS = 0.9  # after a minute without events
IDLE_AFTER_POLLS = 120
RETRY_SECONDS = 2.0
SLOW_SECONDS = 10.0  # without an acknowledgement until a line says so
PARTING_SECONDS = 1.0  # that a batch under way may still take after SIGTERM

Returned = TypeVar("Returned")


class Relay:
    """Turns the outbox on and relays it until it is stopped; or, with `is_once`, only until it is empty."""

    def __init__(self, db: Database, outlet: Outlet, stop: asyncio.Event, *, is_once: bool = False) -> None:
        self._db = db
        self._outlet = outlet
        self._stop = stop
        self._is_once = is_once
        self._acknowledged: list[int] = []  # by Kafka, and not yet deleted from the outbox
        self._trouble: str | None = None
        self._n_empty = 0
        self._is_prepared = is_once

    async def run(self, run: Run) -> None:
        """Relay, and count in `run`. Whoever is away is waited for."""
        while not self._stop.is_set():
            try:
                n_taken = await self._relay_page(run)
            except Unavailable as error:
                await self.wait_for_database(error)
                continue
            except (KafkaError, OSError) as error:
                await self._outlet.close()
                await self._wait_for("kafka", error)
                continue
            if self._is_once and not n_taken:
                return
            self._n_empty = 0 if n_taken else self._n_empty + 1
            if n_taken < PAGE_EVENTS:
                await self._pause(POLL_SECONDS if self._n_empty < IDLE_AFTER_POLLS else IDLE_POLL_SECONDS)

    async def _relay_page(self, run: Run) -> int:
        """Relay the oldest events; return how many there were. Without events it connects too, to make topics."""
        if not self._is_prepared:
            await self._db.one("switch_outbox", is_on=True)
            self._is_prepared = True
        await self._confirm()
        await self._awaited(self._outlet.open())
        events: list[OutgoingEvent] = await self._db.one("get_outbox_page", page_limit=PAGE_EVENTS)
        if events:
            sent = await self._awaited(self._outlet.send(events)) or Delivery([], None)
            self._acknowledged = sent.ids
            run.counts["n_relayed"] += len(sent.ids)
            await self._confirm()
            if sent.error is not None:
                raise sent.error
        if self._trouble is not None:
            log.info("relay_goes_on", extra={"fields": {"was_away": self._trouble}})
            self._trouble = None
        return len(events)

    async def _confirm(self) -> None:
        """Delete what Kafka has. If the database is away now, that comes first when it is back."""
        if self._acknowledged:
            await self._db.one("confirm_outbox", ids=self._acknowledged)
            self._acknowledged = []

    async def _awaited(self, work: Coroutine[Any, Any, Returned]) -> Returned | None:
        """Await what Kafka does, and say so where that takes long; after a stop only for a second, then give it up."""
        task = asyncio.ensure_future(work)
        stopping = asyncio.ensure_future(self._stop.wait())
        try:
            while not (await asyncio.wait({task, stopping}, timeout=SLOW_SECONDS, return_when="FIRST_COMPLETED"))[0]:
                self._trouble = self._trouble or "kafka"
                log.warning("relay_waits", extra={"fields": {"away": "kafka", "seconds": SLOW_SECONDS}})
            if not task.done():
                await asyncio.wait({task}, timeout=PARTING_SECONDS)
            return task.result() if task.done() else None
        finally:
            task.cancel()
            stopping.cancel()
            await asyncio.gather(task, stopping, return_exceptions=True)

    async def wait_for_database(self, error: Unavailable) -> None:
        """Say that the database is away, once, and pause."""
        await self._wait_for("database", error)

    async def _wait_for(self, who: str, error: Exception) -> None:
        """Say who is away, once, and pause."""
        if self._trouble != who:
            self._trouble = who
            told = getattr(error, "detail", None) or f"{type(error).__name__}: {error}"
            fields = {"away": who, "error": told, "meanwhile": "events wait in the outbox"}
            log.warning("relay_waits", extra={"fields": fields})
        await self._pause(RETRY_SECONDS)

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stop.wait(), seconds)
        except TimeoutError:
            return
