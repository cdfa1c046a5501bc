"""What recommending decides: which list, by which weights, and when to compute neighbors."""

from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from pydantic_core import from_json

from api.chores.neighbors import NeighborRefresher
from api.experiments.varied import label_of, names_recommender, vary
from api.http.callers import Caller, Visitor
from api.http.cards import write
from api.metrics import count_list
from api.ranking.blend import sources_of
from api.ranking.candidates import CANDIDATES, FROM_CONTENT, Ranked
from api.ranking.ranked import MOVED, TRAINED, bands_of, explorer_of, exploring_of, rank, rank_list
from api.ranking.receipts import log_of, receipt_of
from api.recommendations.answers import answer_of, brief_of, keep_told, listed, nothing, told
from api.settings import Settings

TOLD = b'{"recommendation_id"'  # begins what SQL answers in the shape that clients get
Rated = list[tuple[int, float]]  # items and their stars, newest first
FROM_CONTENT_NARROWED = 60  # items of each type that are near by description, if something narrows the list


@dataclass(frozen=True)
class Asked:
    """What a user wants recommended."""

    item_type: str | None
    filters: dict[str, Any]
    exclude_watchlist: bool
    limit: int
    diversity: float | None
    refresh: bool = False
    is_brief: bool = False

    @property
    def is_daily(self) -> bool:
        """Say whether it is the day's list of its type, because nothing narrows it."""
        return not self.filters and not self.exclude_watchlist and self.diversity is None


async def personalized(me: Caller, settings: Settings, refresher: NeighborRefresher, asked: Asked) -> bytes:
    """Return the user's list of the day, or a new one, as JSON; a narrowed list is always new.

    The first reading of a list writes down what it says of each item; later ones go out as SQL wrote them.
    """
    answer = await _find(me, settings, asked)
    if answer.startswith(TOLD):
        count_list("day", "stored")
        return answer
    found = from_json(answer)
    if found["stored"] is not None:
        made = answer_of(found["stored"], asked.limit, is_stored=True)
        count_list("day", "stored")
        await keep_told(me, made)
    else:
        made = await _make(me, settings, refresher, asked, found)
    return write(brief_of(made) if asked.is_brief else made)


async def _make(
    me: Caller, settings: Settings, refresher: NeighborRefresher, asked: Asked, found: dict[str, Any]
) -> dict[str, Any]:
    needs_neighbors = found["needs_neighbors"] and found["n_ratings"] > 0
    if needs_neighbors:
        refresher.ask(me.user_id)
    varied, missing = vary(settings, found["variant"])
    explorer = explorer_of(found["made_of"], varied, _seed(me, found, asked))
    ranked, failed = rank_list(found["made_of"], found["n_ratings"], varied, asked.diversity, explorer)
    degraded = missing or failed
    kind = "day" if asked.is_daily else "narrowed"
    if not ranked:
        count_list(kind, "empty")
        return nothing(found["made_of"]["emptied_by"], label_of(found["variant"]))
    count_list(kind, "made", degraded)
    is_current = asked.is_daily and (not degraded or names_recommender(found["variant"]))
    saved = await _save(me, settings, found, ranked, asked, is_current=is_current)
    answer = answer_of(saved, asked.limit, is_stored=False)
    needs_neighbors &= not found["made_of"]["has_neighbors"]
    return {**answer, "needs_neighbors": needs_neighbors, "degraded": degraded}


async def _find(me: Caller, settings: Settings, asked: Asked) -> bytes:
    """Return the stored list as clients get it, or what it or a new one is made of."""
    return await me.text(
        "get_recommendations",
        item_type=asked.item_type,
        filters=asked.filters,
        exclude_watchlist=asked.exclude_watchlist,
        is_daily=asked.is_daily,
        refresh=asked.refresh,
        per_source=max(CANDIDATES, settings.cache_size),
        content_limit=FROM_CONTENT if asked.is_daily else FROM_CONTENT_NARROWED,
        batch_size=asked.limit,
        first_count=settings.recommendations_per_request,
        weights=bands_of(settings),
        uses_trained=settings.blend == TRAINED,
        moved_from=MOVED,
        is_brief=asked.is_brief,
        match_threshold=settings.match_threshold,
        exploring=exploring_of(settings) if asked.is_daily else None,
    )


def _seed(me: Caller, found: dict[str, Any], asked: Asked) -> str:
    """Return what decides for chance: the same all day, so that a list made anew explores the same item.

    Who asks for another list gets another draw.
    """
    return f"{me.user_id}:{found['day']}:{asked.item_type}:{token_hex(8) if asked.refresh else ''}"


async def _save(
    me: Caller, settings: Settings, found: dict[str, Any], ranked: list[Ranked], asked: Asked, *, is_current: bool
) -> dict[str, Any]:
    sources = sources_of(ranked)
    saved = await me.one(
        "save_recommendations",
        ranked=[receipt_of(one, place) for place, one in enumerate(ranked, 1)],
        sources=sources,
        taste_version=found["taste_version"],
        newest_event=found["newest_event"],
        day=found["day"],
        item_type=asked.item_type,
        is_daily=is_current,
        batch_size=asked.limit,
        rating_count=found["n_ratings"],
        neighbors=found["made_of"]["neighbors"],
        is_kept=not me.is_incognito,
        match_threshold=settings.match_threshold,
        explored=log_of(ranked, found["made_of"].get("preset")) if is_current else None,
        variant=label_of(found["variant"]),
    )
    return {"sources": sources, **saved}


async def next_batch(me: Caller, settings: Settings, recommendation_id: str, batch: int, limit: int) -> dict[str, Any]:
    """Return a later batch of a list."""
    served = await me.one(
        "serve_batch",
        recommendation_id=recommendation_id,
        batch=batch,
        batch_size=limit,
        is_kept=not me.is_incognito,
        match_threshold=settings.match_threshold,
    )
    return answer_of(served, batch * limit, is_stored=True)


async def for_session(visitor: Visitor, settings: Settings, history: Rated, asked: Asked) -> dict[str, Any]:
    """Recommend for a history that is not stored: first the candidates, then the evidence of the chosen ones."""
    item_ids, ratings = [item_id for item_id, _ in history], [rating for _, rating in history]
    found = await visitor.one(
        "get_session_candidates",
        item_ids=item_ids,
        ratings=ratings,
        item_type=asked.item_type,
        filters=asked.filters,
        per_source=CANDIDATES,
        content_limit=FROM_CONTENT if asked.is_daily else FROM_CONTENT_NARROWED,
        weights=bands_of(settings),
        uses_trained=settings.blend == TRAINED,
    )
    ranked, degraded = rank(found, settings, asked.diversity, asked.limit)
    count_list("session", "made" if ranked else "empty", degraded)
    chosen, sources = [receipt_of(one, place) for place, one in enumerate(ranked, 1)], sources_of(ranked)
    items = []
    if chosen:
        items = await visitor.one(
            "get_session_items", item_ids=item_ids, ratings=ratings, ranked=chosen, sources=sources
        )
    answer = told({"sources": sources, "emptied_by": found["emptied_by"], "degraded": degraded})
    return {**answer, "items": [listed(item) for item in items]}
