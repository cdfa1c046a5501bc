"""A transport that sends the head of an answer together with its body.

uvicorn writes the two apart. Each send is a packet, a call of the kernel and a wakened client: four tenths of the
processor time of a short answer.
"""

import asyncio
from typing import Any

MOST_BYTES = 64 * 1024  # that wait; a stream that never pauses would otherwise collect in memory


class Corked:
    """A transport whose writes of one turn of the event loop are sent as one. All else is the inner transport's."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._waiting: list[bytes] = []
        self._n_bytes = 0

    def write(self, data: bytes) -> None:
        """Send bytes at the end of this turn, or at once if many wait."""
        if not self._waiting:
            self._loop.call_soon(self._send)
        self._waiting.append(data)
        self._n_bytes += len(data)
        if self._n_bytes > MOST_BYTES:
            self._send()

    def close(self) -> None:
        """Send what waits, then close."""
        self._send()
        self._transport.close()

    def abort(self) -> None:
        """Close without what waits."""
        self._waiting = []
        self._transport.abort()

    def _send(self) -> None:
        waiting, self._waiting, self._n_bytes = self._waiting, [], 0
        if waiting and not self._transport.is_closing():
            self._transport.write(b"".join(waiting))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
