"""The requests to Google Books, and how many of them a day may have."""

from collections.abc import Awaitable, Callable
from typing import Any

from api.jobs.sync.progress import Progress
from api.jobs.sync.source import QuotaSpent, Source
from api.settings import Settings

PER_SECOND = 5
PAGE = 40
TRIAL_BUDGET = 20  # requests a day without a key
VOLUME = (
    "id,volumeInfo(title,subtitle,authors,publisher,publishedDate,description,industryIdentifiers,pageCount,"
    "categories,averageRating,ratingsCount,maturityRating,imageLinks/thumbnail,language)"
)


def open_google_books(settings: Settings, before_request: Callable[[], Awaitable[None]] | None = None) -> Source:
    """Open Google Books, with the key if there is one."""
    key = settings.google_books_api_key
    return Source(
        "Google Books",
        settings.google_books_url,
        params={"key": key.get_secret_value()} if key else None,
        per_second=PER_SECOND,
        before_request=before_request,
    )


def daily_budget(settings: Settings) -> int:
    """Return the requests allowed in a day; without a key only enough for a trial."""
    budget = settings.google_books_daily_budget
    return budget if settings.google_books_api_key else min(budget, TRIAL_BUDGET)


def spending(progress: Progress, budget: int) -> Callable[[], Awaitable[None]]:
    """Return a function that takes one request from the day's stored budget; it raises `QuotaSpent` if none is left."""

    async def spend() -> None:
        if not await progress.spend(budget):
            raise QuotaSpent(f"Today's {budget} requests to Google Books are spent: the next run goes on from here.")

    return spend


async def read_volume(google_books: Source, google_id: str) -> Any:
    """Return a volume, or None if Google no longer knows it."""
    return await google_books.get(f"volumes/{google_id}", fields=VOLUME)


async def list_volumes(google_books: Source, subject: str, start: int) -> Any:
    """Return a page of a subject's volumes, under `items`."""
    found = await google_books.get(
        "volumes",
        q=f'subject:"{subject}"',
        startIndex=start,
        maxResults=PAGE,
        printType="books",
        orderBy="relevance",
        fields=f"totalItems,items({VOLUME})",
    )
    return {"items": [], **(found if isinstance(found, dict) else {})}
