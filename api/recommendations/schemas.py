"""What recommendations look like."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.schemas import Id, Item, ItemType, Sent, Stars

Source = Literal["neighbors", "ease", "cosine", "content", "popular", "taste", "type", "variety"]


class Reason(BaseModel):
    """Why an item is there, for people: given only if it is true and helps."""

    source: Source
    key: str = Field(description="Which sentence, for those who translate", examples=["neighbors_average"])
    params: dict[str, Any] = Field(
        description="What the sentence is filled with: titles with ids, counts",
        examples=[{"n_people": 12, "average": 4.4}],
    )
    text: str = Field(examples=["12 people with your taste gave it 4.4 on average"])
    contribution: float = Field(description="What it adds to the score")


class Contribution(BaseModel):
    """A summand of a score: weight · value / maximum."""

    source: Source
    feature: tuple[str, str] | None = Field(
        None, description="Of taste: the kind and the name of the feature", examples=[["language", "ta"]]
    )
    weight: float
    value: float = Field(description="What the source, or the feature, says of the item")
    maximum: float = Field(description="The most a source says of any candidate; of taste, what brings it to -1 to 1")
    contribution: float


class Variety(BaseModel):
    """What variety did to an item's position."""

    rank: int = Field(description="Where the scores alone would put it, from 1")
    genres: list[str] = Field(description="The genres for which it stands higher than that")


class RecommendedItem(Item):
    """An item, its score and why it is there."""

    score: float = Field(description="Sum of its contributions; orders this list, and cannot be compared with others")
    place: int = Field(description="In the list, from 1")
    reasons: list[Reason]


class Recommendations(BaseModel):
    """A list or its first batch. Ask `/recommendations/next` for the rest."""

    recommendation_id: UUID | None = Field(description="None where there is nothing to recommend")
    sources: list[str] = Field(description="What made it, weightiest first", examples=[["ease", "taste", "content"]])
    method: str = Field(description="The same in one word", examples=["ease+taste+content"])
    items: list[RecommendedItem]
    total: int = Field(description="How many the whole list has")
    is_stored: bool = Field(description="Whether it was made earlier today")
    exhausted: bool = Field(description="Whether nothing comes after this batch")
    needs_neighbors: bool = Field(
        False, description="Whether people of the same taste are still looked for: ask again in a few seconds"
    )
    emptied_by: list[str] = Field([], description="When nothing is left: the filters without which something would be")


class Receipt(BaseModel):
    """Why an item is on a list, to the last digit."""

    recommendation_id: UUID
    sources: list[str]
    method: str
    created_at: datetime
    place: int
    item: Item
    score: float = Field(description="The sum of the contributions")
    contributions: list[Contribution]
    variety: Variety | None = Field(None, description="Where the score alone would put it, and why it is not there")
    reasons: list[Reason]
    evidence: dict[str, Any] = Field(description="What each source went by")


class ScoredItem(Item):
    """An item and the score that it is sorted by."""

    score: float
    method: Literal["trending", "popular"] | None = Field(
        None, description="Of what trends: whether it does, or stands there because it is popular"
    )
    like_count: int | None = None
    rating_count: int | None = None
    average: float | None = None


class ScoredItems(BaseModel):
    """A list that is the same for everybody, except for what the caller knows."""

    method: str
    items: list[ScoredItem]


class SessionItem(Sent):
    """An item that somebody without an account liked or disliked."""

    item_id: Id
    rating: Annotated[Stars, Field(description="In stars; a like counts 4.5")] = 4.5


class SessionHistory(Sent):
    """What somebody without an account liked, newest first. Nothing is stored."""

    items: list[SessionItem] = Field(max_length=100)


class SessionRecommendations(BaseModel):
    """Recommendations for a history that is not stored."""

    sources: list[str]
    method: str
    items: list[RecommendedItem]
    emptied_by: list[str] = []


ItemTypeOrBoth = ItemType | None
