"""What the operator's pages judge: the doctor's findings, and which jobs may run inside the service."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from api.chores.ages import stale_jobs
from api.chores.chores import CHORES
from api.doctor.contents import command_of, judge_embedding
from api.doctor.database import judge_database, measure_skew
from api.doctor.findings import Finding, ok
from api.doctor.settings import judge_settings
from api.embedding import Embedder
from api.http.callers import Caller
from api.settings import Settings
from api.ship.sql_tree import read_sql_tree

RUNS_OF_A_JOB = 5
ERRORS_OF_A_RUN = 10
EXPECTED = (*CHORES, "sync", "train")  # are told even if they never ran

Json = dict[str, Any]


async def diagnose(me: Caller, settings: Settings, embedder: Embedder) -> Json:
    """Judge as the job `doctor` does, but for what takes long or leaves the process."""
    asked_at = datetime.now(UTC)
    facts = await me.one("get_diagnosis")
    skew = measure_skew(asked_at, datetime.now(UTC), datetime.fromisoformat(facts["now"]))
    tree = await asyncio.to_thread(read_sql_tree)
    found = [
        *judge_settings(settings),
        *judge_database(facts, tree, settings, skew),
        *_judge_model(facts["embedding_model"], embedder.name, await embedder.problem()),
    ]
    return {"findings": [finding._asdict() for finding in found]}


def _judge_model(catalogue_model: str | None, name: str, trouble: str | None) -> list[Finding]:
    if trouble is None and catalogue_model in (None, name):
        return [ok("embedding", f"{name}: its files are whole.")]
    return judge_embedding(catalogue_model, name, trouble)


async def jobs(me: Caller) -> Json:
    """Return every job that ran or should, with how it is started."""
    found = await me.one("get_jobs", run_limit=RUNS_OF_A_JOB, error_limit=ERRORS_OF_A_RUN)
    stale = stale_jobs(found)
    ran = {job["job_name"]: job for job in found}
    names = sorted({*ran, *EXPECTED}, key=lambda name: (name not in CHORES, name))
    return {"jobs": [_NEVER_RAN | ran.get(name, {}) | _how(name, stale) for name in names]}


_NEVER_RAN: Json = {
    **dict.fromkeys(("started_at", "ended_at", "outcome", "seconds", "idle_seconds", "holder")),
    "counts": {},
    "n_errors": 0,
    "errors": [],
    "runs": [],
}


def _how(name: str, stale: dict[str, str]) -> Json:
    return {
        "job_name": name,
        "command": f"python -m api.jobs {command_of(name)}",
        "can_start": name in CHORES,
        "stale": stale.get(name),
    }
