"""How often somebody may try: bounded buckets in memory, forgotten at a restart."""

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable

from api.errors import TooManyRequests

MAX_BUCKETS = 10_000
ROUNDING = 1e-6  # seconds; whoever waited as long as was said is not refused over a fraction


class Buckets:
    """A token bucket a key: `per_minute` at once, refilled as fast. Of too many the longest unused is forgotten."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> None:
        """Counts one try. Raises `TooManyRequests` with the seconds to wait where none is left."""
        now = self._clock()
        left, since = self._left.pop(key, (float(self._per_minute), now))
        left = min(self._per_minute, left + (now - since) * self._per_minute / 60)
        wait = (1 - left) * 60 / self._per_minute
        is_allowed = wait <= ROUNDING
        self._left[key] = (left - is_allowed, now)
        while len(self._left) > MAX_BUCKETS:
            self._left.popitem(last=False)
        if not is_allowed:
            error = TooManyRequests("Too many tries: wait a little.", slug="too_many_tries")
            error.retry_after_seconds = math.ceil(wait - ROUNDING / 2)
            raise error


class AttemptLimits:
    """The tries of an address and of an account, registrations and logins together."""

    def __init__(self, per_address: int, per_account: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._addresses = Buckets(per_address, clock)
        self._accounts = Buckets(per_account, clock)

    def take(self, address: str, email: str) -> None:
        """Counts one try of both. Raises `TooManyRequests`."""
        self._addresses.take(network_of(address))
        self._accounts.take(email)


def network_of(address: str) -> str:
    """What counts as one address: a whole /64 of IPv6, which is what one connection gets."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
