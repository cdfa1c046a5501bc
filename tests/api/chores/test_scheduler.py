"""An instance that is always on keeps its database in order: on time, once, out of the way of requests."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.chores import bites as biting
from api.chores import scheduler as background
from api.chores.chores import CHORES
from api.chores.lease import Run
from api.chores.scheduler import EVERY, Scheduler, background_jobs, last_due
from api.db import Database
from api.errors import Unavailable
from api.http.admission import N_QUEUING, Slots
from api.settings import Settings
from tests.conftest import client_of, settings_of
from tests.support.readers import DUNE, a_caller, rows, write, write_items
from tests.support.waiting import PATIENCE, until

RUNS = "select job_name, outcome from cinelibre.job_runs order by id"


@pytest.mark.parametrize(
    ("hours", "at", "expected"),
    [
        (24, "2026-11-25T00:00:00+00:00", "2026-11-25T00:00:00+00:00"),
        (24, "2026-11-25T23:59:59+00:00", "2026-11-25T00:00:00+00:00"),
        (6, "2026-11-25T17:59:00+00:00", "2026-11-25T12:00:00+00:00"),
        (6, "2026-11-25T18:00:00+00:00", "2026-11-25T18:00:00+00:00"),
        (1, "2026-11-25T18:30:00+00:00", "2026-11-25T18:00:00+00:00"),
    ],
)
def test_times_are_counted_from_midnight(hours: int, at: str, expected: str) -> None:
    assert last_due(timedelta(hours=hours), datetime.fromisoformat(at)) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-25T01:00:00+00:00", "2026-11-25T01:00:00+00:00"),
        ("2026-11-25T00:59:00+00:00", "2026-11-24T01:00:00+00:00"),
    ],
)
def test_some_come_an_hour_after_midnight(at: str, expected: str) -> None:
    found = last_due(timedelta(days=1), datetime.fromisoformat(at), timedelta(hours=1))

    assert found == datetime.fromisoformat(expected)


def a_scheduler(db: Database, is_busy: bool = False, now: datetime | None = None) -> Scheduler:
    """A scheduler whose clock stands still."""
    return Scheduler(db, settings_of(), lambda: is_busy, lambda: now or datetime.now(UTC))


async def look_at_all(scheduler: Scheduler) -> None:
    """One round."""
    for name in EVERY:
        await scheduler.look_at(name)


async def test_each_chore_is_done_when_it_is_due_and_once(db: Database, database_url: str) -> None:
    await write_items(db)
    for name in ("ada", "bob"):
        await (await a_caller(db, name)).one("rate_item", item_id=DUNE, rating=4)
    scheduler = a_scheduler(db)

    await look_at_all(scheduler)
    await look_at_all(scheduler)

    assert rows(database_url, RUNS) == [(name, "done") for name in EVERY]
    assert rows(database_url, "select count(*) from cinelibre.user_neighbors") == [(2,)]


async def test_another_instance_and_a_restart_find_it_done(db: Database, database_url: str) -> None:
    await look_at_all(a_scheduler(db))

    await look_at_all(a_scheduler(db))

    assert rows(database_url, RUNS) == [(name, "done") for name in EVERY]


async def test_what_was_missed_is_made_up_for_and_the_next_time_is_its_own(db: Database, database_url: str) -> None:
    await look_at_all(a_scheduler(db))
    write(database_url, "update cinelibre.job_runs set started_at = started_at - interval '1 day' where true")

    await look_at_all(a_scheduler(db))

    assert rows(database_url, RUNS) == [(name, "done") for name in EVERY] * 2


async def test_what_ended_badly_is_no_reason_to_skip_it(db: Database, database_url: str) -> None:
    run_id = await db.one("begin_job", job_name="cleanup", holder="elsewhere:1")
    await db.one("end_job", run_id=run_id, outcome="failed", counts={}, errors=[])

    await a_scheduler(db).look_at("cleanup")

    assert rows(database_url, RUNS) == [("cleanup", "failed"), ("cleanup", "done")]


async def test_what_somebody_else_is_doing_is_left_to_them(
    db: Database, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    await db.one("begin_job", job_name="cleanup", holder="elsewhere:1")
    write(database_url, "update cinelibre.job_runs set started_at = now() - interval '3 hours' where true")

    with caplog.at_level(logging.WARNING):
        await a_scheduler(db).look_at("cleanup")

    assert rows(database_url, RUNS) == [("cleanup", None)]
    assert caplog.messages == []


async def test_no_bite_is_taken_while_requests_queue(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(biting, "QUIET_SECONDS", 0.01)
    bites: list[int] = []

    async def three_bites(db: Database, run: Run, settings: Settings) -> AsyncGenerator[None, None]:
        for n in range(3):
            bites.append(n)
            yield

    monkeypatch.setitem(CHORES, "cleanup", three_bites)
    crowds = iter([True, True, False, True, False, False, False, False])
    seen: list[list[int]] = []

    def is_busy() -> bool:
        seen.append(list(bites))
        return next(crowds)

    await Scheduler(db, settings_of(), is_busy).look_at("cleanup")

    # Twice busy before the first bite, once before the second.
    assert seen == [[], [], [], [0], [0], [0, 1], [0, 1, 2]]
    assert rows(database_url, RUNS) == [("cleanup", "done")]


async def test_what_was_killed_half_way_is_made_up_for_once_its_lease_has_expired(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduler = a_scheduler(db)
    await db.one("begin_job", job_name="cleanup", holder="elsewhere:1")

    await scheduler.look_at("cleanup")
    write(database_url, "update cinelibre.job_runs set beat_at = now() - interval '11 minutes' where true")
    await scheduler.look_at("cleanup")
    too_early = rows(database_url, RUNS)
    monkeypatch.setattr(scheduler, "_not_before", {})  # ten minutes later
    await scheduler.look_at("cleanup")

    assert too_early == [("cleanup", None)]
    assert rows(database_url, RUNS) == [("cleanup", "lost"), ("cleanup", "done")]


async def test_a_chore_that_finds_no_quiet_is_not_begun_and_tried_again(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(biting, "QUIET_SECONDS", 0.01)
    monkeypatch.setattr(biting, "MOST_SECONDS", 0.1)
    monkeypatch.setattr(background, "RETRY_SECONDS", -1.0)
    n_bites, is_busy = 0, True

    async def bites(db: Database, run: Run, settings: Settings) -> AsyncGenerator[None, None]:
        nonlocal n_bites
        for _ in range(3):
            n_bites += 1
            yield

    monkeypatch.setitem(CHORES, "cleanup", bites)
    scheduler = Scheduler(db, settings_of(), lambda: is_busy)

    await scheduler.look_at("cleanup")
    n_when_busy, is_busy = n_bites, False
    await scheduler.look_at("cleanup")
    await scheduler.look_at("cleanup")

    assert (n_when_busy, n_bites) == (0, 3)
    assert rows(database_url, RUNS) == [("cleanup", "stopped"), ("cleanup", "done")]


async def test_a_chore_that_is_longer_than_its_time_is_not_done(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(biting, "MOST_SECONDS", 0.2)

    async def bites(db: Database, run: Run, settings: Settings) -> AsyncGenerator[None, None]:
        while True:
            await asyncio.sleep(0.05)
            yield

    monkeypatch.setitem(CHORES, "cleanup", bites)

    with caplog.at_level(logging.INFO):
        await a_scheduler(db).look_at("cleanup")

    assert rows(database_url, RUNS) == [("cleanup", "stopped")]
    assert caplog.messages == ["chore_stopped_early"]


class AwayDatabase(Database):
    """Cannot be reached; counts how often it was asked."""

    n_asked = 0

    async def text(self, function: str, /, **args: Any) -> bytes:
        """See `Database.text`."""
        self.n_asked += 1
        raise Unavailable


async def test_a_database_that_is_away_is_told_to_the_log_and_asked_again_later(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = AwayDatabase()
    scheduler = a_scheduler(away)

    with caplog.at_level(logging.WARNING):
        await scheduler.look_at("cleanup")
        await scheduler.look_at("cleanup")
    monkeypatch.setattr(background, "RETRY_SECONDS", -1.0)
    later = a_scheduler(away)
    await later.look_at("cleanup")
    await later.look_at("cleanup")

    assert caplog.messages == ["chore_failed"] * 3
    assert away.n_asked == 3  # once, not at once again, and twice where ten minutes are over


async def test_a_mistake_in_one_chore_does_not_end_the_others(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def wrong(db: Database, run: Run, settings: Settings) -> AsyncGenerator[None, None]:
        _ = 1 / 0
        yield

    monkeypatch.setitem(CHORES, "refresh-neighbors", wrong)

    await look_at_all(a_scheduler(db))

    outcomes = [("refresh-neighbors", "failed"), *((name, "done") for name in list(EVERY)[1:])]
    assert rows(database_url, RUNS) == outcomes
    assert "chore_failed" in caplog.messages


async def test_stopping_breaks_a_bite_off_and_gives_the_lease_back(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "LOOK_SECONDS", 0.01)
    began = asyncio.Event()

    async def endless(db: Database, run: Run, settings: Settings) -> AsyncGenerator[None, None]:
        began.set()
        run.counts["n_refreshed"] = 1
        await asyncio.sleep(60)
        yield

    monkeypatch.setitem(CHORES, "refresh-neighbors", endless)

    async with asyncio.timeout(PATIENCE), background_jobs(db, settings_of(enable_background_jobs=True), lambda: False):
        await began.wait()

    query = "select job_name, outcome, counts from cinelibre.job_runs"
    assert rows(database_url, query) == [("refresh-neighbors", "stopped", {"n_refreshed": 1})]


async def test_a_killed_statement_leaves_nothing_half_done(db: Database, database_url: str) -> None:
    await write_items(db)
    for number in range(3):
        await (await a_caller(db, f"reader{number}")).one("rate_item", item_id=DUNE, rating=4)

    bite = asyncio.create_task(db.one("refresh_stale_neighbors", max_seconds=60))
    await asyncio.sleep(0)
    bite.cancel()
    await asyncio.gather(bite, return_exceptions=True)
    await look_at_all(a_scheduler(db))

    assert rows(database_url, "select count(*) from cinelibre.user_neighbors") == [(3,)]


@pytest.mark.parametrize("is_enabled", [True, False])
async def test_the_service_does_it_where_the_setting_says_so(
    settings: Settings, database_url: str, monkeypatch: pytest.MonkeyPatch, is_enabled: bool
) -> None:
    monkeypatch.setattr(background, "LOOK_SECONDS", 0.01)
    app = create_app(settings.model_copy(update={"enable_background_jobs": is_enabled}))

    async with client_of(app) as client:

        async def all_is_done() -> bool:
            assert (await client.get("/health/live")).status_code == 200
            found = rows(database_url, RUNS)
            return len(found) == len(EVERY) and all(outcome for _, outcome in found)

        if is_enabled:
            await until(all_is_done, pause=0.05)
        else:
            await asyncio.sleep(1)

    found = rows(database_url, RUNS)
    assert [name for name, _ in found] == (list(EVERY) if is_enabled else [])
    assert all(outcome == "done" for _, outcome in found)


class SlowDatabase(Database):
    """Answers when it is let."""

    def __init__(self) -> None:
        self.let = asyncio.Event()

    async def text(self, function: str, /, **args: Any) -> bytes:
        """See `Database.text`."""
        await self.let.wait()
        raise Unavailable


async def test_requests_under_way_are_counted_until_they_are_answered(settings: Settings) -> None:
    app = create_app(settings)
    slots: Slots = app.state.slots
    async with client_of(app) as client:
        slow = app.state.db = SlowDatabase()
        asked = [asyncio.create_task(client.get("/movies/1")) for _ in range(N_QUEUING)]
        await until(lambda: slots.n_taken == N_QUEUING)
        at_most, was_queuing = slots.n_taken, slots.is_queuing
        slow.let.set()
        answers: list[httpx.Response] = await asyncio.gather(*asked)

    assert (at_most, was_queuing) == (N_QUEUING, True)
    assert {answer.status_code for answer in answers} == {503}
    assert (slots.n_taken, slots.is_queuing) == (0, False)


async def test_senders_who_take_long_are_no_work_in_hand(settings: Settings) -> None:
    app = create_app(settings)
    slots: Slots = app.state.slots
    n_waiting, arrives = 0, asyncio.Event()

    async def body() -> AsyncGenerator[bytes, None]:
        nonlocal n_waiting
        yield b"{"
        n_waiting += 1
        await arrives.wait()
        yield b"}"

    async with client_of(app) as client:
        headers = {"Content-Type": "application/json"}
        sent = [
            asyncio.create_task(client.post("/auth/login", content=body(), headers=headers)) for _ in range(N_QUEUING)
        ]
        await until(lambda: n_waiting == N_QUEUING)
        was_queuing = slots.is_queuing
        arrives.set()
        answers = await asyncio.gather(*sent)

    assert (n_waiting, was_queuing) == (N_QUEUING, False)
    assert {answer.status_code for answer in answers} == {422}
