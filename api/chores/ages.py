"""How long a job may go without success before people should know, and how one is started."""

from typing import Any

SECONDS_A_DAY = 86_400
# Jobs that should run by themselves every day. Others run when somebody starts them.
MOST_DAYS = {"sync": 3, "refresh": 3, "cleanup": 14}


def stale_jobs(jobs: list[dict[str, Any]]) -> dict[str, str]:
    """Return the jobs that have not succeeded for too long, each with a sentence. A job that never ran is not stale."""
    return {
        job["job_name"]: (
            f"The job {job['job_name']} has not succeeded for {job['idle_seconds'] / SECONDS_A_DAY:.0f} days;"
            f" it should every {MOST_DAYS[kind]} at least."
        )
        for job in jobs
        if (kind := job["job_name"].partition("-")[0]) in MOST_DAYS
        and job["idle_seconds"] > MOST_DAYS[kind] * SECONDS_A_DAY
    }


def command_of(job_name: str) -> str:
    """Return what follows `python -m api.jobs` to run a job: `refresh cosine` runs refresh-cosine."""
    return "import FORMAT …" if job_name == "import" else job_name.replace("-", " ")
