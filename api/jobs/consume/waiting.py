"""Waiting for what is away, without leaving the group and without missing a SIGTERM."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiokafka.errors import KafkaError

from api.errors import CineLibreError
from api.logs import log_event

log = logging.getLogger(__name__)

FIRST_SECONDS, MOST_SECONDS = 0.25, 15.0  # between two attempts; aiokafka takes a consumer for dead after 300
GRACE_SECONDS = 5.0  # that what is under way may still take after SIGTERM

Returned = TypeVar("Returned")


class Stopped(Exception):
    """Somebody wants this process to end."""


async def unless_stopped(
    stop: asyncio.Event, work: Awaitable[Returned], grace_seconds: float = GRACE_SECONDS
) -> Returned:
    """Return what `work` returns. Raises `Stopped` if it takes longer than that after a stop; it is cancelled then."""
    task, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({task, stopping}, return_when="FIRST_COMPLETED")
        if not task.done():
            await asyncio.wait({task}, timeout=GRACE_SECONDS)
        if not task.done():
            raise Stopped
        return task.result()
    finally:
        task.cancel()
        stopping.cancel()
        await asyncio.gather(task, stopping, return_exceptions=True)


class Waiting:
    """Pauses between attempts, each time twice as long; says once who is away, and once that they are back."""

    def __init__(self, stop: asyncio.Event, keep_alive: Callable[[], Awaitable[None]] | None = None) -> None:
        self._stop = stop
        self._keep_alive = keep_alive
        self._seconds = FIRST_SECONDS
        self._away: str | None = None

    async def pause(self, who: str, error: Exception) -> None:
        """Pause after a failed attempt. Raises `Stopped`."""
        if self._away != who:
            told = error.detail if isinstance(error, CineLibreError) else f"{type(error).__name__}: {error}"
            log_event(log, f"{who}_away", logging.WARNING, error=told)
        self._away = who
        if self._keep_alive is not None:
            await self._keep_alive()
        try:
            await asyncio.wait_for(self._stop.wait(), self._seconds)
        except TimeoutError:
            self._seconds = min(MOST_SECONDS, 2 * self._seconds)
        else:
            raise Stopped

    def is_over(self) -> None:
        """Take note that an attempt succeeded."""
        if self._away is not None:
            log_event(log, f"{self._away}_back")
        self._away, self._seconds = None, FIRST_SECONDS

    async def kafka(self, attempt: Callable[[], Awaitable[Returned]]) -> Returned:
        """Attempt something with Kafka until it succeeds. Raises `Stopped`."""
        while True:
            try:
                done = await unless_stopped(self._stop, attempt())
            except (KafkaError, OSError, TimeoutError) as error:
                await self.pause("kafka", error)
            else:
                self.is_over()
                return done
