"""One open connection of /live: what waits to be sent to it, and how it ends."""

import asyncio
from collections.abc import Callable, Iterable

from api.push.messages import Message, end
from api.security.tokens import Claims

MOST_WAITING = 16  # messages; who reads more slowly is closed, and asks again from the last one it got


class Listener:
    """A connection, of the reader whose news it gets, opened by the caller whose token it came with."""

    def __init__(self, reader_id: int, claims: Claims, abort: Callable[[], None]) -> None:
        self.reader_id = reader_id
        self.claims = claims
        self._abort = abort
        self._waiting: list[Message] = []
        self._is_ended = False
        self._woken: asyncio.Future[None] | None = None

    @property
    def n_waiting(self) -> int:
        """Return how many messages wait."""
        return len(self._waiting)

    def put(self, messages: Iterable[Message]) -> bool:
        """Queue messages; return False, and close the connection at once, if too many wait."""
        if self._is_ended:
            return True
        self._waiting += messages
        if len(self._waiting) > MOST_WAITING:
            self.drop()
            return False
        self._wake()
        return True

    def end(self, reason: str) -> None:
        """Send what waits and a last message that says why, then close."""
        if not self._is_ended:
            self._waiting.append(end(reason))
            self._is_ended = True
            self._wake()

    def drop(self) -> None:
        """Close without what waits."""
        self._waiting, self._is_ended = [], True
        self._wake()
        self._abort()

    async def next(self) -> list[Message]:
        """Wait for messages and return all that there are; none at the end."""
        if not self._waiting and not self._is_ended:
            self._woken = asyncio.get_running_loop().create_future()
            await self._woken
        taken, self._waiting = self._waiting, []
        return taken

    def _wake(self) -> None:
        if self._woken is not None and not self._woken.done():
            self._woken.set_result(None)
