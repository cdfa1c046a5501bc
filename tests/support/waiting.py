"""Waiting for what has to come: as long as the slowest machine needs, and no longer than it takes here."""

import asyncio
import time
from collections.abc import Awaitable, Callable

PATIENCE = 120.0  # seconds


async def until(is_so: Callable[[], bool | Awaitable[bool]], pause: float = 0.01) -> None:
    """Returns as soon as it is so; fails where it never is."""
    deadline = time.monotonic() + PATIENCE
    while True:
        found = is_so()
        if found if isinstance(found, bool) else await found:
            return
        assert time.monotonic() < deadline, "it never came to that"
        await asyncio.sleep(pause)
