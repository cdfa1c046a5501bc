"""Neighbors that are stale are found and computed anew, in bites; a deleted account is written back into none."""

import threading
import time
from collections.abc import Iterator

import psycopg
import pytest

from api.db import Database
from api.db.postgres import open_postgres
from api.http.callers import Caller
from tests.support.readers import DUNE, EMMA, RAN, SOLARIS, a_caller, rows, write, write_items
from tests.support.servers import Server
from tests.support.waiting import PATIENCE

# Like whoever writes several of them, not while an account is being deleted.
MAKE_STALE = """
    select pg_advisory_xact_lock_shared(hashtextextended('cinelibre.user_neighbors', 0));
    update cinelibre.user_neighbors set taste_version = -1 where true
"""
NEIGHBORS = "select user_id, neighbor_ids from cinelibre.user_neighbors order by user_id"


async def a_town(db: Database, n_readers: int = 3) -> list[Caller]:
    """Readers who rated the same two films, so that each is a neighbor of all the others."""
    await write_items(db)
    readers = [await a_caller(db, f"reader{number}") for number in range(n_readers)]
    for reader in readers:
        for item_id, stars in ((DUNE, 5), (RAN, 3)):
            await reader.one("rate_item", item_id=item_id, rating=stars)
    return readers


async def refresh(db: Database, max_seconds: float = 10) -> tuple[int, int]:
    """How many were computed, and how many are left."""
    bite = await db.one("refresh_stale_neighbors", max_seconds=max_seconds)
    return bite["n_refreshed"], bite["n_left"]


async def test_everybody_with_ratings_gets_neighbors_once(db: Database, database_url: str) -> None:
    ada, bob, cid = await a_town(db)
    await a_caller(db, "nobody")

    first, again = await refresh(db), await refresh(db)

    assert (first, again) == ((3, 0), (0, 0))
    assert rows(database_url, NEIGHBORS) == [
        (ada.user_id, [bob.user_id, cid.user_id]),
        (bob.user_id, [ada.user_id, cid.user_id]),
        (cid.user_id, [ada.user_id, bob.user_id]),
    ]


async def test_stale_are_those_of_a_former_taste_and_those_a_week_old(db: Database, database_url: str) -> None:
    ada, bob, cid = await a_town(db)
    await refresh(db)

    await ada.one("rate_item", item_id=EMMA, rating=1)
    days = "update cinelibre.user_neighbors set computed_at = now() - interval '{}' where user_id = %s"
    write(database_url, days.format("167 hours"), bob.user_id)
    write(database_url, days.format("169 hours"), cid.user_id)
    stale = rows(database_url, "select user_id from cinelibre.list_stale_users() order by place")

    assert stale == [(cid.user_id,), (ada.user_id,)]  # the oldest first
    assert await refresh(db) == (2, 0)
    [(is_new,)] = rows(
        database_url,
        "select bool_and(computed_at > now() - interval '1 minute') from cinelibre.user_neighbors where user_id <> %s",
        bob.user_id,
    )
    assert is_new


async def test_who_took_every_rating_back_has_no_neighbors_left(db: Database, database_url: str) -> None:
    ada, *_ = await a_town(db)
    await refresh(db)
    for (rating_id,) in rows(database_url, "select id from cinelibre.ratings where user_id = %s", ada.user_id):
        await ada.one("delete_rating", rating_id=rating_id)

    assert await refresh(db) == (1, 0)
    assert (ada.user_id, []) in rows(database_url, NEIGHBORS)


async def test_a_bite_ends_when_its_time_is_up_and_the_next_goes_on(db: Database) -> None:
    await a_town(db, 4)

    bites = [await refresh(db, 0) for _ in range(5)]

    # At least one user a bite, else it would never end.
    assert bites == [(1, 3), (1, 2), (1, 1), (1, 0), (0, 0)]


