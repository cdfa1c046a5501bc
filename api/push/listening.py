"""LISTEN and NOTIFY of PostgreSQL as a bus.

A transaction pooler accepts LISTEN and delivers nothing, without a word. So a message of our own has to come back
before a connection counts.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing

from api.db import Database
from api.errors import CineLibreError, Unavailable
from api.logs import log_event

log = logging.getLogger(__name__)

CHANNEL = "cinelibre_live"
PROOF_SECONDS = 5.0
PUBLISH_SECONDS = 2.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 60.0
DEAF = "DATABASE_LISTEN_URL delivers no notifications: name a direct connection, not a transaction pooler."

Listen = Callable[[str, str], AsyncIterator[str | None]]


class ListeningBus:
    """Listens on a connection of its own, and sends by a call like any other."""

    def __init__(self, url: str, db: Database, listen: Listen | None = None, proof: float = PROOF_SECONDS) -> None:
        self._url = url
        self._db = db
        self._listen = listen
        self._proof_seconds = proof
        self._working: asyncio.Task[None] | None = None
        self._told: str | None = None
        self.is_connected = False
        self.n_tries = 0

    def open(self, heard: Callable[[bytes], None], turned: Callable[[], None]) -> None:
        """Start listening, and go on whenever the connection is lost."""
        self._working = asyncio.create_task(self._keep_listening(heard, turned))

    async def publish(self, message: bytes) -> None:
        """Send a message; one that is lost is found by comparing counters."""
        try:
            async with asyncio.timeout(PUBLISH_SECONDS):
                await self._db.one("notify_live", message=message.decode())
        except (CineLibreError, TimeoutError):
            log_event(log, "live_not_published", logging.DEBUG)

    async def close(self) -> None:
        """Stop listening."""
        if self._working is not None:
            self._working.cancel()
            await asyncio.gather(self._working, return_exceptions=True)

    async def _keep_listening(self, heard: Callable[[bytes], None], turned: Callable[[], None]) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            self.n_tries += 1
            try:
                await self._listen_once(heard, turned)
            except CineLibreError as error:
                self._say(f"not listening: {error.detail}")
            if self.is_connected:
                self.is_connected, pause = False, FIRST_PAUSE_SECONDS
                turned()
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _listen_once(self, heard: Callable[[bytes], None], turned: Callable[[], None]) -> None:
        async with aclosing(self._messages()) as messages:  # type: ignore[type-var]
            await anext(messages)
            await self._prove(messages)
            self.is_connected = True
            self._say("listening")
            turned()
            async for message in messages:
                heard((message or "").encode())

    def _messages(self) -> AsyncIterator[str | None]:
        if self._listen is None:
            from api.db.listening import listen

            self._listen = listen
        return self._listen(self._url, CHANNEL)

    async def _prove(self, messages: AsyncIterator[str | None]) -> None:
        """Send ourselves a message by the way of all messages, and wait for it. Raises `Unavailable` if none comes."""
        proof = f"proof {secrets.token_hex(8)}"
        await self._db.one("notify_live", message=proof)
        try:
            async with asyncio.timeout(self._proof_seconds):
                async for message in messages:
                    if message == proof:
                        return
        except TimeoutError:
            raise Unavailable(DEAF) from None

    def _say(self, state: str) -> None:
        """Log a state that is another than before, in one line."""
        if state != self._told:
            self._told = state
            log_event(log, "live_bus", logging.INFO if state == "listening" else logging.WARNING, state=state)
