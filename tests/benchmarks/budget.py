"""The budget, proven: the Procfile's line within 0.1 CPU and 512 MB. `python -m tests.benchmarks.budget --help`

A thousand open connections and mixed traffic, a hundred searches at once, a thousand at once, SIGTERM under load; with
`--crash` the database is killed half-way. In the end every write that was acknowledged is looked up.
"""

import argparse
import asyncio
import os
import platform
import subprocess
import sys
from contextlib import ExitStack

from api.settings import ROOT
from tests.benchmarks.cgroup import Limits, limited, refusal
from tests.benchmarks.durable import DurableDatabase, durable_database
from tests.benchmarks.growth import measure_growth
from tests.benchmarks.proof import N_CLIENTS, Proof
from tests.benchmarks.served import serving
from tests.benchmarks.setups import POSTGRES_VERSION, Contender, production_line

LIMITS = Limits()


def main() -> int:
    """Runs what the options ask for and prints it; 1 where the service did not keep its word."""
    options = _options()
    if any((ROOT / place).exists() for place in (".env", "api/.env")):
        print("A .env would be served instead of what is measured here: move it away.", file=sys.stderr)
        return 1
    subprocess.run([sys.executable, "-m", "compileall", "-q", "api"], cwd=ROOT, check=True)
    _describe()
    with durable_database() as database:
        if options.requests:
            asyncio.run(measure_growth(database, options.requests))
            kept = True
        else:
            proofs = [_prove(database, options, is_limited) for is_limited in _runs(options)]
            kept = all(proofs)
    print(f"Load average at the end: {_load_average()}")
    return 0 if kept else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.budget", description=__doc__)
    parser.add_argument("--seconds", type=int, default=120, help="of mixed traffic (default 120)")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--limited", dest="where", action="store_const", const="limited", help="only within the limits")
    where.add_argument("--unlimited", dest="where", action="store_const", const="unlimited", help="only without them")
    where.add_argument("--both", dest="where", action="store_const", const="both", help="one after the other (default)")
    parser.add_argument("--crash", action="store_true", help="kill the database half-way, start it after five seconds")
    parser.add_argument("--requests", type=int, default=0, help="only weigh the process after so many, without limits")
    parser.set_defaults(where="both")
    return parser.parse_args()


def _runs(options: argparse.Namespace) -> list[bool]:
    """Limited or not, run by run; what cannot be limited here is told and left out."""
    runs = {"limited": [True], "unlimited": [False], "both": [True, False]}[options.where]
    if True in runs and (sentence := refusal(LIMITS)):
        print(sentence)
        runs.remove(True)
    return runs


def _prove(database: DurableDatabase, options: argparse.Namespace, is_limited: bool) -> bool:
    where = f"within {LIMITS.cpus} CPU and {LIMITS.memory_mb} MB" if is_limited else "without limits"
    contender = Contender(where, production_line(), database.environment)
    with ExitStack() as stack:
        cgroup = stack.enter_context(limited(LIMITS)) if is_limited else None
        entering = cgroup.entering if cgroup else ""
        served = stack.enter_context(serving(contender, entering, shows_complaints=False))
        proof = Proof(served, database, cgroup)
        print(f"\n# {where}{', the database killed half-way' if options.crash else ''}: load {_load_average()}")
        asyncio.run(proof.run(options.seconds, is_crashing=options.crash))
        return proof.show()


def _describe() -> None:
    print(f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}.")
    print(f"Load average at the start: {_load_average()}. Database, gateway and client are not limited.")
    print(f"PostgreSQL {POSTGRES_VERSION} as it comes, durable; the trained demo; supabase-py, gateway, PostgREST.")
    print(f"{N_CLIENTS} clients, one request at a time each. Line: {production_line().replace('0.0.0.0', '127.0.0.1')}")


def _load_average() -> str:
    return " ".join(f"{load:.2f}" for load in os.getloadavg())


if __name__ == "__main__":
    sys.exit(main())
