"""How long a connection may keep us waiting, and how many connections there may be.

uvicorn closes a connection that is idle after an answer, and no other. Without this module, a client that sends
nothing, sends half a request or does not read its answer would stay forever. llhttp reads requests in C, and limits
nothing by itself, neither a head nor what waits behind a request.
`api/http/patience.py` has the limits, and `api/http/bodies.py` limits the time of bodies.
"""

import asyncio
import json
import socket
from collections.abc import Callable
from typing import Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.http.corked import Corked
from api.http.middleware import SECURITY_HEADERS
from api.http.patience import LIVE, Awaited, Connections

CONNECTION = "connection"  # its name in the state of every request
LASTING_BYTES = 16 * 1024  # that a connection of /live may have waiting, in the system and here each
LOST_MILLISECONDS = 60_000  # for which a client of /live may leave everything unacknowledged
HEAD_BYTES = 64 * 1024  # of a request's head; and of what stands around the chunks of its body
CHUNK_BYTES = 8  # that may stand around each byte of a body
MOST_PIPELINED = 8  # requests that wait for the answer to the one before
READ_BYTES = 16 * 1024  # at once; with asyncio's 256 kB every connection would hold as many unread bytes


class Connection(HttpToolsProtocol):
    """uvicorn's connection, with a limit on every wait for the client."""

    def __init__(self, *given: Any, connections: Connections, **named: Any) -> None:
        super().__init__(*given, **named)
        self._connections = connections
        self.app_state = {**self.app_state, CONNECTION: self}
        self._is_socket = False
        self._is_in_head = self._is_in_body = False
        self._n_around = 0  # bytes of this request that are not its body's
        self._awaited: Awaited | None = None
        self._is_stranger = True
        self._clock: asyncio.TimerHandle | None = None
        self._stall: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count the connection in and wait for its first request."""
        transport.max_size = READ_BYTES  # type: ignore[attr-defined]  # what asyncio's transports read at once
        super().connection_made(cast(asyncio.Transport, Corked(transport, self.loop)))
        self._connections.enter(self)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count the connection out."""
        self.part()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on. What is too long is refused before more of it is kept."""
        self._n_around += len(data)
        if self._n_around > HEAD_BYTES:
            self.send_400_response("")
        else:
            super().data_received(data)
            self._look()

    def on_message_begin(self) -> None:
        """Begin to read a head."""
        super().on_message_begin()
        self._is_in_head = True

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header of the head. Those behind a body are for nobody: the application has read the head by then."""
        if self._is_in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Begin to read a body, and let the request be answered. Raises `HttpParserError` if too many wait."""
        if len(self.pipeline) >= MOST_PIPELINED:
            raise httptools.HttpParserError("Too many requests were sent without waiting for an answer.")
        self._is_in_head, self._is_in_body, self._n_around = False, True, 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Keep a part of a body."""
        self._n_around = max(0, self._n_around - (1 + CHUNK_BYTES) * len(body))
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End the request."""
        self._is_in_body, self._n_around = False, 0
        super().on_message_complete()

    def stay(self, end: Callable[[], None]) -> bool:
        """Stay open until `end` was called, with less waiting to be sent; return False if too many stay."""
        if not self._connections.keep(self, end):
            return False
        self.transport.set_write_buffer_limits(high=LASTING_BYTES)
        if (sock := self.transport.get_extra_info("socket")) is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LASTING_BYTES)
            if sock.family in (socket.AF_INET, socket.AF_INET6) and hasattr(socket, "TCP_USER_TIMEOUT"):
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, LOST_MILLISECONDS)
        return True

    def abort(self) -> None:
        """Close without what waits to be sent."""
        self.transport.abort()

    def part(self) -> None:
        """Count the connection out and stop its clocks."""
        self._connections.leave(self)
        for timer in (self._clock, self._stall):
            if timer is not None:
                timer.cancel()

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection to the protocol of WebSockets, which counts it out at its end."""
        self._is_socket = True
        self._connections.note(self, Awaited.ANSWER, is_stranger=False)
        super().handle_websocket_upgrade()

    def _should_upgrade(self) -> bool:
        return self._get_upgrade() == b"websocket" and self.url.partition(b"?")[0].endswith(LIVE.encode())

    def _unsupported_upgrade_warning(self) -> None:
        """Answer as if no other protocol had been asked for, and leave the log alone."""

    def on_response_complete(self) -> None:
        """Drop what was sent but not read, and wait for what comes next."""
        if not self.pipeline:
            self.cycle.body = bytearray()
        self._is_stranger = False
        super().on_response_complete()
        self._look()

    def pause_writing(self) -> None:
        """Start the clock of a slow client; one that reads nothing is closed."""
        super().pause_writing()
        self._stall = self.loop.call_later(self._connections.patience.reader, self._connections.drop, self, "not_read")

    def resume_writing(self) -> None:
        """Stop the clock: the client has read most of it."""
        super().resume_writing()
        if self._stall is not None:
            self._stall.cancel()

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection. What it has not read by now, it never will."""
        self.transport.abort()

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP in the shape of every error."""
        self._refuse("400 Bad Request", "malformed_request", "This is not a request in HTTP/1.1.")

    def _look(self) -> None:
        """See what the connection waits for. Bytes that trickle in do not restart its clock meanwhile."""
        awaited = Awaited.ANSWER if self._is_socket else self._next_of_all()
        if awaited is self._awaited:
            return
        self._awaited = awaited
        self._connections.note(self, awaited, is_stranger=self._is_stranger)
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
        if (seconds := self._connections.patience.seconds(awaited)) is not None:
            self._clock = self.loop.call_later(seconds, self._give_up)

    def _next_of_all(self) -> Awaited:
        if self.transport.is_closing():
            return Awaited.END
        if self.cycle is not None and not self.cycle.response_complete:
            return Awaited.BODY if self.cycle.more_body and not self.pipeline else Awaited.ANSWER
        if self._is_in_body:
            return Awaited.REST
        if self._is_in_head:
            return Awaited.HEAD
        return Awaited.FIRST if self.cycle is None else Awaited.NEXT

    def _give_up(self) -> None:
        if self._awaited is Awaited.HEAD:
            seconds = self._connections.patience.head
            sentence = f"The request did not arrive within {seconds:.0f} seconds: send it again."
            self._refuse("408 Request Timeout", "too_slow", sentence)
        else:
            self._connections.drop(self, self._awaited.name.lower() if self._awaited else "")

    def _refuse(self, status: str, slug: str, detail: str) -> None:
        """Answer a request that never reached the application, unless an answer has begun, and close."""
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            body = json.dumps({"error": slug, "detail": detail, "request_id": None})
            named = {**SECURITY_HEADERS, "content-type": "application/json", "content-length": len(body)}
            head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
            self.transport.write(f"HTTP/1.1 {status}\r\n{head}connection: close\r\n\r\n{body}".encode())
        self.transport.close()
        self._look()
