"""`python -m api.jobs sync`: bring the catalogue up to what TMDB and Google Books know."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from api.chores.features import refresh_features
from api.chores.lease import Run, running
from api.db import Database
from api.embedding import Embedder
from api.errors import CineLibreError, NotGoodEnough, Unavailable
from api.jobs.sync.books import SUBJECTS, BookSync
from api.jobs.sync.export_file import most_popular
from api.jobs.sync.google_books import daily_budget, open_google_books, spending
from api.jobs.sync.movies import MovieSync
from api.jobs.sync.progress import Progress
from api.jobs.sync.source import Source
from api.jobs.sync.spans import whole_span
from api.jobs.sync.tmdb import INDIAN, discover, open_tmdb
from api.logs import Stopwatch, log_event
from api.settings import Settings

TELL_SECONDS = 60.0
API = {"movies": "tmdb", "books": "google_books"}
ANSWERED = ("n_new", "n_changed", "n_unchanged", "n_gone", "n_twins")
MOST_BAD = 10  # items; with more, the run has failed, not the items

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SyncPlan:
    """What to sync, how much of it the catalogue is to hold, and how long it may take."""

    kinds: Sequence[str] = ("movies", "books")
    languages: Sequence[str] = INDIAN
    n_movies: int = 2000
    n_books: int = 500
    export: Path | None = None
    minutes: float = 110


async def sync(settings: Settings, db: Database, embedder: Embedder, wanted: SyncPlan) -> str:
    """Sync movies, books or both; return what was done. Raises if there was nothing but failures."""
    opened: dict[str, Source] = {}
    try:
        async with running(db, "sync") as run, _telling(run, opened):
            refusals = await _sync_kinds(settings, lambda kind: Progress(db, embedder, API[kind], run), wanted, opened)
            _count_requests(run, opened)
            await refresh_features(db)
            run.errors.extend(refusal.detail for refusal in refusals[1:])
            if refusals:
                raise refusals[0]
            await _judge(db, run, opened)
            return _ending(run)
    finally:
        for source in opened.values():
            await source.close()


async def _sync_kinds(
    settings: Settings, progress_of: Callable[[str], Progress], wanted: SyncPlan, opened: dict[str, Source]
) -> list[CineLibreError]:
    """Sync one kind after the other, each with its share of the time; return why parts ended early."""
    parts = {"movies": _sync_movies, "books": _sync_books}
    ends_at = time.monotonic() + wanted.minutes * 60
    refusals = []
    for position, kind in enumerate(wanted.kinds):
        share, progress = (ends_at - time.monotonic()) / (len(wanted.kinds) - position), progress_of(kind)
        try:
            async with _ending_after(share, progress.run, kind):
                await parts[kind](settings, progress, wanted, opened)
        except Unavailable:
            raise  # the database is away, so the other part would fail too
        except CineLibreError as refusal:
            refusals.append(refusal)
    return refusals


@asynccontextmanager
async def _ending_after(seconds: float, run: Run, kind: str) -> AsyncIterator[None]:
    """Cancel a part when its time is up; it loses no more than by any other interruption."""
    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            yield
    except TimeoutError:
        if not limit.expired():
            raise
        run.stops_early()
        run.errors.append(f"{kind}: the time is up, the next run goes on from here.")


async def _sync_movies(settings: Settings, progress: Progress, wanted: SyncPlan, opened: dict[str, Source]) -> None:
    tmdb = opened["movies"] = open_tmdb(settings)
    movies = MovieSync(tmdb, progress, wanted.languages, wanted.n_movies, datetime.now(UTC).date())
    if wanted.export:
        await movies.run_by_export(await asyncio.to_thread(most_popular, wanted.export, wanted.n_movies))
    else:
        await movies.run()


async def _sync_books(settings: Settings, progress: Progress, wanted: SyncPlan, opened: dict[str, Source]) -> None:
    budget = daily_budget(settings)
    books = opened["books"] = open_google_books(settings, spending(progress, budget))
    await BookSync(books, progress, wanted.n_books, budget).run()


async def _judge(db: Database, run: Run, opened: dict[str, Source]) -> None:
    """Raise if everything failed. One bad movie on a day without other news is not enough."""
    if not run.counts["n_failed"] or any(run.counts[name] for name in ANSWERED):
        return
    n_held = sum([(await db.one("get_held", source=API[kind]))["n"] for kind in opened])
    if run.counts["n_failed"] > MOST_BAD or not n_held:
        raise NotGoodEnough(f"Everything failed: {run.errors[0]}")


async def rehearse(settings: Settings, wanted: SyncPlan) -> str:
    """Ask the sources what there is, and write nothing."""
    today = datetime.now(UTC).date()
    opened: dict[str, Source] = {}
    said = []
    try:
        if "movies" in wanted.kinds:
            tmdb = opened["movies"] = open_tmdb(settings)
            for language in wanted.languages:
                found, n_pages = await discover(tmdb, language, whole_span(today), 1)
                said.append(f"{language} about {max(len(found), 20 * (n_pages - 1))} movies")
        if "books" in wanted.kinds:
            books = opened["books"] = open_google_books(settings)
            answer = await books.get("volumes", q=f'subject:"{SUBJECTS[0]}"', maxResults=1, fields="totalItems")
            said.append(f"{SUBJECTS[0]} about {answer['totalItems'] if isinstance(answer, dict) else 0} books")
    finally:
        for source in opened.values():
            await source.close()
    return f"nothing was written; {', '.join(said)}"


def _count_requests(run: Run, opened: dict[str, Source]) -> None:
    for name in ("n_requests", "n_retries", "n_slowed"):
        if count := sum(source.counts[name] for source in opened.values()):
            run.counts[name] = count


def _ending(run: Run) -> str:
    return "\n  ".join([run.told() or "nothing to do", *run.errors[:20]])


@asynccontextmanager
async def _telling(run: Run, opened: dict[str, Source]) -> AsyncIterator[None]:
    """Show progress: on a terminal a line that moves, else one line of JSON a minute."""
    console = Console(stderr=True)
    watch = Stopwatch()

    async def tell() -> None:
        with console.status("sync") as status:
            while True:
                await asyncio.sleep(0.5 if console.is_terminal else TELL_SECONDS)
                _count_requests(run, opened)
                if console.is_terminal:
                    status.update(f"sync: {run.told()}")
                else:
                    log_event(log, "sync_progress", seconds=round(watch.ms / 1000), **run.counts)

    telling = asyncio.create_task(tell())
    try:
        yield
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
