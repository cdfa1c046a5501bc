"""The service on the smallest instance: a tenth of a CPU and 512 MB; database and client are not limited."""

import asyncio
from collections import Counter
from contextlib import ExitStack
from itertools import islice

from tests.benchmarks.cgroup import Cgroup, Limits, limited, refusal
from tests.benchmarks.load import Answers, load, percentile, probe
from tests.benchmarks.served import Served, serving
from tests.benchmarks.setups import Contender, searches
from tests.benchmarks.tables import Comparison

LIMITS = Limits()
N_ROUNDS = 3
N_SEARCHES = 50
N_PROBES, PROBE_SECONDS = 40, 0.25
N_CLIENTS = 4

Small = dict[str, tuple[Served, Cgroup]]


async def measure_limited(contenders: list[Contender], n_starts: int) -> None:
    """Prints starts, memory and latencies at a tenth of a CPU, or why not."""
    if sentence := refusal(LIMITS):
        print(sentence)
        return
    names = [contender.name for contender in contenders]
    where = f"{LIMITS.cpus} CPU and {LIMITS.memory_mb} MB"
    starts = Comparison(f"Starts within {where}, {n_starts} of each, file pages in memory", names)
    for _ in range(n_starts):
        for contender in contenders:
            await _start(contender, starts)
    starts.show()
    served = Comparison(f"Served within {where}, {N_ROUNDS} rounds", names)
    statuses: Counter[str] = Counter()
    with ExitStack() as stack:
        running = {contender.name: _enter(stack, contender) for contender in contenders}
        await _play(running, served, statuses)
    served.show()
    print(f"Answers by status: {dict(statuses)}")


def _enter(stack: ExitStack, contender: Contender) -> tuple[Served, Cgroup]:
    cgroup = stack.enter_context(limited(LIMITS))
    return stack.enter_context(serving(contender, cgroup.entering)), cgroup


async def _start(contender: Contender, table: Comparison) -> None:
    for path, metric in (("/health/ready", "ready"), (next(searches()), "first semantic answer")):
        with ExitStack() as stack:
            served, cgroup = _enter(stack, contender)
            table.add(contender.name, f"start to {metric}, s", await served.seconds_until(path))
            table.add(contender.name, f"peak memory until {metric}, MB", cgroup.peak_mb)
            table.add(contender.name, f"of it anonymous at {metric}, MB", cgroup.anonymous_mb)


async def _play(running: Small, table: Comparison, statuses: Counter[str]) -> None:
    questions = searches()
    for served, _ in running.values():
        await served.seconds_until(next(questions))
    for _ in range(N_ROUNDS):
        for name, (served, _) in running.items():
            idle = await probe(served.port, "/health/live", N_PROBES, PROBE_SECONDS)
            alone = await load(served.port, islice(questions, N_SEARCHES), 1)
            searching, busy = await asyncio.gather(
                load(served.port, questions, N_CLIENTS, seconds=N_PROBES * PROBE_SECONDS),
                probe(served.port, "/health/live", N_PROBES, PROBE_SECONDS),
            )
            _add(table, name, "/health/live while idle", idle, (95, 100))
            _add(table, name, f"/health/live while {N_CLIENTS} clients search", busy, (95, 100))
            _add(table, name, "/search/semantic by one client", alone, (50, 95))
            _add(table, name, f"/search/semantic by {N_CLIENTS} clients", searching, (50, 95))
            table.add(name, "searches/s by one client", alone.per_second)
            table.add(name, f"searches/s by {N_CLIENTS} clients", searching.per_second)
            statuses += idle.statuses + alone.statuses + searching.statuses + busy.statuses
    for name, (served, cgroup) in running.items():
        table.add(name, "RSS of the process tree in the end, MB", served.memory().rss)
        table.add(name, "peak memory in the end, MB", cgroup.peak_mb)
        table.add(name, "of it anonymous in the end, MB", cgroup.anonymous_mb)
        table.add(name, "processes killed for want of memory", cgroup.n_killed)


def _add(table: Comparison, name: str, what: str, answers: Answers, percents: tuple[int, ...]) -> None:
    for percent in percents:
        label = "max" if percent == 100 else f"p{percent}"
        table.add(name, f"{what}: {label}, ms", percentile(answers.ms, percent))
