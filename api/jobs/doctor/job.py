"""The doctor's command: it gathers, judges, and says in sentences what is wrong and what to do."""

import argparse
import asyncio
import json
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from api.doctor.contents import judge_embedding, judge_round_trip
from api.doctor.database import judge_database
from api.doctor.findings import Finding, counted, problem
from api.doctor.settings import judge_settings
from api.errors import Unwell
from api.jobs.command import add_job
from api.jobs.doctor.gathering import AskedDatabase, ask_databases, find_model_trouble
from api.jobs.doctor.mail import judge_mail
from api.jobs.doctor.redis import judge_redis
from api.jobs.doctor.replica import judge_replica
from api.settings import Settings
from api.ship.sql_tree import SqlTree, read_sql_tree

if TYPE_CHECKING:
    from api.jobs.command import Parsers

STYLES = {"ok": "green", "warning": "yellow", "problem": "bold red"}


def add_doctor(jobs: "Parsers") -> None:
    """Declare the command."""
    parser = add_job(jobs, "doctor", run_doctor)
    parser.add_argument("--json", action="store_true", dest="as_json", help="print the findings as JSON")


def run_doctor(settings: Settings, given: argparse.Namespace) -> str:
    """Check this deployment, and say in sentences what is wrong and what to do."""
    with _quietly():
        findings = asyncio.run(examine(settings, read_sql_tree()))
    _tell(findings, given.as_json)
    n_of = Counter(finding.state for finding in findings)
    line = f"{counted(n_of['problem'], 'problem')}, {counted(n_of['warning'], 'warning')}"
    if n_of["problem"]:
        raise Unwell(f"{line}.")
    if given.as_json:
        return ""
    return line if n_of["warning"] else "all is well"


async def examine(settings: Settings, tree: SqlTree) -> list[Finding]:
    """Return all findings, in the order in which things depend on one another."""
    findings = judge_settings(settings) + await asyncio.to_thread(judge_mail, settings)
    findings += await judge_redis(settings)
    asked = await ask_databases(settings)
    model_trouble = await find_model_trouble(settings)
    for database in asked:
        findings.append(database.trouble or judge_round_trip(database.setting, database.round_trip_ms))
    findings += judge_sameness(asked) + await judge_replica(settings)
    reached = next((database for database in asked if database.facts is not None), None)
    if reached is not None and reached.facts is not None:
        findings += judge_database(reached.facts, tree, settings, reached.skew_seconds)
    catalogue_model = reached.facts["embedding_model"] if reached and reached.facts else None
    return findings + judge_embedding(catalogue_model, settings.embedding_model, model_trouble)


def judge_sameness(asked: list[AskedDatabase]) -> list[Finding]:
    """Judge whether the two addresses are one database; each database has its own time of installation."""
    installed = {database.facts["shipped"]["installed_at"] for database in asked if database.facts is not None}
    if len(installed) < 2:
        return []
    return [
        problem(
            "settings",
            "SUPABASE_URL and DATABASE_URL are two databases, so jobs write where requests do not read:"
            " point DATABASE_URL at the Supabase project's session pooler.",
        )
    ]


@contextmanager
def _quietly() -> Iterator[None]:
    """Hide log events, such as the loading of the model, from the terminal; warnings still show."""
    logger = logging.getLogger("api")
    former = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(former)


def _tell(findings: list[Finding], as_json: bool) -> None:
    console = Console(soft_wrap=True, highlight=False, markup=False)
    if as_json:
        document = [finding._asdict() for finding in findings]
        console.print(json.dumps(document, indent=2, ensure_ascii=False), emoji=False)
        return
    for check, state, sentence in findings:
        console.print(Text.assemble((f"{state:<8}", STYLES[state]), f" {check:<10} {sentence}"))
