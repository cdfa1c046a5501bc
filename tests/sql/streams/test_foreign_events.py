"""Events of other services: logged with their own time, once each, with what they say to shelf, ratings and trends."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from api.db import Database
from api.db.postgres import open_postgres
from api.http.callers import Caller
from api.jobs.upkeep import do_chores
from tests.conftest import settings_of
from tests.support.readers import (
    ABSENT,
    DUNE,
    EMMA,
    RAN,
    SOLARIS,
    a_caller,
    ago,
    assert_counts_equal_a_recount,
    record,
    rows,
    write,
    write_items,
)  # fmt: skip
from tests.support.servers import Server

DAY = 24 * 3600
YEAR = 365 * DAY
LOG = "select user_id, item_id, interaction_type from cinelibre.interactions order by id"


@pytest.fixture(scope="module")
async def shared(servers: dict[int, Server]) -> AsyncIterator[tuple[str, Database]]:
    """A database with five items for all of these tests, by its address and through the port."""
    name = servers[18].create_database("shipped")
    url = servers[18].url_of(name)
    async with open_postgres(url, 4) as opened:
        await write_items(opened)
        yield url, opened
    servers[18].drop_database(name)


@pytest.fixture
def url(shared: tuple[str, Database]) -> str:
    """The address of the database, where nothing is left of former tests."""
    for table in ("users", "inbox", "item_stats"):
        write(shared[0], f"delete from cinelibre.{table} where true")
    return shared[0]


@pytest.fixture
def db(shared: tuple[str, Database]) -> Database:
    """The database through the port."""
    return shared[1]


@pytest.fixture
async def ada(db: Database, url: str) -> Caller:
    """A reader."""
    return await a_caller(db)


def event(me: Caller, kind: str = "like", item_id: int | None = DUNE, seconds_ago: float = 60, **more: Any) -> Any:
    """An event of another service."""
    named = {"user_id": me.user_id, "item_id": item_id, "interaction_type": kind}
    return {"event_id": str(uuid4()), **named, "occurred_at": ago(seconds_ago), **more}


async def apply(db: Database, *events: Any) -> list[str]:
    """What became of these events: an outcome each, or why it was refused."""
    answers = await db.one("apply_foreign_events", events=list(events))
    return [answer["reason"] or answer["outcome"] for answer in answers]


async def test_what_it_says_is_as_if_the_reader_had_said_it_here(ada: Caller, db: Database, url: str) -> None:
    bob = await a_caller(db, "bob")
    said: list[tuple[str, int | None, dict[str, Any]]] = [
        ("like", DUNE, {}),
        ("rate", RAN, {"rating": 4.5}),
        ("watchlist_add", EMMA, {}),
        ("hide", SOLARIS, {}),
        ("watch", EMMA, {"fraction": 0.9, "seconds": 60}),
        ("search", None, {"query": "dune", "context": {"page": "tv"}}),
    ]
    all_said = [(kind, item_id, {**values, "occurred_at": ago(9)}) for kind, item_id, values in said]

    outcomes = await apply(db, *(event(ada, kind, item_id, **values) for kind, item_id, values in all_said))
    await record(bob, *({"interaction_type": kind, "item_id": item_id, **values} for kind, item_id, values in all_said))

    assert outcomes == ["applied"] * 6
    for table, hidden in (("interactions", "{id,user_id}"), ("ratings", "{id,user_id}"), ("shelf", "{user_id}")):
        row = f"to_jsonb(t) - '{hidden}'::text[]"
        query = f"select {row} from cinelibre.{table} as t where user_id = %s order by item_id, 1"
        assert rows(url, query, ada.user_id) == rows(url, query, bob.user_id) != []
    assert_counts_equal_a_recount(url)


async def test_an_event_counts_once_however_often_it_is_delivered(ada: Caller, db: Database, url: str) -> None:
    like, rate = event(ada), event(ada, "rate", RAN, rating=4)

    first = await apply(db, like)
    again = [await apply(db, like, rate, rate) for _ in range(3)]

    assert (first, again) == (["applied"], [["repeated", "applied", "repeated"], *[["repeated"] * 3] * 2])
    assert rows(url, LOG) == [(ada.user_id, DUNE, "like"), (ada.user_id, RAN, "rate")]


async def test_an_event_counts_once_even_after_it_was_rolled_up(ada: Caller, db: Database, url: str) -> None:
    old = event(ada, "view", seconds_ago=2 * YEAR)
    await apply(db, old)
    rolled = await db.one("roll_up_interactions", keep_days=365, after_id=0, max_seconds=1)

    outcomes = await apply(db, old)

    assert (rolled["n_events"], outcomes, rows(url, LOG)) == (1, ["repeated"], [])
    assert rows(url, "select event_count from cinelibre.preference_rollups") == [(1,)]


async def test_a_bad_event_stops_no_other_and_counts_once_it_is_good(ada: Caller, db: Database, url: str) -> None:
    early = event(ada, "like", ABSENT)

    outcomes = await apply(db, early, event(ada), event(ada, "rate", RAN, rating="five"), event(ada, "clap"), 7)
    later = await apply(db, {**early, "item_id": EMMA})

    assert outcomes == ["item_not_found", "applied", "rating_invalid", "unknown_type", "user_missing"]
    assert later == ["applied"]
    assert rows(url, LOG) == [(ada.user_id, DUNE, "like"), (ada.user_id, EMMA, "like")]


async def test_old_events_keep_their_time_in_the_history(ada: Caller, db: Database) -> None:
    moment = datetime.now(UTC) - timedelta(days=3 * 365)

    await apply(db, event(ada, "watch", occurred_at=moment.isoformat()))

    history = await ada.one("get_history", item_skip=0, item_limit=9)
    [day] = history["days"]
    assert day["day"] == f"{moment:%Y-%m-%d}"
    assert datetime.fromisoformat(day["entries"][0]["occurred_at"]) == moment


async def test_an_applied_event_leaves_none_for_the_relay(ada: Caller, db: Database, url: str) -> None:
    await db.one("switch_outbox", is_on=True)

    await apply(db, event(ada), event(ada, "rate", RAN, rating=4))
    n_foreign = rows(url, "select count(*) from cinelibre.outbox")
    await record(ada, {"interaction_type": "like", "item_id": EMMA})

    assert (n_foreign, rows(url, "select count(*) from cinelibre.outbox")) == ([(0,)], [(1,)])
    await db.one("switch_outbox", is_on=False)


async def test_looking_twice_within_a_minute_counts_twice(ada: Caller, db: Database, url: str) -> None:
    outcomes = await apply(db, event(ada, "view"), event(ada, "view"))

    assert outcomes == ["applied", "applied"]
    assert len(rows(url, LOG)) == 2


async def test_an_event_of_a_year_ago_moves_no_trend_of_today(db: Database, url: str) -> None:
    people = [await a_caller(db, name) for name in ("ada", "bob", "eve")]
    write(url, "update cinelibre.decay_clocks set half_life_days = 7, landmark = now() where name = 'trend'")
    query = "select trend, mover_count from cinelibre.item_stats where item_id = %s"

    await apply(db, *(event(me, "like", DUNE, YEAR) for me in people))
    await apply(db, *(event(me, "like", RAN, 40 * YEAR) for me in people))
    await apply(db, *(event(me, "like", EMMA, 0) for me in people))

    # A like weighs 0.5, and half of it every 7 days: 3 · 0.5 · 2^(−365/7) is 3.0e-16 after a year.
    assert rows(url, query, DUNE) == [(pytest.approx(3.0e-16, rel=0.1), 0)]
    assert rows(url, query, RAN) == [(0, 0)]
    assert rows(url, query, EMMA) == [(pytest.approx(1.5, rel=0.001), 3)]


async def test_a_late_event_changes_nothing_that_is_newer(ada: Caller, db: Database, url: str) -> None:
    await ada.one("rate_item", item_id=DUNE, rating=5)

    outcomes = await apply(db, event(ada, "rate", DUNE, DAY, rating=1), event(ada, "rate", RAN, DAY, rating=2))

    assert outcomes == ["applied", "applied"]
    stars = "select item_id, rating::float8 from cinelibre.ratings order by item_id"
    assert rows(url, stars) == [(DUNE, 5), (RAN, 2)]


async def test_a_fast_clock_is_set_to_now(ada: Caller, db: Database, url: str) -> None:
    await apply(db, event(ada, seconds_ago=-290))

    assert rows(url, "select occurred_at <= now() from cinelibre.interactions") == [(True,)]


async def test_calls_with_the_same_events_at_once_apply_each_once(db: Database, url: str) -> None:
    people = [await a_caller(db, name) for name in ("ada", "bob", "eve")]
    events = [event(me, "like", item_id) for me in people for item_id in (DUNE, RAN, EMMA)]
    orders = [events, events[::-1], events[4:] + events[:4], events[::2] + events[1::2]]

    outcomes = await asyncio.gather(*(apply(db, *order) for order in orders))

    assert sorted(outcome for told in outcomes for outcome in told) == ["applied"] * 9 + ["repeated"] * 27
    assert rows(url, "select count(*) from cinelibre.interactions") == [(9,)]
    assert_counts_equal_a_recount(url)


async def test_checking_says_the_same_and_changes_nothing(ada: Caller, db: Database, url: str) -> None:
    done, new, bad = event(ada), event(ada, "like", RAN), event(ada, "clap")
    await apply(db, done)

    told = await db.one("get_foreign_outcomes", events=[done, new, new, bad])

    assert [one["reason"] or one["outcome"] for one in told] == ["repeated", "applied", "repeated", "unknown_type"]
    assert rows(url, LOG) == [(ada.user_id, DUNE, "like")]
    assert rows(url, "select count(*) from cinelibre.inbox") == [(1,)]


async def test_a_deleted_account_takes_no_event(ada: Caller, db: Database, url: str) -> None:
    await ada.one("delete_account", verified_hash="none")

    assert await apply(db, event(ada)) == ["user_not_found"]
    assert rows(url, "select count(*) from cinelibre.inbox") == [(0,)]


async def test_old_rows_of_the_inbox_go_and_younger_ones_stay(db: Database, url: str) -> None:
    write(
        url,
        "insert into cinelibre.inbox (event_id, applied_at) select gen_random_uuid(), now() - age"
        " from unnest(array['91 days', '90 days 1 second', '89 days 23 hours', '0']::interval[]) as age",
    )

    n_gone = [(await db.one("delete_old_inbox", keep_days=90, row_limit=1))["n_inbox"] for _ in range(3)]

    assert n_gone == [1, 1, 0]
    assert rows(url, "select count(*) from cinelibre.inbox where applied_at > now() - interval '90 days'") == [(2,)]


async def test_cleanup_empties_the_inbox_by_its_setting(db: Database, url: str) -> None:
    write(
        url,
        "insert into cinelibre.inbox (event_id, applied_at)"
        " select gen_random_uuid(), now() - interval '8 days' from generate_series(1, 5001)",
    )

    told = [await do_chores(db, settings_of(kafka_inbox_days=days), ["cleanup"], 1) for days in (9, 7)]

    assert [", 0 inbox" in told[0], ", 5,001 inbox" in told[1]] == [True, True]
    assert rows(url, "select count(*) from cinelibre.inbox") == [(0,)]
