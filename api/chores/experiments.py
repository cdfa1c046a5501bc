"""The chore that counts what became of experiments' lists, and stops an experiment that harms."""

from collections.abc import AsyncGenerator

from api.chores.lease import Run
from api.db import Database
from api.errors import Conflict
from api.experiments.measures import (
    ACCEPTED_FROM,
    DAYS_AFTER,
    LIKED_FROM,
    READERS_AT_ONCE,
    RECOUNT_DAYS,
    WITHIN_HOURS,
)
from api.experiments.report import harm_of
from api.settings import Settings

MEASURE = "experiment-measure"


async def measure_experiments(db: Database, run: Run, settings: Settings) -> AsyncGenerator[None, None]:
    """Count every experiment that runs or ended lately; stop those that harm their readers."""
    for experiment in await db.one("get_measured_experiments", days_after=DAYS_AFTER):
        async for n_readers in count_readers(db, experiment["name"]):
            run.counts["n_readers"] += n_readers
            yield
        run.counts["n_experiments"] += 1
        if experiment["is_running"]:
            run.counts["n_stopped"] += await stop_harmful(db, experiment["name"])
            yield


async def count_readers(db: Database, name: str) -> AsyncGenerator[int, None]:
    """Count an experiment's readers page by page; yield how many each page had."""
    after: int | None = 0
    while after is not None:
        bite = await db.one(
            "measure_experiment",
            experiment_name=name,
            after_id=after,
            reader_limit=READERS_AT_ONCE,
            recount_days=RECOUNT_DAYS,
            within_hours=WITHIN_HOURS,
            accepted_from=ACCEPTED_FROM,
            liked_from=LIKED_FROM,
        )
        after = bite["next"]
        yield bite["n_readers"]


async def stop_harmful(db: Database, name: str) -> bool:
    """Stop an experiment if one of its variants harms; return whether."""
    reason = harm_of(await db.one("get_experiment_moments", experiment_name=name))
    if reason is None:
        return False
    try:
        await db.one("end_experiment", experiment_name=name, stopped_by="guardrail", reason=reason)
    except Conflict:  # somebody stopped it meanwhile
        return False
    return True
