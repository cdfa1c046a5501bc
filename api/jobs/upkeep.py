"""`refresh` and `cleanup`: the scheduler's chores, done at once."""

import time
from contextlib import aclosing

from api.chores.chores import CHORES
from api.chores.lease import running
from api.db import Database
from api.errors import Conflict
from api.settings import Settings

REFRESHED = {name: f"refresh-{name}" for name in ("neighbors", "cosine", "ease", "statistics", "exploring")}


async def do_chores(db: Database, settings: Settings, names: list[str], minutes: int) -> str:
    """Do chores one after another, each under its lease, for at most so many minutes; return their counts.

    A chore that another process is doing is left to it, and the answer says so. If nothing else is to do, its
    `Conflict` is raised.
    """
    ends_at = time.monotonic() + minutes * 60
    told: list[str] = []
    for name in names:
        try:
            told.append(await _do_chore(db, settings, name, ends_at))
        except Conflict as error:
            if len(names) == 1:
                raise
            told.append(f"not {name}: {error.detail}")
    return ", ".join(told)


async def _do_chore(db: Database, settings: Settings, name: str, ends_at: float) -> str:
    async with running(db, name) as run, aclosing(CHORES[name](db, run, settings)) as bites:
        async for _ in bites:
            if time.monotonic() >= ends_at:
                run.stops_early()
                break
    return run.told()
