"""Whatever writes for a reader waits for that reader, then for the items, and touches nothing before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.support.readers import rows, write
from tests.support.waiting import until

DUNE, RATING = 1, 71
WRITERS: dict[str, dict[str, Any]] = {
    "rate_item": {"item_id": DUNE, "rating": 4},
    "delete_rating": {"rating_id": RATING},
    "mark_item": {"item_type": "movie", "item_id": DUNE, "interaction_type": "hide"},
    "record_interactions": {"events": [{"interaction_type": "like", "item_id": DUNE}]},
    "import_library": {"records": [{"title": "Dune", "rating": 5, "rated_at": "2026-01-02"}], "daily_reviews": 9},
    "import_choices": {
        "choices": [{"item_id": DUNE, "kept": {"rating": 5, "rated_at": "2026-01-02"}}],
        "daily_reviews": 9,
    },
}
LOCK_ADA, LOCK_DUNE = "select cinelibre.lock_user(1, null)", "select cinelibre.lock_items('{1}')"
WAITS = "select wait_event_type = 'Lock' from pg_stat_activity where pid = %s"
TOUCHED = """
    select distinct c.relname
    from pg_locks as l
    join pg_class as c on c.oid = l.relation
    where l.pid = %s and l.mode = 'RowExclusiveLock'
        and c.relname in ('item_stats', 'ratings', 'shelf', 'interactions')
    order by 1
"""


@pytest.fixture
def url(database_url: str) -> str:
    """A movie that Ada rated, and a service."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'Dune');
        insert into cinelibre.users (id, external_id, token_version, role) values
        (1, 'ada', 1, 'user'), (2, 'service', 1, 'service');
        insert into cinelibre.ratings (id, user_id, item_id, rating, source, rated_at) overriding system value values
        (71, 1, 1, 2, 'rating', '2026-01-01')
        """,
    )
    return database_url


@asynccontextmanager
async def kept_waiting(url: str, held: str, writer: str) -> AsyncIterator[tuple[psycopg.AsyncConnection, int]]:
    """The service writes for Ada while somebody holds a lock, until the end: who holds it, and who waits."""
    given = {name: Jsonb(value) if isinstance(value, list) else value for name, value in WRITERS[writer].items()}
    named = "".join(f", {name} => %({name})s" for name in given)
    call = f"select public.{writer}(caller_id => 2, caller_version => 1, acts_for => 1{named})"
    async with await psycopg.AsyncConnection.connect(url) as holder, await psycopg.AsyncConnection.connect(url) as last:
        await holder.execute(held.encode())
        writing = asyncio.create_task(last.execute(call.encode(), given))
        pid = last.info.backend_pid
        try:
            await until(lambda: writing.done() or rows(url, WAITS, pid) == [(True,)])
            assert not writing.done(), "it did not wait"
            yield holder, pid
        finally:
            await holder.rollback()
            await writing


@pytest.mark.parametrize(("held", "touched"), [(LOCK_ADA, []), (LOCK_DUNE, [("item_stats",)])], ids=["reader", "item"])
@pytest.mark.parametrize("writer", WRITERS)
async def test_a_writer_waits_for_the_reader_then_for_the_items_and_then_writes(
    url: str, writer: str, held: str, touched: list[tuple[str]]
) -> None:
    async with kept_waiting(url, held, writer) as (_, pid):
        assert rows(url, TOUCHED, pid) == touched


@pytest.mark.parametrize(
    ("writer", "dates"),
    [
        ("rate_item", "select rated_at from cinelibre.ratings"),
        ("rate_item", "select occurred_at from cinelibre.interactions"),
        ("delete_rating", "select occurred_at from cinelibre.interactions"),
        ("mark_item", "select occurred_at from cinelibre.interactions"),
    ],
)
async def test_what_waited_is_dated_after_what_it_waited_for(url: str, writer: str, dates: str) -> None:
    async with kept_waiting(url, LOCK_ADA, writer) as (holder, _):
        [[moment]] = await (await holder.execute("select clock_timestamp()")).fetchall()

    [(written,)] = rows(url, dates)
    assert written > moment
