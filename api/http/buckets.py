"""How often something may happen a minute, for each of many: bounded buckets in memory, forgotten at a restart.

With Redis, all instances together give out a minute's allowance.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from api.shared.windows import MINUTE, Windows

MAX_BUCKETS = 10_000
ROUNDING = 1e-6  # seconds; keeps a rounding error from refusing a client that waited as told
REFUSED = -1

Clock = Callable[[], float]


class Buckets:
    """A token bucket for each key: `per_minute` at once, refilled at that rate. The longest unused are dropped."""

    def __init__(self, per_minute: int, clock: Clock = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_for(self, key: str) -> float:
        """Take one and return 0, or return the seconds until there is one."""
        now = self._clock()
        left, since = self._left.pop(key, (float(self._per_minute), now))
        left = min(self._per_minute, left + (now - since) * self._per_minute / 60)
        wait = (1 - left) * 60 / self._per_minute
        is_allowed = wait <= ROUNDING
        self._left[key] = (left - is_allowed, now)
        while len(self._left) > MAX_BUCKETS:
            self._left.popitem(last=False)
        return 0 if is_allowed else wait


class Share(NamedTuple):
    """How many may still be taken here without asking Redis, and until when; or until when Redis refuses."""

    n_left: int
    until: float


class SharedBuckets:
    """Buckets of this process. With `windows`, Redis decides, and these only if it is away.

    What Redis gives is taken `share` at a time, and what it refused is not asked for again before it said so.
    """

    def __init__(
        self, kind: str, per_minute: int, windows: Windows | None, clock: Clock = time.monotonic, share: int = 1
    ) -> None:
        self.per_minute = per_minute
        self._kind = kind
        self._windows = windows
        self._clock = clock
        self._share = share
        self._here = Buckets(per_minute, clock)
        self._shares: OrderedDict[str, Share] = OrderedDict()

    async def wait_for(self, key: str) -> float:
        """Take one and return 0, or return the seconds until there is one."""
        alone = self._here.wait_for(key)
        if self._windows is None:
            return alone
        share, now = self._shares.pop(key, None), self._clock()
        if share is None or now >= share.until or share.n_left == 0:
            told = await self._take_share(self._windows, key)
            return alone if told is None else told
        if share.n_left == REFUSED:
            self._keep(key, share)
            return share.until - now
        self._keep(key, Share(share.n_left - 1, share.until))
        return 0

    async def _take_share(self, windows: Windows, key: str) -> float | None:
        """Ask Redis for a share, or else for one. Who comes meanwhile takes of the share. None: Redis is away."""
        self._keep(key, Share(self._share - 1, self._clock() + MINUTE))
        wait = await windows.wait_for(self._kind, self.per_minute, key, self._share)
        if wait and self._share > 1:
            wait = await windows.wait_for(self._kind, self.per_minute, key)
            self._shares.pop(key, None)
        if wait:
            self._keep(key, Share(REFUSED, self._clock() + wait))
        elif wait is None:
            self._shares.pop(key, None)
        return wait

    def _keep(self, key: str, share: Share) -> None:
        self._shares[key] = share
        self._shares.move_to_end(key)
        if len(self._shares) > MAX_BUCKETS:
            self._shares.popitem(last=False)
