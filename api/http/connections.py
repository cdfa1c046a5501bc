"""How long a connection may keep us waiting, and how many connections there may be.

uvicorn closes a connection that is idle after an answer, and no other. Without this module, a client that sends
nothing, sends half a request or does not read its answer would stay forever.
`api/http/bodies.py` limits the time of bodies.
"""

import asyncio
import json
import logging
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from api.http.corked import Corked
from api.http.middleware import SECURITY_HEADERS
from api.logs import Seldom

MAX_CONNECTIONS = 1200
READ_BYTES = 16 * 1024  # at once; with asyncio's 256 kB every connection would hold as many unread bytes

log = logging.getLogger(__name__)


class Awaited(Enum):
    """What happens next on a connection."""

    FIRST = auto()  # the first byte of its first request
    HEAD = auto()  # the end of a request's head
    BODY = auto()  # the end of a request's body: `api/http/bodies.py` bounds it
    ANSWER = auto()  # ours
    REST = auto()  # the end of a body after its answer, which did not need it
    NEXT = auto()  # another request: uvicorn's keep-alive bounds it
    END = auto()  # the client reads the rest of its answer; then the connection closes


@dataclass(frozen=True)
class Patience:
    """How many seconds we wait for each thing."""

    head: float = 10.0  # for the first byte of a first request; for the end of a head, since its first byte
    rest: float = 5.0  # for the end of a body, after its answer
    reader: float = 30.0  # for a slow client to read something

    def seconds(self, awaited: Awaited) -> float | None:
        """Return how many seconds to wait for something; None if another module limits that wait."""
        bounded = {Awaited.FIRST: self.head, Awaited.HEAD: self.head, Awaited.REST: self.rest, Awaited.END: self.reader}
        return bounded.get(awaited)


class Connections:
    """All open connections of a server. If there are too many, the one that kept us waiting longest goes, strangers
    first.
    """

    def __init__(self, most: int = MAX_CONNECTIONS, patience: Patience | None = None) -> None:
        self._most = most
        self.patience = patience or Patience()
        self._open: set[Connection] = set()
        self._strangers: dict[Connection, None] = {}  # without an answered request yet; in order of arrival
        self._waiting: dict[Connection, None] = {}  # the others, in the order in which their wait began
        self._dropped = Seldom(log, "connections_dropped")

    def __len__(self) -> int:
        return len(self._open)

    def enter(self, newcomer: "Connection") -> None:
        """Count a newcomer in. If there are too many, another goes, or this one if all others await an answer."""
        self._open.add(newcomer)
        self._strangers[newcomer] = None
        if len(self._open) > self._most:
            oldest = next(iter(self._strangers))
            self.drop(next(iter(self._waiting), newcomer) if oldest is newcomer else oldest, "too_many")

    def note(self, connection: "Connection", awaited: Awaited, *, is_stranger: bool) -> None:
        """Remember whether a connection may be closed: never while it waits for our answer."""
        self._waiting.pop(connection, None)
        if awaited is Awaited.ANSWER or not is_stranger:
            self._strangers.pop(connection, None)
        if awaited is not Awaited.ANSWER and not is_stranger:
            self._waiting[connection] = None

    def drop(self, connection: "Connection", why: str) -> None:
        """Close a connection at once."""
        self._dropped.tell(why=why, n_open=len(self._open))
        self.leave(connection)
        connection.transport.abort()

    def leave(self, connection: "Connection") -> None:
        """Count a connection out."""
        self._open.discard(connection)
        self._strangers.pop(connection, None)
        self._waiting.pop(connection, None)


class Connection(H11Protocol):
    """uvicorn's connection, with a limit on every wait for the client."""

    def __init__(self, *given: Any, connections: Connections, **named: Any) -> None:
        super().__init__(*given, **named)
        self._connections = connections
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
        self._part()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on."""
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """Drop what was sent but not read, and wait for what comes next."""
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
        awaited = self._next_of_all()
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
            return Awaited.BODY if self.cycle.more_body else Awaited.ANSWER
        if self.conn.their_state is h11.SEND_BODY:
            return Awaited.REST
        if self.conn.trailing_data[0]:
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

    def _part(self) -> None:
        self._connections.leave(self)
        for timer in (self._clock, self._stall):
            if timer is not None:
                timer.cancel()
