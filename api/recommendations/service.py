"""What recommending decides: which list, by which weights, and when to look for neighbors."""

from dataclasses import dataclass
from typing import Any

from api.callers import Caller, Visitor
from api.neighbors import NeighborRefresher
from api.ranking import PRESETS, Ranked, explain, method_of, read_candidates, recommend, sources_of, weights_for
from api.settings import Settings

CANDIDATES = 60  # of a source, at least as many as a list has items


@dataclass(frozen=True)
class Asked:
    """What somebody wants recommended."""

    item_type: str | None
    filters: dict[str, Any]
    exclude_watchlist: bool
    limit: int
    diversity: float | None
    refresh: bool = False

    @property
    def is_stored(self) -> bool:
        """Whether the list is the day's one of its type: nothing narrows it."""
        return not self.filters and not self.exclude_watchlist and self.diversity is None


async def personalized(me: Caller, settings: Settings, refresher: NeighborRefresher, asked: Asked) -> dict[str, Any]:
    """The day's list of a user, or a new one; what is narrowed is always new."""
    found = await me.one(
        "get_recommendations",
        item_type=asked.item_type,
        filters=asked.filters,
        exclude_watchlist=asked.exclude_watchlist,
        is_stored=asked.is_stored,
        refresh=asked.refresh,
        per_source=max(CANDIDATES, settings.cache_size),
        batch_size=asked.limit,
        sources=sources_of(PRESETS[settings.blend]),
    )
    if found["stored"] is not None:
        return _answer(found["stored"], asked.limit, is_stored=True)
    if found["needs_neighbors"] and found["n_ratings"] > 0:
        refresher.ask(me.user_id)
    ranked = rank(found["candidates"], found["n_ratings"], settings, asked.diversity, settings.cache_size)
    if not ranked:
        return {
            "recommendation_id": None,
            "method": "nothing",
            "items": [],
            "total": 0,
            "is_stored": False,
            "exhausted": True,
            "emptied_by": found["emptied_by"],
        }
    method = method_of(ranked)
    saved = await me.one(
        "save_recommendations",
        ranked=[receipt_of(one) for one in ranked],
        method=method,
        taste_version=found["taste_version"],
        day=found["day"],
        item_type=asked.item_type,
        is_stored=asked.is_stored,
        batch_size=asked.limit,
    )
    return _answer({"method": method, **saved}, asked.limit, is_stored=False)


async def next_batch(me: Caller, recommendation_id: str, batch: int, limit: int) -> dict[str, Any]:
    """A later batch of a list."""
    served = await me.one("serve_batch", recommendation_id=recommendation_id, batch=batch, batch_size=limit)
    items = [explained(item) for item in served["items"]]
    return {**served, "items": items, "is_stored": True}


async def for_session(
    visitor: Visitor, settings: Settings, history: list[tuple[int, float]], asked: Asked
) -> dict[str, Any]:
    """Recommendations for a history that is not kept: candidates, then what the chosen go by."""
    item_ids, ratings = [item_id for item_id, _ in history], [rating for _, rating in history]
    found = await visitor.one(
        "get_session_candidates",
        item_ids=item_ids,
        ratings=ratings,
        item_type=asked.item_type,
        filters=asked.filters,
        sources=sorted(weights_for(len(history), PRESETS[settings.blend])),
    )
    ranked = rank(found["candidates"], len(history), settings, asked.diversity, asked.limit)
    chosen, method, items = [receipt_of(one) for one in ranked], method_of(ranked), []
    if chosen:
        items = await visitor.one("get_session_items", item_ids=item_ids, ratings=ratings, ranked=chosen, method=method)
    return {"method": method, "items": [explained(item) for item in items], "emptied_by": found["emptied_by"]}


def rank(
    found: list[list[Any]], n_ratings: int, settings: Settings, diversity: float | None, limit: int
) -> list[Ranked]:
    """Candidates as SQL tells them, ranked by the configured weights."""
    weights = weights_for(n_ratings, PRESETS[settings.blend])
    return recommend(read_candidates(found), weights, settings.diversity if diversity is None else diversity, limit)


def receipt_of(one: Ranked) -> dict[str, Any]:
    """What is kept of a ranked item; its score is the sum of its contributions."""
    return {
        "item_id": one.candidate.item_id,
        "score": one.score,
        "contributions": [{**part._asdict(), "contribution": part.points} for part in one.contributions],
    }


def explained(item: dict[str, Any]) -> dict[str, Any]:
    """An item of a kept list, with reasons."""
    return {**item, "reasons": explain(item["contributions"], item.get("evidence") or {})}


def _answer(stored: dict[str, Any], limit: int, *, is_stored: bool) -> dict[str, Any]:
    return {
        "recommendation_id": stored["recommendation_id"],
        "method": stored["method"],
        "items": [explained(item) for item in stored["items"][:limit]],
        "total": stored["total"],
        "is_stored": is_stored,
        "exhausted": stored["total"] <= limit,
    }
