"""How long connections may keep us waiting, how many there may be, and which one goes if there are too many."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from api.logs import Seldom

LIVE = "/live"  # the address whose connections stay open
MAX_CONNECTIONS = 1200
MAX_LASTING = 2000  # of /live, besides; they wait for us, so none of them is ever chosen to go
SHARE_OF_LASTING = MAX_LASTING / (MAX_LASTING + MAX_CONNECTIONS)  # if descriptors allow fewer than both together

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


class Closable(Protocol):
    """A connection that can be closed at once."""

    def abort(self) -> None:
        """Close it without what waits to be sent."""


class Connections:
    """All open connections of a server. If there are too many, the one that kept us waiting longest goes, strangers
    first. Those that stay open, for `/live`, are counted apart.
    """

    def __init__(
        self, most: int = MAX_CONNECTIONS, patience: Patience | None = None, most_together: int | None = None
    ) -> None:
        self._most = most
        self._most_together = most + MAX_LASTING if most_together is None else most_together
        self.patience = patience or Patience()
        self._open: set[Closable] = set()
        self._strangers: dict[Closable, None] = {}  # without an answered request yet; in order of arrival
        self._waiting: dict[Closable, None] = {}  # the others, in the order in which their wait began
        self._lasting: dict[Closable, Callable[[], None]] = {}
        self._is_ending = False
        self._dropped = Seldom(log, "connections_dropped")

    def __len__(self) -> int:
        return len(self._open)

    def enter(self, newcomer: Closable) -> None:
        """Count a newcomer in. If there are too many, another goes, or this one if all others await an answer."""
        self._open.add(newcomer)
        self._strangers[newcomer] = None
        if len(self._open) > min(self._most, self._most_together - len(self._lasting)):
            oldest = next(iter(self._strangers))
            self.drop(next(iter(self._waiting), newcomer) if oldest is newcomer else oldest, "too_many")

    def note(self, connection: Closable, awaited: Awaited, *, is_stranger: bool) -> None:
        """Remember whether a connection may be closed: never while it waits for our answer."""
        self._waiting.pop(connection, None)
        if awaited is Awaited.ANSWER or not is_stranger:
            self._strangers.pop(connection, None)
        if awaited is not Awaited.ANSWER and not is_stranger:
            self._waiting[connection] = None

    def drop(self, connection: Closable, why: str) -> None:
        """Close a connection at once."""
        self._dropped.tell(why=why, n_open=len(self._open))
        self.leave(connection)
        connection.abort()

    def leave(self, connection: Closable) -> None:
        """Count a connection out."""
        self._open.discard(connection)
        self._lasting.pop(connection, None)
        self._strangers.pop(connection, None)
        self._waiting.pop(connection, None)

    def keep(self, connection: Closable, end: Callable[[], None]) -> bool:
        """Count a connection as one that stays open; return False if there are too many. `end` asks it to end."""
        if self._is_ending or len(self._lasting) >= self.most_lasting:
            return False
        self.leave(connection)
        self._lasting[connection] = end
        return True

    @property
    def most_lasting(self) -> int:
        """Return how many connections may stay open."""
        return min(MAX_LASTING, int(self._most_together * SHARE_OF_LASTING))

    def end_lasting(self) -> int:
        """Ask all connections that stay open to end, and keep no further ones, because the server stops; return how
        many.
        """
        self._is_ending = True
        lasting = list(self._lasting.values())
        for end in lasting:
            end()
        return len(lasting)
