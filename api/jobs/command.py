"""What the commands of `python -m api.jobs` share: how one is declared, and the database it works on."""

import argparse
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from api.db import Database, open_database
from api.embedding import Embedder
from api.settings import Settings

if TYPE_CHECKING:
    Parsers = argparse._SubParsersAction[argparse.ArgumentParser]

Job = Callable[[Settings, argparse.Namespace], str]
Answer = TypeVar("Answer")


def add_job(jobs: "Parsers", name: str, job: Job, title: str | None = None) -> argparse.ArgumentParser:
    """Declares a job; its docstring is what the list of jobs says of it. `title` is how its last line calls it."""
    parser = jobs.add_parser(name, help=job.__doc__, description=job.__doc__)
    parser.set_defaults(job=job, name=title or name)
    return parser


async def with_database(settings: Settings, work: Callable[[Database], Awaitable[Answer]]) -> Answer:
    """Does `work` on the database that jobs go to: DATABASE_URL where both are set."""
    if settings.database_url is not None:
        settings = settings.model_copy(update={"supabase_url": None, "supabase_key": None})
    async with open_database(settings) as db:
        return await work(db)


async def with_catalogue(settings: Settings, work: Callable[[Database, Embedder], Awaitable[Answer]]) -> Answer:
    """The same, with the embedding model at hand."""
    embedder = Embedder(settings)
    try:
        return await with_database(settings, lambda db: work(db, embedder))
    finally:
        embedder.close()


def number(least: int, most: int, what: str) -> Callable[[str], int]:
    """Reads an argument that is a whole number from `least` to `most`."""

    def read(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number of {what} from {least} to {most}")
        return int(text)

    return read
