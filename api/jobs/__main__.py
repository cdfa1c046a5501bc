"""python -m api.jobs: work that runs apart from requests."""

import argparse
import asyncio
import sys
from collections.abc import Callable

from api.catalogue_writing import Written
from api.db import open_database
from api.db.shipping import ship
from api.db.sql_tree import read_sql_tree
from api.embedding import Embedder
from api.errors import CineLibreError, Misconfigured
from api.jobs.demo import load_demo
from api.jobs.pictures import write_pictures
from api.logs import Stopwatch, configure_logs
from api.settings import Settings, read_settings

Job = Callable[[Settings], str]


def run_ship(settings: Settings) -> str:
    """Bring the database to this release: migrations, functions, grants."""
    if settings.database_url is None:
        raise Misconfigured(
            "ship needs DATABASE_URL (on Supabase the session pooler's address);"
            " with the SQL editor alone, paste sql/database_schema.sql instead."
        )
    shipped = ship(settings.database_url.get_secret_value(), read_sql_tree())
    applied = ", ".join(shipped.migrations) or "none new"
    return f"migrations: {applied}; functions: {shipped.n_functions}; release {shipped.release_sha256[:12]}"


def run_demo(settings: Settings) -> str:
    """Add the demo catalogue of films and books."""
    written = asyncio.run(_write_demo(settings))
    return f"{written.n_new} new, {written.n_changed} changed, {written.n_unchanged} unchanged"


async def _write_demo(settings: Settings) -> Written:
    embedder = Embedder(settings)
    try:
        async with open_database(settings) as db:
            return await load_demo(db, embedder)
    finally:
        embedder.close()


def run_pictures(settings: Settings) -> str:
    """Write sql/schema.sql and sql/database_schema.sql anew (for those who change sql/)."""
    return ", ".join(path.name for path in write_pictures())


JOBS: dict[str, Job] = {"ship": run_ship, "demo": run_demo, "pictures": run_pictures}


def main(arguments: list[str] | None = None) -> int:
    """Runs one job, prints one line of what it did, and answers the exit status."""
    listing = "\n".join(f"  {name:10} {job.__doc__}" for name, job in JOBS.items())
    parser = argparse.ArgumentParser(
        prog="python -m api.jobs",
        description=f"The jobs:\n{listing}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("job", nargs="?", choices=JOBS, help="which one to run")
    job = parser.parse_args(arguments).job
    if job is None:
        parser.print_help()
        return 0
    watch = Stopwatch()
    try:
        settings = read_settings()
        configure_logs(settings.log_level)
        done = JOBS[job](settings)
    except CineLibreError as error:
        print(f"{job}: {error.detail}", file=sys.stderr)
        return 1
    print(f"{job}: {done} ({watch.ms / 1000:.1f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
