"""How much a replica must have replayed before it may answer a read."""

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

MAX_WRITERS = 10_000


class PrimaryLog:
    """Where the primary's log stands: it is asked only if what is known is too old.

    Reads that wait meanwhile share the next answer, so many readers at once are one question.
    """

    def __init__(self, ask: Callable[[], Awaitable[str | None]]) -> None:
        self._ask = ask
        self._asked_at = -math.inf
        self._position: str | None = None
        self._asking = asyncio.Lock()

    async def after(self, moment: float) -> str | None:
        """Return a position behind everything that was committed before `moment`; None if the primary has none."""
        if self._asked_at <= moment:
            async with self._asking:
                if self._asked_at <= moment:  # nobody asked meanwhile
                    asked_at = time.monotonic()
                    self._position = await self._ask()
                    self._asked_at = asked_at
        return self._position


class Writers:
    """When each reader last wrote through this process, for as long as it matters."""

    def __init__(self, kept_seconds: float) -> None:
        self._kept_seconds = kept_seconds
        self._wrote_at: OrderedDict[int, float] = OrderedDict()
        self._all_wrote_at = -math.inf

    def add(self, args: dict[str, Any]) -> None:
        """Remember a write, which counts for the users whom it names; if it names nobody, for everybody."""
        now = time.monotonic()
        users = _named(args)
        if not users:
            self._all_wrote_at = now
        for user_id in users:
            self._wrote_at[user_id] = now
            self._wrote_at.move_to_end(user_id)
        while self._wrote_at and self._may_forget(now):
            self._wrote_at.popitem(last=False)

    def _may_forget(self, now: float) -> bool:
        oldest = next(iter(self._wrote_at.values()))
        if len(self._wrote_at) > MAX_WRITERS:
            self._all_wrote_at = max(self._all_wrote_at, oldest)
            return True
        return oldest < now - self._kept_seconds

    def last(self, args: dict[str, Any]) -> float:
        """Return when a user whom a read names last wrote."""
        wrote_at = (self._wrote_at.get(user_id, -math.inf) for user_id in _named(args))
        return max(self._all_wrote_at, *wrote_at, -math.inf)


def _named(args: dict[str, Any]) -> list[int]:
    return [user_id for user_id in map(args.get, ("caller_id", "acts_for", "user_id")) if user_id is not None]
