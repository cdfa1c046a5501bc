"""The commands `consume`, `replay` and `dlq`."""

import argparse
import asyncio
import signal
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.console import Console

from api.chores.lease import running
from api.db import Database
from api.errors import InvalidInput
from api.jobs.command import add_job, number, with_database
from api.jobs.stream.connection import require_kafka
from api.settings import Settings

if TYPE_CHECKING:
    from api.jobs.command import Parsers

MOST_NAMED = 1_000  # ids of letters in one command


def add_consume(jobs: "Parsers") -> None:
    """Declare the three commands."""
    consume = add_job(jobs, "consume", run_consume)
    consume.add_argument("--once", action="store_true", help="end when nothing is left to read")
    replay = add_job(jobs, "replay", run_replay)
    replay.add_argument("--topic", metavar="TOPIC", help="by default that of consume")
    replay.add_argument("--from", metavar="TIME", dest="since", type=_moment, required=True, help=_moment.__doc__)
    replay.add_argument("--dry-run", action="store_true", help="only say what would be applied")
    dlq = add_job(jobs, "dlq", run_dlq)
    dlq.add_argument("action", choices=["list", "retry", "drop"], help="retry and drop settle letters")
    dlq.add_argument("letters", metavar="ID", nargs="*", help="only these, by the ids of the list")
    dlq.add_argument("--reason", metavar="REASON", help="only those that were refused for it")
    dlq.add_argument("--limit", metavar="N", type=number(1, 10_000, "letters"), default=50, help="list so many (50)")
    dlq.add_argument("--json", action="store_true", dest="as_json", help="list them as JSON, one a line, in full")


def _moment(text: str) -> datetime | None:
    """A moment, like 2026-11-28T09:00Z (UTC by itself), or `beginning`"""
    if text == "beginning":
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time like 2026-11-28T09:00Z, nor beginning") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def run_consume(settings: Settings, given: argparse.Namespace) -> str:
    """Apply events of other services from Kafka until SIGTERM (needs ENABLE_KAFKA and requirements-streams.txt)."""
    require_kafka(settings)
    return asyncio.run(with_database(settings, lambda db: _consume(db, settings, is_once=given.once)))


async def _consume(db: Database, settings: Settings, *, is_once: bool) -> str:
    from api.jobs.consume.consumer import Consumption

    stop = asyncio.Event()
    for number_of_signal in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number_of_signal, stop.set)
    consumption = Consumption(db, settings, stop, is_once=is_once)
    await consumption.run()
    told = (f"{n:,} {name.removeprefix('n_')}" for name, n in sorted(consumption.counts.items()))
    return ", ".join(told) or "nothing came"


def run_replay(settings: Settings, given: argparse.Namespace) -> str:
    """Read events of other services again from a time on; what was applied before is not applied again."""
    require_kafka(settings)
    from api.jobs.consume.replay import Replay, check_moment, horizon

    since = horizon(settings) if given.since is None else check_moment(settings, given.since)

    async def work(db: Database) -> str:
        replay = Replay(db, settings, given.topic or settings.kafka_topic_foreign, is_dry=given.dry_run)
        await replay.run(since)
        return replay.told()

    return asyncio.run(with_database(settings, work))


def run_dlq(settings: Settings, given: argparse.Namespace) -> str:
    """List events that were refused (dead letters), apply them again, or give them up."""
    require_kafka(settings)
    from api.jobs.consume.dead_letters import Wanted, drop_letters, retry_letters
    from api.jobs.consume.letter_table import show_letters

    wanted = Wanted(frozenset(given.letters[:MOST_NAMED]), given.reason)
    if given.action == "list":
        return asyncio.run(show_letters(settings, wanted, given.limit, Console(), as_json=given.as_json))
    if given.action == "drop" and not (given.letters or given.reason):
        raise InvalidInput("drop needs ids or --reason: name what is to be given up.")

    async def work(db: Database) -> str:
        async with running(db, "dlq") as run:  # two at once would settle each other's letters
            if given.action == "retry":
                run.counts.update(await retry_letters(db, settings, wanted))
            else:
                run.counts.update(await drop_letters(settings, wanted))
        return run.told()

    return asyncio.run(with_database(settings, work))
