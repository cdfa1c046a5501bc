"""POST /interactions, /interactions/batch, /events/…; GET /interactions/types."""

from typing import Any

from api.http.deps import SAME_FOR_ALL, Db, Me, Refresher
from api.http.features import feature
from api.interactions import service
from api.interactions.schemas import (
    Batch,
    Event,
    FavoriteEvent,
    InteractionKinds,
    RatingEvent,
    Recorded,
    RecordedBatch,
    SearchEvent,
    WatchEvent,
)

router = feature("interactions")


@router.post("/interactions", response_model=Recorded)
async def record_interaction(me: Me, refresher: Refresher, given: Event) -> Any:
    """Record what you did with an item: looked at it, liked it, hid it, searched for something."""
    return await service.record_one(me, refresher, given)


@router.post("/interactions/batch", response_model=RecordedBatch)
async def record_interactions(me: Me, refresher: Refresher, given: Batch) -> Any:
    """Record up to 100 events at once. A bad event is reported by its index; the others are stored."""
    return await service.record_batch(me, refresher, given.events)


@router.get("/interactions/types", response_model=InteractionKinds, dependencies=[SAME_FOR_ALL])
async def get_interaction_types(db: Db) -> Any:
    """The types of events and their weights."""
    return {"types": await db.rows("get_interaction_types")}


@router.post("/events/watch", response_model=Recorded)
async def record_watching(me: Me, refresher: Refresher, given: WatchEvent) -> Any:
    """Record that you watched or read something, and how much of it."""
    return await service.record_one(me, refresher, service.event_of("watch", given))


@router.post("/events/search", response_model=Recorded)
async def record_search(me: Me, refresher: Refresher, given: SearchEvent) -> Any:
    """Record what you searched for."""
    return await service.record_one(me, refresher, service.event_of("search", given))


@router.post("/events/rating", response_model=Recorded)
async def record_rating(me: Me, refresher: Refresher, given: RatingEvent) -> Any:
    """Rate an item, as with POST /ratings, with a time and a context."""
    return await service.record_one(me, refresher, service.event_of("rate", given))


@router.post("/events/favorite", response_model=Recorded)
async def record_favorite(me: Me, refresher: Refresher, given: FavoriteEvent) -> Any:
    """Make an item a favorite, or undo that."""
    kind = "favorite" if given.favorite else "unfavorite"
    return await service.record_one(me, refresher, service.event_of(kind, given))
