"""GET /features/me, /features/{user_id}, /insights/me; POST …/refresh."""

from typing import Any

from api.http.deps import Me, Named
from api.http.features import feature
from api.insights import service
from api.insights.insight_schemas import Insights
from api.insights.schemas import Features, Snapshot

router = feature("insights")


@router.get("/features/me", response_model=Features)
async def get_my_features(me: Me) -> Any:
    """What lists know of your taste: genres, languages, decades, people and types, and by how much they go."""
    return await service.features(me)


@router.post("/features/me/refresh", response_model=Snapshot)
async def save_my_features(me: Me) -> Any:
    """Keep your features as they are now, for training. Your newest 24 snapshots are kept."""
    return await service.keep_features(me)


@router.get("/features/{user_id}", response_model=Features)
async def get_features(me: Named) -> Any:
    """The same by id: yours, or with a service token any user's."""
    return await service.features(me)


@router.post("/features/{user_id}/refresh", response_model=Snapshot)
async def save_features(me: Named) -> Any:
    """Keep the features of that user as they are now."""
    return await service.keep_features(me)


@router.get("/insights/me", response_model=Insights)
async def get_insights(me: Me) -> Any:
    """What your ratings and events say of you, in shapes that charts take as they are."""
    return await service.insights(me)
