"""What a rude crowd costs: memory, log and others' waits. `python -m tests.benchmarks.attacks --help`

On loopback alone, at most 2,000 connections, each attack ends by itself within a minute.
"""

import argparse
import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from tests.benchmarks.imports import token_of_a_reader, upload_of
from tests.benchmarks.load import Connection
from tests.benchmarks.served import Served, serving
from tests.benchmarks.setups import Contender, production_line, running_databases

METRICS_TOKEN = "what-only-the-attacks-ask-with"
LAPTOP_LINE = "env HOST=127.0.0.1 python -m api"
HOLD_SECONDS = 20
N_UNFINISHED, UNFINISHED_BYTES = 2000, 1_048_000
N_METHODS, N_LONG_METHODS, LONG_METHOD = 10_000, 100, 60_000
N_READERS, N_UPLOADS_EACH = 20, 15
N_SILENT, FEW_DESCRIPTORS = 1150, 1024

Writer = asyncio.StreamWriter


def main() -> None:
    """Runs the attacks that were asked for, each on a service of its own."""
    options = _options()
    lines = {"Procfile": production_line(), "python -m api": LAPTOP_LINE}
    with running_databases(["psycopg"]) as environments:
        environment = environments["psycopg"] | {"METRICS_TOKEN": METRICS_TOKEN}
        for name, line in lines.items():
            for attack in options.attacks:
                before = f"ulimit -n {FEW_DESCRIPTORS};" if attack == "silent" else ""
                with serving(Contender(name, line, environment), before, shows_complaints=False) as served:
                    asyncio.run(_measure(f"{name}, {attack}", served, ATTACKS[attack]))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.attacks", description=__doc__)
    parser.add_argument("attacks", nargs="*", default=list(ATTACKS), help=f"of {', '.join(ATTACKS)} (default all)")
    return parser.parse_args()


async def _measure(name: str, served: Served, attack: Callable[[Served], Awaitable[str]]) -> None:
    await served.seconds_until("/health/ready")
    for _ in range(20):
        await _answer(served.port, b"GET /movies HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    before, log_before = served.memory().rss, served.log_bytes
    told = await attack(served)
    log = (served.log_bytes - log_before) / 1000
    print(
        f"{name}: {before:.0f} MB, +{served.memory().rss - before:.0f} MB after; log {log:.0f} kB; {told}", flush=True
    )


async def _unfinished(served: Served) -> str:
    """Logins that announce a megabyte and keep its last byte back."""
    head = (
        f"POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {UNFINISHED_BYTES}"
    )
    return await _held(served, N_UNFINISHED, f"{head}\r\n\r\n".encode() + b" " * (UNFINISHED_BYTES - 1))


async def _small(served: Served) -> str:
    """Logins as large as a stranger's may be, less a byte."""
    head = b"POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 8192\r\n\r\n"
    return await _held(served, N_UNFINISHED, head + b" " * 8191)


async def _headers(served: Served) -> str:
    """Heads that do not end."""
    return await _held(served, N_UNFINISHED, b"GET /movies HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 15_000)


async def _unread(served: Served) -> str:
    """Questions with a body that nobody reads, on connections that stay."""
    head = b"GET /health/live HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n"
    return await _held(served, N_UNFINISHED, head + b" " * 200_000)


async def _silent(served: Served) -> str:
    """Connections that send nothing, more than there are descriptors."""
    return await _held(served, N_SILENT, b"")


async def _upgrades(served: Served) -> str:
    """Questions for a websocket that nobody serves."""
    head = "GET /live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    return await _held(served, N_UNFINISHED, f"{head}Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode())


async def _uploads(served: Served) -> str:
    """Libraries of readers who hang up, fifteen of each; another reader's goes through."""
    tokens = [await token_of_a_reader(served.port, f"reader{number}at{served.port}") for number in range(N_READERS)]
    content = b"title,year\n" + b"A film that nobody knows,1985\n" * 10_000
    leaving = [
        asyncio.create_task(_hang_up(served.port, upload_of(token, content))) for token in tokens * N_UPLOADS_EACH
    ]
    waits, other = [], None
    while not all(task.done() for task in leaving):
        waits.append(await _seconds_to_answer(served.port))
        await asyncio.sleep(0.2)
    started = time.perf_counter()
    while other is None or b"200 OK" not in other[:20]:
        other = await _answer(served.port, upload_of(tokens[0], b"title,year\nRan,1985\n"))
        await asyncio.sleep(0.2)
    answered = [seconds for seconds in waits if seconds is not None]
    through = f"an import after them through in {time.perf_counter() - started:.1f} s"
    return f"others: {len(answered)} of {len(waits)} answered, {max(answered, default=0):.2f} s at most; {through}"


async def _hang_up(port: int, sent: bytes) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    await asyncio.sleep(5)
    writer.transport.abort()


async def _methods(served: Served) -> str:
    """Invented methods, many and long."""
    for name in [f"M{number}" for number in range(N_METHODS)]:
        await _answer(served.port, f"{name} / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    for number in range(N_LONG_METHODS):
        method = f"{number}".rjust(LONG_METHOD, "A")
        await _answer(served.port, f"{method} / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    weighed = served.memory().rss
    started = time.perf_counter()
    head = f"GET /metrics HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {METRICS_TOKEN}\r\nConnection: close\r\n\r\n"
    page = await _answer(served.port, head.encode())
    seconds = time.perf_counter() - started
    return f"{weighed:.0f} MB before the scrape, of {len(page):,} bytes in {seconds:.3f} s"


async def _held(served: Served, n_connections: int, sent: bytes) -> str:
    """Holds connections on which that was sent, and asks beside them, each time anew."""
    async with _crowd(served.port, n_connections, sent):
        highest, waits, ends = 0.0, [], time.perf_counter() + HOLD_SECONDS
        while time.perf_counter() < ends:
            waits.append(await _seconds_to_answer(served.port))
            highest = max(highest, served.memory().rss)
            await asyncio.sleep(0.2)
    answered = [seconds for seconds in waits if seconds is not None]
    slowest = f"{max(answered):.2f} s at most" if answered else "never"
    return f"{highest:.0f} MB at most; others: {len(answered)} of {len(waits)} answered, {slowest}"


@asynccontextmanager
async def _crowd(port: int, n_connections: int, sent: bytes) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(_hold(port, sent)) for _ in range(n_connections)]
    await asyncio.sleep(3)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _hold(port: int, sent: bytes) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        await asyncio.sleep(HOLD_SECONDS + 10)
    finally:
        writer.transport.abort()


async def _seconds_to_answer(port: int) -> float | None:
    """How long a newcomer waits for a page of movies; None where it takes more than five seconds or is refused."""
    started, connection = time.perf_counter(), Connection(port)
    try:
        async with asyncio.timeout(5):
            status = await connection.get("/movies?limit=5")
    except TimeoutError:
        return None
    finally:
        connection.close()
    return time.perf_counter() - started if status == "200" else None


async def _answer(port: int, sent: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**30)
    try:
        writer.write(sent)
        async with asyncio.timeout(60):
            return await reader.read()
    except OSError:
        return b""
    finally:
        writer.close()


ATTACKS = {
    "unfinished": _unfinished,
    "small": _small,
    "headers": _headers,
    "unread": _unread,
    "silent": _silent,
    "upgrades": _upgrades,
    "uploads": _uploads,
    "methods": _methods,
}

if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
