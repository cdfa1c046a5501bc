"""If SEED_PATHS is set: aliases of our own routes at the addresses that other descriptions of such a service print.

The user named in an address or a body must be the caller. If a service asks, it may be any user, as with `?user_id=`.
"""

import json
from collections.abc import Sequence
from typing import Annotated, Any, TypeGuard

from fastapi import APIRouter, Query, Request
from fastapi.routing import APIRoute
from fastapi.utils import generate_unique_id

from api.chores.neighbors import NeighborRefresher
from api.feedback.routes import router as feedback
from api.health.routes import router as health
from api.http.callers import Caller
from api.http.deps import CurrentSettings, Db, GivenClaims, Me, Named, Refresher, somebody
from api.http.documentation import router as documentation
from api.insights import service as insight_service
from api.insights.routes import router as insights
from api.interactions import service as interactions
from api.interactions.routes import router as events
from api.interactions.schemas import Event, Recorded
from api.matches.routes import MatchLimit
from api.matches.schemas import Matches
from api.matches.service import list_matches
from api.recommendations import front_page, service
from api.recommendations.routes import BatchSize
from api.recommendations.schemas import Recommendations
from api.schemas import ItemType
from api.seed_paths.schemas import BareRecommendations, FilmRows, Films, ListRequest, Tracked, UserInsights
from api.settings import Settings

V1 = "/api/v1"
# Our own routes under another address, by the router that has them.
SAME: list[tuple[APIRouter, str, Sequence[str]]] = [
    (health, "/health", (f"{V1}/health", f"{V1}/health/")),
    *((health, f"/health/{kind}", (f"{V1}/health/{kind}",)) for kind in ("db", "live", "ready")),
    (feedback, "/feedback", (f"{V1}/feedback",)),
    *((events, f"/events/{kind}", (f"{V1}/events/{kind}",)) for kind in ("watch", "search", "rating", "favorite")),
    *((insights, path, (f"{V1}{path}",)) for path in ("/features/{user_id}", "/features/{user_id}/refresh")),
]
FILMS_A_ROW = 12

# One function serves several addresses, so its name is no id.
router = APIRouter(tags=["seed paths"], generate_unique_id_function=generate_unique_id)


@router.post(f"{V1}/recommendations/", response_model=Recommendations | BareRecommendations)
async def recommend_films(
    request: Request, db: Db, claims: GivenClaims, settings: CurrentSettings, refresher: Refresher, given: ListRequest
) -> Any:
    """The named user's list of films for the day, or a new one."""
    me = await somebody(request, db, claims, given.user_id)
    made = await _list(me, settings, refresher, refresh=given.force_refresh)
    if given.include_movie_details:
        return made
    bare = {name: made[name] for name in BareRecommendations.model_fields}
    return {**bare, "items": [{"id": item["id"], "score": item["score"]} for item in made["items"]]}


@router.get(f"{V1}/recommendations/{{user_id}}/next", response_model=Recommendations)
async def continue_films(
    me: Named,
    settings: CurrentSettings,
    refresher: Refresher,
    batch_number: Annotated[int, Query(ge=1, le=40, description="1 is the beginning of the list")] = 2,
) -> Any:
    """A later batch of the day's list of films."""
    made = await _list(me, settings, refresher)
    if made["recommendation_id"] is None:
        return made
    batch = settings.recommendations_per_request
    return await service.next_batch(me, settings, str(made["recommendation_id"]), batch_number, batch)


@router.post(f"{V1}/recommendations/{{user_id}}/interact", response_model=Recorded)
async def interact(me: Named, refresher: Refresher, given: Event) -> Any:
    """Record an event. Stars that come with an event that is not a rating count as a rating too."""
    return await _record(me, refresher, given)


@router.get(f"{V1}/recommend/{{user_id}}", response_model=Recommendations)
async def recommend_to_somebody(
    me: Named, settings: CurrentSettings, refresher: Refresher, limit: BatchSize = None
) -> Any:
    """The named user's list of films for the day."""
    return await _list(me, settings, refresher, limit)


@router.get(f"{V1}/recommendations/{{user_id}}/matches", response_model=Matches)
async def match_people(me: Named, settings: CurrentSettings, limit: MatchLimit = 10) -> Any:
    """People whose taste agrees with the named user's."""
    return await list_matches(me, settings, None, limit)


@router.post("/api/track/", response_model=Tracked)
async def track(me: Me, refresher: Refresher, given: Event) -> Any:
    """Record an event."""
    return await _record(me, refresher, given)


@router.get("/api/realtime-recommendations/", response_model=Films)
async def recommend_now(
    me: Me,
    settings: CurrentSettings,
    refresher: Refresher,
    limit: BatchSize = None,
    use_cache: Annotated[bool, Query(description="False makes a new list")] = True,
) -> Any:
    """Recommended films."""
    return _told(await _list(me, settings, refresher, limit, refresh=not use_cache))


@router.post("/api/refresh/", response_model=Films)
async def refresh(me: Me, settings: CurrentSettings, refresher: Refresher, limit: BatchSize = None) -> Any:
    """Make a new list of films."""
    return _told(await _list(me, settings, refresher, limit, refresh=True))


@router.get("/api/dynamic-carousels/", response_model=FilmRows)
async def list_rows(
    me: Me, settings: CurrentSettings, refresher: Refresher, max_genres: Annotated[int, Query(ge=0, le=10)] = 3
) -> Any:
    """Rows of films with names."""
    made = json.loads(await front_page.carousels(me, settings, refresher, ItemType.MOVIE, max_genres, FILMS_A_ROW))
    rows = [(row["title"], row["subtitle"], row["items"]) for row in made["rows"]]
    return {
        "carousels": [
            {"title": title, "subtitle": subtitle and subtitle["text"], "movies": items}
            for title, subtitle, items in rows
        ]
    }


@router.get("/api/user-insights/", response_model=UserInsights)
async def get_user_insights(me: Me) -> Any:
    """What your ratings and events say of you."""
    return await insight_service.insights(me)


async def _list(
    me: Caller, settings: Settings, refresher: NeighborRefresher, limit: int | None = None, *, refresh: bool = False
) -> dict[str, Any]:
    batch = limit or settings.recommendations_per_request
    asked = service.Asked(ItemType.MOVIE, {}, exclude_watchlist=False, limit=batch, diversity=None, refresh=refresh)
    made: dict[str, Any] = json.loads(await service.personalized(me, settings, refresher, asked))
    return made


async def _record(me: Caller, refresher: NeighborRefresher, event: Event) -> dict[str, Any]:
    if event.rating is None or event.interaction_type == "rate":
        return await interactions.record_one(me, refresher, event)
    recorded = await interactions.record_one(me, refresher, event.model_copy(update={"rating": None}))
    rated = event.model_copy(update={"interaction_type": "rate", "idempotency_key": None})
    await interactions.record_one(me, refresher, rated)
    return recorded


def _told(made: dict[str, Any]) -> dict[str, Any]:
    return {"recommendations": made["items"], "count": len(made["items"])}


def _add_aliases() -> None:
    for owner, path, aliases in SAME:
        route = next(one for one in owner.routes if _answers_at(one, path))
        methods, answered = list(route.methods or ()), route.response_model
        for alias in aliases:
            router.add_api_route(alias, route.endpoint, methods=methods, response_model=answered)


def _answers_at(route: object, path: str) -> TypeGuard[APIRoute]:
    return isinstance(route, APIRoute) and route.path == path and route.methods != {"HEAD"}


_add_aliases()
router.include_router(documentation, prefix=V1)
