"""Processor time of two checkouts, asked by turns for the same people, so that both meet the same minutes:
`python -m tests.benchmarks.turns OTHER_CHECKOUT --ratings 1000000 --folder FOLDER`."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import fmean, median
from typing import Any

from tests.benchmarks.tables import print_table

HERE = Path(__file__).parents[2]
CALLS = ("uncached", "stored", "carousels", "trending")
WARM = 12  # calls of each before any is counted: sessions plan, pages are read


def main() -> None:
    """Asks both for each group of readers, and prints what this checkout takes beside the other."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.turns", description=__doc__)
    parser.add_argument("other", type=Path, help="a checkout to compare with, with its .venv")
    parser.add_argument("--ratings", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=80, help="of each group of readers")
    parser.add_argument("--calls", nargs="+", choices=CALLS, default=list(CALLS))
    parser.add_argument("--folder", type=Path, help="keeps the two databases there, to ask them again")
    parser.add_argument("--answers", action="store_true", help="also says whose answers differ")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cinelibre-") as scratch:
        os.chmod(scratch, 0o755)
        folder = given.folder or Path(scratch)
        with (
            _asking(given.other.resolve(), folder / "other", given.ratings) as other,
            _asking(HERE, folder / "this", given.ratings) as this,
        ):
            _compare(other, this, given)
    print(f"Load average at the end {os.getloadavg()[0]:.2f}.")


class Checkout:
    """A process with one checkout's code, and its database."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.groups: dict[str, list[int]] = self._read()

    def ask(self, call: str, user_id: int) -> tuple[float, float, Any]:
        """Milliseconds of the database and of the process, and the answer."""
        assert self._process.stdin
        print(json.dumps([call, user_id]), file=self._process.stdin, flush=True)
        database, service, answered = self._read()
        return database, service, answered

    def _read(self) -> Any:
        """The next line that is JSON: building a database tells how far it is."""
        assert self._process.stdout
        for line in self._process.stdout:
            if line.startswith(("{", "[")):
                return json.loads(line)
            print(line, end="", flush=True)
        raise RuntimeError("it ended")


@contextmanager
def _asking(checkout: Path, folder: Path, n_ratings: int) -> Iterator[Checkout]:
    worker = str(HERE / "tests/benchmarks/turns_worker.py")
    with subprocess.Popen(
        [sys.executable, worker, str(folder), str(n_ratings)],
        cwd=checkout,
        env=os.environ | {"PYTHONPATH": str(checkout)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Checkout(process)
        assert process.stdin
        process.stdin.close()


def _compare(other: Checkout, this: Checkout, given: argparse.Namespace) -> None:
    rows = []
    for call in given.calls:
        for group, user_ids in this.groups.items():
            taken = _by_turns(other, this, call, user_ids[: given.people], given.answers)
            rows.append([f"{call}, {group}", *taken])
    header = ["", "database, other", "this", "ratio", "service, other", "this", "ratio"]
    print_table(
        f"{given.ratings:,} ratings, {given.people} people each, processor ms: median, ratio of sums", header, rows
    )


def _by_turns(other: Checkout, this: Checkout, call: str, user_ids: list[int], tells_answers: bool) -> list[str]:
    taken: list[tuple[float, float, float, float]] = []
    different = []
    for n, user_id in enumerate(user_ids[:WARM] + user_ids):
        if n % 2:
            before, now = other.ask(call, user_id), this.ask(call, user_id)
        else:
            now, before = this.ask(call, user_id), other.ask(call, user_id)
        taken.append((before[0], now[0], before[1], now[1]))
        if _comparable(before[2]) != _comparable(now[2]):
            different.append(user_id)
    if tells_answers:
        print(f"{call}: {len(set(different))} of {len(user_ids)} people are answered otherwise")
    columns = list(zip(*taken[WARM:], strict=True))
    return [
        f"{median(columns[0]):.1f}", f"{median(columns[1]):.1f}", f"{fmean(columns[1]) / fmean(columns[0]):.2f}",
        f"{median(columns[2]):.2f}", f"{median(columns[3]):.2f}", f"{fmean(columns[3]) / fmean(columns[2]):.2f}",
    ]  # fmt: skip


def _comparable(answered: Any) -> Any:
    """An answer without the ids of lists, numbers to nine digits."""
    if isinstance(answered, dict):
        return {
            name: _comparable(value)
            for name, value in answered.items()
            if name not in {"recommendation_id", "created_at"}
        }
    if isinstance(answered, list):
        return [_comparable(value) for value in answered]
    return round(answered, 9) if isinstance(answered, float) else answered


if __name__ == "__main__":
    main()
