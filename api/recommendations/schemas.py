"""What recommendations look like."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.schemas import Id, Item, ItemType, Stars

Source = Literal["neighbors", "ease", "cosine", "content", "popular"]


class Reason(BaseModel):
    """Why an item is there, for people."""

    source: Source
    text: str = Field(examples=["12 people with your taste rated it 4.4 on average"])
    contribution: float = Field(description="What it adds to the score")


class Contribution(BaseModel):
    """A summand of a score: weight · value / maximum."""

    source: Source
    weight: float
    value: float = Field(description="What the source says of the item")
    maximum: float = Field(description="The most it says of any candidate")
    contribution: float


class RecommendedItem(Item):
    """An item, its score and why it is there."""

    score: float
    place: int = Field(description="In the list, from 1")
    reasons: list[Reason]


class Recommendations(BaseModel):
    """A list, or its first batch. Ask `/recommendations/next` for the rest."""

    recommendation_id: UUID | None = Field(description="None where there is nothing to recommend")
    method: str = Field(description="The sources that made it, weightiest first", examples=["ease+cosine+content"])
    items: list[RecommendedItem]
    total: int = Field(description="How many the whole list has")
    is_stored: bool = Field(description="Whether it was made earlier today")
    exhausted: bool = Field(description="Whether nothing comes after this batch")
    emptied_by: list[str] = Field([], description="When nothing is left: the filters without which something would be")


class Receipt(BaseModel):
    """Why an item is on a list, to the last digit."""

    recommendation_id: UUID
    method: str
    created_at: datetime
    place: int
    item: Item
    score: float = Field(description="The sum of the contributions")
    contributions: list[Contribution]
    reasons: list[Reason]
    evidence: dict[str, Any] = Field(description="What each source went by")


class ScoredItem(Item):
    """An item and what it is sorted by."""

    score: float
    like_count: int | None = None
    rating_count: int | None = None
    average: float | None = None


class ScoredItems(BaseModel):
    """A list that is the same for everybody, but for what the caller knows."""

    method: str
    items: list[ScoredItem]


class SessionItem(BaseModel):
    """Something somebody without an account liked, or did not."""

    item_id: Id
    rating: Annotated[Stars, Field(description="In stars; a like counts 4.5")] = 4.5


class SessionHistory(BaseModel):
    """What somebody without an account liked, newest first. Nothing of it is kept."""

    items: list[SessionItem] = Field(max_length=100)


class SessionRecommendations(BaseModel):
    """Recommendations for a history that is not kept."""

    method: str
    items: list[RecommendedItem]
    emptied_by: list[str] = []


class Carousel(BaseModel):
    """A row with a name."""

    key: str = Field(examples=["genre:drama"])
    title: str = Field(examples=["Drama for you"])
    items: list[RecommendedItem]


class Carousels(BaseModel):
    """Rows with names; no item stands in two."""

    recommendation_id: UUID | None
    method: str
    rows: list[Carousel]


ItemTypeOrBoth = ItemType | None
