"""Turns TMDB's details of a movie, with credits, keywords, external ids and release dates, into a record."""

import re
from typing import Any

from api.posters import poster_of
from api.readers.parsing.answers import day, entries, field, language, number, text, texts, whole
from api.readers.parsing.cells import LONGEST_TITLE, BadCell

COUNTRIES = ("IN", "US", "GB")  # the first of these with a certification counts
N_CAST = 10

Record = dict[str, Any]


def movie_record(body: Any) -> Record:
    """Return a movie for the catalogue. Raises `BadCell` if it has no id or title, or is for adults only.

    Its rating is from 0 to 10; without votes there is none.
    """
    tmdb_id = whole(field(body, "id"))
    if not tmdb_id:
        raise BadCell("it has no id")
    title, original_title = (text(field(body, name), LONGEST_TITLE) for name in ("title", "original_title"))
    if not (title := title or original_title):
        raise BadCell("it has no title")
    if field(body, "adult") is True or field(body, "softcore") is True:
        raise BadCell("it is marked as adult")
    year, release_date = day(field(body, "release_date"))
    n_votes = whole(field(body, "vote_count"))
    poster = text(field(body, "poster_path"), 200)
    return {
        "item_type": "movie",
        "tmdb_id": tmdb_id,
        "imdb_id": _imdb_id(body),
        "title": title,
        "original_title": original_title if original_title != title else None,
        "year": year,
        "release_date": release_date,
        "language": language(field(body, "original_language")),
        "genres": texts([one.get("name") for one in entries(body, "genres")]),
        "description": text(field(body, "overview")),
        "image_url": poster_of(poster) if poster and poster.startswith("/") else None,
        "external_rating": number(field(body, "vote_average"), 10) if n_votes else None,
        "external_count": n_votes,
        "external_popularity": number(field(body, "popularity"), 1e9),
        "runtime": whole(field(body, "runtime"), 100_000) or None,
        "directors": texts(
            [one.get("name") for one in entries(body, "credits", "crew") if one.get("job") == "Director"]
        ),
        "cast": texts([one.get("name") for one in sorted(entries(body, "credits", "cast"), key=_billing)], N_CAST),
        "certification": _certification(body),
        "keywords": texts([one.get("name") for one in entries(body, "keywords", "keywords")]),
    }


def _billing(one: dict[str, Any]) -> float:
    order = number(one.get("order"))
    return 1e9 if order is None else order


def _imdb_id(body: Any) -> str | None:
    found = text(field(body, "imdb_id")) or text(field(body, "external_ids", "imdb_id")) or ""
    return found if re.fullmatch("tt[0-9]{7,9}", found) else None


def _certification(body: Any) -> str | None:
    told: dict[str, str] = {}
    for country in entries(body, "release_dates", "results"):
        for release in entries(country, "release_dates"):
            if (mark := text(release.get("certification"), 20)) and isinstance(country.get("iso_3166_1"), str):
                told.setdefault(country["iso_3166_1"], mark)
    return next((told[country] for country in COUNTRIES if country in told), None)
