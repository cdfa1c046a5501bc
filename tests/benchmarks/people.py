"""What taste and people cost at a million ratings: `python -m tests.benchmarks.people`.

The made-up world of `tests.benchmarks.insights`, trained. "The busy one" has about 1,000 ratings, 6,000 events and
1,000 searches. "Sixty" are people with histories of all lengths, whose neighbors are stored; everybody may be matched.
The calls are those of the routes, by one client over psycopg, with what Python makes of them; only HTTP is missing.
"""

import argparse
import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast

import psycopg

from api.chores.neighbors import NeighborRefresher
from api.db import Database
from api.db.postgres import open_postgres
from api.feedback.schemas import NewFeedback
from api.feedback.service import record_feedback
from api.groups.picks import pick
from api.http.callers import Caller
from api.influences.routes import MOST_ITEMS, PER_KIND
from api.insights import service as insights
from api.jobs.evaluate.served import each
from api.jobs.training.job import train
from api.matches.service import list_matches
from api.onboarding import service as onboarding
from api.recommendations.service import Asked, personalized
from api.security.tokens import Claims
from api.settings import Settings
from api.ship.scratch import scratch_server
from api.sizes import REVIEWS_A_DAY
from tests.benchmarks.groups import NIGHTS, a_group
from tests.benchmarks.insights import fill
from tests.benchmarks.million import sample
from tests.benchmarks.processor import Clock, timed
from tests.benchmarks.tables import print_table
from tests.support.readers import a_caller

N_PEOPLE, N_CALLS = 60, 120
BUSY, SIXTY = "the busy one", "sixty"
Call = Callable[[int], Awaitable[Any]]


class _Nobody:
    """Asked to refresh neighbors it does nothing."""

    def ask(self, user_id: int) -> None:
        """Forgets it."""


