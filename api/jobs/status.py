"""python -m api.jobs status: how the jobs fared, from the rows that their runs left."""

import argparse
import asyncio
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from api.db import Database
from api.jobs.command import add_job, with_database
from api.settings import Settings

if TYPE_CHECKING:
    from api.jobs.command import Parsers

N_ERRORS_SHOWN = 3  # of each run; --json shows the first hundred
COLUMNS = ("job", "started (UTC)", "outcome", "seconds", "counts", "errors")


def add_status(jobs: "Parsers") -> None:
    """Declare the command."""
    parser = add_job(jobs, "status", run_status)
    parser.add_argument("of_job", metavar="JOB", nargs="?", help="show the last 20 runs of this job")
    parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON, with all errors")


def run_status(settings: Settings, given: argparse.Namespace) -> str:
    """Show how the newest run of each job fared, or the last 20 runs of one job."""
    runs, outbox = asyncio.run(with_database(settings, lambda db: _gather(db, given)))
    console = Console(highlight=False, soft_wrap=given.as_json)
    if given.as_json:
        console.print(json.dumps(runs, indent=2, ensure_ascii=False), markup=False, emoji=False)
        return ""
    if not runs:
        return f"{given.of_job} has never run" if given.of_job else "no job has run yet"
    console.print(_table(runs))
    return ", ".join([f"{len(runs)} run{'s' if len(runs) > 1 else ''}", *_tell_outbox(outbox)])


async def _gather(db: Database, given: argparse.Namespace) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """Return the runs, and how the outbox stands where all jobs are shown."""
    runs = await db.one("get_job_runs", job_name=given.of_job)
    return runs, None if given.of_job or given.as_json else await db.one("get_outbox")


def _tell_outbox(outbox: dict[str, Any] | None) -> list[str]:
    """Say what waits in the outbox, unless streams are not in use."""
    if outbox is None or not (outbox["is_on"] or outbox["n_waiting"]):
        return []
    return [f"{outbox['n_waiting']:,} events in the outbox, the oldest for {outbox['oldest_seconds']:,.0f} s"]


def _table(runs: list[dict[str, Any]]) -> Table:
    table = Table(*COLUMNS, box=None, pad_edge=False)
    table.columns[3].justify = "right"
    for run in runs:
        table.add_row(*(_plain(cell) for cell in _cells(run)))
    return table


def _cells(run: dict[str, Any]) -> list[str]:
    started = datetime.fromisoformat(run["started_at"])
    errors, n_more = run["errors"][:N_ERRORS_SHOWN], len(run["errors"]) - N_ERRORS_SHOWN
    return [
        run["job_name"],
        f"{started:%Y-%m-%d %H:%M}",
        run["outcome"],
        f"{run['seconds']:,.1f}",
        ", ".join(f"{value:,} {name.removeprefix('n_')}" for name, value in run["counts"].items()),
        "\n".join([*errors, *([f"… and {n_more} more"] if n_more > 0 else [])]),
    ]


def _plain(cell: str) -> str:
    return cell.replace("[", r"\[")  # keeps rich from reading a title in brackets as markup
