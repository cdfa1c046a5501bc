"""GET and PATCH /me/influences."""

from typing import Any

from api.http.cards import Shown
from api.http.deps import Me
from api.http.features import feature
from api.influences.schemas import GivenInfluence, Influences, SetInfluence

router = feature("influences", prefix="/me/influences")

MOST_ITEMS = 100
PER_KIND = 30


@router.get("", response_model=Influences)
async def get_influences(me: Me, show: Shown) -> Any:
    """What moves your lists, for and against: what you rated and looked at, genres, languages, decades, people."""
    return show.made(await me.one("get_influences", item_limit=MOST_ITEMS, per_kind=PER_KIND))


@router.patch("", response_model=SetInfluence)
async def set_influence(me: Me, given: GivenInfluence) -> Any:
    """Set how much something moves your lists: 0 mutes it, 2 doubles it, 1 undoes that. The next list follows."""
    return await me.one("set_influence", kind=given.kind, weight=given.weight, name=given.name, item_id=given.item_id)
