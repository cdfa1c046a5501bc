"""A replica beside the primary: what goes there, what it must know, and what happens when it fails."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.db import replica as looking
from api.db.replica import NO_ANSWER, NO_REPLICA, NOT_OURS
from api.db.replicated import ReplicatedDatabase, open_replicated
from api.errors import NotFound, Unauthorized, Unavailable
from tests.support.readers import a_caller
from tests.support.replicas import Replica, answered_by_replica, n_answered, running_pair, running_replica
from tests.support.servers import Server
from tests.support.waiting import until

FUNCTIONS = Path(__file__).with_name("replica.sql").read_text()
LONG = 60.0  # seconds that may be missing: longer than any test


@pytest.fixture(autouse=True)
def _look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a replica that is back be used soon."""
    monkeypatch.setattr(looking, "LOOK_SECONDS", (0.05, 0.2))


@pytest.fixture(scope="module", name="pair")
def own_pair() -> Iterator[tuple[Server, Replica]]:
    """A primary and a replica of one's own, because it is killed; both are PostgreSQL 16."""
    with running_pair(16) as running:
        yield running


@pytest.fixture
def replica(pair: tuple[Server, Replica]) -> Iterator[Replica]:
    """The replica, which replays again after each test."""
    yield pair[1]
    pair[1].resume()


@pytest.fixture
def name(pair: tuple[Server, Replica], replica: Replica) -> Iterator[str]:
    """The name of a shipped database with the functions of these tests, on both."""
    server = pair[0]
    name = server.create_database("shipped")
    server.execute(f"alter database {name} set synchronous_commit = on")  # so that the replica hears of it at once
    with psycopg.connect(server.url_of(name), autocommit=True) as connection:
        connection.execute(FUNCTIONS.encode())
    yield name
    server.drop_database(name)


@pytest.fixture
async def db(pair: tuple[Server, Replica], name: str) -> AsyncIterator[ReplicatedDatabase]:
    """The database whose answers lack nothing, once its replica serves."""
    async with opened(pair, name) as db:
        yield db


@pytest.fixture
async def other(pair: tuple[Server, Replica], name: str) -> AsyncIterator[ReplicatedDatabase]:
    """The same database as another process sees it."""
    async with opened(pair, name) as other:
        yield other


@pytest.fixture
async def lax(pair: tuple[Server, Replica], name: str) -> AsyncIterator[ReplicatedDatabase]:
    """The same, where others' writes of the last minute may be missing."""
    async with opened(pair, name, LONG) as lax:
        yield lax


@asynccontextmanager
async def opened(pair: tuple[Server, Replica], name: str, lag_seconds: float = 0) -> AsyncIterator[ReplicatedDatabase]:
    """A database with its replica, once the replica answers."""
    server, replica = pair
    async with open_replicated(server.url_of(name), replica.url_of(name), 5, lag_seconds) as db:
        await answered_by_replica(db, "reads_where")
        yield db


async def n_repeated(db: ReplicatedDatabase) -> int:
    """How many reads the primary repeated after the replica had failed."""
    described = await db.describe_replica()
    assert described is not None
    return int(described["n_reads"]["repeated"])


async def test_what_only_reads_goes_to_the_replica_and_all_else_to_the_primary(db: ReplicatedDatabase) -> None:
    assert await answered_by_replica(db, "reads_where") is True
    assert await db.one("writes_where") is False


async def test_what_tells_of_the_server_is_asked_of_the_primary(db: ReplicatedDatabase) -> None:
    before = await n_answered(db)

    health = await db.one("get_health")

    assert (health["is_read_only"], await n_answered(db)) == (False, before)


async def test_nothing_that_any_process_wrote_is_missing(db: ReplicatedDatabase, other: ReplicatedDatabase) -> None:
    for n in range(1, 41):
        await other.one("leave_mark", id=n)

        assert await db.one("count_marks") == n


async def test_a_replica_that_does_not_replay_answers_nothing_old(
    db: ReplicatedDatabase, other: ReplicatedDatabase, replica: Replica
) -> None:
    replica.pause()
    await other.one("leave_mark", id=1)
    before = await n_answered(db)

    counted = [await db.one("count_marks") for _ in range(5)]

    assert (counted, await n_answered(db)) == ([1] * 5, before)


async def test_commits_that_are_acknowledged_early_are_not_missing_either(
    pair: tuple[Server, Replica], name: str
) -> None:
    pair[0].execute(f"alter database {name} set synchronous_commit = off")
    async with opened(pair, name) as db, opened(pair, name) as other:
        for n in range(1, 21):
            await other.one("leave_mark", id=n)

            assert await db.one("count_marks") == n


async def test_readers_see_what_they_wrote_even_where_others_writes_may_be_missing(
    lax: ReplicatedDatabase, replica: Replica
) -> None:
    await answered_by_replica(lax, "count_marks", caller_id=1)
    replica.pause()

    await lax.one("leave_mark", id=1, caller_id=2)

    assert await lax.one("count_marks", caller_id=2) == 1
    assert await lax.one("count_marks", caller_id=8, acts_for=2) == 1


