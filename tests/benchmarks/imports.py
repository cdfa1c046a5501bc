"""What one import costs: memory at its peak, and what others wait meanwhile. `python -m tests.benchmarks.imports`"""

import asyncio
import json
import time
from collections.abc import Callable

from api.sizes import MAX_FILE_BYTES
from tests.benchmarks.load import Connection, percentile
from tests.benchmarks.served import MB, Served, serving
from tests.benchmarks.setups import Contender, production_line, running_databases

N_ROWS = 100_000
PROBE_SECONDS = 0.02
BOUNDARY = "a-boundary"


def main() -> None:
    """Brings each file to a service of its own."""
    with running_databases(["psycopg"]) as environments:
        for name, content in FILES.items():
            with serving(Contender(name, production_line(), environments["psycopg"])) as served:
                asyncio.run(_measure(name, served, content()))


def a_table(last: str = "") -> bytes:
    """A hundred thousand titles that nobody has, and a last cell."""
    lines = [f"A film that nobody knows {number},{1900 + number % 120},4,{'x' * 50}" for number in range(N_ROWS - 1)]
    return "\n".join(["title,year,rating,notes", *lines, f"Last,1999,4,{last}"]).encode()[:MAX_FILE_BYTES]


def a_document() -> bytes:
    """This service's own export, of as many ratings as a file may have."""
    item = {"item_type": "movie", "year": 1985}
    ratings = [
        {"item": {**item, "title": f"Nowhere {number}"}, "rating": 4, "rated_at": "2024-05-02T00:00:00+00:00"}
        for number in range(75_000)
    ]
    whole = {"format": "cinelibre-library", "version": 1, "ratings": ratings}
    return json.dumps(whole, separators=(",", ":")).encode()


FILES: dict[str, Callable[[], bytes]] = {
    "table": a_table,
    "table with a Chinese cell": lambda: a_table("電影"),
    "table with an emoji": lambda: a_table("🎬"),
    "document": a_document,
}


async def _measure(name: str, served: Served, content: bytes) -> None:
    await served.seconds_until("/health/ready")
    for _ in range(50):
        await Connection(served.port).get("/movies")
    sent = upload_of(await token_of_a_reader(served.port, f"reader{served.port}"), content)
    before, peak, waits, started = _megabytes(served), 0.0, [], time.perf_counter()
    importing = asyncio.create_task(_upload(served.port, sent))
    connection = Connection(served.port)
    while not importing.done():
        asked = time.perf_counter()
        assert await connection.get("/health/live") == "200"
        waits.append((time.perf_counter() - asked) * 1000)
        peak = max(peak, _megabytes(served))
        await asyncio.sleep(PROBE_SECONDS)
    seconds, answered = time.perf_counter() - started, await importing
    print(
        f"{name}, {len(content) / 1e6:.1f} MB: {answered[9:12].decode()} in {seconds:.1f} s, {before:.0f} MB before,"
        f" +{peak - before:.0f} MB at most, +{_megabytes(served) - before:.0f} MB after; /health/live p95"
        f" {percentile(waits, 95):.0f} ms, {max(waits):.0f} ms at most of {len(waits)}; report {len(answered):,} bytes",
        flush=True,
    )


def _megabytes(served: Served) -> float:
    return sum(process.memory_info().rss for process in served.tree()) / MB


async def token_of_a_reader(port: int, name: str) -> str:
    """The token of a new account."""
    body = json.dumps({"email": f"{name}@example.com", "password": "a long password", "name": name}).encode()
    head = "POST /auth/register HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
    answer = await Connection(port).exchange(f"{head}{len(body)}\r\n\r\n".encode() + body)
    return str(json.loads(answer.body)["access_token"])


def upload_of(token: str, content: bytes) -> bytes:
    """The request that brings a file."""
    disposition = 'Content-Disposition: form-data; name="file"; filename="my.csv"'
    body = f"--{BOUNDARY}\r\n{disposition}\r\n\r\n".encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    head = (
        f"POST /library/import HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _upload(port: int, sent: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**26)
    writer.write(sent)
    answer = await reader.read()
    writer.close()
    return answer


if __name__ == "__main__":
    main()
