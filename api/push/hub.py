"""Tells connected readers what changed. While nobody is connected it has no task and no timer.

`api/http/callers.py` says who did something. The hub compares the counters of the readers concerned with what they were
told last, in one call at a time, and tells them what differs. So a message is never a guess, and what happens during a
call is part of the next one.
"""

import asyncio
import logging
import secrets
import time
from typing import Any

from api.db import Database
from api.errors import CineLibreError
from api.logs import Seldom, log_event
from api.push.bus import Bus
from api.push.comparing import compare, end_tokens
from api.push.hints import Hints
from api.push.listeners import Listener
from api.push.messages import SIGN_OF_LIFE, Counters
from api.push.pace import USUAL, Later, Pace, Timer, on_this_loop
from api.push.readers import STOPPING, TOKEN_ENDED, Readers
from api.push.signals import ENDS_TOKENS, Strength, strength_of

log = logging.getLogger(__name__)


class Hub:
    """All listeners of a process, and what keeps them up to date."""

    def __init__(
        self, db: Database, moved_from: float, bus: Bus | None = None, pace: Pace = USUAL, later: Later = on_this_loop
    ) -> None:
        self._db = db
        self._moved_from = moved_from
        self._bus = bus
        self._pace = pace
        self._later = later
        self._name = secrets.token_hex(4)
        self.readers = Readers(Seldom(log, "live_reader_too_slow"))
        self._hints = Hints(self._name)
        self._weak: Timer | None = None
        self._alive: Timer | None = None
        self._polling: Timer | None = None
        self._working: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Start the bus, if there is one."""
        if self._bus is not None:
            self._bus.open(self._hear, self._turn)

    async def close(self) -> None:
        """End all connections and stop."""
        self.end_all()
        if self._bus is not None:
            await self._bus.close()
        if self._working is not None:
            self._working.cancel()
            await asyncio.gather(self._working, return_exceptions=True)

    def end_all(self) -> None:
        """End all connections, because the process stops."""
        self.readers.end(self.readers, STOPPING)
        self._rest()

    def join(self, listener: Listener, counters: Counters) -> None:
        """Count a connection in, whose counters were just read. Raises `Overloaded`."""
        self.readers.add(listener, counters)
        if self._alive is None:
            self._alive = self._later(self._pace.alive, self._give_sign_of_life)
            self._plan_poll()
        self._hints.look_at(listener.reader_id)  # for what happened between reading the counters and now
        self._wake()

    def leave(self, listener: Listener) -> None:
        """Count a connection out."""
        self.readers.remove(listener)
        if not self.readers.n_listeners:
            self._rest()

    def note(self, user_id: int, function: str, args: dict[str, Any]) -> None:
        """Take note of a call that was made for a reader. It costs nothing while nobody could hear of it."""
        if self.readers.n_listeners or self._bus is not None:
            if function in ENDS_TOKENS:
                self._hints.end_tokens()
                self._wake()
            if (strength := strength_of(function, args)) is not None:
                self.changed(user_id, strength)

    def changed(self, user_id: int, strength: Strength = Strength.STRONG) -> None:
        """Look soon what a reader's doing changed, for them and for whoever knows them."""
        if not self.readers.n_listeners and self._bus is None:
            return
        self._hints.add(user_id, is_weak=strength is Strength.WEAK)
        if strength is Strength.STRONG:
            self._wake()
        elif self._weak is None:
            self._weak = self._later(self._pace.weak, self._release_weak)

    def _release_weak(self) -> None:
        self._weak = None
        self._hints.release_weak()
        self._wake()

    def _hear(self, message: bytes) -> None:
        if self.readers.n_listeners and self._hints.hear(message):
            self._wake()

    def _turn(self) -> None:
        """Look at everybody: while the bus was away, its messages were lost."""
        if self.readers.n_listeners:
            self._poll()

    def _poll(self) -> None:
        self._hints.look_at_all()
        self._wake()
        self._plan_poll()

    def _plan_poll(self) -> None:
        has_bus = self._bus is not None and self._bus.is_connected
        if self._polling is not None:
            self._polling.cancel()
        self._polling = self._later(self._pace.sweep if has_bus else self._pace.poll, self._poll)

    def _give_sign_of_life(self) -> None:
        now = time.time()
        self.readers.end([one for one in self.readers if one.claims.expires_at <= now], TOKEN_ENDED)
        if not self.readers.n_listeners:
            self._rest()
            return
        self.readers.give_all(SIGN_OF_LIFE)  # no proxy takes a connection for dead
        self._alive = self._later(self._pace.alive, self._give_sign_of_life)
        self._hints.check_tokens()
        self._wake()

    def _rest(self) -> None:
        """Stop all timers: nobody is connected."""
        for timer in (self._alive, self._polling):
            if timer is not None:
                timer.cancel()
        self._alive = self._polling = None

    def _wake(self) -> None:
        if self._working is None or self._working.done():
            self._working = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        while (work := self._hints.take()) is not None:
            try:
                await self._tell_others(work.messages)
                if work.checks_tokens:
                    await end_tokens(self._db, self.readers)
                await compare(self._db, self.readers, self._moved_from, work.changed)
            except CineLibreError as error:
                log_event(log, "live_not_compared", logging.WARNING, error=error.slug)
                self._hints.look_at_all()
                return  # the next poll does it, or whatever comes before

    async def _tell_others(self, messages: list[bytes]) -> None:
        if self._bus is not None:
            for message in messages:
                await self._bus.publish(message)


def open_hub(db: Database, moved_from: float, bus: Bus | None) -> Hub:
    """Return a hub that has started."""
    hub = Hub(db, moved_from, bus)
    hub.open()
    return hub
