"""`refresh` and `cleanup` from the command line: what they did is in their last line and in job_runs."""

import asyncio
import subprocess
import sys
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from api.chores.chores import CHORES, clean_up
from api.chores.lease import Run
from api.db import Database, open_database
from api.jobs.upkeep import do_chores
from api.settings import ROOT
from tests.conftest import settings_of
from tests.support.processes import environment
from tests.support.readers import (
    DUNE,
    RAN,
    a_caller,
    assert_counts_equal_a_recount,
    rows,
    save_list,
    write,
    write_items,
)
from tests.support.servers import Server, running_postgrest, token


def run(database_url: str, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """A run of a job."""
    return subprocess.run(
        [sys.executable, "-m", "api.jobs", *arguments],
        cwd=ROOT,
        env=environment(DATABASE_URL=database_url, **settings),
        capture_output=True,
        text=True,
        check=False,
    )


async def a_neglected_town(db: Database, database_url: str) -> None:
    """Two readers without neighbors, a wrong count, an old view, an old list and an old run."""
    await write_items(db)
    for name in ("ada", "bob"):
        await (await a_caller(db, name)).one("rate_item", item_id=DUNE, rating=4)
    cid = await a_caller(db, "cid")
    await cid.one("record_interactions", events=[{"interaction_type": "view", "item_id": RAN}])
    write(database_url, "update cinelibre.interactions set occurred_at = now() - interval '31 days' where true")
    write(database_url, "update cinelibre.item_stats set rater_count = 7 where item_id = %s", DUNE)
    await save_list(cid, RAN)
    write(database_url, "update cinelibre.recommendation_lists set created_at = now() - interval '8 days' where true")


def runs_of(database_url: str) -> list[Any]:
    """Every run so far: its name, outcome and counts."""
    return rows(database_url, "select job_name, outcome, counts from cinelibre.job_runs order by id")


async def test_refresh_does_both_and_the_row_says_what(db: Database, database_url: str) -> None:
    await a_neglected_town(db, database_url)

    # Features of movies and of books alike: the type, the decade of 2001, and half of those beside it.
    done = run(database_url, "refresh")
    again = run(database_url, "refresh")

    assert (done.returncode, done.stderr) == (0, "")
    rest = "0 left, 0 items refreshed, 0 items left, 0 ridges solved, 0 ridges waiting, {} items mended, 0 users mended"
    rest += ", {} readers counted, 0 totals mended, {} features, 1 exposures, 5 explorable ("
    assert done.stdout.startswith(f"refresh: 2 refreshed, {rest.format(1, 3, 8)}")
    assert again.stdout.startswith(f"refresh: 0 refreshed, {rest.format(0, 0, 8)}")
    assert_counts_equal_a_recount(database_url)
    assert runs_of(database_url)[:4] == [
        ("refresh-neighbors", "done", {"n_refreshed": 2, "n_left": 0}),
        ("refresh-cosine", "done", {"n_items_refreshed": 0, "n_items_left": 0}),
        ("refresh-ease", "done", {"n_ridges_solved": 0, "n_ridges_waiting": 0}),
        (
            "refresh-statistics",
            "done",
            {"n_items_mended": 1, "n_users_mended": 0, "n_readers_counted": 3, "n_totals_mended": 0, "n_features": 8},
        ),
    ]


async def test_refresh_does_one_alone_where_it_is_named(db: Database, database_url: str) -> None:
    await a_neglected_town(db, database_url)

    done = run(database_url, "refresh", "neighbors")

    assert done.stdout.startswith("refresh: 2 refreshed, 0 left (")
    assert [job_name for job_name, *_ in runs_of(database_url)] == ["refresh-neighbors"]


async def test_cleanup_keeps_interactions_as_long_as_the_setting_says(db: Database, database_url: str) -> None:
    await a_neglected_town(db, database_url)

    a_year = run(database_url, "cleanup")
    a_month = run(database_url, "cleanup", INTERACTION_RETENTION_DAYS="30")

    assert a_year.stdout.startswith(
        "cleanup: 1 lists, 0 impressions, 0 interactions, 0 codes, 0 tickets, 0 runs, 0 budgets, 0 inbox,"
        " 0 explorations ("
    )
    assert a_month.stdout.startswith(
        "cleanup: 0 lists, 0 impressions, 3 interactions, 0 codes, 0 tickets, 0 runs, 0 budgets, 0 inbox,"
        " 0 explorations ("
    )
    assert rows(database_url, "select sum(event_count) from cinelibre.preference_rollups") == [(3,)]
    assert rows(database_url, "select count(*) from cinelibre.interactions") == [(0,)]


async def test_a_second_run_is_refused_with_a_sentence_and_does_nothing(db: Database, database_url: str) -> None:
    await a_neglected_town(db, database_url)
    await db.one("begin_job", job_name="cleanup", holder="elsewhere:7")

    refused = run(database_url, "cleanup", INTERACTION_RETENTION_DAYS="30")

    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("cleanup: cleanup is under way: begun ")
    assert "by elsewhere:7" in refused.stderr
    assert rows(database_url, "select count(*) from cinelibre.interactions") == [(3,)]


async def test_what_somebody_else_is_doing_does_not_keep_refresh_from_the_others(
    db: Database, database_url: str
) -> None:
    await a_neglected_town(db, database_url)
    await db.one("begin_job", job_name="refresh-neighbors", holder="elsewhere:7")

    done = run(database_url, "refresh")

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("refresh: not refresh-neighbors: refresh-neighbors is under way: begun ")
    assert "0 items refreshed, 0 items left, 0 ridges solved, 0 ridges waiting, 1 items mended" in done.stdout
    assert [run[:2] for run in runs_of(database_url)] == [
        ("refresh-neighbors", None),
        ("refresh-cosine", "done"),
        ("refresh-ease", "done"),
        ("refresh-statistics", "done"),
        ("refresh-exploring", "done"),
    ]


async def test_a_recount_that_was_stopped_goes_on_where_it_was(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_neglected_town(db, database_url)
    write(database_url, "update cinelibre.users set rating_count = 9 where true")
    asked: list[tuple[str, int]] = []

    class Paged(Database):
        """A page is two rows."""

        async def text(self, function: str, /, **args: Any) -> bytes:
            """See `Database.text`."""
            if function.startswith("recount_") and "after_id" in args:
                asked.append((function, args["after_id"]))
                args |= {"page_size": 2, "max_seconds": 0}
            return await db.text(function, **args)

    told = [await do_chores(Paged(), settings_of(), ["refresh-statistics"], minutes) for minutes in (0, 0, 1, 0)]

    # Five items and three users, two a page.
    items, users = "recount_items", "recount_users"
    assert asked == [(items, 0), (items, 2), (items, 4), (users, 0), (users, 2), (items, 0)]
    assert told == [
        "2 from item, 1 items mended, 1 stopped early",
        "4 from item, 0 items mended, 1 stopped early",
        "0 items mended, 3 users mended, 3 readers counted, 0 totals mended, 8 features",
        "2 from item, 0 items mended, 1 stopped early",
    ]
    assert_counts_equal_a_recount(database_url)


async def test_when_its_minutes_are_over_it_stops_and_says_how_many_are_left(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_neglected_town(db, database_url)
    monkeypatch.setattr("api.chores.chores.BITE_SECONDS", 0)  # one user a bite

    told = await do_chores(db, settings_of(), ["refresh-neighbors"], minutes=0)
    rest = await do_chores(db, settings_of(), ["refresh-neighbors"], minutes=1)

    assert told == "1 refreshed, 1 left, 1 stopped early"
    assert rest == "1 refreshed, 0 left"


def begin_and_die(database_url: str) -> None:
    """A run of refresh that is killed as soon as it has its lease."""
    killed = subprocess.Popen(
        [sys.executable, "-m", "api.jobs", "refresh"], cwd=ROOT, env=environment(DATABASE_URL=database_url)
    )
    while killed.poll() is None and not rows(database_url, "select from cinelibre.job_runs"):
        time.sleep(0.01)
    killed.kill()
    killed.wait(60)


async def test_a_run_that_is_killed_is_made_up_for_by_the_next(db: Database, database_url: str) -> None:
    await a_neglected_town(db, database_url)
    await asyncio.to_thread(begin_and_die, database_url)

    done = run(database_url, "refresh")

    assert done.returncode == 0, done.stderr
    assert rows(database_url, "select count(*) from cinelibre.user_neighbors") == [(2,)]
    assert_counts_equal_a_recount(database_url)


async def test_every_chore_goes_over_supabase_under_its_statement_timeout(
    db: Database, database_url: str, server: Server, tmp_path: Any
) -> None:
    await a_neglected_town(db, database_url)
    name = urlsplit(database_url).path[1:]
    with running_postgrest(server, name, tmp_path / "rest") as url:
        settings = settings_of(
            supabase_url=url, supabase_key=SecretStr(token("service_role")), interaction_retention_days=30
        )
        async with open_database(settings) as hosted:
            told = await do_chores(hosted, settings, list(CHORES), minutes=1)

    assert told.startswith(
        "2 refreshed, 0 left, 0 items refreshed, 0 items left, 0 ridges solved, 0 ridges waiting, 1 items mended"
    )
    assert "3 interactions" in told


async def test_lists_are_deleted_until_none_is_left(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write_items(db)
    ada = await a_caller(db)
    monkeypatch.setattr("api.chores.chores.LISTS_AT_ONCE", 2)
    insert = """
        insert into cinelibre.recommendation_lists
        (user_id, taste_version, day, sources, item_ids, items, is_current, created_at)
        select %s, 0, current_date, '{popular}', '{}', '[]', false, now() - interval '9 days'
        from generate_series(1, 5)
    """
    write(database_url, insert, ada.user_id)
    done = Run(1)

    async for _ in clean_up(db, done, settings_of()):
        pass

    assert done.counts["n_lists"] == 5