class World:
    """Who is asked about, with their lists and groups."""

    def __init__(self, db: Database, connection: "psycopg.AsyncConnection[Any]", busy: int, ids: Sequence[int]) -> None:
        self.db, self._connection = db, connection
        self.settings = Settings.model_construct(**Settings.model_construct().model_dump())
        self.busy, *self.people = [Caller(db, Claims(user_id=one, version=1)) for one in (busy, *ids)]
        self.lists: list[dict[str, Any]] = []
        self.groups: list[str] = []

    async def prepare(self) -> None:
        """Neighbors, a list for everybody, groups of four, and a newcomer with five ratings."""
        await each(self.people, lambda me: self.db.one("refresh_neighbors", user_id=me.user_id))
        self.lists = [await self.personalized(n) for n in range(N_PEOPLE)]
        self.groups = [await a_group(self.db, self.people[n : n + 4]) for n in range(0, N_PEOPLE, 4)]
        self.newcomer = await a_caller(self.db, "newcomer")
        for item in self.lists[0]["items"][:5]:
            await self.newcomer.one("rate_item", item_id=item["id"], rating=4)

    def calls(self) -> dict[tuple[str, str], Call]:
        """What is measured, and of whom; what changes lists comes last."""
        busy = self.busy
        page = {"search_skip": 0, "search_limit": 20, "page_end": None}
        return {
            ("leanings", BUSY): lambda _: self._sql("select * from cinelibre.list_leanings(%s)", busy.user_id),
            ("a list made anew", SIXTY): self.personalized,
            ("influences", BUSY): lambda _: busy.one("get_influences", item_limit=MOST_ITEMS, per_kind=PER_KIND),
            ("features", BUSY): lambda _: insights.features(busy),
            ("insights", BUSY): lambda _: insights.insights(busy),
            ("search history", BUSY): lambda _: busy.one("get_search_history", **page),
            ("matches", SIXTY): lambda n: list_matches(self._who(n), self.settings, None, 10),
            ("company of twenty items", SIXTY): self._company,
            ("predictions of twenty items", SIXTY): lambda n: self._who(n).rows(
                "get_predictions", item_ids=self._ids(n)
            ),
            ("questions to a newcomer", "one"): self._question,
            ("picks for a group of four", "fifteen groups"): self._pick,
            ("feedback", SIXTY): self._feedback,
            ("a review written", SIXTY): self._review,
        }

    async def personalized(self, n: int) -> dict[str, Any]:
        """A list made anew."""
        asked = Asked(item_type=None, filters={}, exclude_watchlist=False, limit=20, diversity=None, refresh=True)
        made: dict[str, Any] = json.loads(
            await personalized(self._who(n), self.settings, cast(NeighborRefresher, _Nobody()), asked)
        )
        return made

    def _who(self, n: int) -> Caller:
        return self.people[n % N_PEOPLE]

    def _ids(self, n: int) -> list[int]:
        return [item["id"] for item in self.lists[n % N_PEOPLE]["items"]]

    async def _sql(self, query: str, *given: Any) -> Any:
        return await (await self._connection.execute(query.encode(), given)).fetchall()

    async def _company(self, n: int) -> Any:
        query = "select * from cinelibre.list_company(%s, %s, %s)"
        return await self._sql(query, self._who(n).user_id, self._ids(n), self.settings.match_threshold)

    async def _question(self, _: int) -> Any:
        found = await self.newcomer.one(
            "get_questions",
            item_type=None,
            skip_ids=[],
            enough=onboarding.ENOUGH,
            per_type=onboarding.PER_TYPE,
            overlap_weight=onboarding.OVERLAP,
        )
        return onboarding.answer(found, 5)

    async def _pick(self, n: int) -> Any:
        place = n % len(self.groups)
        return await pick(self.people[4 * place], self.settings, self.groups[place], NIGHTS["anything"], "nash", 10)

    async def _feedback(self, n: int) -> Any:
        given = {
            "recommendation_id": self.lists[n % N_PEOPLE]["recommendation_id"],
            "item_id": self._ids(n)[n // N_PEOPLE],
            "kind": "helpful",
        }
        return await record_feedback(self._who(n), NewFeedback.model_validate(given))

    async def _review(self, n: int) -> Any:
        item_id, written = self._ids(n)[n // N_PEOPLE], {"body": "Long, and worth it.", "has_spoilers": False}
        return await self._who(n).one(
            "write_review", item_type=None, item_id=item_id, **written, daily_limit=REVIEWS_A_DAY
        )


async def measure(url: str, superuser_url: str, busy: int) -> None:
    """Train, prepare and print the table."""
    async with open_postgres(url, 1) as db, await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await train(db, print)
        ids = [
            one for (one,) in await (await connection.execute("select id from cinelibre.users order by id")).fetchall()
        ]
        world = World(db, connection, busy, sample([one for one in ids if one != busy], N_PEOPLE))
        await connection.execute("update cinelibre.users set discoverable = true")
        await connection.execute("vacuum analyze")
        await world.prepare()
        clock, rows = Clock(superuser_url), []
        for (name, whose), call in world.calls().items():
            p50, p95, _, *cpu = await timed(clock, call, 1, N_CALLS)
            rows.append([name, whose, *cpu, p50, p95])
            print(*rows[-1], flush=True)
    header = ["call", "of", "cpu p50", "cpu p95", "clock p50", "clock p95"]
    print_table("Taste and people, a million ratings, ms", header, rows)


def main() -> None:
    """Fill, and measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.people", description=__doc__)
    parser.add_argument("--ratings", type=int, default=1_000_000)
    given = parser.parse_args()
    print(f"Load average at the start {os.getloadavg()[0]:.2f}.")
    with scratch_server() as scratch:
        url = scratch.ship_new("people")
        busy = fill(url, given.ratings)
        asyncio.run(measure(url, scratch.url_of("people"), busy))
    print(f"Load average at the end {os.getloadavg()[0]:.2f}.")


if __name__ == "__main__":
    main()
