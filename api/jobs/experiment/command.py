"""The command `experiment` and its parts."""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console

from api.chores.chores import CHORES
from api.chores.experiments import MEASURE, count_readers
from api.chores.lease import running
from api.db import Database
from api.errors import InvalidInput
from api.experiments.definitions import definition_of, read_variant, read_wanted
from api.experiments.report import report_of
from api.jobs.command import add_job, number, with_database
from api.jobs.experiment.tables import list_of, show_report, told
from api.settings import Settings

if TYPE_CHECKING:
    from api.jobs.command import Parsers

WIDE = 160  # characters of a line in a pipe

PartOfJob = Callable[[Database], Awaitable[Any]]


def add_experiment(jobs: "Parsers") -> None:
    """Declare the command."""
    parser = add_job(jobs, "experiment", run_experiment)
    parts = parser.add_subparsers(title="parts", metavar="PART", dest="part", required=True)
    _add_create(parts)
    listing = parts.add_parser("list", help="the newest experiments")
    listing.add_argument("--limit", type=number(1, 1000, "experiments"), default=20, help="so many (%(default)s)")
    stop = parts.add_parser("stop", help="end one at once: its readers get lists of their own again")
    stop.add_argument("experiment", metavar="NAME")
    stop.add_argument("--reason", help="why, for whoever reads the report")
    report = parts.add_parser("report", help="count what came of it until now, and compare its variants")
    report.add_argument("experiment", metavar="NAME")
    for part in (listing, report):
        part.add_argument("--json", action="store_true", dest="as_json", help="print JSON")
    parts.add_parser("measure", help="count all that run, and stop those that harm; the scheduler does it every hour")


def _add_create(parts: "Parsers") -> None:
    create = parts.add_parser("create", help="begin one")
    create.add_argument("experiment", metavar="NAME", help="small letters, digits, - and _")
    create.add_argument(
        "--variant",
        action="append",
        dest="variants",
        metavar='NAME[={"diversity": 0.3}]',
        required=True,
        help="a variant with the settings that it changes; the first is the control. Give it two to five times",
    )
    create.add_argument("--portions", metavar="N,N…", help="readers of each variant, relative to the others: 9,1")
    create.add_argument("--share", type=float, default=1.0, help="the part of all readers that takes part (1)")
    create.add_argument("--most-worse", type=float, default=0.05, help="what a variant may lose before it ends (0.05)")
    create.add_argument("--salt", help="what the hash is salted with (random)")
    create.add_argument("--starts", type=_moment, metavar="TIME", help="like 2026-11-28T09:00Z (now)")
    create.add_argument("--ends", type=_moment, metavar="TIME", help="likewise (when it is stopped)")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time like 2026-11-28T09:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def run_experiment(settings: Settings, given: argparse.Namespace) -> str:
    """Compare rankings on readers: begin an experiment, list, stop or report it."""
    work: dict[str, Callable[[], PartOfJob]] = {
        "create": lambda: _create(settings, given),
        "list": lambda: lambda db: db.one("get_experiment_list", experiment_limit=given.limit),
        "stop": lambda: lambda db: _stop(db, given),
        "report": lambda: lambda db: _report(db, given.experiment),
        "measure": lambda: lambda db: _measure(db, settings),
    }
    done = asyncio.run(with_database(settings, work[given.part]()))
    width = None if sys.stdout.isatty() else WIDE
    console = Console(highlight=False, soft_wrap=True, width=width)
    if getattr(given, "as_json", False):
        console.print(json.dumps(done, indent=2, ensure_ascii=False), markup=False, emoji=False)
        return ""
    if given.part == "list":
        return list_of(done, console)
    return show_report(done, console) if given.part == "report" else str(done)


def _create(settings: Settings, given: argparse.Namespace) -> PartOfJob:
    variants = [read_variant(text) for text in given.variants]
    if given.portions is not None:
        portions = given.portions.split(",")
        if len(portions) != len(variants) or not all(one.strip().isdecimal() for one in portions):
            raise InvalidInput(f"--portions {given.portions}: Give a whole number for each variant, such as 9,1.")
        variants = [one | {"portion": int(portion)} for one, portion in zip(variants, portions, strict=True)]
    asked = {"name": given.experiment, "variants": variants, "share": given.share, "most_worse": given.most_worse}
    asked |= {"salt": given.salt, "starts": given.starts, "ends": given.ends}
    definition = definition_of(read_wanted(asked), settings)

    async def create(db: Database) -> str:
        return told(await db.one("begin_experiment", definition=definition))

    return create


async def _stop(db: Database, given: argparse.Namespace) -> str:
    stopped = await db.one(
        "end_experiment", experiment_name=given.experiment, stopped_by="operator", reason=given.reason
    )
    return told(stopped)


async def _report(db: Database, name: str) -> dict[str, Any]:
    async for _ in count_readers(db, name):
        pass
    return report_of(await db.one("get_experiment_moments", experiment_name=name))


async def _measure(db: Database, settings: Settings) -> str:
    async with running(db, MEASURE) as run:
        async for _ in CHORES[MEASURE](db, run, settings):
            pass
    return run.told() or "no experiment runs"
