"""What the database says for /metrics: asked seldom, by one call at a time, so that scrapes cost it next to nothing."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from api.db import Database
from api.errors import CineLibreError

FACTS_SECONDS = 15  # for which an answer, or its absence, holds
COUNTS_SECONDS = 300  # for which the counts hold that take longer
PATIENCE_SECONDS = 5  # of a scrape; Prometheus waits for 10 by default

Facts = dict[str, Any]


class DatabaseFacts:
    """The newest facts. However many scrapes come at once, one call is under way, and a frozen database has one too."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._facts: Facts | None = None
        self._counts: Any = None
        self._until = self._counts_until = float("-inf")
        self._asking: asyncio.Task[None] | None = None

    async def newest(self, db: Database) -> Facts | None:
        """Return the facts, at most 15 s old; None if the database does not answer a scrape in time."""
        if self._asking is None and self._clock() >= self._until:
            self._asking = asyncio.create_task(self._ask(db))
        if self._asking is not None:
            done, _ = await asyncio.wait({self._asking}, timeout=PATIENCE_SECONDS)
            return self._facts if done else None
        return self._facts

    async def close(self) -> None:
        """Leave the call that is under way."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait({self._asking})

    async def _ask(self, db: Database) -> None:
        with_counts = self._clock() >= self._counts_until
        try:
            self._facts = await db.one("get_metrics", with_counts=with_counts)
            if with_counts:
                self._counts, self._counts_until = self._facts["counts"], self._clock() + COUNTS_SECONDS
            self._facts["counts"] = self._counts
            if (replica := await db.describe_replica()) is not None:
                self._facts["replica"] = replica
        except CineLibreError:
            self._facts = None
        finally:
            self._until, self._asking = self._clock() + FACTS_SECONDS, None