async def test_the_user_sees_what_a_service_wrote_for_them(lax: ReplicatedDatabase, replica: Replica) -> None:
    await answered_by_replica(lax, "count_marks", caller_id=1)
    replica.pause()

    await lax.one("leave_mark", id=1, caller_id=8, acts_for=2)

    assert await lax.one("count_marks", caller_id=2) == 1


async def test_what_nobody_in_particular_wrote_is_seen_by_everybody(lax: ReplicatedDatabase, replica: Replica) -> None:
    await answered_by_replica(lax, "count_marks", caller_id=1)
    replica.pause()

    await lax.one("leave_mark", id=1)

    assert await lax.one("count_marks", caller_id=1) == 1


async def test_a_write_counts_even_if_nobody_heard_that_it_was_done(
    lax: ReplicatedDatabase, replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.db.postgres import PostgresDatabase

    call = PostgresDatabase._call

    async def cut_after(self: PostgresDatabase, *given: Any) -> bytes:
        await call(self, *given)
        raise Unavailable

    await answered_by_replica(lax, "count_marks", caller_id=1)
    replica.pause()

    with monkeypatch.context() as patch:
        patch.setattr(PostgresDatabase, "_call", cut_after)
        with pytest.raises(Unavailable):
            await lax.one("leave_mark", id=1, caller_id=1)

    assert await lax.one("count_marks", caller_id=1) == 1


async def test_what_others_wrote_is_missing_for_as_long_as_the_setting_says(
    pair: tuple[Server, Replica], name: str, replica: Replica
) -> None:
    async with opened(pair, name, LONG) as lax, opened(pair, name, 0.2) as stricter, opened(pair, name) as other:
        assert await answered_by_replica(lax, "count_marks", caller_id=1) == 0
        replica.pause()
        await other.one("leave_mark", id=1, caller_id=1)

        seen = await lax.one("count_marks", caller_id=1)
        await asyncio.sleep(0.2)

        assert seen == 0
        assert await stricter.one("count_marks", caller_id=1) == 1


async def test_a_token_that_ended_elsewhere_is_refused_at_once_and_by_a_lax_process_once_it_looks(
    db: ReplicatedDatabase, other: ReplicatedDatabase, lax: ReplicatedDatabase, replica: Replica
) -> None:
    ada = (await a_caller(other)).claims
    who = {"caller_id": ada.user_id, "caller_version": ada.version}
    await answered_by_replica(db, "get_account", **who)
    await answered_by_replica(lax, "get_account", **who)
    replica.pause()

    await other.one("end_tokens", **who, ends_all=True)

    with pytest.raises(Unauthorized):
        await db.one("get_account", **who)
    assert (await lax.one("get_account", **who))["name"] == "ada"  # for at most LONG
    with pytest.raises(Unauthorized):
        await lax.one("end_tokens", **who, ends_all=True)
    with pytest.raises(Unauthorized):
        await lax.one("get_account", **who)


async def test_what_the_replica_refuses_the_primary_is_asked(db: ReplicatedDatabase) -> None:
    before = await n_repeated(db)

    with pytest.raises(NotFound):
        await db.one("refuse")

    assert await n_repeated(db) == before + 1


async def test_a_read_that_takes_too_long_is_not_begun_again(db: ReplicatedDatabase) -> None:
    before = await n_repeated(db)

    with pytest.raises(Unavailable, match="took too long"):
        await db.one("sleep_too_long")

    assert await n_repeated(db) == before


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
    await until(lambda: _says(db, NO_ANSWER))

    assert where == [False] * 5
    replica.start()
    assert await answered_by_replica(db, "reads_where") is True
    assert await _says(db, None)


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
            assert await _says(db, NO_REPLICA)


async def test_a_server_that_is_no_replica_of_this_database_is_not_asked(
    pair: tuple[Server, Replica], name: str
) -> None:
    server, replica = pair
    for read_url, problem in ((server.url_of(name), NO_REPLICA), (replica.url_of("shipped"), NOT_OURS)):
        async with open_replicated(server.url_of(name), read_url, 5, 0) as db:
            assert await db.one("count_marks") == 0
            assert await _says(db, problem)
            assert await n_answered(db) == 0


async def test_the_lag_is_that_of_the_primarys_clock(db: ReplicatedDatabase, replica: Replica) -> None:
    await db.one("leave_mark", id=1)
    await answered_by_replica(db, "count_marks")
    caught_up = await _lag(db)
    replica.pause()
    await db.one("leave_mark", id=2)
    await asyncio.sleep(0.1)

    assert caught_up == 0
    assert await _lag(db) >= 0.1


async def _lag(db: ReplicatedDatabase) -> float:
    described = await db.describe_replica()
    assert described is not None
    return float(described["lag_seconds"])


async def _says(db: ReplicatedDatabase, problem: str | None) -> bool:
    described = await db.describe_replica()
    assert described is not None
    return bool(described["problem"] == problem)
