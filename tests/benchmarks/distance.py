"""What a copy of a stored list in Redis would save, by how far PostgREST is. `python -m tests.benchmarks.distance`

A relay delays every byte on its way to PostgREST and back. Redis is on this machine, as near as it can be.
"""

import asyncio
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pydantic import SecretStr

from api.db import open_database
from api.db.postgres import open_postgres
from api.embedding import Embedder
from api.http.callers import Caller
from api.jobs.demo.loading import load_demo
from api.jobs.training.job import train
from api.recommendations.service import TOLD, Asked, _find, personalized
from api.security.tokens import Claims, read_token
from api.settings import Settings
from api.shared.store import open_store
from api.ship.shipping import ship
from api.ship.sql_tree import read_sql_tree
from tests.benchmarks.traffic import make_readers
from tests.support.redis import running_redis
from tests.support.servers import free_port, running_postgrest, running_server, token

SECRET = "a secret of at least thirty-two bytes"
ROUND_TRIPS_MS = (0, 5, 20, 100)
N_CALLS = 100
ASKED = Asked(None, {}, False, 20, None)


class Nobody:
    """A refresher that refreshes nothing."""

    def ask(self, user_id: int) -> None:
        """Nothing."""


async def relay(listen: int, target: int, one_way_seconds: float) -> None:
    """Passes bytes between two ports of this machine, later."""

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        while chunk := await reader.read(1 << 16):
            loop.call_later(one_way_seconds, writer.write, chunk)
        loop.call_later(one_way_seconds, writer.close)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, forth = await asyncio.open_connection("127.0.0.1", target)
        await asyncio.gather(pump(reader, forth), pump(back, writer))

    async with await asyncio.start_server(connected, "127.0.0.1", listen) as server:
        await server.serve_forever()


@contextmanager
def relayed(target: str, round_trip_ms: int) -> Iterator[str]:
    """The address of a relay to `target`, in a process of its own."""
    port = free_port()
    line = [sys.executable, "-m", "tests.benchmarks.distance", str(port), target.rsplit(":", 1)[1], str(round_trip_ms)]
    process = subprocess.Popen(line)
    while socket.socket().connect_ex(("127.0.0.1", port)):
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(60)


async def measured(calls: Sequence[Callable[[], Awaitable[object]]]) -> list[str]:
    """Milliseconds of each call, by turns: the fastest tenth's slowest, and the median of our processor time."""
    taken: list[list[tuple[float, float]]] = [[] for _ in calls]
    for _ in range(N_CALLS):
        for call, told in zip(calls, taken, strict=True):
            begun, worked = time.perf_counter(), time.process_time()
            await call()
            told.append(((time.perf_counter() - begun) * 1000, (time.process_time() - worked) * 1000))
    return [
        f"{sorted(wall for wall, _ in told)[N_CALLS // 10]:.2f} ({statistics.median(cpu for _, cpu in told):.2f})"
        for told in taken
    ]


async def compare(front: str, redis_url: str, claims: Claims, round_trip_ms: int) -> None:
    """Prints a line for this distance."""
    given = {"supabase_url": front, "supabase_key": SecretStr(token("service_role")), "redis_url": SecretStr(redis_url)}
    settings = Settings.model_construct(**{**Settings.model_construct().model_dump(), **given})
    async with open_database(settings) as db, open_store(settings) as store:
        from redis.asyncio import Redis

        assert store is not None
        me, redis = Caller(db, claims), Redis(connection_pool=store.pool)
        for _ in range(2):
            await personalized(me, settings, Nobody(), ASKED)  # type: ignore[arg-type]
        kept = await _find(me, settings, ASKED)
        assert kept.startswith(TOLD)
        await redis.set("list", kept, ex=300)

        async def checked() -> object:
            return await asyncio.gather(me.text("get_account"), redis.get("list"))

        calls = [lambda: _find(me, settings, ASKED), lambda: me.text("get_account"), checked, lambda: redis.get("list")]
        cells = await measured(calls)
    print(f"| {round_trip_ms} | {' | '.join(cells)} | {len(kept)} |", flush=True)


async def a_reader(url: str) -> Claims:
    """Somebody with ratings and neighbors."""
    async with open_postgres(url, 1) as db:
        readers = await make_readers(db, 2, SECRET)
    return read_token(readers[1].token, SECRET)


def main() -> None:
    """Prints a table; with three arguments, is the relay."""
    if len(sys.argv) == 4:
        asyncio.run(relay(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) / 2000))
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cinelibre-")))
        redis_url = stack.enter_context(running_redis()).url
        server = stack.enter_context(running_server(scratch, 18))
        database = server.create_database("project")
        url = server.url_of(database)
        ship(url, read_sql_tree())
        asyncio.run(fill(url))
        claims = asyncio.run(a_reader(url))
        front = stack.enter_context(running_postgrest(server, database, scratch / "postgrest"))
        print("| round trip, ms | stored list | check alone | check and copy | copy alone | bytes |", flush=True)
        for round_trip_ms in ROUND_TRIPS_MS:
            with relayed(front, round_trip_ms) as near:
                asyncio.run(compare(near, redis_url, claims, round_trip_ms))


async def fill(url: str) -> None:
    """Loads the demo and trains its models."""
    embedder = Embedder(Settings.model_construct())
    async with open_postgres(url, 4) as db:
        await load_demo(db, embedder)
        await train(db)
    embedder.close()


if __name__ == "__main__":
    main()
