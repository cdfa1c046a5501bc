"""python -m api.jobs memory: what the process takes of 512 MB, part by part, as measured on this machine."""

import argparse
import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console
from rich.table import Table

from api.errors import Misconfigured
from api.jobs.command import add_job
from api.settings import ROOT, Settings

if TYPE_CHECKING:
    from api.jobs.command import Parsers

LIMIT_MB = 512
SECONDS = 120  # for a child; a model load at a tenth of a core takes seconds


class Weighed(NamedTuple):
    """A part of the process: what it added, and why it could not be measured if so."""

    name: str
    megabytes: float
    problem: str | None


def add_memory(jobs: "Parsers") -> None:
    """Declare the command."""
    add_job(jobs, "memory", run_memory)


def run_memory(settings: Settings, given: argparse.Namespace) -> str:
    """Tell what the service takes of 512 MB, part by part: each is measured in a process that ends at once."""
    if not settings.has_database:
        raise Misconfigured("memory opens the service: set DATABASE_URL, or SUPABASE_URL and SUPABASE_KEY.")
    parts = [*parts_of(_told_by()), *parts_of(_told_by("first"))]
    taken = sum(part.megabytes for part in parts)
    Console(soft_wrap=True, highlight=False).print(_table(parts))
    return f"{taken:.0f} MB of {LIMIT_MB}, {LIMIT_MB - taken:.0f} MB are left"


def parts_of(lines: list[str]) -> list[Weighed]:
    """Return what each step added to the memory of the one before."""
    parts, before = [], 0
    for told in map(json.loads, lines):
        parts.append(Weighed(told["part"], (told["kilobytes"] - before) / 1024, told["problem"]))
        before = told["kilobytes"]
    return parts


def _told_by(*arguments: str) -> list[str]:
    """Return the lines of a child that runs with the Procfile's variables, as the service does."""
    variables = re.findall(r"\b[A-Z_]+=\S+", (ROOT / "Procfile").read_text().partition("gunicorn")[0])
    command = ["env", *variables, sys.executable, "-m", "api.jobs.weighing", *arguments]
    try:
        done = subprocess.run(  # noqa: S603  the Procfile's words and ours
            command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        raise Misconfigured(f"The process that was weighed did not end within {SECONDS} seconds.") from None
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["nothing"])[-1]
        raise Misconfigured(f"The process that was weighed failed; its last words: {last}")
    return [line for line in done.stdout.splitlines() if line.startswith('{"part"')]


def _table(parts: list[Weighed]) -> Table:
    table = Table("part", "MB", "together", "", box=None, pad_edge=False)
    for column in table.columns[1:3]:
        column.justify = "right"
    together = 0.0
    for part in parts:
        together += part.megabytes
        table.add_row(part.name, f"{part.megabytes:.1f}", f"{together:.1f}", part.problem or "")
    table.add_row("left", f"{LIMIT_MB - together:.1f}", f"{LIMIT_MB}", "")
    return table
