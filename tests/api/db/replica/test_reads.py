"""A replica beside the primary: what goes there, and what it must know before it answers."""

import asyncio
import re
from typing import Any

import pytest

from api.db.replicated import OF_THE_PRIMARY, ReplicatedDatabase
from api.errors import NotFound, Unauthorized, Unavailable
from api.ship.sql_tree import SqlTree
from tests.api.db.replica.opening import LONG, n_repeated, opened
from tests.support.readers import a_caller
from tests.support.replicas import Replica, answered_by_replica, n_answered
from tests.support.servers import Server


async def test_what_only_reads_goes_to_the_replica_and_all_else_to_the_primary(db: ReplicatedDatabase) -> None:
    assert await answered_by_replica(db, "reads_where") is True
    assert await db.one("writes_where") is False


async def test_what_tells_of_the_server_is_asked_of_the_primary(db: ReplicatedDatabase) -> None:
    before = await n_answered(db)

    health = await db.one("get_health")

    assert (health["is_read_only"], await n_answered(db)) == (False, before)


def test_functions_that_ask_about_their_server_are_known(tree: SqlTree) -> None:
    asking = re.compile(r"pg_is_in_recovery|pg_stat_activity|pg_database_size|default_transaction_read_only")

    found = {file.name.removeprefix("public.") for file in tree.functions if asking.search(file.body)}

    assert found | {"get_readiness"} == OF_THE_PRIMARY


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


async def test_who_is_told_of_a_change_reads_it(
    lax: ReplicatedDatabase, other: ReplicatedDatabase, replica: Replica
) -> None:
    await answered_by_replica(lax, "count_marks", caller_id=1)
    replica.pause()
    await other.one("leave_mark", id=1, caller_id=2)

    await lax.one("get_live_changes", known=[], moved_from=0)

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


async def test_what_others_wrote_is_missing_for_as_long_as_the_settingsays(
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
