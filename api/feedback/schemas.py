"""What feedback sends and gets."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from api.plain_text import PlainText
from api.schemas import Answer, Id, Item, ItemType, Sent

FeedbackKind = Literal["helpful", "not_for_me", "already_seen", "wrong_reason"]
LONGEST_COMMENT = 1000


class NewFeedback(Sent):
    """What a reader says of an item on a list of theirs."""

    recommendation_id: UUID
    item_id: Id
    kind: FeedbackKind
    comment: Annotated[PlainText, StringConstraints(max_length=LONGEST_COMMENT)] | None = None
    reason_key: str | None = Field(
        None,
        pattern=r"^[a-z_]{1,50}$",
        description="With wrong_reason: the `key` of the reason that is wrong; by default that of the first reason",
        examples=["because_you_liked"],
    )


class GivenFeedback(Answer):
    """What was said of an item, with its position and score on the list."""

    id: int
    recommendation_id: UUID
    item_id: int
    item_type: ItemType
    kind: FeedbackKind
    comment: str | None
    reason_source: str | None = Field(description="With wrong_reason: the source of the reason that is wrong")
    reason_key: str | None
    place: int = Field(description="The position in the list, from 1")
    score: float
    variant: str = Field(description="Which variant of the recommender put it there", examples=["default"])
    given_at: datetime


class FeedbackEntry(GivenFeedback):
    """What was said of an item, with the item."""

    item: Item


class MyFeedback(Answer):
    """One page of feedback, newest first."""

    feedback: list[FeedbackEntry]
    total: int
    skip: int
    limit: int
    as_of: str | None = Field(description="Send it with the next page; null if there is none")
