"""One checkout of the two that `turns` compares: a process that is told whom to ask for, and answers what it took.

Run in the checkout's folder, with its `api` and `tests`: it may be older than this file.
"""

import asyncio
import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any, cast

import psycopg

from api.chores.neighbors import NeighborRefresher
from api.db.postgres import open_postgres
from api.http.callers import Caller
from api.recommendations.service import Asked, personalized
from api.security.tokens import Claims
from api.settings import Settings
from tests.benchmarks.recommendation_calls import Readers
from tests.benchmarks.simulated import name_of, running_simulation

ROWS = {"max_tastes": 3, "limit": 12}


class _Nobody:
    """Asked to refresh neighbors it does nothing."""

    def ask(self, user_id: int) -> None:
        """Forgets it."""


def main() -> None:
    """Serves the database in `folder` until its input ends: a line asked, a line answered."""
    folder, n_ratings = Path(sys.argv[1]), int(sys.argv[2])
    with running_simulation(folder, n_ratings) as server:
        asyncio.run(_serve(server.url_of(name_of(n_ratings)), server.url_of(name_of(n_ratings), "postgres")))


async def _serve(url: str, superuser_url: str) -> None:
    groups = Readers(url).groups
    with psycopg.connect(superuser_url, autocommit=True) as watching:
        async with open_postgres(url, 1) as db:
            worker = _Worker(db, watching)
            print(json.dumps(groups), flush=True)
            for line in sys.stdin:
                call, user_id = json.loads(line)
                print(json.dumps(await worker.answer(call, user_id)), flush=True)


class _Worker:
    def __init__(self, db: Any, watching: "psycopg.Connection[Any]") -> None:
        self._db, self._watching = db, watching
        self._settings = Settings.model_construct(**Settings.model_construct().model_dump())
        self._refresher = cast(NeighborRefresher, _Nobody())

    async def answer(self, call: str, user_id: int) -> list[Any]:
        """Milliseconds of processor time of the database and of this process, and what was answered."""
        await self._prepare(call, user_id)
        database, service = self._database_ms(), time.process_time()
        answered = await self._ask(call, user_id)
        service = (time.process_time() - service) * 1000
        return [self._database_ms() - database, service, answered]

    async def _ask(self, call: str, user_id: int) -> Any:
        if call == "trending":
            trending = await self._db.one("get_trending_items", item_limit=20, item_skip=0, list_limit=200)
            return [item["id"] for item in trending["items"]]
        me = Caller(self._db, Claims(user_id=user_id, version=1))
        if call == "carousels":
            return await self._rows(me)
        asked = Asked(None, {}, exclude_watchlist=False, limit=20, diversity=None, refresh=call == "uncached")
        return await personalized(me, self._settings, self._refresher, asked)

    async def _prepare(self, call: str, user_id: int) -> None:
        """Keeps no list but the one that is to be answered as it is stored."""
        self._watching.execute("truncate cinelibre.recommendation_lists cascade")
        if call == "stored":
            await self._ask("uncached", user_id)

    async def _rows(self, me: Caller) -> Any:
        try:
            front_page = importlib.import_module("api.recommendations.front_page")
        except ModuleNotFoundError:  # before rows followed a person
            former = importlib.import_module("api.recommendations.carousels")
            return await former.carousels(me, self._settings, None, *ROWS.values())
        return await front_page.carousels(me, self._settings, self._refresher, None, **ROWS)

    def _database_ms(self) -> float:
        found = self._watching.execute(
            "select pid from pg_stat_activity where backend_type = 'client backend'"
            " and datname = current_database() and pid <> pg_backend_pid()"
        ).fetchall()
        return sum(int(Path(f"/proc/{row[0]}/schedstat").read_text().split()[0]) for row in found) / 1e6


if __name__ == "__main__":
    main()
