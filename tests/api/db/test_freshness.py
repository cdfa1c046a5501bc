"""What a read must see: positions are shared, and writers are remembered for as long as it matters."""

import asyncio
import time

import pytest

from api.db import freshness
from api.db.freshness import PrimaryLog, Writers


class Primary:
    """Answers 1, 2, 3 … to those who ask where its log stands, as slowly as a network."""

    def __init__(self) -> None:
        self.n_asked = 0

    async def ask(self) -> str:
        """The next position."""
        await asyncio.sleep(0.01)
        self.n_asked += 1
        return str(self.n_asked)


async def test_reads_that_wait_share_one_question() -> None:
    primary = Primary()
    log = PrimaryLog(primary.ask)
    first = asyncio.create_task(log.after(time.monotonic()))
    await asyncio.sleep(0.001)

    later = await asyncio.gather(*(log.after(time.monotonic()) for _ in range(50)))

    assert (await first, set(later), primary.n_asked) == ("1", {"2"}, 2)


async def test_a_position_is_good_for_what_was_committed_before_it_was_asked() -> None:
    primary = Primary()
    log = PrimaryLog(primary.ask)
    before = time.monotonic()

    known = [await log.after(before), await log.after(before)]
    after = await log.after(time.monotonic())

    assert (known, after) == (["1", "1"], "2")


async def test_who_cannot_ask_lets_the_next_one_ask() -> None:
    primary, fails = Primary(), [True]

    async def ask() -> str:
        if fails.pop() if fails else False:
            raise ConnectionError
        return await primary.ask()

    log = PrimaryLog(ask)
    with pytest.raises(ConnectionError):
        await log.after(time.monotonic())

    assert await log.after(time.monotonic()) == "1"


def test_a_write_counts_for_those_whom_it_names_and_without_a_caller_for_all() -> None:
    writers, before = Writers(10), time.monotonic()

    writers.add({"caller_id": 8, "acts_for": 2})

    assert writers.last({"caller_id": 8}) >= before
    assert writers.last({"caller_id": 9, "acts_for": 2}) >= before
    assert writers.last({"caller_id": 3, "acts_for": None}) == writers.last({}) == -float("inf")
    writers.add({"email": "ada@example.org"})
    assert writers.last({"caller_id": 3}) >= before


def test_writers_are_forgotten_once_everybody_must_see_what_they_wrote() -> None:
    writers = Writers(0.02)
    writers.add({"caller_id": 1})
    time.sleep(0.03)

    writers.add({"caller_id": 2})

    assert (writers.last({"caller_id": 1}), len(writers._wrote_at)) == (-float("inf"), 1)


def test_beyond_so_many_writers_the_oldest_counts_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freshness, "MAX_WRITERS", 2)
    writers, before = Writers(10), time.monotonic()
    for user_id in (1, 2):
        writers.add({"caller_id": user_id})
    nobody_yet = writers.last({"caller_id": 9})

    writers.add({"caller_id": 3})

    assert nobody_yet == -float("inf")
    assert before <= writers.last({"caller_id": 9}) < writers.last({"caller_id": 2})
