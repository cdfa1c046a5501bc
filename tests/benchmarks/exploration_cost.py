"""What exploring adds to a list made anew: `python -m tests.benchmarks.exploration_cost`.

The demo, and two hundred items that come new: copies of its own under other titles, so that the pool is full. Sixty
readers ask for another list, by turns without and with exploring. Processor time of the database and of Python, in ms.
"""

import argparse
import asyncio
import os
import statistics
import time
from typing import Any, cast

from api.chores.exploring import refresh_exploring
from api.chores.features import refresh_features
from api.chores.lease import Run
from api.chores.neighbors import NeighborRefresher
from api.db import Database
from api.db.postgres import open_postgres
from api.embedding import Embedder
from api.http.callers import Caller
from api.jobs.catalogue_writing import write_catalogue
from api.jobs.demo.loading import demo_records
from api.jobs.demo.people import DemoItem
from api.recommendations.service import Asked, personalized
from api.security.tokens import Claims
from api.settings import Settings
from api.ship.scratch import scratch_server
from tests.benchmarks.exploration import USERS, Nobody, load
from tests.benchmarks.exploration_world import make_world
from tests.benchmarks.load import percentile
from tests.benchmarks.processor import Clock
from tests.benchmarks.tables import print_table
from tests.support.readers import rows

N_READERS, N_COPIES = 60, 100
ARMS: dict[str, dict[str, Any]] = {"without": {"explore_share": 0.0}, "with": {"explore_share": 1.0}}
ASKED = Asked(None, {}, exclude_watchlist=False, limit=20, diversity=None, refresh=True)


async def fill(db: Database, embedder: Embedder, items: list[DemoItem]) -> None:
    """Let copies of a hundred films and a hundred books come new."""
    both = [[item for item in items if item["item_type"] == kind] for kind in ("movie", "book")]
    copies = [
        {**kind[n % len(kind)], "title": f"{kind[n % len(kind)]['title']}, part {n}"}
        for kind in both
        for n in range(N_COPIES)
    ]
    await write_catalogue(db, embedder, copies)
    await refresh_features(db)
    async for _ in refresh_exploring(db, Run(0), Settings.model_construct(**_given("with"))):
        pass


def _given(arm: str) -> dict[str, Any]:
    return {**Settings.model_construct().model_dump(), **ARMS[arm]}


async def measure(db: Database, clock: Clock, users: list[int], n_rounds: int) -> dict[str, list[tuple[float, float]]]:
    """By arm: the processor time of the database and of Python for each list."""
    caller = await db.one("set_role", email="benchmark@localhost", initial_hash="!", role="service")
    claims = Claims(caller["id"], caller["token_version"])
    settings = {arm: Settings.model_construct(**_given(arm)) for arm in ARMS}
    found: dict[str, list[tuple[float, float]]] = {arm: [] for arm in ARMS}
    for n_round in range(n_rounds + 1):
        for user_id in users:
            for arm in ARMS:
                before, python = clock.ms(), time.process_time()
                me = Caller(db, claims, user_id)
                await personalized(me, settings[arm], cast(NeighborRefresher, Nobody()), ASKED)
                if n_round:  # the first warms up
                    found[arm].append((clock.ms() - before, (time.process_time() - python) * 1000))
                clock.find()
    return found


async def run(url: str, superuser_url: str, items: list[DemoItem], n_rounds: int) -> None:
    """Fill, measure and print."""
    embedder = Embedder(Settings.model_construct(**Settings.model_construct().model_dump()))
    async with open_postgres(url, 1) as db:
        await fill(db, embedder, items)
        clock = Clock(superuser_url)
        clock.find()
        found = await measure(db, clock, list(dict(rows(url, USERS)).values())[:N_READERS], n_rounds)
    embedder.close()
    lines = []
    for arm, taken in found.items():
        for name, column in (("database", 0), ("Python", 1)):
            values = [one[column] for one in taken]
            lines.append([arm, name, f"{statistics.fmean(values):.2f}", f"{percentile(values, 50):.2f}"])
    more = [(one[0] - other[0], one[1] - other[1]) for other, one in zip(found["without"], found["with"], strict=True)]
    lines += [
        [
            "more with",
            name,
            f"{statistics.fmean(one[n] for one in more):.2f}",
            f"{percentile([one[n] for one in more], 50):.2f}",
        ]
        for n, name in enumerate(("database", "Python"))
    ]
    print_table("A list made anew, ms of processor time", ["exploring", "of", "mean", "p50"], lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.exploration_cost", description=__doc__)
    parser.add_argument("--rounds", type=int, default=4)
    given = parser.parse_args()
    print(f"Load average at the start {os.getloadavg()[0]:.2f}.")
    items = [{"id": place, **record} for place, record in enumerate(demo_records(), 1)]
    with scratch_server() as scratch:
        url = scratch.ship_new("cost")
        embedder = Embedder(Settings.model_construct(**Settings.model_construct().model_dump()))
        asyncio.run(load(url, embedder, items, make_world(items, 0, 1)))
        embedder.close()
        scratch.analyze("cost")
        asyncio.run(run(url, scratch.url_of("cost"), items, given.rounds))
    print(f"Load average at the end {os.getloadavg()[0]:.2f}.")


if __name__ == "__main__":
    main()
