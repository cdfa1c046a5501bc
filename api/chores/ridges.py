"""Keeps EASE in step with new ratings: solves the ridges of changed items anew, in bites, as training does.

A ridge says what other items say of one. So a new item comes into lists by what people who like it like besides, before
the next training. docs/algorithms.md has the whole ("Following new ratings").
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from api.chores.lease import Run
from api.db import Database
from api.settings import Settings

if TYPE_CHECKING:
    from api.chores.solving import RatedCatalogue

BITE_SECONDS = 1.0
ITEMS_A_PAGE = 2_000
ASKED_AT_ONCE = 20  # items, whose common raters are counted in one call
LIKINGS_AT_ONCE = 50_000  # that one call brings: 0.6 MB of JSON
SOLVED_AT_ONCE = 200  # ridges, before they go into the rows
ROWS_AT_ONCE = 500
LAST_ITEM = 2**31 - 1

Ridges = dict[int, tuple[list[int], list[float]]]  # by item: what it is over, and the weights


async def refresh_ease(db: Database, run: Run, settings: Settings) -> AsyncGenerator[None, None]:
    """Solve the ridges of items whose raters changed by a twentieth, until none are left."""
    run.counts.update(n_ridges_solved=0, n_ridges_waiting=0)
    model = await db.one("get_followed_model")
    if model is None:
        return
    from api.chores.solving import read_rated  # numpy, which a plain process need not load

    pages = []
    async for page in _pages(db, model["model_id"]):
        pages.append(page)
        yield
    if pages[0]["item_ids"]:
        async for _ in _Following(db, run, model["model_id"], read_rated(pages)).follow():
            yield


async def _pages(db: Database, model_id: int) -> AsyncIterator[dict[str, list[int]]]:
    after: int | None = 0
    while after is not None:
        page = await db.one("get_rated_columns", model_id=model_id, after_item=after, page_limit=ITEMS_A_PAGE)
        yield page
        after = page["next"]


class _Following:
    """One run: the items as they were at its beginning, and the ridges that were solved since the last writing."""

    def __init__(self, db: Database, run: Run, model_id: int, rated: "RatedCatalogue") -> None:
        from api.chores.solving import LikedColumns

        self._db, self._run, self._model_id, self._rated = db, run, model_id, rated
        self._columns: LikedColumns = LikedColumns()
        self._solved: Ridges = {}
        self._is_over = False  # True once the model is not in use or held

    async def follow(self) -> AsyncIterator[None]:
        """Solve all changed items, and write them some at a time."""
        left = self._rated.changed()
        while left and not self._is_over:
            asked = left[:ASKED_AT_ONCE]
            found = await self._db.one("get_liked_together", item_ids=asked, max_seconds=BITE_SECONDS)
            yield
            left = left[len(found) :]
            for item_id, others, products in found:
                async for _ in self._solve(item_id, others, products):
                    yield
            if len(self._solved) >= SOLVED_AT_ONCE or not left:
                async for _ in self._write():
                    yield

    async def _solve(self, item_id: int, others: Sequence[int], products: Sequence[int]) -> AsyncIterator[None]:
        from api.chores.solving import MOST_A_RIDGE, solve

        near, of_item = self._rated.near(item_id, others, products)
        if sum(self._rated.likers_of(near)) > MOST_A_RIDGE:
            self._run.counts["n_ridges_waiting"] += 1
            return
        async for _ in self._fetch(near):
            yield
        columns = self._columns.of(near)
        self._solved[item_id] = near, await asyncio.to_thread(solve, columns, of_item, self._rated.n_liked)
        yield

    async def _fetch(self, item_ids: Sequence[int]) -> AsyncIterator[None]:
        """Bring the columns that are not here, so many at a time that an answer stays small."""
        missing = self._columns.missing(item_ids)
        portion: list[int] = []
        size = 0
        for item_id, n_likers in zip(missing, self._rated.likers_of(missing), strict=True):
            if portion and size + n_likers > LIKINGS_AT_ONCE:
                self._columns.add(await self._db.one("get_likers", item_ids=portion))
                yield
                portion, size = [], 0
            portion.append(item_id)
            size += n_likers
        if portion:
            self._columns.add(await self._db.one("get_likers", item_ids=portion))

    async def _write(self) -> AsyncIterator[None]:
        """Put the solved ridges into the rows, some rows a call; then the items count as followed."""
        solved, self._solved = self._solved, {}
        for after, until, portion in portions_of(rows_of(solved)):
            written = await self._db.one(
                "write_ridges",
                model_id=self._model_id,
                solved_ids=list(solved),
                rows=portion,
                after_item=after,
                until_item=until,
                n_kept=self._rated.n_kept,
            )
            if written is None:
                self._is_over = True
                return
            yield
        n_raters = self._rated.raters_of(list(solved))
        records = [list(pair) for pair in zip(solved, n_raters, strict=True)]
        await self._db.one("write_followed_items", model_id=self._model_id, records=records)
        self._run.counts["n_ridges_solved"] += len(solved)
        yield


def portions_of(rows: Mapping[int, tuple[list[int], list[float]]]) -> Iterator[tuple[int, int, list[Any]]]:
    """Cut rows into portions that a call can take and that cover all items: from where, to where, and the rows."""
    ids = list(rows)
    bounds = [0, *ids[ROWS_AT_ONCE - 1 : -1 : ROWS_AT_ONCE], LAST_ITEM]
    for after, until in pairwise(bounds):
        yield after, until, [[item_id, *rows[item_id]] for item_id in ids if after < item_id <= until]


def rows_of(solved: Ridges) -> dict[int, tuple[list[int], list[float]]]:
    """Turn ridges into rows: what each item says of those that were solved, ascending by the item that says it."""
    rows: dict[int, tuple[list[int], list[float]]] = {}
    for item_id, (near, weights) in solved.items():
        for says, weight in zip(near, weights, strict=True):
            of, kept = rows.setdefault(says, ([], []))
            of.append(item_id)
            kept.append(weight)
    return dict(sorted(rows.items()))
