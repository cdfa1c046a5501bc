"""How fast events reach Kafka, and what the outbox costs a write: `python -m tests.benchmarks.streams`.

Needs `make tools`, Java and a minute. Every number is of one process of each kind on one machine.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
from aiokafka import AIOKafkaConsumer

from api.chores.lease import Run
from api.db import Database
from api.db.postgres import open_postgres
from api.http.callers import Caller
from api.jobs.stream.outlet import Outlet
from api.jobs.stream.relay import Relay
from api.settings import Settings
from api.ship.shipping import ship
from api.ship.sql_tree import read_sql_tree
from tests.jobs.stream.relaying import settings_for
from tests.support.kafka import running_broker
from tests.support.readers import a_caller, rows, write, write_items
from tests.support.servers import running_server

EVENT = {"interaction_type": "watch", "item_id": 1, "seconds": 60, "context": {"source": "list", "place": 3}}
N_READERS = 50
CLICKS = (
    "insert into cinelibre.interactions (user_id, item_id, interaction_type)"
    " select u.id, 1 + n %% 5, 'click' from generate_series(1, %s) as n"
    " cross join lateral (select id from cinelibre.users order by id offset n %% 50 limit 1) as u"
)


async def measure_latency(db: Database, me: Caller, settings: Settings, n_events: int) -> list[float]:
    """Seconds from the answer of a write to its record in the consumer's hands; writes come at random moments."""
    stop, outlet = asyncio.Event(), Outlet(settings)
    await outlet.open()
    relaying = asyncio.create_task(Relay(db, outlet, stop).run(Run(0)))
    consumer = AIOKafkaConsumer(
        settings.kafka_topic_interactions,
        bootstrap_servers=settings.kafka_bootstrap_servers,
        auto_offset_reset="earliest",
    )
    await consumer.start()
    taken = []
    for _ in range(n_events):
        await asyncio.sleep(random.uniform(0, 0.5))
        await me.one("record_interactions", events=[EVENT])
        written_at = time.monotonic()
        await consumer.getone()
        taken.append(time.monotonic() - written_at)
    await consumer.stop()
    stop.set()
    await relaying
    await outlet.close()
    return sorted(taken)


async def measure_rate(db: Database, url: str, settings: Settings, n_events: int) -> tuple[float, float]:
    """Events a second from a full outbox to the last acknowledgement, and milliseconds of this process for 1,000."""
    outlet, run = Outlet(settings), Run(0)
    await outlet.open()
    write(url, CLICKS, n_events)
    began_at, worked = time.monotonic(), time.process_time()
    await Relay(db, outlet, asyncio.Event(), is_once=True).run(run)
    seconds, work = time.monotonic() - began_at, time.process_time() - worked
    await outlet.close()
    assert run.counts["n_relayed"] == n_events
    return n_events / seconds, work * 1e6 / n_events


async def measure_writes(db: Database, me: Caller, url: str, n_rounds: int, size: int) -> dict[str, list[float]]:
    """Milliseconds of record_interactions, taken by turns: without the trigger, with it off, and with it on."""
    taken: dict[str, list[float]] = {"no trigger": [], "off": [], "on": []}
    for _ in range(n_rounds):
        for way, times in taken.items():
            enabled = "disable" if way == "no trigger" else "enable"
            write(url, f"alter table cinelibre.interactions {enabled} trigger stream_interactions")
            await db.one("switch_outbox", is_on=way == "on")
            for _ in range(10):
                began_at = time.perf_counter()
                await me.one("record_interactions", events=[EVENT] * size)
                times.append((time.perf_counter() - began_at) * 1000)
    return taken


def measure_triggers(url: str, n_rounds: int) -> None:
    """Prints the server's own time for the triggers of a statement, on one warm connection: median and least."""
    switch = "update cinelibre.outbox_switch set is_on = %s where is_only_row"
    with psycopg.connect(url, autocommit=True) as connection:
        for size in (1, 100):
            taken: dict[str, list[float]] = {}
            for number in range(2 * n_rounds):
                connection.execute(switch, [number % 2 == 1])
                [plan] = connection.execute(f"explain (analyze, format json) {CLICKS}".encode(), [size]).fetchall()
                for trigger in plan[0][0]["Triggers"]:
                    name = trigger["Trigger Name"]
                    way = f"{name}, {'on' if number % 2 else 'off'}" if name == "stream_interactions" else name
                    taken.setdefault(way, []).append(trigger["Time"])
            for way, times in sorted(taken.items()):
                if not way.startswith("RI_"):
                    print(f"| {size} | {way} | {statistics.median(times):.3f} ms | {min(times):.3f} ms |")


def _tell_writes(size: int, taken: dict[str, list[float]]) -> None:
    for way, times in taken.items():
        lowest = statistics.mean(sorted(times)[: len(times) // 10])
        print(f"| {size} | {way} | {statistics.median(times):.2f} ms | {lowest:.2f} ms |")


async def measure(url: str, bootstrap: str, given: argparse.Namespace) -> None:
    """Prints everything."""
    async with open_postgres(url, 5) as db:
        await write_items(db)
        readers = [await a_caller(db, f"reader{number}") for number in range(N_READERS)]
        me: Any = readers[0]
        await db.one("switch_outbox", is_on=True)
        taken = await measure_latency(db, me, settings_for(bootstrap), given.writes)
        print(f"write to consumer: p50 {statistics.median(taken):.3f} s, p95 {taken[len(taken) * 95 // 100]:.3f} s")
        for _ in range(3):
            rate, work = await measure_rate(db, url, settings_for(bootstrap), given.events)
            print(f"full outbox to Kafka: {rate:,.0f} events/s, {work:.0f} ms of the relay's processor for 1,000")
        print("| events a call | outbox | median | lowest tenth |")
        for size in (1, 20):
            _tell_writes(size, await measure_writes(db, me, url, given.rounds, size))
        print("| events a statement | trigger | median | least |")
        measure_triggers(url, 5 * given.rounds)
        [(row_bytes,)] = rows(url, "select avg(pg_column_size(o))::integer from cinelibre.outbox as o")
        print(f"a row of the outbox: {row_bytes} bytes")


def main() -> None:
    """Starts PostgreSQL and Kafka, and measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writes", type=int, default=60, help="writes whose way is timed")
    parser.add_argument("--events", type=int, default=20_000, help="events of a full outbox")
    parser.add_argument("--rounds", type=int, default=20, help="of ten writes for each cost")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        with running_server(scratch / "postgres", 18) as server, running_broker(scratch / "kafka") as broker:
            server.execute("create database measured template project owner owner")
            ship(server.url_of("measured"), read_sql_tree())
            asyncio.run(measure(server.url_of("measured"), broker.bootstrap, given))


if __name__ == "__main__":
    main()
