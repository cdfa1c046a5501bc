"""What the database says is asked seldom, by one call at a time, however many scrapes there are."""

import asyncio
from typing import Any

import pytest

from api.db import Database
from api.errors import Unavailable
from api.health import facts as health_facts
from api.health.facts import DatabaseFacts


class Clock:
    """Shows the seconds that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Tell them."""
        return self.now


class Answering(Database):
    """Answers with a number that grows; it may be away or slow."""

    def __init__(self) -> None:
        self.asked: list[bool] = []
        self.is_away = False
        self.gate: asyncio.Event | None = None

    async def text(self, function: str, /, **args: Any) -> bytes:
        """Remembers the call and answers its number."""
        self.asked.append(args["with_counts"])
        n = len(self.asked)
        if self.gate is not None:
            await self.gate.wait()
        if self.is_away:
            raise Unavailable
        return b'{"n": %d, "counts": %s}' % (n, str(n).encode() if args["with_counts"] else b"null")


@pytest.fixture
def clock() -> Clock:
    """A clock that stands."""
    return Clock()


async def test_an_answer_holds_for_fifteen_seconds_and_counts_for_five_minutes(clock: Clock) -> None:
    db, facts = Answering(), DatabaseFacts(clock)

    told = []
    for second in (0, 14.9, 15, 299.9, 315):
        clock.now = 1000 + second
        told.append(await facts.newest(db))

    assert db.asked == [True, False, False, True]
    assert told == [{"n": n, "counts": counts} for n, counts in ((1, 1), (1, 1), (2, 1), (3, 1), (4, 4))]


async def test_many_scrapes_at_once_make_one_call(clock: Clock) -> None:
    db, facts = Answering(), DatabaseFacts(clock)

    told = await asyncio.gather(*(facts.newest(db) for _ in range(50)))

    assert db.asked == [True]
    assert told == [{"n": 1, "counts": 1}] * 50


async def test_that_the_database_is_away_holds_for_fifteen_seconds_too(clock: Clock) -> None:
    db, facts = Answering(), DatabaseFacts(clock)
    db.is_away = True

    assert [await facts.newest(db) for _ in range(3)] == [None, None, None]
    db.is_away, clock.now = False, 1015
    assert await facts.newest(db) == {"n": 2, "counts": 2}
    db.is_away, clock.now = True, 1030
    assert await facts.newest(db) is None  # not what was true before
    assert db.asked == [True, True, False]


async def test_a_frozen_database_has_one_call_and_keeps_no_scrape_waiting(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_facts, "PATIENCE_SECONDS", 0.02)
    db, facts = Answering(), DatabaseFacts(clock)
    db.gate = asyncio.Event()

    assert [await facts.newest(db) for _ in range(3)] == [None, None, None]
    assert db.asked == [True]
    db.gate.set()
    assert await facts.newest(db) == {"n": 1, "counts": 1}


async def test_a_call_under_way_ends_with_the_service(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_facts, "PATIENCE_SECONDS", 0.02)
    db, facts = Answering(), DatabaseFacts(clock)
    db.gate = asyncio.Event()
    await facts.newest(db)
    n_tasks = len(asyncio.all_tasks())

    await facts.close()

    assert len(asyncio.all_tasks()) == n_tasks - 1
