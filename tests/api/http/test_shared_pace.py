"""A minute's requests that several instances give out together, a share at a time."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from api.http.buckets import MAX_BUCKETS, Share, SharedBuckets
from api.shared.store import REST_SECONDS, open_store
from api.shared.windows import MINUTE, Windows
from tests.api.auth.accounts import SECRET
from tests.conftest import settings_of
from tests.support.redis import RedisServer

LIMIT, SHARE = 50, 5


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The clock of both instances."""
    return Clock()


@pytest.fixture
async def both(redis_server: RedisServer, clock: Clock) -> AsyncIterator[list[SharedBuckets]]:
    """The buckets of two instances with one Redis."""
    settings = settings_of(redis_url=SecretStr(redis_server.url))
    async with open_store(settings) as one, open_store(settings) as other:
        stores = [store for store in (one, other) if store is not None]
        for store in stores:
            store._clock = clock
        yield [SharedBuckets("requests", LIMIT, Windows(store, SECRET), clock, SHARE) for store in stores]


async def test_one_instance_gives_out_exactly_the_limit_and_says_how_long_to_wait(both: list[SharedBuckets]) -> None:
    waits = [await both[0].wait_for("ada") for _ in range(LIMIT + 3)]

    assert waits[:LIMIT] == [0] * LIMIT
    assert all(MINUTE - 5 < wait <= MINUTE for wait in waits[LIMIT:])


async def test_two_instances_give_out_no_more_than_the_limit_together(both: list[SharedBuckets]) -> None:
    waits = [await both[n % 2].wait_for("ada") for n in range(4 * LIMIT)]

    assert sum(wait == 0 for wait in waits) == LIMIT
    assert await both[0].wait_for("grace") == 0


async def test_nine_of_ten_requests_ask_nobody_and_a_refusal_is_remembered(
    both: list[SharedBuckets], redis_server: RedisServer
) -> None:
    n_before = redis_server.n_asked
    for _ in range(LIMIT):
        await both[0].wait_for("ada")
    n_asked = redis_server.n_asked
    for _ in range(1000):
        assert await both[0].wait_for("ada") > 0

    assert LIMIT / SHARE <= n_asked - n_before <= LIMIT / SHARE + 2  # Redis learns the script at its first use
    assert redis_server.n_asked - n_asked <= 6  # for a share, then for one, and each time how long to wait


async def test_a_page_that_asks_for_much_at_once_takes_no_more_than_it_needs(
    both: list[SharedBuckets], redis_server: RedisServer
) -> None:
    waits = await asyncio.gather(*(both[0].wait_for("ada") for _ in range(LIMIT)))

    assert waits == [0] * LIMIT
    assert await both[0].wait_for("ada") > 0


async def test_after_the_seconds_that_were_said_there_is_room_and_shares_end_with_the_minute(
    both: list[SharedBuckets], clock: Clock, redis_server: RedisServer
) -> None:
    for _ in range(LIMIT):
        await both[0].wait_for("ada")
    wait = await both[0].wait_for("ada")
    redis_server.client().flushall()  # Redis has a clock of its own
    clock.now += wait - 1
    assert await both[0].wait_for("ada") > 0
    clock.now += 1
    n_asked = redis_server.n_asked

    assert [await both[0].wait_for("ada") for _ in range(2)] == [0, 0]
    clock.now += MINUTE
    assert await both[0].wait_for("ada") == 0
    assert redis_server.n_asked - n_asked == 2


async def test_without_redis_each_instance_goes_on_alone_until_it_is_back(
    both: list[SharedBuckets], clock: Clock, redis_server: RedisServer
) -> None:
    for buckets in both:
        await buckets.wait_for("ada")
    redis_server.kill()
    for buckets in both:
        for _ in range(SHARE - 1):  # what they had taken of it
            assert await buckets.wait_for("ada") == 0
    alone = [[await buckets.wait_for("ada") for _ in range(LIMIT)] for buckets in both]
    redis_server.start()
    clock.now += MINUTE + REST_SECONDS
    shared = [await both[n % 2].wait_for("ada") for n in range(2 * LIMIT)]

    assert [[wait == 0 for wait in waits] for waits in alone] == [[True] * (LIMIT - SHARE) + [False] * SHARE] * 2
    assert sum(wait == 0 for wait in shared) == LIMIT


async def test_what_is_remembered_of_shares_is_bounded(both: list[SharedBuckets], redis_server: RedisServer) -> None:
    for n in range(MAX_BUCKETS + 1):
        both[0]._keep(str(n), Share(1, 0))

    assert len(both[0]._shares) == MAX_BUCKETS
    assert "0" not in both[0]._shares
