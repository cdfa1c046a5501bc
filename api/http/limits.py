"""How often somebody may try to log in, or try a code."""

import asyncio
import ipaddress
import math
import time
from collections.abc import Awaitable, Callable

from api.errors import TooManyRequests
from api.http.buckets import ROUNDING, Clock, SharedBuckets
from api.shared.windows import Windows

ADDRESSES_OF_AN_ACCOUNT = 10  # an account gets as many tries at once as so many addresses have together
SLOWED_SECONDS = 3
MAX_SLOWED = 32  # each holds one of the 128 slots for requests


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
        clock: Clock = time.monotonic,
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
        for buckets, key in ((self._addresses, network), (self._accounts_there, f"{network} {account}")):
            if wait := await buckets.wait_for(key):
                raise _too_many(wait)
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
