"""Processor time from the start of the Procfile's line until ready. `python -m tests.benchmarks.starting --help`

The checkouts that are named start by turns, before one database with the demo; the first start of each does not count.
"""

import argparse
import asyncio
import shlex
import statistics
from pathlib import Path

from api.settings import ROOT
from tests.benchmarks.processor import seconds_worked
from tests.benchmarks.served import serving
from tests.benchmarks.setups import SETUPS, Contender, production_line, running_databases

N_STARTS = 7
MEANING = "/search/semantic?q=a+robot+at+sea"


def main() -> None:
    """Measures and prints a row for every checkout and setup."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.starting", description=__doc__)
    parser.add_argument("checkouts", nargs="*", type=Path, default=[ROOT])
    parser.add_argument("--setup", choices=SETUPS, nargs="+", default=list(SETUPS))
    parser.add_argument("--starts", type=int, default=N_STARTS)
    options = parser.parse_args()
    with running_databases(options.setup) as environments:
        contenders = [
            (place.resolve(), Contender(f"{place} {setup}", production_line(), environment))
            for setup, environment in environments.items()
            for place in options.checkouts
        ]
        rows: dict[str, list[list[float]]] = {contender.name: [] for _, contender in contenders}
        for turn in range(options.starts + 1):
            for place, contender in contenders[:: 1 if turn % 2 == 0 else -1]:
                figures = asyncio.run(_start(place, contender))
                rows[contender.name] += [figures] if turn else []
    print("| | CPU-seconds to ready | … of gunicorn's master | … to a semantic answer | MB ready | MB with the model |")
    for name, starts in rows.items():
        ready, master, meaning, light, heavy = zip(*starts, strict=True)
        cells = [
            f"{statistics.median(ready):.2f} ({min(ready):.2f} to {max(ready):.2f})",
            *(f"{statistics.median(seconds):.2f}" for seconds in (master, meaning)),
            *(f"{statistics.median(megabytes):.0f}" for megabytes in (light, heavy)),
        ]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


async def _start(place: Path, contender: Contender) -> list[float]:
    """One start: seconds until ready, those of the first process, seconds until an answer; MB at both times."""
    with serving(contender, f"cd {shlex.quote(str(place))} &&") as served:
        await served.seconds_until("/health/ready")
        tree = served.tree()
        ready, master = seconds_worked(one.pid for one in tree), seconds_worked([tree[0].pid])
        light = served.memory().rss
        await served.seconds_until(MEANING)
        return [ready, master, seconds_worked(one.pid for one in served.tree()), light, served.memory().rss]


if __name__ == "__main__":
    main()
