"""The service as deployed: starts, memory, latencies, ends. `python -m tests.benchmarks.serving --help`"""

import argparse
import asyncio
import os
import platform
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from itertools import islice

from api.jobs.demo.loading import demo_records
from api.settings import ROOT
from tests.benchmarks.limited import measure_limited
from tests.benchmarks.load import Answers, Connection, load, percentile
from tests.benchmarks.served import Served, serving
from tests.benchmarks.setups import (
    POSTGRES_VERSION,
    SETUPS,
    WORKERS,
    Contender,
    line_environment,
    production_line,
    running_contenders,
    searches,
)
from tests.benchmarks.stopping import measure_stops
from tests.benchmarks.tables import Comparison
from tests.support.servers import FAST

N_ROUNDS = 5
LOADS = {1: 100, 32: 400}  # clients: searches a round
N_CONNECTIONS = 1000


def main() -> int:
    """Measures what the options ask for and prints it."""
    options = _options()
    if any((ROOT / place).exists() for place in (".env", "api/.env")):
        print("A .env would be served instead of what is measured here: move it away.", file=sys.stderr)
        return 1
    subprocess.run([sys.executable, "-m", "compileall", "-q", "api"], cwd=ROOT, check=True)
    with running_contenders(options.setup, options.worker) as contenders:
        _describe(contenders)
        if options.cgroup:
            asyncio.run(measure_limited(contenders, options.starts))
        else:
            _measure_embedding()
            asyncio.run(_measure(contenders, options.starts))
    print(f"Load average at the end: {_load_average()}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.serving", description=__doc__)
    parser.add_argument("--setup", nargs="+", choices=SETUPS, default=list(SETUPS), help="ways to the database")
    parser.add_argument("--worker", nargs="+", choices=WORKERS, default=[], help="worker classes, not the Procfile's")
    parser.add_argument("--starts", type=int, default=5, help="starts of each, twice (default 5)")
    parser.add_argument("--cgroup", action="store_true", help="serve within a tenth of a CPU and 512 MB")
    return parser.parse_args()


def _describe(contenders: list[Contender]) -> None:
    print(f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}.")
    print(f"Load average at the start: {_load_average()}. Ratios say more than figures on a busy machine.")
    print(f"PostgreSQL {POSTGRES_VERSION}, faster than in production: {', '.join(map('='.join, FAST.items()))}.")
    print("psycopg goes by unix socket, supabase through a gateway and PostgREST, all on this machine.")
    print(f"{len(demo_records())} items; api/ is byte-compiled. RSS counts a page once a process, PSS once.")
    for line in sorted({contender.line for contender in contenders}):
        print(f"Line: {line.replace('0.0.0.0', '127.0.0.1')}")


def _load_average() -> str:
    return " ".join(f"{load:.2f}" for load in os.getloadavg())


def _measure_embedding() -> None:
    """In a process of its own: the environment of the line counts from its start."""
    command = [sys.executable, "-m", "tests.benchmarks.embedding"]
    subprocess.run(command, cwd=ROOT, env=os.environ | line_environment(production_line()), check=True)


async def _measure(contenders: list[Contender], n_starts: int) -> None:
    names = [contender.name for contender in contenders]
    starts = Comparison(f"Starts, {n_starts} of each, file pages in memory", names)
    for _ in range(n_starts):
        for contender in contenders:
            await _start(contender, starts)
    starts.show()
    latencies = Comparison(f"GET /search/semantic, {N_ROUNDS} rounds of each in turn", names)
    memory = Comparison("Memory of the process tree, MB (all run and share file pages: PSS is less than alone)", names)
    with ExitStack() as stack:
        running = {one.name: stack.enter_context(serving(one)) for one in contenders}
        await _serve(running, latencies, memory)
    memory.show()
    await measure_stops(contenders)


async def _start(contender: Contender, table: Comparison) -> None:
    moments = (
        ("ready", "/health/ready", "before the model"),
        ("first semantic answer", next(searches()), "with the model"),
    )
    for moment, path, state in moments:
        with serving(contender) as served:
            table.add(contender.name, f"start to {moment}, s", await served.seconds_until(path))
            memory = served.memory()
            table.add(contender.name, f"RSS {state}, MB", memory.rss)
            table.add(contender.name, f"PSS {state}, MB", memory.pss)


async def _serve(running: dict[str, Served], latencies: Comparison, memory: Comparison) -> None:
    for served in running.values():
        await served.seconds_until("/health/ready")
    _weigh(running, memory, "before the model")
    for served in running.values():
        await served.seconds_until(next(searches()))
    _weigh(running, memory, "with the model")
    seconds, cpu_seconds = time.perf_counter(), time.process_time()
    statuses = await _play(running, latencies)
    busy = (time.process_time() - cpu_seconds) / (time.perf_counter() - seconds)
    latencies.show()
    print(f"Answers by status: {statuses}")
    print(f"The client took {busy:.0%} of one core.")
    _weigh(running, memory, f"after {N_ROUNDS * sum(LOADS.values())} searches")
    for name, served in running.items():
        await _crowd(name, served, memory)


async def _play(running: dict[str, Served], latencies: Comparison) -> dict[str, dict[str, int]]:
    """Every load of every round for each in turn, with the same questions; answers by status."""
    statuses: dict[str, Counter[str]] = {name: Counter() for name in running}
    questions = {name: searches() for name in running}
    for number in range(N_ROUNDS):
        turns = list(running.items())[:: 1 if number % 2 == 0 else -1]
        for n_clients, n_searches in LOADS.items():
            for name, served in turns:
                answers = await load(served.port, islice(questions[name], n_searches), n_clients)
                _add(latencies, name, n_clients, answers)
                statuses[name] += answers.statuses
    return {name: dict(counts) for name, counts in statuses.items()}


def _weigh(running: dict[str, Served], table: Comparison, state: str) -> None:
    for name, served in running.items():
        memory = served.memory()
        table.add(name, f"RSS {state}", memory.rss)
        table.add(name, f"PSS {state}", memory.pss)


def _add(table: Comparison, name: str, n_clients: int, answers: Answers) -> None:
    by = f"{n_clients} client{'s' * (n_clients > 1)}"
    for label, percent in (("p50", 50), ("p95", 95), ("max", 100)):
        table.add(name, f"{by}: {label}, ms", percentile(answers.ms, percent))
    table.add(name, f"{by}: answers/s", answers.per_second)


async def _crowd(name: str, served: Served, table: Comparison) -> None:
    """Many kept connections, each of which asked once, and one search beside them."""
    crowd = [Connection(served.port) for _ in range(N_CONNECTIONS)]
    statuses = Counter([await connection.get("/health/live") for connection in crowd])
    _weigh({name: served}, table, f"with {N_CONNECTIONS} open connections")
    beside = await load(served.port, islice(searches(), 1), 1)
    answered = f"{dict(statuses)}, a search beside them: {dict(beside.statuses)}"
    print(f"{name}, {N_CONNECTIONS} open connections: {answered}")
    for connection in crowd:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
