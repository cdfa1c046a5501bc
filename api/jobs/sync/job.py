"""`python -m api.jobs sync`: bring the catalogue up to what TMDB and Google Books know."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from api.db import Database
from api.embedding import Embedder
from api.errors import NotGoodEnough
from api.jobs.sync.books import SUBJECTS, BookSync, daily_budget, open_google_books
from api.jobs.sync.export_file import most_popular
from api.jobs.sync.movies import MovieSync
from api.jobs.sync.progress import Progress
from api.jobs.sync.source import Source
from api.jobs.sync.spans import whole_span
from api.jobs.sync.tmdb import INDIAN, discover, open_tmdb
from api.logs import Stopwatch, log_event
from api.runs import Run, running
from api.settings import Settings

TELL_SECONDS = 60.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wanted:
    """What to sync, and how much of it the catalogue is to hold."""

    kinds: Sequence[str] = ("movies", "books")
    languages: Sequence[str] = INDIAN
    n_movies: int = 2000
    n_books: int = 500
    export: Path | None = None


async def sync(settings: Settings, db: Database, embedder: Embedder, wanted: Wanted) -> str:
    """Syncs both, or one; answers what was done. Raises where nothing but failures came of it."""
    opened = _open(settings, wanted)
    try:
        async with running(db, "sync") as run, _telling(run, opened):
            await _sync(settings, db, embedder, wanted, opened, run)
            _count_requests(run, opened)
            if run.counts["n_failed"] and not any(run.counts[name] for name in ("n_new", "n_changed", "n_unchanged")):
                raise NotGoodEnough(f"Everything failed: {run.errors[0]}")
            return _ending(run)
    finally:
        for source in opened.values():
            await source.close()


async def rehearse(settings: Settings, wanted: Wanted) -> str:
    """Asks the sources what there is, and writes nothing."""
    opened = _open(settings, wanted)
    today = datetime.now(UTC).date()
    said = []
    try:
        if tmdb := opened.get("movies"):
            for language in wanted.languages:
                found, n_pages = await discover(tmdb, language, whole_span(today), 1)
                said.append(f"{language} about {max(len(found), 20 * (n_pages - 1))} movies")
        if books := opened.get("books"):
            answer = await books.get("volumes", q=f'subject:"{SUBJECTS[0]}"', maxResults=1, fields="totalItems")
            said.append(f"{SUBJECTS[0]} about {answer['totalItems'] if isinstance(answer, dict) else 0} books")
    finally:
        for source in opened.values():
            await source.close()
    return f"nothing was written; {', '.join(said)}"


def _open(settings: Settings, wanted: Wanted) -> dict[str, Source]:
    openers: dict[str, Callable[[Settings], Source]] = {"movies": open_tmdb, "books": open_google_books}
    return {kind: openers[kind](settings) for kind in wanted.kinds}


async def _sync(
    settings: Settings, db: Database, embedder: Embedder, wanted: Wanted, opened: dict[str, Source], run: Run
) -> None:
    if tmdb := opened.get("movies"):
        today = datetime.now(UTC).date()
        movies = MovieSync(tmdb, Progress(db, embedder, "tmdb", run), wanted.languages, wanted.n_movies, today)
        if wanted.export:
            ids = await asyncio.to_thread(most_popular, wanted.export, wanted.n_movies)
            await movies.add(ids)
        else:
            await movies.run()
    if books := opened.get("books"):
        progress = Progress(db, embedder, "google_books", run)
        await BookSync(books, progress, wanted.n_books, daily_budget(settings)).run()


def _count_requests(run: Run, opened: dict[str, Source]) -> None:
    for name in ("n_requests", "n_retries", "n_slowed"):
        run.counts[name] = sum(source.counts[name] for source in opened.values())


def _ending(run: Run) -> str:
    counts = ", ".join(
        f"{value:,} {name.removeprefix('n_').replace('_', ' ')}" for name, value in run.counts.items() if value
    )
    shown = "".join(f"\n  {sentence}" for sentence in run.errors[:20])
    return f"{counts or 'nothing to do'}{shown}"


@asynccontextmanager
async def _telling(run: Run, opened: dict[str, Source]) -> AsyncIterator[None]:
    """On a terminal a line that moves; else one line of JSON a minute."""
    console = Console(stderr=True)
    watch = Stopwatch()

    async def tell() -> None:
        with console.status("sync") as status:
            while True:
                await asyncio.sleep(0.5 if console.is_terminal else TELL_SECONDS)
                _count_requests(run, opened)
                if console.is_terminal:
                    status.update(f"sync: {_ending(run).splitlines()[0]}")
                else:
                    log_event(log, "sync_progress", seconds=round(watch.ms / 1000), **run.counts)

    telling = asyncio.create_task(tell())
    try:
        yield
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
