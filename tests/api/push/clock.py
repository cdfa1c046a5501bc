"""A clock that tests move, and a database that answers what it is told."""

import asyncio
from collections.abc import Callable
from typing import Any

from api.db import Database
from api.errors import Unavailable
from api.push.listeners import Listener
from api.push.messages import KINDS
from api.security.tokens import Claims

NEVER = 2**33  # when a token ends


class Alarm:
    """A callback that waits for its time."""

    def __init__(self, due: float, callback: Callable[[], None]) -> None:
        self.due = due
        self.callback = callback
        self.is_cancelled = False

    def cancel(self) -> None:
        """Stops waiting."""
        self.is_cancelled = True


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0
        self._alarms: list[Alarm] = []

    def later(self, seconds: float, callback: Callable[[], None]) -> Alarm:
        """As the hub's own."""
        self._alarms.append(Alarm(self.now + seconds, callback))
        return self._alarms[-1]

    @property
    def waiting(self) -> list[float]:
        """When the next alarms are due."""
        return sorted(alarm.due for alarm in self._alarms if not alarm.is_cancelled)

    async def advance(self, seconds: float) -> None:
        """Lets time pass, and what is due happen, each at its time."""
        end = self.now + seconds
        await settle()
        while due := [alarm for alarm in self._alarms if not alarm.is_cancelled and alarm.due <= end]:
            first = min(due, key=lambda alarm: alarm.due)
            self._alarms.remove(first)
            self.now = first.due
            first.callback()
            await settle()
        self.now = end


async def settle() -> None:
    """Lets every task go on until it waits for something outside."""
    for _ in range(20):
        await asyncio.sleep(0)


class Counted(Database):
    """Counters that a test sets, and what was asked."""

    def __init__(self) -> None:
        self.counters: dict[int, dict[str, int]] = {}
        self.friends: dict[int, set[int]] = {}
        self.ended: set[int] = set()
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.is_away = False

    async def text(self, function: str, /, **args: Any) -> bytes:
        """Nothing here is asked as text."""
        raise NotImplementedError

    async def one(self, function: str, /, **args: Any) -> Any:
        """What the functions answer, by what the test set."""
        self.asked.append((function, args))
        if self.is_away:
            raise Unavailable
        if function == "get_ended_tokens":
            pairs = zip(args["caller_ids"], args["caller_versions"], strict=True)
            return [{"caller_id": one, "caller_version": version} for one, version in pairs if one in self.ended]
        if function == "get_live_changes":
            return [answer for known in args["known"] if (answer := self._answer(known, args["changed_ids"]))]
        return None

    def _answer(self, known: dict[str, Any], changed: list[int] | None) -> dict[str, Any] | None:
        user_id = known["user_id"]
        near = changed is None or user_id in changed or self.friends.get(user_id, set()) & set(changed)
        present = {"user_id": user_id, **self.of(user_id)}
        return present if near and present != known else None

    def of(self, user_id: int) -> dict[str, int]:
        """A reader's counters."""
        return self.counters.setdefault(user_id, dict.fromkeys(KINDS, 0))

    def rise(self, user_id: int, *kinds: str) -> None:
        """Something of a reader's changed."""
        for kind in kinds or ("list", "rows"):
            self.of(user_id)[kind] += 1

    def n_asked(self, function: str) -> int:
        """How often a function was called."""
        return sum(name == function for name, _ in self.asked)


def a_listener(reader_id: int, caller_id: int | None = None, expires_at: int = NEVER) -> Listener:
    """A connection of a reader's."""
    return Listener(reader_id, Claims(caller_id or reader_id, 1, expires_at=expires_at), lambda: None)


async def kinds_of(listener: Listener) -> list[str]:
    """The kinds of messages that wait, which are taken."""
    if not listener.n_waiting:
        return []
    return [message.kind for message in await listener.next()]