async def test_who_can_log_in_comes_before_raters_from_elsewhere(db: Database, database_url: str) -> None:
    await write_items(db)
    await db.one("import_ratings", records=[[7, 1001, 4.5, 1_000_000_000]])
    ada = await a_caller(db)
    await ada.one("rate_item", item_id=DUNE, rating=4)

    assert await refresh(db, 0) == (1, 1)
    assert [row[0] for row in rows(database_url, NEIGHBORS)] == [ada.user_id]


@pytest.fixture
def any_url(any_server: Server) -> Iterator[str]:
    """A shipped database of each version in turn."""
    name = any_server.create_database("shipped")
    yield any_server.url_of(name)
    any_server.drop_database(name)


def in_background(database_url: str, statement: str) -> threading.Thread:
    """Begins a statement, which has to wait; answers once it does."""

    def work() -> None:
        write(database_url, statement)

    thread = threading.Thread(target=work)
    thread.start()
    deadline = time.monotonic() + PATIENCE
    waiting = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    while time.monotonic() < deadline and not rows(database_url, waiting):
        assert thread.is_alive(), "it did not wait"
        time.sleep(0.02)
    return thread


async def test_neighbors_that_are_being_computed_are_cleaned_of_an_account_that_goes(any_url: str) -> None:
    async with open_postgres(any_url, 2) as db:
        ada, bob, cid = await a_town(db)
    delete = f"select public.delete_account({ada.user_id}, 1)"

    with psycopg.connect(any_url) as computing:
        computing.execute("select public.refresh_neighbors(%s)", [bob.user_id])
        deleting = in_background(any_url, delete)  # its snapshot has no neighbors of Bob yet
        computing.commit()
    deleting.join(PATIENCE)

    assert rows(any_url, "select id from cinelibre.users where id = %s", ada.user_id) == []
    assert rows(any_url, NEIGHBORS) == [(bob.user_id, [cid.user_id])]


async def test_neighbors_computed_while_an_account_goes_are_without_it(any_url: str) -> None:
    async with open_postgres(any_url, 2) as db:
        ada, bob, cid = await a_town(db)

    with psycopg.connect(any_url) as deleting:
        deleting.execute("select public.delete_account(%s, 1)", [ada.user_id])
        computing = in_background(any_url, f"select public.refresh_neighbors({bob.user_id})")
        deleting.commit()
    computing.join(PATIENCE)

    assert rows(any_url, NEIGHBORS) == [(bob.user_id, [cid.user_id])]


async def test_the_neighbors_of_an_account_that_goes_meanwhile_are_not_an_error(any_url: str) -> None:
    async with open_postgres(any_url, 2) as db:
        ada, *_ = await a_town(db)

        with psycopg.connect(any_url) as deleting:
            deleting.execute("select public.delete_account(%s, 1)", [ada.user_id])
            computing = in_background(any_url, f"select public.refresh_neighbors({ada.user_id})")
            deleting.commit()
        computing.join(PATIENCE)

        assert rows(any_url, NEIGHBORS) == []
        assert await db.one("refresh_neighbors", user_id=ada.user_id) == 0


async def test_a_bite_and_many_deletions_at_once_neither_deadlock_nor_leave_an_id(any_url: str) -> None:
    async with open_postgres(any_url, 10) as db:
        readers = await a_town(db, 12)
        for reader in readers:
            await reader.one("rate_item", item_id=SOLARIS, rating=2)
        failures: list[BaseException] = []

        def delete(reader: Caller) -> None:
            try:
                write(any_url, f"select public.delete_account({reader.user_id}, 1)")
            except psycopg.Error as error:
                failures.append(error)

        deleting = [threading.Thread(target=delete, args=(reader,)) for reader in readers[::2]]
        for thread in deleting:
            thread.start()
        while any(thread.is_alive() for thread in deleting):
            await refresh(db, 0.01)
            write(any_url, MAKE_STALE)
        for thread in deleting:
            thread.join(PATIENCE)
        await refresh(db)

        kept = {reader.user_id for reader in readers[1::2]}
        assert failures == []
        assert {user_id for user_id, _ in rows(any_url, NEIGHBORS)} == kept
        assert {one for _, ids in rows(any_url, NEIGHBORS) for one in ids} <= kept
