"""What an admin asks and is answered of a reader's list."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator

from api.admin.item_schemas import NamedItem
from api.reasoned import Contribution, Reason, SourceName, Variety
from api.schemas import Answer, Email, Id, OneType, Sent


class AskedReader(Sent):
    """A reader, by id or by exact e-mail, and of which list."""

    reader_id: Id | None = None
    email: Email | None = None
    item_type: OneType = None

    @model_validator(mode="after")
    def _name_one(self) -> "AskedReader":
        if (self.reader_id is None) == (self.email is None):
            raise ValueError("Name the reader by reader_id or by email.")
        return self


class ExaminedReader(Answer):
    """What a reader's lists can go by."""

    id: int
    name: str | None
    since: datetime
    timezone: str
    n_ratings: int
    n_neighbors: int
    neighbors_at: datetime | None = Field(description="When their neighbors were computed")
    are_neighbors_current: bool = Field(description="False if they rated since")
    n_influences: int = Field(description="How many influences they set themselves")


class ExaminedItem(NamedItem):
    """An item of the list, with the whole arithmetic of its place."""

    place: int
    score: float
    reasons: list[Reason]
    contributions: list[Contribution]
    variety: Variety | None = None


class ExaminedList(Answer):
    """The list as the reader gets it."""

    is_stored: bool = Field(description="Whether it is the list that they have; else it was made for you and not kept")
    recommendation_id: UUID | None
    made_at: datetime | None
    sources: list[SourceName]
    weights: dict[str, float] = Field(description="The sources' weights for so many ratings, as a new list has them")
    items: list[ExaminedItem]
    degraded: list[Literal["recommender"]]


class SourceItem(NamedItem):
    """An item of a source's own list."""

    value: float = Field(description="What the source says of it")
    place: int | None = Field(description="Its place in the reader's list; null if it is not on it")


class SourceList(Answer):
    """What one source alone would recommend."""

    source: SourceName
    weight: float = Field(description="Its weight in the blend; 0 if it does not count for this reader")
    items: list[SourceItem]


class ListWithSources(Answer):
    """A reader's list with every source's own list beside it."""

    audit_event_id: int = Field(description="The event that says that you looked")
    reader: ExaminedReader
    blend: ExaminedList
    sources: list[SourceList]
