"""What fitting each model costs, for `tests.benchmarks.models`: processor time and memory of a process of its own."""

import argparse
import json
import pickle
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

from api.jobs.training.fitting.factors import factors_of
from api.jobs.training.fitting.models import KINDS, Ratings
from api.jobs.training.learning import FITS
from api.jobs.training.ranker.examples import Examples
from api.settings import ROOT
from tests.support.processes import environment


class Cost(NamedTuple):
    """Processor seconds, and megabytes at the most beyond what was read."""

    seconds: float
    megabytes: float


def cost_of(kind: str, known: Ratings | Examples) -> Cost:
    """What fitting a model of this kind to what is known costs."""
    with tempfile.TemporaryDirectory(prefix="cinelibre-") as folder:
        file = Path(folder) / "known"
        file.write_bytes(pickle.dumps(known))
        command = [sys.executable, "-m", "tests.benchmarks.model_costs", kind, str(file)]
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env=environment())
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def fit(kind: str, known: Any) -> None:
    """Fits and forgets."""
    if kind in FITS:
        FITS[kind](known)
    elif kind == "factors":
        factors_of(known.liking())
    else:
        list(KINDS[kind](known.liking()))


def peak_kilobytes() -> int:
    """The most memory that this process had."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def main() -> None:
    """Prints the cost as JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.model_costs", description=__doc__)
    parser.add_argument("kind")
    parser.add_argument("file", type=Path, help="pickled ratings or examples")
    given = parser.parse_args()
    known = pickle.loads(given.file.read_bytes())
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before, started = peak_kilobytes(), time.process_time()
    fit(given.kind, known)
    seconds = time.process_time() - started
    print(json.dumps({"seconds": seconds, "megabytes": (peak_kilobytes() - before) / 1024}))


if __name__ == "__main__":
    main()
