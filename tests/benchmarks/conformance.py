"""A long run of schemathesis against a service that is up: `python -m tests.benchmarks.conformance URL`.

Every phase but the stateful one, 200 examples an operation; some minutes. Give it a service of its own: it writes.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.support.conformance import find_differences


def main() -> int:
    """Prints what was found; 1 where something was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", metavar="URL", help="such as http://localhost:8000")
    parser.add_argument("--examples", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told = find_differences(given.url, Path(folder), "examples,coverage,fuzzing", given.examples, given.seed)
    print(told or f"Nothing differs from the document (seed {given.seed}).")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
