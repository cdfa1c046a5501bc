"""What is measured of recommendations: the calls of the service, and a query that has no neighbors to go by."""

import json
import random
from collections.abc import Awaitable, Callable
from typing import Any, cast

import psycopg

from api.chores.neighbors import NeighborRefresher
from api.db import Database
from api.http.callers import Caller
from api.recommendations.service import Asked, personalized
from api.security.tokens import Claims
from api.settings import Settings

Call = Callable[[Database, int], Awaitable[Any]]
N_USERS = 300
PAGE = {"item_limit": 20, "item_skip": 0, "list_limit": 200}
GROUPS = {"anybody": (1, 100_000), "100 ratings": (80, 125)}
# Collaborative filtering as it is usually written, in one query from the ratings alone: correlation over the items both
# rated, the 50 most alike, and the average of what they gave, weighed by the correlation.
PLAIN_PEARSON = """
    with alike as materialized (
        select r.user_id, corr(mine.rating, r.rating) as likeness
        from cinelibre.ratings as mine
        join cinelibre.ratings as r on r.item_id = mine.item_id and r.user_id <> mine.user_id
        where mine.user_id = %s
        group by r.user_id
        having count(*) >= 3 and corr(mine.rating, r.rating) > 0.3
        order by likeness desc, r.user_id
        limit 50
    )
    select r.item_id, sum(alike.likeness * r.rating) / sum(alike.likeness) as predicted
    from alike
    join cinelibre.ratings as r on r.user_id = alike.user_id
    where not exists (select from cinelibre.ratings as mine where mine.user_id = %s and mine.item_id = r.item_id)
    group by r.item_id
    order by predicted desc, r.item_id
    limit 20
"""


class _Nobody:
    """Asked to refresh neighbors it does nothing: that is measured on its own."""

    def ask(self, user_id: int) -> None:
        """Forgets it."""


class Readers:
    """Users drawn from a database: some of any, some with about a hundred ratings."""

    def __init__(self, url: str) -> None:
        self._dice = random.Random(5)
        self._settings = Settings.model_construct(**Settings.model_construct().model_dump())
        query = "select u.id from cinelibre.users as u where u.rating_count between %s and %s order by u.id"
        with psycopg.connect(url) as connection:
            self.groups = {
                name: self._dice.sample([row[0] for row in connection.execute(query, span).fetchall()], N_USERS)
                for name, span in GROUPS.items()
            }
            found = connection.execute(
                "select s.item_id, i.item_type from cinelibre.item_stats as s join cinelibre.items as i"
                " on i.id = s.item_id order by s.rater_count desc, s.item_id limit 4000"
            ).fetchall()
        self._items = self._dice.sample(found, 500)

    def calls(self) -> dict[str, Call]:
        """What is measured, by name, in the order it is done in: writes come last."""
        anybody = self.groups["anybody"]
        return {
            **{f"personalised, uncached, {name}": self._personalized(ids, True) for name, ids in self.groups.items()},
            **{f"personalised, stored, {name}": self._personalized(ids, False) for name, ids in self.groups.items()},
            "similar": self._similar,
            "popular": lambda db, n: db.one("get_popular_items", filters={}, **PAGE),
            "popular, a caller": lambda db, n: db.one(
                "get_popular_items", filters={}, **PAGE, **_by(anybody[n % N_USERS])
            ),
            "trending": lambda db, n: db.one("get_trending_items", **PAGE),
            **{f"neighbor refresh, {name}": self._refreshed(ids) for name, ids in self.groups.items()},
            "rating write": self._rate,
        }

    def _personalized(self, user_ids: list[int], refresh: bool) -> Call:
        refresher = cast(NeighborRefresher, _Nobody())
        asked = Asked(item_type=None, filters={}, exclude_watchlist=False, limit=20, diversity=None, refresh=refresh)

        async def call(db: Database, n: int) -> Any:
            caller = _caller(db, user_ids[n % N_USERS])
            answer = json.loads(await personalized(caller, self._settings, refresher, asked))
            assert answer["is_stored"] is not refresh, "not what is to be measured"
            return answer

        return call

    async def _similar(self, db: Database, n: int) -> Any:
        item_id, item_type = self._items[n % len(self._items)]
        return await db.one(
            "get_similar_items", item_type=item_type, item_id=item_id, include_seen=False, threshold=0, **PAGE
        )

    def _refreshed(self, user_ids: list[int]) -> Call:
        return lambda db, n: db.one("refresh_neighbors", user_id=user_ids[n % N_USERS])

    async def _rate(self, db: Database, n: int) -> Any:
        user_id, item_id = self.groups["anybody"][n % N_USERS], self._items[n * 7 % len(self._items)][0]
        rating = self._dice.randint(1, 10) / 2
        return await db.one("rate_item", **_by(user_id), item_id=item_id, rating=rating)


def _by(user_id: int) -> dict[str, int]:
    return {"caller_id": user_id, "caller_version": 1}


def _caller(db: Database, user_id: int) -> Caller:
    return Caller(db, Claims(user_id=user_id, version=1))
