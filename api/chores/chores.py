"""Keeps the database in order in bites of one SQL call, for the jobs refresh and cleanup and for the scheduler."""

from collections.abc import AsyncGenerator, Callable

from api.chores.experiments import MEASURE, measure_experiments
from api.chores.exploring import refresh_exploring
from api.chores.features import count_features
from api.chores.lease import Run
from api.chores.ridges import refresh_ease
from api.db import Database
from api.settings import Settings

BITE_SECONDS = 1.0  # a bite finishes the user, page or batch that it is at: two seconds at most
LISTS_AT_ONCE = 100
IMPRESSIONS_AT_ONCE = 2_000
INBOX_AT_ONCE = 5_000
STATISTICS = "refresh-statistics"
RECOUNTS = {"item": "recount_items", "user": "recount_users", "reader": "refresh_summaries"}
COUNTED = {"item": "n_items_mended", "user": "n_users_mended", "reader": "n_readers_counted"}

Chore = Callable[[Database, Run, Settings], AsyncGenerator[None, None]]


async def refresh_neighbors(db: Database, run: Run, settings: Settings) -> AsyncGenerator[None, None]:
    """Recompute neighbors of a former taste, a week old or never computed, until none are left."""
    is_done = False
    while not is_done:
        bite = await db.one("refresh_stale_neighbors", max_seconds=BITE_SECONDS)
        run.counts["n_refreshed"] += bite["n_refreshed"]
        run.counts["n_left"] = bite["n_left"]
        is_done = bite["n_left"] == 0 or bite["n_refreshed"] == 0
        yield


async def refresh_cosine(db: Database, run: Run, settings: Settings) -> AsyncGenerator[None, None]:
    """Recompute the cosine neighbors of items whose raters changed by a twentieth, until none are left."""
    is_done = False
    while not is_done:
        bite = await db.one("refresh_changed_items", max_seconds=BITE_SECONDS)
        run.counts["n_items_refreshed"] += bite["n_refreshed"]
        run.counts["n_items_left"] = bite["n_left"]
        is_done = bite["n_left"] == 0 or bite["n_refreshed"] == 0
        yield


async def refresh_statistics(db: Database, run: Run, settings: Settings) -> AsyncGenerator[None, None]:
    """Count ratings, readers and the catalogue again, correct the stored counts, and count features.

    A run continues after the one before. Otherwise a count that takes longer than one run would never reach its end.
    """
    runs = await db.one("get_job_runs", job_name=STATISTICS, run_limit=2)  # the present run and the one before
    former = runs[-1]["counts"] if len(runs) > 1 else {}
    stopped_at = next((n for n, kind in enumerate(RECOUNTS) if f"from_{kind}" in former), 0)
    for kind in list(RECOUNTS)[stopped_at:]:
        count, cursor = COUNTED[kind], f"from_{kind}"
        run.counts[cursor] = former.get(cursor, 0)
        is_done = False
        while not is_done:
            bite = await db.one(RECOUNTS[kind], after_id=run.counts[cursor], max_seconds=BITE_SECONDS)
            run.counts[count] += bite["n_mended"]
            is_done = bite["next"] is None
            run.counts[cursor] = bite["next"] or run.counts[cursor]
            yield
        del run.counts[cursor]
    run.counts["n_totals_mended"] += (await db.one("recount_catalogue"))["n_mended"]
    yield
    async for n_features in count_features(db):
        run.counts["n_features"] += n_features
        yield


async def clean_up(db: Database, run: Run, settings: Settings) -> AsyncGenerator[None, None]:
    """Delete old lists, impressions, runs of jobs and rows of the inbox; old interactions after rolling them up."""
    is_left = True
    while is_left:
        bite = await db.one("delete_old_lists", list_limit=LISTS_AT_ONCE, impression_limit=IMPRESSIONS_AT_ONCE)
        is_left = bite["n_lists"] == LISTS_AT_ONCE or bite["n_impressions"] == IMPRESSIONS_AT_ONCE
        run.counts.update(bite)
        yield
    after: int | None = 0
    while after is not None:
        bite = await db.one(
            "roll_up_interactions",
            keep_days=settings.interaction_retention_days,
            after_id=after,
            max_seconds=BITE_SECONDS,
        )
        run.counts["n_interactions"] += bite["n_events"]
        after = bite["next"]
        yield
    run.counts.update(await db.one("delete_old_codes"))
    yield
    run.counts.update(await db.one("delete_old_runs"))
    yield
    async for _ in _empty_logs(db, run, settings):
        yield


async def _empty_logs(db: Database, run: Run, settings: Settings) -> AsyncGenerator[None, None]:
    is_left = True
    while is_left:
        bite = await db.one("delete_old_inbox", keep_days=settings.kafka_inbox_days, row_limit=INBOX_AT_ONCE)
        is_left = bite["n_inbox"] == INBOX_AT_ONCE
        run.counts.update(bite)
        yield
    is_left = True
    while is_left:
        bite = await db.one("delete_old_explorations", row_limit=IMPRESSIONS_AT_ONCE)
        is_left = bite["n_explorations"] == IMPRESSIONS_AT_ONCE
        run.counts.update(bite)
        yield


# By the name that their leases and their rows in job_runs have.
CHORES: dict[str, Chore] = {
    "refresh-neighbors": refresh_neighbors,
    "refresh-cosine": refresh_cosine,
    "refresh-ease": refresh_ease,
    STATISTICS: refresh_statistics,
    "refresh-exploring": refresh_exploring,
    "cleanup": clean_up,
    MEASURE: measure_experiments,
}
