"""HTTP/1.1 to one origin: a few kept connections, each for one exchange at a time."""

import asyncio
import zlib
from collections import deque
from typing import Any, NamedTuple

import httpcore
import httpx

from api.db.streams import AsyncioBackend

CONNECT_SECONDS = 3
EXCHANGE_SECONDS = 8  # from the request to the end of its answer
KEPT_SECONDS = 20  # PostgREST closes after 30, hosts' gateways after 60 and more
GZIP_OR_ZLIB = 47  # zlib finds out which
EXTENSIONS = {"timeout": {"connect": CONNECT_SECONDS}}


class Answered(NamedTuple):
    """An answer: its status, the type of its content, and its body as it was before compression."""

    status: int
    content_type: str
    body: bytes


class Wire:
    """Connections that wait for their next call. Who calls must bound how many calls there are at once.

    httpcore's pool looks at all its connections twice a call, with a system call for each idle one; this takes the one
    that was used last. `retries` of a connection concern its opening alone: no request is ever sent twice.
    """

    def __init__(self, origin: httpx.URL) -> None:
        self._origin = httpcore.URL(str(origin)).origin
        self._ssl_context = httpx.create_ssl_context() if origin.scheme == "https" else None
        self._idle: deque[httpcore.AsyncHTTPConnection] = deque()

    async def post(self, url: httpcore.URL, headers: list[tuple[bytes, bytes]], content: bytes) -> Answered:
        """Send a request and read its answer. Raises httpcore's errors, and `TimeoutError`.

        An answer that could be cut without a sign, cannot be unpacked or is followed by more ends its connection: what
        lies there would answer the next call, which may be another reader's.
        """
        connection = await self._take()
        headers = [*headers, (b"Content-Length", b"%d" % len(content))]
        request = httpcore.Request("POST", url, headers=headers, content=content, extensions=EXTENSIONS)
        async with asyncio.timeout(EXCHANGE_SECONDS):
            try:
                response = await connection.handle_async_request(request)
                body = await response.aread()
                await response.aclose()
                answered = _read(response, body)
                if _has_more(connection):
                    raise httpcore.RemoteProtocolError("there is more than one answer")
            except BaseException:
                await connection.aclose()
                raise
        self._idle.append(connection)
        return answered

    async def _take(self) -> httpcore.AsyncHTTPConnection:
        while self._idle:
            connection = self._idle.pop()
            if connection.is_idle() and not connection.has_expired():
                return connection
            await connection.aclose()
        return httpcore.AsyncHTTPConnection(
            self._origin, self._ssl_context, KEPT_SECONDS, retries=1, network_backend=AsyncioBackend()
        )

    async def aclose(self) -> None:
        """Close what is kept."""
        while self._idle:
            await self._idle.pop().aclose()


def _read(response: httpcore.Response, body: bytes) -> Answered:
    told = {name.lower(): value for name, value in response.headers}
    if body and b"content-length" not in told and b"transfer-encoding" not in told:
        raise httpcore.RemoteProtocolError("the answer does not say where it ends")
    if told.get(b"content-encoding") in {b"gzip", b"deflate"}:
        try:
            body = zlib.decompress(body, GZIP_OR_ZLIB)
        except zlib.error as error:
            raise httpcore.RemoteProtocolError(str(error)) from error
    return Answered(response.status, told.get(b"content-type", b"").decode("latin-1"), body)


def _has_more(connection: httpcore.AsyncHTTPConnection) -> bool:
    """Say whether bytes came after the answer. Only the parser of HTTP inside of the connection knows."""
    inside: Any = connection._connection
    return inside is not None and bool(inside._h11_state.trailing_data[0])
