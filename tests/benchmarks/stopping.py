"""SIGTERM, as at every deploy: how long until the end, and what becomes of requests under way."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from tests.benchmarks.load import Connection, load
from tests.benchmarks.served import Served, Stopped, serving
from tests.benchmarks.setups import Contender, searches
from tests.benchmarks.tables import print_table

N_STOPS = 3
N_CLIENTS = 8

Scene = Callable[[Served], Awaitable[tuple[Stopped, str]]]


async def measure_stops(contenders: list[Contender]) -> None:
    """Prints the ends of each contender in three scenes.

    `lost` was asked before the signal and never answered; `later cut` was asked after it, on a
    connection that was closed meanwhile: a client may ask it again elsewhere.
    """
    scenes: dict[str, Scene] = {
        "idle, one kept connection open": _idle,
        "first search in flight (it loads the model)": _in_flight,
        f"{N_CLIENTS} clients searching": _under_load,
    }
    rows = []
    for scene, play in scenes.items():
        for contender in contenders:
            ends = [await _end(contender, play) for _ in range(N_STOPS)]
            rows.append([scene, contender.name, *(", ".join(column) for column in zip(*ends, strict=True))])
    header = [
        "SIGTERM while",
        "",
        "exit status",
        "seconds",
        "processes left",
        "requests under way (later: asked after the signal)",
    ]
    print_table(f"Ends, {N_STOPS} of each", header, rows)


async def _end(contender: Contender, play: Scene) -> list[str]:
    with serving(contender) as served:
        await served.seconds_until("/health/ready")
        stopped, outcome = await play(served)
    return [str(stopped.status), f"{stopped.seconds:.2f}", str(stopped.n_left), outcome]


async def _idle(served: Served) -> tuple[Stopped, str]:
    connection = Connection(served.port)
    await connection.get("/health/live")
    stopped = await asyncio.to_thread(served.stop)
    connection.close()
    return stopped, "none"


async def _in_flight(served: Served) -> tuple[Stopped, str]:
    connection = Connection(served.port)
    asking = asyncio.create_task(connection.get(next(searches())))
    await asyncio.sleep(0.1)
    was_waiting, told = not asking.done(), time.perf_counter()
    stopping = asyncio.create_task(asyncio.to_thread(served.stop))
    status = await asking
    seconds = time.perf_counter() - told
    connection.close()
    return await stopping, f"{status} after {seconds:.2f} s" if was_waiting else "too early"


async def _under_load(served: Served) -> tuple[Stopped, str]:
    await served.seconds_until(next(searches()))
    loading = asyncio.create_task(load(served.port, searches(), N_CLIENTS, seconds=40))
    await asyncio.sleep(1)
    told = time.perf_counter()
    stopped = await asyncio.to_thread(served.stop)
    answers = await loading
    n_lost = sum(asked < told for asked in answers.cut_asked)
    n_later = len(answers.cut_asked) - n_lost
    return stopped, f"lost {n_lost} of {len(answers.ms) + n_lost} (later cut {n_later})"
