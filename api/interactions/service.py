"""What events decide: which are right, and how a bad one is reported."""

from typing import Any

from pydantic import ValidationError

from api.chores.neighbors import NeighborRefresher
from api.errors import CineLibreError, InvalidInput, NotFound
from api.http.callers import Caller
from api.interactions.schemas import Event, Happened
from api.sentences import join, tell

FAULTS = {
    "unknown_type": "interaction_type: There is no such type; GET /interactions/types lists them.",
    "item_missing": "item_id: This type needs one.",
    "item_unexpected": "item_id: This type takes none; leave it out.",
    "item_not_found": "item_id: There is no such item of that type.",
    "rating_missing": "rating: This type needs one.",
    "rating_unexpected": "rating: This type takes none; leave it out.",
    "query_missing": "query: This type needs one.",
    "in_the_future": "occurred_at: This is more than five minutes ahead; check the clock.",
    "too_old": "occurred_at: This is more than 24 hours back, or 30 days for ratings and marks.",
}


def event_of(interaction_type: str, given: Happened) -> Event:
    """Return the event that a typed route stands for."""
    return Event.model_validate({"interaction_type": interaction_type, **given.model_dump(exclude={"favorite"})})


async def record_one(me: Caller, refresher: NeighborRefresher, event: Event) -> dict[str, Any]:
    """Record one event; return what became of it. Raises `NotFound` for an unknown item, `InvalidInput` for other
    faults.
    """
    if me.is_incognito:
        await me.one("get_account")  # whether the token still counts
        return {"recorded": False, "id": None}
    answer = await me.one("record_interactions", events=[_sent(event)])
    for refusal in answer["refused"]:
        raise _error(refusal["error"])
    refresher.ask(me.user_id)
    return {"recorded": answer["n_recorded"] == 1, "id": next(iter(answer["ids"]), None)}


async def record_batch(me: Caller, refresher: NeighborRefresher, given: list[Any]) -> dict[str, Any]:
    """Record events; return what became of each. Unreadable events are reported beside those that SQL refuses."""
    refused: list[dict[str, Any]] = []
    events: list[tuple[int, Event]] = []
    for index, body in enumerate(given):
        try:
            events.append((index, Event.model_validate(body)))
        except ValidationError as error:
            refused.append(
                {"index": index, "error": "invalid_input", "detail": join(tell(error.errors(), from_body=True))}
            )
    if me.is_incognito:
        await me.one("get_account")  # whether the token still counts
        return {"n_recorded": 0, "n_repeated": 0, "refused": refused}
    answer = await me.one("record_interactions", events=[_sent(event) for _, event in events])
    refresher.ask(me.user_id)
    for refusal in answer["refused"]:
        slug = refusal["error"]
        refused.append({"index": events[refusal["index"]][0], "error": slug, "detail": FAULTS[slug]})
    return {**answer, "refused": sorted(refused, key=lambda refusal: refusal["index"])}


def _sent(event: Event) -> dict[str, Any]:
    return event.model_dump(mode="json", exclude_none=True)


def _error(slug: str) -> CineLibreError:
    kind = NotFound if slug == "item_not_found" else InvalidInput
    return kind(FAULTS[slug], slug=slug)
