"""How long calls take, by the clock on the wall and by the time the database's processes had a processor."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

import psycopg

from tests.benchmarks.load import percentile


class Clock:
    """Processor time of the database's processes that serve clients."""

    def __init__(self, superuser_url: str) -> None:
        self._url = superuser_url
        self._files: list[Path] = []

    def find(self) -> None:
        """Looks up which processes serve whom; clients connect before."""
        query = "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
        with psycopg.connect(self._url) as connection:
            self._files = [Path(f"/proc/{row[0]}/schedstat") for row in connection.execute(query).fetchall()]

    def ms(self) -> float:
        """Milliseconds on a processor so far."""
        return sum(int(file.read_text().split()[0]) for file in self._files if file.exists()) / 1e6


def seconds_worked(pids: Iterable[int]) -> float:
    """Seconds that all threads of these processes had a processor."""
    files = [file for pid in pids for file in Path(f"/proc/{pid}/task").glob("*/schedstat")]
    return sum(int(file.read_text().split()[0]) for file in files) / 1e9


async def timed(clock: Clock, do: Callable[[int], Awaitable[Any]], n_clients: int, n_calls: int) -> list[str]:
    """p50, p95 and longest of the calls, `n_clients` at a time, then of the processor time, after a warm-up."""
    await asyncio.gather(*(do(n) for n in range(n_clients)))
    clock.find()
    taken: list[float] = []
    worked: list[float] = []

    async def client(start: int) -> None:
        for n in range(start, n_calls, n_clients):
            began, worked_before = time.perf_counter(), clock.ms() if n_clients == 1 else 0.0
            await do(n)
            taken.append((time.perf_counter() - began) * 1000)
            if n_clients == 1:
                worked.append(clock.ms() - worked_before)

    before = clock.ms()
    await asyncio.gather(*(client(start) for start in range(n_clients)))
    worked = worked or [(clock.ms() - before) / n_calls]
    figures = [
        *(percentile(taken, percent) for percent in (50, 95, 100)),
        percentile(worked, 50),
        percentile(worked, 95),
    ]
    return [f"{figure:.1f}" for figure in figures]
