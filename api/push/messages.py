"""What a client of /live is told, and how it looks on each wire."""

import json
import re
from collections.abc import Mapping
from typing import NamedTuple

KINDS = ("list", "rows", "matches", "friends")
ID = r"^[0-9]{1,18}(\.[0-9]{1,18}){3}$"  # the counters, in the order of the kinds
HELLO, ALIVE, END = "hello", "alive", "end"

Counters = Mapping[str, int]  # by kind; one that differs from before says that something changed


class Message(NamedTuple):
    """One message: its kind, the id from which a client goes on, and what it says as JSON."""

    kind: str
    id: str
    told: str

    @property
    def event(self) -> bytes:
        """Return the message as a server-sent event. A sign of life is a comment, which no client sees."""
        if self.kind == ALIVE:
            return b":\n\n"
        id_line = f"id: {self.id}\n" if self.id else ""
        return f"event: {self.kind}\n{id_line}data: {self.told}\n\n".encode()


def id_of(counters: Counters) -> str:
    """Return the id of a state: its counters, in the order of the kinds."""
    return ".".join(str(counters[kind]) for kind in KINDS)


def counters_of(message_id: str) -> Counters | None:
    """Return the counters that an id stands for, or None if it is none of ours."""
    if not re.fullmatch(ID, message_id):
        return None
    return {kind: int(number) for kind, number in zip(KINDS, message_id.split("."), strict=True)}


def hello(counters: Counters) -> Message:
    """Return the first message of every connection."""
    return _message(HELLO, id_of(counters), counters={kind: counters[kind] for kind in KINDS})


def changes(former: Counters, present: Counters) -> list[Message]:
    """Return a message for each kind whose counter is another now."""
    message_id = id_of(present)
    return [
        _message(kind, message_id, counter=present[kind]) for kind in KINDS if former.get(kind) != present.get(kind)
    ]


def end(reason: str) -> Message:
    """Return the last message of a connection that we close."""
    return _message(END, "", reason=reason)


def _message(kind: str, message_id: str, **said: object) -> Message:
    named = {"id": message_id} if message_id else {}
    return Message(kind, message_id, json.dumps({"kind": kind, **named, **said}, separators=(",", ":")))


SIGN_OF_LIFE = Message(ALIVE, "", '{"kind":"alive"}')
