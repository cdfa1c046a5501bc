"""POST and GET /feedback, DELETE /feedback/{feedback_id}."""

from typing import Annotated, Any

from fastapi import Path

from api.feedback import service
from api.feedback.schemas import GivenFeedback, MyFeedback, NewFeedback
from api.http.cards import Shown
from api.http.deps import Limit, Me, Refresher, Skip
from api.http.features import feature
from api.http.pages import AsOf, paged
from api.schemas import MAX_ID

router = feature("feedback", prefix="/feedback")


@router.post("", response_model=GivenFeedback)
async def record_feedback(me: Me, refresher: Refresher, given: NewFeedback) -> Any:
    """Say what you think of an item on one of your lists. It counts at once.

    `helpful` is a mild yes, `not_for_me` hides the item, `already_seen` marks it as seen; `wrong_reason` says nothing
    of the item. The same kind again replaces comment and reason.
    """
    recorded = await service.record_feedback(me, given)
    refresher.ask(me.user_id)
    return recorded


@router.get("", response_model=MyFeedback)
async def get_feedback(me: Me, as_of: AsOf, show: Shown, skip: Skip = 0, limit: Limit = 20) -> Any:
    """What you said of items on your lists, newest first."""
    page = await me.one("get_feedback", item_skip=skip, item_limit=limit, page_end=as_of)
    return show.made(paged(page, skip, limit))


@router.delete("/{feedback_id}", response_model=GivenFeedback)
async def delete_feedback(me: Me, refresher: Refresher, feedback_id: Annotated[int, Path(ge=1, le=MAX_ID)]) -> Any:
    """Take feedback back, with the mark that it set."""
    deleted = await me.one("delete_feedback", feedback_id=feedback_id)
    refresher.ask(me.user_id)
    return deleted
