"""The requests to TMDB."""

from datetime import date
from typing import Any

from api.errors import Misconfigured
from api.jobs.sync.source import Source
from api.jobs.sync.spans import MOST_PAGES, ends_of
from api.readers.parsing.answers import entries, field, whole
from api.settings import Settings

PER_SECOND = 30
DETAILS = "credits,keywords,external_ids,release_dates"
INDIAN = ("hi", "te", "ta", "kn", "ml", "bn", "mr", "pa")


def open_tmdb(settings: Settings) -> Source:
    """Open TMDB with its read token, or else with its API key. Raises `Misconfigured` without either."""
    token, key = settings.tmdb_token, settings.tmdb_api_key
    if token is None and key is None:
        raise Misconfigured("TMDB_TOKEN is not set: the API read access token of a TMDB account (or TMDB_API_KEY).")
    return Source(
        "TMDB",
        settings.tmdb_url,
        headers={"Authorization": f"Bearer {token.get_secret_value()}"} if token else None,
        params={"api_key": key.get_secret_value()} if key and not token else None,
        per_second=PER_SECOND,
    )


async def discover(tmdb: Source, language: str, span: str, page: int) -> tuple[list[int], int]:
    """Return the ids on one page of a language's movies of a span, most popular first, and the number of pages.

    For Indian languages, only movies made in India count, because other countries speak Punjabi, Bengali and Tamil too.
    """
    first, last = ends_of(span)
    found = await tmdb.get(
        "discover/movie",
        with_original_language=language,
        **({"with_origin_country": "IN"} if language in INDIAN else {}),
        **{"primary_release_date.gte": first, "primary_release_date.lte": last},
        sort_by="popularity.desc",
        include_adult="false",
        include_video="false",
        page=page,
    )
    return _ids(found), whole(field(found, "total_pages")) or 0


async def details(tmdb: Source, tmdb_id: int) -> Any:
    """Return everything about a movie in one request; None if there is no such movie."""
    return await tmdb.get(f"movie/{tmdb_id}", append_to_response=DETAILS)


async def changed(tmdb: Source, first: date, last: date) -> set[int]:
    """Return the ids of all movies that changed in at most fourteen days."""
    found: set[int] = set()
    page, n_pages = 1, 1
    while page <= min(n_pages, MOST_PAGES):
        answer = await tmdb.get("movie/changes", start_date=first, end_date=last, page=page)
        found.update(_ids(answer))
        page, n_pages = page + 1, whole(field(answer, "total_pages")) or 0
    return found


def _ids(body: Any) -> list[int]:
    found = [whole(one.get("id")) for one in entries(body, "results") if one.get("adult") is not True]
    return [tmdb_id for tmdb_id in dict.fromkeys(found) if tmdb_id]
