"""Processor time of the service for one request of each kind. `python -m tests.benchmarks.lightness --help`

Each checkout that is named serves its own trained demo by its Procfile's line. All are asked by turns, one request at a
time, beside a FastAPI route that only returns the bytes of a stored list. With wrk on the path, 32 clients follow.
"""

import argparse
import asyncio
import re
import shutil
import statistics
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import quote

from api.settings import ROOT
from tests.benchmarks.held import LIST, Held
from tests.benchmarks.load import Connection, get, percentile, post

N_ROUNDS = 5
N_REQUESTS = 100  # of a kind in a round
N_CLIENTS = 32
WRK_SECONDS = 5
QUESTION = f"/search/semantic?q={quote('a robot who longs for the sea')}&limit=20"


@dataclass(frozen=True)
class Kind:
    """A kind of request; `make` takes a running number."""

    name: str
    make: Callable[[Held, int], bytes]


KINDS = (
    Kind("health/live", lambda held, n: get("/health/live")),
    Kind("auth/me", lambda held, n: get("/auth/me", held.token(n))),
    Kind("one item", lambda held, n: get(f"/items/{n % 200 + 1}")),
    Kind("popular", lambda held, n: get("/recommendations/popular?limit=20")),
    Kind("carousels, stored", lambda held, n: get("/recommendations/carousels", held.token(0))),
    Kind("stored list", lambda held, n: get(LIST, held.token(n))),
    Kind("stored list, ids", lambda held, n: get("/recommendations/personalized/ids?limit=20", held.token(n))),
    Kind("list made anew", lambda held, n: get(f"{LIST}&refresh=true", held.token(n))),
    Kind("a page of ratings", lambda held, n: get("/ratings/my?limit=20", held.token(n))),
    Kind("semantic, new", lambda held, n: get(f"/search/semantic?q={quote(f'a robot number {n} at sea')}&limit=20")),
    Kind("semantic, known", lambda held, n: get(QUESTION)),
    Kind(
        "a rating",
        lambda held, n: post("/ratings", {"item_id": n % 200 + 1, "rating": n % 9 / 2 + 0.5}, held.token(99)),
    ),
    Kind("bare route", lambda held, n: get("/bare")),
)
BY_MANY = ("health/live", "one item", "popular", "stored list", "stored list, ids", "bare route")


def main() -> None:
    """Measures what the options ask for and prints it."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.lightness", description=__doc__)
    parser.add_argument("checkouts", nargs="*", type=Path, default=[ROOT])
    parser.add_argument("--setup", choices=("psycopg", "supabase"), default="psycopg")
    parser.add_argument("--only", nargs="+", help="kinds of requests, by a word of their names")
    options = parser.parse_args()
    with ExitStack() as stack:
        held = [stack.enter_context(Held.of(place.resolve(), options.setup)) for place in options.checkouts]
        kinds = [kind for kind in KINDS if not options.only or any(word in kind.name for word in options.only)]
        print("ms of the service's processor time a request, median of the rounds; p50 / p95 by the clock", flush=True)
        asyncio.run(_one_client(held, kinds))
        if shutil.which("wrk"):
            print(f"answers a second, {N_CLIENTS} clients", flush=True)
            _many_clients(held, [kind for kind in kinds if kind.name in BY_MANY])


async def _one_client(held: list[Held], kinds: list[Kind]) -> None:
    numbers = count()
    for kind in kinds:
        cells = []
        rounds: dict[Held, list[float]] = {one: [] for one in held}
        taken: dict[Held, list[float]] = {one: [] for one in held}
        for turn in range(N_ROUNDS + 1):
            for one in held[:: 1 if turn % 2 == 0 else -1]:
                worked = await _round(one, kind, numbers, taken[one] if turn else [])
                if turn:
                    rounds[one].append(worked)
        for one in held:
            times = taken[one]
            cells.append(
                f"{statistics.median(rounds[one]):.2f}  ({percentile(times, 50):.1f} / {percentile(times, 95):.1f})"
                if times
                else "not answered"
            )
        print(f"| {kind.name} | {' | '.join(cells)} |", flush=True)


async def _round(one: Held, kind: Kind, numbers: Iterator[int], taken: list[float]) -> float:
    """Asks N_REQUESTS times: the mean of the processor time, in ms."""
    port = one.bare_port if kind.name == "bare route" else one.port
    connection = Connection(port)
    loop = asyncio.get_running_loop()
    await connection.get("/health/live")
    before = one.worked(bare=kind.name == "bare route")
    for _ in range(N_REQUESTS):
        asked = loop.time()
        answer = await connection.exchange(kind.make(one, next(numbers)))
        if answer.status == "200":
            taken.append((loop.time() - asked) * 1000)
    connection.close()
    return (one.worked(bare=kind.name == "bare route") - before) / N_REQUESTS


def _many_clients(held: list[Held], kinds: list[Kind]) -> None:
    for kind in kinds:
        rates: dict[Held, list[float]] = {one: [] for one in held}
        for turn in range(3):
            for one in held[:: 1 if turn % 2 == 0 else -1]:
                rates[one].append(_rate(one, kind))
        print(f"| {kind.name} | {' | '.join(f'{statistics.median(rates[one]):.0f}' for one in held)} |", flush=True)


def _rate(one: Held, kind: Kind) -> float:
    head = kind.make(one, 0).decode()
    path = head.split()[1]
    port = one.bare_port if kind.name == "bare route" else one.port
    bearer = re.search(r"Authorization: (.+)\r", head)
    command = ["wrk", "-t1", f"-c{N_CLIENTS}", f"-d{WRK_SECONDS}s"]
    if bearer:
        command += ["-H", f"Authorization: {bearer[1]}"]
    told = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True
    ).stdout
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    rate = re.search(r"Requests/sec: +([\d.]+)", told)
    return 0.0 if failed or not rate else float(rate[1])


if __name__ == "__main__":
    main()
