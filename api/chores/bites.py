"""Runs a chore inside the service: under its lease, a bite at a time, and none while requests queue."""

import asyncio
import time
from collections.abc import Callable
from contextlib import aclosing

from api.chores.chores import CHORES
from api.chores.lease import running
from api.db import Database
from api.settings import Settings

QUIET_SECONDS = 0.5  # between two looks at whether requests queue
MOST_SECONDS = 3000.0  # a run stops then so that the other chores get their turn; the next run goes on
END = object()  # after the last bite

IsBusy = Callable[[], bool]


async def do_chore(
    db: Database, settings: Settings, name: str, is_busy: IsBusy, begun: Callable[[], None] = lambda: None
) -> bool:
    """Run a chore bite by bite; return whether there was time for all of it. `begun` is called with the lease."""
    ends_at = time.monotonic() + MOST_SECONDS
    async with running(db, name) as run, aclosing(CHORES[name](db, run, settings)) as bites:
        begun()
        while is_quiet := await _is_quiet(is_busy, ends_at):
            if await anext(bites, END) is END:
                break
        else:
            run.stops_early()
    return is_quiet


async def _is_quiet(is_busy: IsBusy, ends_at: float) -> bool:
    """Wait while requests queue; return whether there is time left then."""
    while (has_time := time.monotonic() < ends_at) and is_busy():
        await asyncio.sleep(QUIET_SECONDS)
    return has_time
