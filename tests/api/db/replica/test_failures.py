"""What happens when a replica fails, is no replica, or comes back."""

import asyncio
import signal
from typing import Any

from api.db.replica import NO_ANSWER, NO_REPLICA, NOT_OURS
from api.db.replicated import ReplicatedDatabase, open_replicated
from tests.api.db.replica.opening import lag_of, n_repeated, opened, says
from tests.support.replicas import Replica, answered_by_replica, n_answered, running_replica
from tests.support.servers import Server
from tests.support.waiting import until


async def test_the_primary_answers_where_replaying_cancels_a_read(db: ReplicatedDatabase, pair: Any, name: str) -> None:
    await db.one("leave_mark", id=1)
    await answered_by_replica(db, "count_marks")
    before = await n_repeated(db)

    reading = asyncio.create_task(db.one("count_marks_slowly"))
    await asyncio.sleep(0.3)
    pair[0].execute("truncate public.marks", name)

    assert await reading == 0
    assert await n_repeated(db) == before + 1
    await answered_by_replica(db, "count_marks")  # it was no reason to leave it


async def test_a_killed_replica_is_missed_by_nobody_and_used_again_when_it_is_back(
    db: ReplicatedDatabase, replica: Replica
) -> None:
    replica.kill()

    where = [await db.one("reads_where") for _ in range(5)]
    await until(lambda: says(db, NO_ANSWER))

    assert where == [False] * 5
    replica.start()
    assert await answered_by_replica(db, "reads_where") is True
    assert await says(db, None)


async def test_a_frozen_replica_is_left_and_used_again_when_it_moves(db: ReplicatedDatabase, replica: Replica) -> None:
    processes = replica.family()
    for process in processes:
        process.send_signal(signal.SIGSTOP)

    where = await asyncio.gather(*(db.one("reads_where") for _ in range(8)))
    where.append(await db.one("reads_where"))
    for process in processes:
        process.send_signal(signal.SIGCONT)

    assert where == [False] * 9
    assert await answered_by_replica(db, "reads_where") is True


async def test_a_promoted_replica_answers_no_more(pair: tuple[Server, Replica], name: str) -> None:
    with running_replica(pair[0]) as promoted:
        async with opened((pair[0], promoted), name) as db:
            promoted.promote()
            before = await n_answered(db)

            assert await db.one("reads_where") is False

            assert await n_answered(db) == before
            assert await says(db, NO_REPLICA)


async def test_a_server_that_is_no_replica_of_this_database_is_not_asked(
    pair: tuple[Server, Replica], name: str
) -> None:
    server, replica = pair
    for read_url, problem in ((server.url_of(name), NO_REPLICA), (replica.url_of("shipped"), NOT_OURS)):
        async with open_replicated(server.url_of(name), read_url, 5, 0) as db:
            assert await db.one("count_marks") == 0
            assert await says(db, problem)
            assert await n_answered(db) == 0


async def test_the_lag_is_that_of_the_primarys_clock(db: ReplicatedDatabase, replica: Replica) -> None:
    await db.one("leave_mark", id=1)
    await answered_by_replica(db, "count_marks")
    caught_up = await lag_of(db)
    replica.pause()
    await db.one("leave_mark", id=2)
    await asyncio.sleep(0.1)

    assert caught_up == 0
    assert await lag_of(db) >= 0.1
