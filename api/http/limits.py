"""How often somebody may try to log in: bounded buckets in memory, forgotten at a restart.

With Redis, what all instances counted together counts too.
"""

import asyncio
import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from api.errors import TooManyRequests
from api.settings import Settings
from api.shared.store import SharedStore
from api.shared.windows import Windows

MAX_BUCKETS = 10_000
ADDRESSES_OF_AN_ACCOUNT = 10  # an account gets as many tries at once as so many addresses have together
SLOWED_SECONDS = 3
MAX_SLOWED = 32  # each holds one of the 128 slots for requests
ROUNDING = 1e-6  # seconds; keeps a rounding error from refusing a client that waited as told


class Buckets:
    """A token bucket for each key: `per_minute` tries at once, refilled at that rate. The longest unused buckets are
    dropped.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> None:
        """Count one try. Raises `TooManyRequests` with the seconds to wait if none is left."""
        if wait := self.wait_for(key):
            raise _too_many(wait)

    def wait_for(self, key: str) -> float:
        """Count one try and return 0, or return the seconds until there is one."""
        now = self._clock()
        left, since = self._left.pop(key, (float(self._per_minute), now))
        left = min(self._per_minute, left + (now - since) * self._per_minute / 60)
        wait = (1 - left) * 60 / self._per_minute
        is_allowed = wait <= ROUNDING
        self._left[key] = (left - is_allowed, now)
        while len(self._left) > MAX_BUCKETS:
            self._left.popitem(last=False)
        return 0 if is_allowed else wait


class SharedBuckets:
    """Buckets of this process, and behind them windows that all instances share. Without Redis the buckets decide."""

    def __init__(self, kind: str, per_minute: int, windows: Windows | None, clock: Callable[[], float]) -> None:
        self._kind = kind
        self._per_minute = per_minute
        self._windows = windows
        self._here = Buckets(per_minute, clock)

    async def take(self, key: str) -> None:
        """Count one try. Raises `TooManyRequests` with the seconds to wait if none is left."""
        if wait := await self.wait_for(key):
            raise _too_many(wait)

    async def wait_for(self, key: str) -> float:
        """Count one try and return 0, or return the seconds until there is one. What is refused here asks no Redis."""
        wait = self._here.wait_for(key)
        if wait or self._windows is None:
            return wait
        return await self._windows.wait_for(self._kind, self._per_minute, key) or 0


def _too_many(seconds: float) -> TooManyRequests:
    error = TooManyRequests("Too many tries: wait a little.", slug="too_many_tries")
    error.retry_after_seconds = math.ceil(seconds - ROUNDING / 2)
    return error


class AttemptLimits:
    """The limits on tries of all kinds: of an address, of an account from one address, of an account from anywhere.

    Nobody can lock an account's owner out: tries from elsewhere, however many, only slow the owner's tries down.
    """

    def __init__(
        self,
        per_address: int,
        per_account: int,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        windows: Windows | None = None,
    ) -> None:
        of_an_account = per_account * ADDRESSES_OF_AN_ACCOUNT
        self._addresses = SharedBuckets("tries of an address", per_address, windows, clock)
        self._accounts_there = SharedBuckets("tries from there", per_account, windows, clock)
        self._accounts = SharedBuckets("tries of an account", of_an_account, windows, clock)
        self._pause = pause
        self._n_slowed = 0

    async def take(self, address: str, account: str) -> None:
        """Count one try against each limit; wait if the account has too many. Raises `TooManyRequests`."""
        network = network_of(address)
        await self._addresses.take(network)
        await self._accounts_there.take(f"{network} {account}")
        if await self._accounts.wait_for(account):
            await self._slow_down()

    async def _slow_down(self) -> None:
        if self._n_slowed >= MAX_SLOWED:
            raise _too_many(SLOWED_SECONDS)
        self._n_slowed += 1
        try:
            await self._pause(SLOWED_SECONDS)
        finally:
            self._n_slowed -= 1


def attempt_limits(settings: Settings, store: SharedStore | None) -> AttemptLimits:
    """Return the limits that the settings name, shared if there is a store."""
    windows = Windows(store, settings.jwt_secret) if store else None
    per_address, per_account = settings.address_attempts_per_minute, settings.login_attempts_per_minute
    return AttemptLimits(per_address, per_account, windows=windows)


def network_of(address: str) -> str:
    """Return what counts as one address: for IPv6 the whole /64, which is what one connection gets."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
