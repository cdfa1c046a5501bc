"""Logins, ratings and batches of events, by one client and by 32: `python -m tests.benchmarks.signals`.

Also what ten logins at once do to `/health/live` and to the memory of the process.
"""

import argparse
import asyncio
import itertools
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import httpx

from api.settings import ROOT
from tests.benchmarks.load import Answers, load, percentile, post, probe
from tests.benchmarks.served import Served, serving
from tests.benchmarks.setups import SETUPS, running_contenders
from tests.benchmarks.tables import Comparison

PASSWORD = "a long password"
N_USERS = 40
N_ITEMS = 240  # of the demo catalogue
TYPES = ["view", "click", "like", "watchlist_add", "watch", "hide", "favorite", "dislike", "seen", "unhide"]
LOADS = {"login": {1: 20, 32: 96}, "rate": {1: 200, 32: 960}, "batch of 100": {1: 30, 32: 160}}
# Limits and the queue of hashes would refuse what is to be measured.
UNLIMITED = {"LOGIN_ATTEMPTS_PER_MINUTE": "10000", "ADDRESS_ATTEMPTS_PER_MINUTE": "100000"}


class Readers:
    """Accounts on a service, and what they send."""

    def __init__(self, port: int) -> None:
        self._dice = random.Random(7)
        self._url = f"http://127.0.0.1:{port}"
        with httpx.Client(timeout=60) as client:
            self._tokens = [self._register(client, number) for number in range(N_USERS)]

    def _register(self, client: httpx.Client, number: int) -> str:
        account = {"email": f"reader{number}@example.com", "password": PASSWORD}
        answer = client.post(f"{self._url}/auth/register", json=account)
        if answer.status_code == 409:  # an earlier round's
            answer = client.post(f"{self._url}/auth/login", json=account)
        return str(answer.raise_for_status().json()["access_token"])

    def questions(self, kind: str) -> Iterator[bytes]:
        """Endlessly many requests of a kind, by all accounts in turn."""
        for number in itertools.count():
            token = self._tokens[number % N_USERS]
            if kind == "login":
                yield post("/auth/login", {"email": f"reader{number % N_USERS}@example.com", "password": PASSWORD})
            elif kind == "rate":
                rating = {"item_id": self._dice.randint(1, N_ITEMS), "rating": self._dice.randint(1, 10) / 2}
                yield post("/ratings", rating, token)
            else:
                yield post("/interactions/batch", {"events": [self._event() for _ in range(100)]}, token)

    def _event(self) -> dict[str, object]:
        return {"interaction_type": self._dice.choice(TYPES), "item_id": self._dice.randint(1, N_ITEMS)}


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--setup", nargs="+", choices=SETUPS, default=list(SETUPS), help="ways to the database")
    options = parser.parse_args()
    subprocess.run([sys.executable, "-m", "compileall", "-q", "api"], cwd=ROOT, check=True)
    print(f"Load average at the start: {os.getloadavg()[0]:.2f}.")
    with running_contenders(options.setup, []) as contenders:
        unlimited = [replace(one, environment=one.environment | UNLIMITED) for one in contenders]
        with ExitStack() as stack:
            running = {one.name: stack.enter_context(serving(one)) for one in unlimited}
            asyncio.run(_measure(running))
    print(f"Load average at the end: {os.getloadavg()[0]:.2f}.")
    return 0


async def _measure(running: dict[str, Served]) -> None:
    table = Comparison("Accounts and signals, ms", list(running))
    for name, served in running.items():
        await served.seconds_until("/health/ready")
        readers = Readers(served.port)
        for kind, loads in LOADS.items():
            for n_clients, n_requests in loads.items():
                asked = itertools.islice(readers.questions(kind), n_requests)
                _add(
                    table,
                    name,
                    f"{kind}, {n_clients} client{'s' * (n_clients > 1)}",
                    await load(served.port, asked, n_clients),
                )
        await _log_in_at_once(name, served, readers, table)
    table.show()


def _add(table: Comparison, name: str, label: str, answers: Answers) -> None:
    for part, percent in (("p50", 50), ("p95", 95)):
        table.add(name, f"{label}: {part}", percentile(answers.ms, percent))
    if set(answers.statuses) != {"200"}:
        print(f"{name}, {label}: {dict(answers.statuses)}")


async def _log_in_at_once(name: str, served: Served, readers: Readers, table: Comparison) -> None:
    """Ten logins at once, again and again for three seconds, beside a check of /health/live every 50 ms."""
    table.add(name, "RSS before ten logins at once, MB", served.memory().rss)
    checking = asyncio.create_task(probe(served.port, "/health/live", 60, 0.05))
    peak = 0.0
    logging_in = asyncio.create_task(load(served.port, readers.questions("login"), 10, seconds=3))
    while not logging_in.done():
        peak = max(peak, served.memory().rss)
        await asyncio.sleep(0.02)
    checks = await checking
    table.add(name, "RSS during, MB (most)", peak)
    for part, percent in (("p50", 50), ("p95", 95), ("max", 100)):
        table.add(name, f"/health/live beside ten logins: {part}", percentile(checks.ms, percent))


if __name__ == "__main__":
    sys.exit(main())
