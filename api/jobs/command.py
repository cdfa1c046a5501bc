"""What the commands of `python -m api.jobs` share: how to declare one, and the database that it works on."""

import argparse
import os
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from api.db import Database, open_database
from api.embedding import Embedder
from api.settings import Settings

if TYPE_CHECKING:
    Parsers = argparse._SubParsersAction[argparse.ArgumentParser]

MOST_EMBEDDING_THREADS = 4  # by default: a job takes 270 MB then, and 25 MB more with each further thread

Job = Callable[[Settings, argparse.Namespace], str]
Returned = TypeVar("Returned")


def add_job(jobs: "Parsers", name: str, job: Job, title: str | None = None) -> argparse.ArgumentParser:
    """Declare a job; its docstring describes it in the list of jobs. `title` names it in its last line."""
    parser = jobs.add_parser(name, help=job.__doc__, description=job.__doc__)
    parser.set_defaults(job=job, name=title or name)
    return parser


async def with_database(settings: Settings, work: Callable[[Database], Awaitable[Returned]]) -> Returned:
    """Do `work` on the database of the jobs: DATABASE_URL if both are set."""
    if settings.database_url is not None:
        settings = settings.model_copy(update={"supabase_url": None, "supabase_key": None})
    async with open_database(settings) as db:
        return await work(db)


def embedder_of_jobs(settings: Settings) -> Embedder:
    """Return the model of a job: by default it embeds on every core, on four at most."""
    return Embedder(settings, threads=min(_count_cores(), MOST_EMBEDDING_THREADS))


def _count_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


async def with_catalogue(settings: Settings, work: Callable[[Database, Embedder], Awaitable[Returned]]) -> Returned:
    """Do `work` on the database of the jobs, with the embedding model."""
    embedder = embedder_of_jobs(settings)
    try:
        return await with_database(settings, lambda db: work(db, embedder))
    finally:
        embedder.close()


def number(least: int, most: int, what: str) -> Callable[[str], int]:
    """Return a parser of an argument that is a whole number from `least` to `most`."""

    def read(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number of {what} from {least} to {most}")
        return int(text)

    return read
