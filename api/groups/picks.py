"""What a group could watch tonight, and what it watched."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from api.groups.table import EveningTable, choose, set_table, tell_pick, tell_satisfactions
from api.http.callers import Caller
from api.http.guests import Guest
from api.ranking.blend import PRESETS
from api.ranking.groups import N_EVENINGS, Rule
from api.settings import Settings

MAX_EVENINGS = 500  # that a group keeps
REPEAT_HOURS = 12.0  # the same item again within so long is the same evening
CANDIDATES = 120  # of each source, for all members together
FROM_CONTENT = 40  # items of each type that are near by description, for all members together
DISLIKED_BELOW = 3.0  # stars; what a member gave less is not watched again together
TRAINED = "trained"  # a value of BLEND: weights that training chose replace the shipped ones
FORMULAS: dict[Rule, str] = {
    "average": "Σ weight · stars / Σ weight",
    "least_misery": "5 − max(weight · (5 − stars))",
    "nash": "0.5 + exp(Σ weight · ln(stars − 0.5) / Σ weight)",
}


class Night(NamedTuple):
    """What narrows a group's choice tonight."""

    item_type: str | None
    filters: dict[str, Any]
    veto: Sequence[int]
    rewatch: bool


async def pick(
    member: Caller | Guest, settings: Settings, group_id: str, night: Night, rule: Rule, limit: int
) -> dict[str, Any]:
    """Return what the group could watch: first everybody's scores, then the items of the best."""
    table = await _ask(member, settings, group_id, night, [])
    chosen = choose(table, rule)[:limit]
    items = await member.one("get_group_items", group_id=group_id, item_ids=[item_id for item_id, _ in chosen])
    scores = dict(chosen)
    picks = [
        {**item, "place": place, "score": scores[item["id"]], **tell_pick(table, item["id"])}
        for place, item in enumerate(items, 1)
    ]
    return {"rule": rule, "formula": FORMULAS[rule], "items": picks, "emptied_by": table.emptied_by}


async def record_evening(me: Caller, settings: Settings, group_id: str, item_id: int, night: Night) -> Any:
    """Record what the group watched, with what everybody got of the best that they could have had."""
    table = await _ask(me, settings, group_id, night, [item_id])
    return await me.one(
        "record_evening",
        group_id=group_id,
        item_id=item_id,
        satisfactions=tell_satisfactions(table, item_id),
        repeat_hours=REPEAT_HOURS,
        evening_limit=MAX_EVENINGS,
    )


async def _ask(
    member: Caller | Guest, settings: Settings, group_id: str, night: Night, extra_ids: list[int]
) -> EveningTable:
    found = await member.one(
        "get_group_material",
        group_id=group_id,
        item_type=night.item_type,
        filters=night.filters,
        vetoed_ids=list(night.veto),
        extra_ids=extra_ids,
        rewatch=night.rewatch,
        least_rating=DISLIKED_BELOW,
        per_source=CANDIDATES,
        content_limit=FROM_CONTENT,
        weights={str(start): weights for start, weights in PRESETS[settings.blend].items()},
        uses_trained=settings.blend == TRAINED,
        evening_limit=N_EVENINGS,
    )
    return set_table(found)
