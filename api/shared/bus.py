"""PUBLISH and SUBSCRIBE of Redis as a bus between processes; `api/push/bus.py` says what a bus promises."""

import asyncio
import hmac
import logging
from collections.abc import Callable
from typing import Any, cast

from api.logs import log_event
from api.settings import Settings
from api.shared.store import PATIENCE_SECONDS, SharedStore, pool_of

log = logging.getLogger(__name__)

QUIET_SECONDS = 20.0  # after which Redis has to give a sign of life
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 30.0


class RedisBus:
    """Listens on a connection of its own, and publishes with the patience of a `SharedStore`."""

    def __init__(self, settings: Settings, quiet_seconds: float = QUIET_SECONDS) -> None:
        from redis.asyncio import Redis

        url = cast(Any, settings.redis_url).get_secret_value()
        self._channel = channel_of(settings.jwt_secret)
        self._quiet_seconds = quiet_seconds
        self._store = SharedStore(pool_of(url))
        self._sending = Redis(connection_pool=self._store.pool)
        self._hearing = Redis(connection_pool=pool_of(url, max_connections=1))
        self._listening: asyncio.Task[None] | None = None
        self._told: str | None = None
        self.is_connected = False

    def open(self, heard: Callable[[bytes], None], turned: Callable[[], None]) -> None:
        """Start listening, and go on whenever the connection is lost."""
        self._listening = asyncio.create_task(self._keep_listening(heard, turned))

    async def publish(self, message: bytes) -> None:
        """Send a message. While Redis is away it is lost."""
        await self._store.ask(lambda: self._sending.publish(self._channel, message))

    async def close(self) -> None:
        """Stop listening."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        for client in (self._sending, self._hearing):
            await client.connection_pool.aclose()

    async def _keep_listening(self, heard: Callable[[bytes], None], turned: Callable[[], None]) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                await self._listen(heard, turned)
            except self._store.failures as error:
                self._say(f"not listening: {type(error).__name__}")
            if self.is_connected:
                self.is_connected, pause = False, FIRST_PAUSE_SECONDS
                turned()
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _listen(self, heard: Callable[[bytes], None], turned: Callable[[], None]) -> None:
        """Pass on what comes, until the connection ends or is silent for too long."""
        is_asked = False
        async with self._hearing.pubsub() as subscription:
            async with asyncio.timeout(2 * PATIENCE_SECONDS):
                await subscription.subscribe(self._channel)
            while True:
                said = await subscription.get_message(timeout=self._quiet_seconds)
                if said is None and is_asked:
                    raise TimeoutError
                is_asked = said is None
                if said is None:
                    await subscription.ping()
                elif said["type"] == "subscribe":
                    self.is_connected = True
                    self._say("listening")
                    turned()
                elif said["type"] == "message":
                    heard(said["data"])

    def _say(self, state: str) -> None:
        """Log a state that is another than before, in one line."""
        if state != self._told:
            self._told = state
            log_event(log, "live_bus", logging.INFO if state == "listening" else logging.WARNING, state=state)


def channel_of(secret: str) -> str:
    """Return the name of the channel: that of one site, even if several share a Redis."""
    return f"cinelibre:live:{hmac.digest(secret.encode(), b'live', 'sha256')[:16].hex()}"
