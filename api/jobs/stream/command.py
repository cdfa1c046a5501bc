"""The command `stream`, which relays the outbox and turns it on and off."""

import argparse
import asyncio
import signal
from typing import TYPE_CHECKING, Any

from api.chores.lease import running
from api.db import Database
from api.errors import Unavailable
from api.jobs.command import add_job, with_database
from api.jobs.stream.connection import require_kafka
from api.settings import Settings

if TYPE_CHECKING:
    from api.jobs.command import Parsers


def add_stream(jobs: "Parsers") -> None:
    """Declare the command."""
    parser = add_job(jobs, "stream", run_stream)
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--once", action="store_true", help="send what waits, and end; the outbox stays on or off")
    way.add_argument("--on", action="store_true", help="only turn the outbox on: writers leave events from now on")
    way.add_argument("--off", action="store_true", help="only turn the outbox off; events that wait stay")


def run_stream(settings: Settings, given: argparse.Namespace) -> str:
    """Turn the outbox on and relay it to Kafka until SIGTERM (needs ENABLE_KAFKA and requirements-streams.txt)."""
    if given.off:
        return _told(asyncio.run(with_database(settings, lambda db: db.one("switch_outbox", is_on=False))))
    require_kafka(settings)
    if given.on:
        return _told(asyncio.run(with_database(settings, lambda db: db.one("switch_outbox", is_on=True))))
    told = asyncio.run(with_database(settings, lambda db: _relay(db, settings, is_once=given.once)))
    return told or "nothing to relay"


def _told(outbox: dict[str, Any]) -> str:
    waiting = f"{outbox['n_waiting']:,} event{'' if outbox['n_waiting'] == 1 else 's'} waiting"
    if outbox["is_on"]:
        return f"the outbox is on, {waiting}"
    rest = "; `python -m api.jobs stream --once` sends them" if outbox["n_waiting"] else ""
    return f"the outbox is off, {waiting}{rest}"


async def _relay(db: Database, settings: Settings, *, is_once: bool) -> str:
    from api.jobs.stream.outlet import Outlet
    from api.jobs.stream.relay import Relay

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    outlet = Outlet(settings)
    relay = Relay(db, outlet, stop, is_once=is_once)
    while not stop.is_set():
        try:
            async with running(db, "stream") as run:
                await relay.run(run)
            return run.told()
        except Unavailable as error:  # there is no lease without the database
            await relay.wait_for_database(error)
        finally:
            await outlet.close()
    return ""
