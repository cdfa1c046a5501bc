"""Connections that keep us waiting: how long each may, and how many there may be.

uvicorn closes a connection that rests after an answer, and no other. Without this, one that never asks, asks half a
question, or does not read its answer stays for good. How long a body may take, `api/bodies.py` says.
"""

import asyncio
import json
import logging
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from api.logs import Seldom
from api.middleware import SECURITY_HEADERS

MAX_CONNECTIONS = 1200
READ_BYTES = 16 * 1024  # at once: of asyncio's 256 kB every connection would hold what nobody has looked at yet

log = logging.getLogger(__name__)


class Awaited(Enum):
    """What happens next on a connection."""

    FIRST = auto()  # the first byte of its first request
    HEAD = auto()  # the end of a request's head
    BODY = auto()  # the end of a request's body: `api/bodies.py` bounds it
    ANSWER = auto()  # ours
    REST = auto()  # the end of a body that was answered before it was read
    NEXT = auto()  # another request: uvicorn's keep-alive bounds it
    END = auto()  # it takes what it was sent, and is closed


@dataclass(frozen=True)
class Patience:
    """For how many seconds what is awaited."""

    head: float = 10.0  # the first byte of a first request; the end of any head since its first byte
    rest: float = 5.0  # of a body, after its answer
    reader: float = 30.0  # until it takes some of what waits for it

    def seconds(self, awaited: Awaited) -> float | None:
        """None for what others bound."""
        bounded = {Awaited.FIRST: self.head, Awaited.HEAD: self.head, Awaited.REST: self.rest, Awaited.END: self.reader}
        return bounded.get(awaited)


class Connections:
    """All open connections of a server. Of too many the one goes that kept us waiting longest, strangers first."""

    def __init__(self, most: int = MAX_CONNECTIONS, patience: Patience | None = None) -> None:
        self._most = most
        self.patience = patience or Patience()
        self._open: set[Connection] = set()
        self._strangers: dict[Connection, None] = {}  # none of their requests was answered yet; in order of arrival
        self._waiting: dict[Connection, None] = {}  # the others, since they wait
        self._dropped = Seldom(log, "connections_dropped")

    def enter(self, newcomer: "Connection") -> None:
        """Counts one in. Where there are too many another goes, or this one if all others are at work."""
        self._open.add(newcomer)
        self._strangers[newcomer] = None
        if len(self._open) > self._most:
            oldest = next(iter(self._strangers))
            self.drop(next(iter(self._waiting), newcomer) if oldest is newcomer else oldest, "too_many")

    def note(self, connection: "Connection", awaited: Awaited, *, is_stranger: bool) -> None:
        """Remembers whether one may go: none may that waits for our answer."""
        self._waiting.pop(connection, None)
        if awaited is Awaited.ANSWER or not is_stranger:
            self._strangers.pop(connection, None)
        if awaited is not Awaited.ANSWER and not is_stranger:
            self._waiting[connection] = None

    def drop(self, connection: "Connection", why: str) -> None:
        """Closes one at once."""
        self._dropped.tell(why=why, n_open=len(self._open))
        self.leave(connection)
        connection.transport.abort()

    def leave(self, connection: "Connection") -> None:
        """Counts one out."""
        self._open.discard(connection)
        self._strangers.pop(connection, None)
        self._waiting.pop(connection, None)


class Connection(H11Protocol):
    """uvicorn's, with an end to every wait for the other side."""

    def __init__(self, *given: Any, connections: Connections, **named: Any) -> None:
        super().__init__(*given, **named)
        self._connections = connections
        self._awaited: Awaited | None = None
        self._is_stranger = True
        self._clock: asyncio.TimerHandle | None = None
        self._stall: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Counts it in, and waits for its first request."""
        transport.max_size = READ_BYTES  # type: ignore[attr-defined]  # what asyncio's transports read at once
        super().connection_made(transport)
        self._connections.enter(self)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Counts it out."""
        self._part()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Reads on."""
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """Forgets what was sent and not read, and waits for what comes next."""
        self.cycle.body = bytearray()
        self._is_stranger = False
        super().on_response_complete()
        self._look()

    def pause_writing(self) -> None:
        """Its reader is slow; one that takes nothing goes."""
        super().pause_writing()
        self._stall = self.loop.call_later(self._connections.patience.reader, self._connections.drop, self, "not_read")

    def resume_writing(self) -> None:
        """Its reader took most of it."""
        super().resume_writing()
        if self._stall is not None:
            self._stall.cancel()

    def timeout_keep_alive_handler(self) -> None:
        """It rested too long. What it has not read by now it never will."""
        self.transport.abort()

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP is answered in the shape of every error."""
        self._refuse("400 Bad Request", "malformed_request", "This is not a request in HTTP/1.1.")

    def _look(self) -> None:
        """Sees what is awaited now. The clock goes on while that stays the same, whatever trickles in."""
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
        """Answers what never reached the application, unless an answer has begun, and closes."""
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
