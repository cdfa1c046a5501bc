"""`refresh` and `cleanup`: the chores of the scheduler, done at once."""

import time
from contextlib import aclosing

from api.db import Database
from api.runs import running
from api.settings import Settings
from api.upkeep import CHORES

REFRESHED = {"neighbors": "refresh-neighbors", "cosine": "refresh-cosine", "statistics": "refresh-statistics"}


async def do_chores(db: Database, settings: Settings, names: list[str], minutes: int) -> str:
    """Does chores one after the other, each under its lease, for so many minutes at most; answers their counts."""
    ends_at = time.monotonic() + minutes * 60
    told: list[str] = []
    for name in names:
        async with running(db, name) as run, aclosing(CHORES[name](db, run, settings)) as bites:
            async for _ in bites:
                if time.monotonic() >= ends_at:
                    run.counts["n_stopped_early"] = 1
                    break
        told.append(run.told())
    return ", ".join(told)
