"""What a read costs the service with a replica beside the primary, and how often the replica is short of something.

`python -m tests.benchmarks.replicas` takes half a minute.
"""

import asyncio
import statistics
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from api.db import Database
from api.db.freshness import PrimaryLog, Writers
from api.db.postgres import open_postgres
from api.db.replicated import ReplicatedDatabase, open_replicated
from tests.support.readers import register
from tests.support.replicas import Replica, answered_by_replica, running_pair
from tests.support.servers import Server

N_TURNS = 9
N_CALLS = 200
N_CLIENTS = 32
N_DECISIONS = 100_000
SECONDS = 3.0
WRITES_A_SECOND = (0, 10, 50, 200)
READ = "get_models"


async def measure(server: Server, replica: Replica) -> None:
    """Print all tables."""
    print(f"the decision alone: {await microseconds_of_a_decision():.1f} µs\n")
    async with (
        open_postgres(server.url_of("shipped"), 8) as alone,
        opened(server, replica, 1) as lax,
        opened(server, replica, 0) as strict,
    ):
        ways = {"no replica": alone, "replica, lag 1": lax, "replica, lag 0": strict}
        spent: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(N_TURNS):
            for name, db in ways.items():
                spent[name].append(await processor_ms(db))
        print("| | processor ms a read | answers a second, 32 clients |\n|---|---|---|")
        for name, db in ways.items():
            print(f"| {name} | {statistics.median(spent[name]):.2f} | {await answers_a_second(db):,.0f} |")
        print("\n| writes a second meant | made | reads, lag 0 | of them answered by the replica |\n|---|---|---|---|")
        for n_meant in WRITES_A_SECOND:
            n_made, n_reads, share = await share_answered(alone, strict, n_meant)
            print(f"| {n_meant} | {n_made / SECONDS:.0f} | {n_reads} | {share:.1%} |")


@asynccontextmanager
async def opened(server: Server, replica: Replica, lag_seconds: float) -> AsyncIterator[ReplicatedDatabase]:
    """The database with its replica, once that answers."""
    async with open_replicated(server.url_of("shipped"), replica.url_of("shipped"), 8, lag_seconds) as db:
        await answered_by_replica(db, READ)
        yield db


async def microseconds_of_a_decision() -> float:
    """The processor time to find which position a read needs, if one is known that is new enough."""

    async def ask() -> str:
        return "0/0"

    log, writers = PrimaryLog(ask), Writers(1)
    for user_id in range(1_000):
        writers.add({"caller_id": user_id})
    await log.after(time.monotonic())
    args = {"caller_id": 5_000, "caller_version": 1, "acts_for": None}
    start = time.process_time()
    for _ in range(N_DECISIONS):
        await log.after(max(time.monotonic() - 60, writers.last(args)))
    return (time.process_time() - start) / N_DECISIONS * 1e6


async def processor_ms(db: Database) -> float:
    """The processor time of this process for one read, one after the other."""
    start = time.process_time()
    for _ in range(N_CALLS):
        await db.text(READ)
    return (time.process_time() - start) / N_CALLS * 1000


async def answers_a_second(db: Database) -> float:
    """How many reads are answered to 32 clients."""
    n = await for_a_while(lambda: db.text(READ), N_CLIENTS)
    return n / SECONDS


async def for_a_while(call: Callable[[], Awaitable[object]], n_clients: int) -> int:
    """Calls from so many clients for some seconds; answers how often."""
    end, counts = time.monotonic() + SECONDS, [0] * n_clients

    async def ask(client: int) -> None:
        while time.monotonic() < end:
            await call()
            counts[client] += 1

    await asyncio.gather(*(ask(client) for client in range(n_clients)))
    return sum(counts)


async def share_answered(primary: Database, db: ReplicatedDatabase, n_a_second: int) -> tuple[int, int, float]:
    """Writes made, reads, and the share that the replica answered, while another process wrote so often."""
    before, made = await counts(db), [0]
    writing = [asyncio.create_task(write_steadily(primary, n_a_second / 8, made)) for _ in range(8)]
    n_reads = await for_a_while(lambda: pause_and_read(db), 4)
    for task in writing:
        task.cancel()
    await asyncio.gather(*writing, return_exceptions=True)
    return made[0], n_reads, (await counts(db) - before) / n_reads


async def pause_and_read(db: Database) -> None:
    """Reads, and rests for as long, so that the machine does not only read."""
    await db.text(READ)
    await asyncio.sleep(0.005)


async def counts(db: ReplicatedDatabase) -> int:
    """How many reads the replica has answered."""
    described = await db.describe_replica()
    assert described is not None
    return int(described["n_reads"]["answered"])


async def write_steadily(db: Database, n_a_second: float, made: list[int]) -> None:
    """Writes a row so often a second, as another process would, and counts."""
    while n_a_second:
        await register(db, f"reader-{uuid.uuid4()}")
        made[0] += 1
        await asyncio.sleep(1 / n_a_second)


def main() -> None:
    """Measure on a server and a replica of their own."""
    with running_pair() as (server, replica):
        server.execute("alter database shipped set synchronous_commit = on")
        asyncio.run(measure(server, replica))


if __name__ == "__main__":
    main()
