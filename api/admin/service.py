"""What the operator's pages say of jobs: which may run inside the service, and how the others are started."""

from typing import Any

from api.chores.ages import command_of, stale_jobs
from api.chores.chores import CHORES
from api.http.callers import Caller

RUNS_OF_A_JOB = 5
ERRORS_OF_A_RUN = 10
EXPECTED = (*CHORES, "sync", "train")  # are told even if they never ran

Json = dict[str, Any]


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
