"""python -m api.jobs reports: what people reported of others, for the operator."""

import argparse
import asyncio
import json
from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.jobs.command import add_job, number, with_database
from api.settings import Settings

if TYPE_CHECKING:
    from api.jobs.command import Parsers

COLUMNS = ("reported (UTC)", "by", "account", "e-mail", "name", "reports", "reason")


def add_reports(jobs: "Parsers") -> None:
    """Declare the command."""
    parser = add_job(jobs, "reports", run_reports)
    parser.add_argument(
        "--limit", type=number(1, 1000, "reports"), default=50, help="the most to show (default: %(default)s)"
    )
    parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")


def run_reports(settings: Settings, given: argparse.Namespace) -> str:
    """Show what people reported of others, the newest first."""
    found = asyncio.run(with_database(settings, lambda db: db.one("get_reports", report_limit=given.limit)))
    console = Console(highlight=False, soft_wrap=given.as_json)
    if given.as_json:
        console.print(json.dumps(found, indent=2, ensure_ascii=False), markup=False, emoji=False)
        return ""
    if not found:
        return "nobody was reported"
    table = Table(*COLUMNS, box=None, pad_edge=False)
    for one in found:
        moment = f"{datetime.fromisoformat(one['reported_at']):%Y-%m-%d %H:%M}"
        cells = [one[name] for name in ("reporter_id", "reported_id", "email", "name", "n_reports", "reason")]
        table.add_row(moment, *(Text("" if cell is None else str(cell)) for cell in cells))
    console.print(table)
    return f"{len(found)} report{'s' if len(found) > 1 else ''}"
