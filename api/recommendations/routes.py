"""GET /recommendations/personalized, /next, /similar, /popular, /trending, why; POST /refresh, /session."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from api.http.cards import Shown, Told
from api.http.deps import Anybody, AnybodyCached, CurrentSettings, Db, ItemId, Limit, Me, MeOrNobody, Refresher, Skip
from api.http.features import feature
from api.http.filters import OfType, SearchFilters
from api.recommendations import front_page, service, similar
from api.recommendations.answers import explained, told
from api.recommendations.carousel_schemas import Carousels
from api.recommendations.schemas import (
    Receipt,
    Recommendations,
    RecommendedIds,
    ScoredItems,
    SessionHistory,
    SessionRecommendations,
)
from api.recommendations.similar_schemas import SimilarItems
from api.schemas import ItemType
from api.sizes import MOST_LISTED

router = feature("recommendations", prefix="/recommendations")

Diversity = Annotated[
    float | None, Query(ge=0, le=1, description="0 orders by scores alone; by default the setting DIVERSITY counts")
]
BatchSize = Annotated[
    int | None, Query(ge=1, le=40, description="The most to answer; by default RECOMMENDATIONS_PER_REQUEST")
]


@router.get("/personalized", response_model=Recommendations)
async def recommend_items(
    me: Me,
    settings: CurrentSettings,
    refresher: Refresher,
    filters: SearchFilters,
    item_type: OfType,
    show: Shown,
    exclude_watchlist: Annotated[bool, Query(description="Leaves out what you saved for later")] = False,
    refresh: Annotated[bool, Query(description="Makes a new list even if one is stored")] = False,
    diversity: Diversity = None,
    limit: BatchSize = None,
) -> Any:
    """What you might like, with reasons: the day's list, which changes when you rate, save or look at things."""
    asked = service.Asked(
        item_type, filters, exclude_watchlist, limit or settings.recommendations_per_request, diversity, refresh
    )
    return show.text(await service.personalized(me, settings, refresher, asked))


@router.get("/personalized/ids", response_model=RecommendedIds)
async def recommend_ids(
    me: Me, settings: CurrentSettings, refresher: Refresher, item_type: OfType, tell: Told, limit: BatchSize = None
) -> Any:
    """The day's list as ids, scores and keys of reasons: a few kilobytes, for programs that know the items."""
    batch = limit or settings.recommendations_per_request
    asked = service.Asked(item_type, {}, exclude_watchlist=False, limit=batch, diversity=None, is_brief=True)
    return tell.text(await service.personalized(me, settings, refresher, asked))


@router.post("/refresh", response_model=Recommendations)
async def renew_list(
    me: Me, settings: CurrentSettings, refresher: Refresher, item_type: OfType, show: Shown, limit: BatchSize = None
) -> Any:
    """Make a new list for the day, without what was shown within the last hour."""
    batch = limit or settings.recommendations_per_request
    asked = service.Asked(item_type, {}, exclude_watchlist=False, limit=batch, diversity=None, refresh=True)
    return show.text(await service.personalized(me, settings, refresher, asked))


@router.get("/next", response_model=Recommendations)
async def serve_batch(
    me: Me,
    settings: CurrentSettings,
    recommendation_id: UUID,
    show: Shown,
    batch: Annotated[int, Query(ge=1, le=40, description="1 is what /personalized answered")] = 2,
    limit: BatchSize = None,
) -> Any:
    """A later batch of a list; `exhausted` says that no batch follows."""
    batch_size = limit or settings.recommendations_per_request
    return show.made(await service.next_batch(me, settings, str(recommendation_id), batch, batch_size))


@router.get("/carousels", response_model=Carousels)
async def list_carousels(
    me: MeOrNobody,
    db: Db,
    settings: CurrentSettings,
    refresher: Refresher,
    item_type: OfType,
    show: Shown,
    max_genres: Annotated[int, Query(ge=0, le=10, description="The most rows of genres, languages and people")] = 3,
    limit: Annotated[int, Query(ge=1, le=40, description="The most items in a row")] = 12,
) -> Any:
    """Rows with names for the front page: yours, or without a token everybody's. No item is in two rows."""
    if me is None:
        return show.made(await front_page.public_carousels(db, item_type, max_genres, limit))
    return show.text(await front_page.carousels(me, settings, refresher, item_type, max_genres, limit))


@router.get("/similar/{item_type}/{item_id}", response_model=SimilarItems)
async def get_similar_items(
    visitor: AnybodyCached,
    item_type: ItemType,
    item_id: ItemId,
    show: Shown,
    across: Annotated[ItemType | None, Query(description="The type to find: books like this film")] = None,
    include_seen: Annotated[bool, Query(description="With a token: also what you rated, saw or hid")] = False,
    threshold: Annotated[float, Query(ge=0, le=1, description="Leaves out items that are less alike")] = 0,
    skip: Skip = 0,
    limit: Limit = 12,
) -> Any:
    """Items like this one: by description, genres, people, language, years, and who likes both."""
    found = await visitor.one(
        "get_similar_items",
        item_type=item_type,
        item_id=item_id,
        item_limit=limit,
        item_skip=skip,
        threshold=threshold,
        across=across,
        include_seen=include_seen,
        list_limit=MOST_LISTED,
    )
    return show.made({**similar.present(found["items"]), "total": found["total"], "skip": skip, "limit": limit})


@router.get("/popular", response_model=ScoredItems)
async def get_popular_items(
    visitor: AnybodyCached,
    filters: SearchFilters,
    item_type: OfType,
    show: Shown,
    skip: Skip = 0,
    limit: Limit = 20,
) -> Any:
    """What readers here like most and, until they do, what is widely known."""
    found = await visitor.text(
        "get_popular_items",
        item_type=item_type,
        filters=filters,
        item_skip=skip,
        item_limit=limit,
        list_limit=MOST_LISTED,
    )
    return show.text(found, method="popular", skip=skip, limit=limit)


@router.get("/trending", response_model=ScoredItems)
async def get_trending_items(
    visitor: AnybodyCached, item_type: OfType, show: Shown, skip: Skip = 0, limit: Limit = 20
) -> Any:
    """What trends, then what is popular; each item says which of the two it is."""
    found = await visitor.one(
        "get_trending_items", item_type=item_type, item_skip=skip, item_limit=limit, list_limit=MOST_LISTED
    )
    methods = dict.fromkeys(item["method"] for item in found["items"])
    return show.made({**found, "method": "+".join(methods) or "nothing", "skip": skip, "limit": limit})


@router.post("/session", response_model=SessionRecommendations)
async def recommend_for_session(
    visitor: Anybody,
    settings: CurrentSettings,
    filters: SearchFilters,
    given: SessionHistory,
    item_type: OfType,
    show: Shown,
    diversity: Diversity = None,
    limit: BatchSize = None,
) -> Any:
    """Recommendations without an account, for a history that you send along. Nothing is stored."""
    batch = limit or settings.recommendations_per_request
    asked = service.Asked(item_type, filters, exclude_watchlist=False, limit=batch, diversity=diversity)
    history = [(one.item_id, one.rating) for one in given.items]
    return show.made(await service.for_session(visitor, settings, history, asked))


@router.get("/{recommendation_id}/why/{item_id}", response_model=Receipt)
async def get_receipt(me: Me, recommendation_id: UUID, item_id: ItemId) -> Any:
    """Why an item is on a list: the contributions that sum to its score, and the evidence for them."""
    receipt = await me.one("get_receipt", recommendation_id=str(recommendation_id), item_id=item_id)
    return told(explained(receipt))
