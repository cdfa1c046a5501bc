"""What is compared: databases to serve from, and command lines to serve with."""

import asyncio
import os
import random
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import quote

from api.db.postgres import open_postgres
from api.embedding import Embedder
from api.jobs.demo.loading import demo_records, load_demo
from api.settings import ROOT, Settings
from api.ship.shipping import ship
from api.ship.sql_tree import read_sql_tree
from tests.support.servers import running_postgrest, running_server, token

POSTGRES_VERSION = 18
SETUPS = ("psycopg", "supabase")
WORKERS = {"parting": "api.http.worker.PartingWorker", "uvicorn": "uvicorn_worker.UvicornWorker", "asgi": "asgi"}
FALLBACK_LINE = (
    "env OMP_NUM_THREADS=1 TOKENIZERS_PARALLELISM=false MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=131072"
    " MALLOC_MMAP_THRESHOLD_=131072 gunicorn -w 1 -k api.http.worker.PartingWorker api.main:app"
    " --bind 0.0.0.0:$PORT --keep-alive 75 --timeout 120 --no-control-socket"
)


@dataclass(frozen=True)
class Contender:
    """One way to serve: a shell line with `$PORT` open, and the environment it runs in."""

    name: str
    line: str
    environment: dict[str, str]


def production_line() -> str:
    """The Procfile's line for `web`."""
    procfile = ROOT / "Procfile"
    if not procfile.exists():
        return FALLBACK_LINE
    found = re.search(r"^web: *(.+)$", procfile.read_text(), re.MULTILINE)
    assert found, "the Procfile has no line for web"
    return found[1].strip()


def line_environment(line: str) -> dict[str, str]:
    """What `env NAME=VALUE … program` sets for its program."""
    words = shlex.split(line)[1:] if line.startswith("env ") else []
    program = next((place for place, word in enumerate(words) if "=" not in word), 0)
    return dict(word.split("=", 1) for word in words[:program])


@contextmanager
def running_contenders(setups: list[str], workers: list[str]) -> Iterator[list[Contender]]:
    """Every one of `setups` with every one of `workers`, before one database with the demo catalogue.

    No workers means the production line as it is.
    """
    lines = {worker: re.sub(r"-k \S+", f"-k {WORKERS[worker]}", production_line()) for worker in workers} or {
        "": production_line()
    }
    with running_databases(setups) as environments:
        yield [
            Contender(f"{setup} {worker}".strip(), line, environment)
            for setup, environment in environments.items()
            for worker, line in lines.items()
        ]


@contextmanager
def running_databases(setups: list[str]) -> Iterator[dict[str, dict[str, str]]]:
    """The environment for each of `setups`, all before one PostgreSQL with the demo catalogue."""
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cinelibre-")))
        server = stack.enter_context(running_server(scratch, POSTGRES_VERSION))
        database = server.create_database()
        ship(server.url_of(database), read_sql_tree())
        filling = get_context("spawn").Process(target=load_demo_into, args=[server.url_of(database)])
        filling.start()  # a process of its own: sharing the model's libraries with us would lessen a PSS
        filling.join()
        assert filling.exitcode == 0, "the demo catalogue was not loaded"
        environments = {"psycopg": {"DATABASE_URL": server.url_of(database)}}
        if "supabase" in setups:
            url = stack.enter_context(running_postgrest(server, database, scratch / "postgrest"))
            environments["supabase"] = {"SUPABASE_URL": url, "SUPABASE_KEY": token("service_role")}
        yield {setup: surroundings() | environments[setup] for setup in setups}


def load_demo_into(database_url: str) -> None:
    """Loads the demo catalogue, in whatever process this is."""
    asyncio.run(_load_demo(database_url))


async def _load_demo(database_url: str) -> None:
    embedder = Embedder(Settings.model_construct(**Settings.model_construct().model_dump()))
    async with open_postgres(database_url, 1) as db:
        await load_demo(db, embedder)
    embedder.close()


def surroundings() -> dict[str, str]:
    """No more than a platform gives: the rest of this process's environment does not count. Load has no limits."""
    return {
        "PATH": f"{Path(sys.prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "HOME": os.environ.get("HOME", "/"),
        "LANG": "C.UTF-8",
        "JWT_SECRET_KEY": "a-secret-that-only-the-benchmarks-know",
        "REQUESTS_PER_MINUTE": "0",
        "SEARCHES_PER_MINUTE": "0",
    }


def searches() -> Iterator[str]:
    """Endlessly many different searches, in the words of the demo catalogue; the same each run."""
    descriptions = [record["description"].split() for record in demo_records()]
    dice = random.Random(7)
    while True:
        words = dice.choice(descriptions)
        start = dice.randrange(max(1, len(words) - 3))
        question = " ".join(words[start : start + dice.randint(3, 8)])
        yield f"/search/semantic?q={quote(question)}&limit=12"
