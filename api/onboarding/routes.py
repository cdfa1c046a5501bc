"""GET /onboarding/next."""

from typing import Annotated, Any

from fastapi import Query

from api.http.cards import Shown
from api.http.deps import Me
from api.http.features import feature
from api.http.filters import OfType
from api.http.ids import SkippedIds
from api.onboarding import service
from api.onboarding.schemas import Questions

router = feature("onboarding", prefix="/onboarding")


@router.get("/next", response_model=Questions)
async def get_questions(
    me: Me,
    item_type: OfType,
    show: Shown,
    skip_ids: SkippedIds = [],  # noqa: B006
    limit: Annotated[int, Query(ge=1, le=20, description="The most to answer")] = 5,
) -> Any:
    """The titles whose rating would tell most of you, until more would tell little."""
    found = await me.one(
        "get_questions",
        item_type=item_type,
        skip_ids=skip_ids,
        enough=service.ENOUGH,
        per_type=service.PER_TYPE,
        overlap_weight=service.OVERLAP,
    )
    return show(service.answer(found, limit))
