"""Bytes over asyncio for httpcore, whose own way through anyio takes as much processor time as the HTTP between."""

import asyncio
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore
from httpcore import SOCKET_OPTION


class _Inbox(asyncio.Protocol):
    """What came over a connection and was not read yet. Answers are read as a whole, so nothing is paused."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.has_ended = False
        self._error: Exception | None = None
        self._waiting: asyncio.Future[None] | None = None

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        self._wake()

    def eof_received(self) -> None:
        self.has_ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self.has_ended = True
        self._error = exc
        self._wake()

    def _wake(self) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(None)

    async def take(self, most: int) -> bytes:
        """Return what came, up to `most` bytes; nothing means the end. Raises `httpcore.ReadError` if it was cut."""
        while not self.buffer and not self.has_ended:
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        if not self.buffer and self._error:
            raise httpcore.ReadError(str(self._error)) from self._error
        taken = bytes(self.buffer[:most])
        del self.buffer[:most]
        return taken


class AsyncioStream(httpcore.AsyncNetworkStream):
    """An open connection, with or without TLS."""

    def __init__(self, transport: asyncio.Transport, inbox: _Inbox) -> None:
        self._transport = transport
        self._inbox = inbox

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return up to `max_bytes`, none at the end."""
        try:
            async with asyncio.timeout(timeout):
                return await self._inbox.take(max_bytes)
        except TimeoutError as error:
            raise httpcore.ReadTimeout from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Hand bytes over; what the socket does not take at once asyncio keeps."""
        if self._inbox.has_ended:
            raise httpcore.WriteError("the other side has closed")
        self._transport.write(buffer)

    async def aclose(self) -> None:
        """Close without waiting for the other side."""
        self._transport.close()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        """Go on encrypted. Raises `httpcore.ConnectError` if the other side cannot or is not whom it should be."""
        loop, inbox = asyncio.get_running_loop(), self._inbox
        try:
            async with asyncio.timeout(timeout):
                secret = await loop.start_tls(self._transport, inbox, ssl_context, server_hostname=server_hostname)
        except TimeoutError as error:
            self._transport.abort()
            raise httpcore.ConnectTimeout from error
        except OSError as error:  # ssl.SSLError is one
            self._transport.abort()
            raise httpcore.ConnectError(str(error)) from error
        if secret is None:
            raise httpcore.ConnectError("the other side has closed")
        return AsyncioStream(secret, inbox)

    def get_extra_info(self, info: str) -> Any:
        """Say what httpcore asks: the TLS object, or whether something lies there unread."""
        if info == "is_readable":
            return self._inbox.has_ended or bool(self._inbox.buffer)
        return self._transport.get_extra_info(info)


class AsyncioBackend(httpcore.AsyncNetworkBackend):
    """Opens connections."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to a host. Raises `httpcore.ConnectTimeout` and `httpcore.ConnectError`."""
        try:
            async with asyncio.timeout(timeout):
                opened = await asyncio.get_running_loop().create_connection(_Inbox, host, port)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        return AsyncioStream(*opened)

    async def sleep(self, seconds: float) -> None:
        """Wait between two attempts to connect."""
        await asyncio.sleep(seconds)
