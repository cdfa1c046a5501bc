"""Rows for a front page, cut from one ranked list."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from api.callers import Caller
from api.candidates import Ranked
from api.lists import diversify
from api.ranking import sources_of
from api.recommendations.service import explained, rank, receipt_of, told, weights_asked
from api.settings import Settings

CANDIDATES = 100  # of a source: rows of genres need more than a list does

Row = tuple[str, str, list[Ranked]]


async def carousels(
    me: Caller, settings: Settings, item_type: str | None, max_genres: int, limit: int
) -> dict[str, Any]:
    """Rows of at most `limit` items; their receipts are kept, so that `why` explains them."""
    asked = weights_asked(settings)
    found = await me.one("get_recommendations", item_type=item_type, is_stored=False, per_source=CANDIDATES, **asked)
    ranked = rank(found["made_of"], settings, 0, len(found["made_of"]["candidates"]))
    rows = rows_of(ranked, settings.diversity, max_genres, limit)
    chosen = [one for _, _, row in rows for one in row]
    if not chosen:
        return told({"recommendation_id": None, "sources": [], "rows": []})
    sources = sources_of(ranked)
    saved = await me.one(
        "save_recommendations",
        ranked=[receipt_of(one, one.rank) for one in chosen],
        sources=sources,
        taste_version=found["taste_version"],
        day=found["day"],
        item_type=item_type,
        is_stored=False,
        batch_size=len(chosen),
        neighbors=found["made_of"]["neighbors"],
    )
    items = {item["id"]: explained(item) for item in saved["items"]}
    return {
        **told({"recommendation_id": saved["recommendation_id"], "sources": sources}),
        "rows": [
            {
                "key": key,
                "title": title,
                "items": [items[one.candidate.item_id] for one in row if one.candidate.item_id in items],
            }
            for key, title, row in rows
        ],
    }


def rows_of(ranked: Sequence[Ranked], diversity: float, max_genres: int, limit: int) -> list[Row]:
    """For you, the genres that the best of the list have most of, and what is popular; no item in two rows."""
    rows: list[Row] = [("for_you", "For you", diversify(ranked, diversity, limit))]
    left = _without(ranked, rows[0][2])
    for genre in _genres_of(ranked[:100])[:max_genres]:
        row = [one for one in left if genre in one.candidate.genres][:limit]
        rows.append((f"genre:{genre.lower()}", f"{genre} for you", row))
        left = _without(left, row)
    popular = sorted(left, key=lambda one: (-one.candidate.scores.get("popular", 0), one.candidate.item_id))
    rows.append(("popular", "Popular", popular[:limit]))
    return [row for row in rows if row[2]]


def _genres_of(ranked: Iterable[Ranked]) -> list[str]:
    points: defaultdict[str, float] = defaultdict(float)
    for one in ranked:
        for genre in one.candidate.genres:
            points[genre] += max(one.score, 0)
    return sorted(points, key=lambda genre: (-points[genre], genre))


def _without(ranked: Iterable[Ranked], taken: Iterable[Ranked]) -> list[Ranked]:
    ids = set(_ids_of(taken))
    return [one for one in ranked if one.candidate.item_id not in ids]


def _ids_of(row: Iterable[Ranked]) -> list[int]:
    return [one.candidate.item_id for one in row]
