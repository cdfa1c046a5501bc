"""Whoever is connected: the listeners of each reader, and what each reader was told last."""

from collections.abc import Iterable, Iterator
from typing import Any

from api.errors import Overloaded
from api.logs import Seldom
from api.push.listeners import Listener
from api.push.messages import KINDS, Counters, Message, changes

MOST_OF_A_READER = 3  # one more closes the oldest, which is the one that most likely nobody looks at any more
MOST_LISTENERS = 2000
REPLACED, TOKEN_ENDED, STOPPING = "replaced", "token_ended", "stopping"


class Audience:
    """The listeners of one reader, the oldest first, and what they were told last."""

    def __init__(self, counters: Counters) -> None:
        self.counters = counters
        self.listeners: dict[Listener, None] = {}


class Readers:
    """All readers with an open connection."""

    def __init__(self, slow: Seldom, most: int = MOST_LISTENERS, most_of_a_reader: int = MOST_OF_A_READER) -> None:
        self._slow = slow
        self._most = most
        self._most_of_a_reader = most_of_a_reader
        self._readers: dict[int, Audience] = {}
        self.n_listeners = 0

    def __contains__(self, reader_id: int) -> bool:
        return reader_id in self._readers

    def __iter__(self) -> Iterator[Listener]:
        return iter([one for reader in self._readers.values() for one in reader.listeners])

    def add(self, listener: Listener, counters: Counters) -> None:
        """Count a listener in; the oldest goes if the reader has too many. Raises `Overloaded` if all have too many."""
        reader = self._readers.get(listener.reader_id)
        is_one_too_many = reader is not None and len(reader.listeners) >= self._most_of_a_reader
        if self.n_listeners >= self._most and not is_one_too_many:
            raise Overloaded("Too many clients are connected: ask GET /live/state now and then instead.")
        if reader is None:
            reader = self._readers[listener.reader_id] = Audience(counters)
        elif is_one_too_many:
            self.end([next(iter(reader.listeners))], REPLACED)
        reader.listeners[listener] = None
        self.n_listeners += 1

    def remove(self, listener: Listener) -> None:
        """Count a listener out."""
        reader = self._readers.get(listener.reader_id)
        if reader is not None and listener in reader.listeners:
            del reader.listeners[listener]
            self.n_listeners -= 1
            if not reader.listeners:
                del self._readers[listener.reader_id]

    def end(self, listeners: Iterable[Listener], reason: str) -> None:
        """End connections, each with a message that says why."""
        for listener in listeners:
            self.remove(listener)
            listener.end(reason)

    def known(self) -> list[dict[str, Any]]:
        """Return what every reader was told last."""
        return [{"user_id": user_id, **reader.counters} for user_id, reader in self._readers.items()]

    def tell(self, user_id: int, present: Counters) -> None:
        """Tell a reader what changed since they were told last."""
        reader = self._readers.get(user_id)
        if reader is not None:
            messages = changes(reader.counters, present)
            reader.counters = {kind: present[kind] for kind in KINDS}
            for listener in list(reader.listeners):
                self._put(listener, messages)

    def give_all(self, message: Message) -> None:
        """Send every connection the same message."""
        for listener in self:
            self._put(listener, [message])

    def _put(self, listener: Listener, messages: list[Message]) -> None:
        if not listener.put(messages):
            self.remove(listener)
            self._slow.tell(n_open=self.n_listeners)
