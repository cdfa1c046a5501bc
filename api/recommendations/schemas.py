"""What recommendations look like."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from api.predicted import Prediction
from api.reasoned import Contribution, ExploringPlace, Reason, ReasonKey, SourceName, Variety
from api.recommendations.company_schemas import MatchedUsers, PotentialMatches
from api.recommendations.evidence_schemas import Evidence
from api.schemas import Answer, FilterName, Id, Item, Sent, Stars
from api.sizes import MOST_LISTED


class RecommendedItem(Item):
    """An item, its score and why it is there."""

    score: float = Field(
        description="Sum of its contributions; it orders this list and cannot be compared with other lists"
    )
    place: int = Field(description="The position in the list, from 1")
    reasons: list[Reason]
    prediction: Prediction | None = Field(
        None, description="How many stars you would give it, as of when the list was made; null without a token"
    )
    matched_users: MatchedUsers = Field(
        MatchedUsers(named=[], others=0), description="As of now; empty unless you are discoverable"
    )
    potential_matches: PotentialMatches = Field(
        PotentialMatches(count=0, named=[]), description="As of now; empty unless you are discoverable"
    )


class Recommendations(Answer):
    """A list or its first batch. Ask `/recommendations/next` for the rest."""

    recommendation_id: UUID | None = Field(description="Null if there is nothing to recommend")
    variant: str | None = Field(
        None, description="The variant of the experiment that ranks your lists, or null", examples=["bolder:varied"]
    )
    sources: list[SourceName] = Field(
        description="The sources of the list, weightiest first", examples=[["ease", "taste", "content"]]
    )
    method: str = Field(description="The same in one word", examples=["ease+taste+content"])
    items: list[RecommendedItem]
    total: int = Field(description="How many the whole list has")
    is_stored: bool = Field(description="Whether it was made earlier today")
    exhausted: bool = Field(description="Whether this is the last batch")
    needs_neighbors: bool = Field(
        False, description="Whether neighbors are still being computed: ask again in a few seconds"
    )
    emptied_by: list[FilterName] = Field(
        [], description="If nothing is left: the filters whose removal would leave something"
    )
    degraded: list[Literal["recommender"]] = Field(
        [], description="`recommender`: RECOMMENDER failed, and the blend ranked alone"
    )


class RecommendedId(Answer):
    """An item of a list in a few bytes."""

    id: int
    score: float
    reasons: list[ReasonKey] = Field(description="The keys of its reasons, weightiest first")


class RecommendedIds(Answer):
    """A list or its first batch in the least of bytes."""

    recommendation_id: UUID | None = Field(description="Null if there is nothing to recommend")
    variant: str | None = Field(
        None, description="The variant of the experiment that ranks your lists, or null", examples=["bolder:varied"]
    )
    items: list[RecommendedId]
    total: int = Field(description="How many the whole list has")


class Receipt(Answer):
    """Why an item is on a list, to the last digit."""

    recommendation_id: UUID
    sources: list[SourceName]
    method: str
    created_at: datetime
    place: int
    item: Item
    score: float = Field(description="The sum of the contributions")
    contributions: list[Contribution]
    variety: Variety | None = Field(
        None, description="The position that the score alone would give, and the genres that changed it"
    )
    exploring: ExploringPlace | None = Field(None, description="Null unless chance put it there")
    reasons: list[Reason]
    evidence: Evidence = Field(description="The evidence of each source")
    prediction: Prediction | None = Field(None, description="How many stars you would give it, as of then")


class ScoredItem(Item):
    """An item and the score that it is sorted by."""

    score: float
    method: Literal["trending", "popular"] | None = Field(
        None, description="In a trending list: whether the item trends, or only is popular"
    )
    like_count: int | None = None


class ScoredItems(Answer):
    """A list that is the same for everybody, except for what the caller knows."""

    method: str
    items: list[ScoredItem]
    total: int = Field(description=f"The number of items in the list; it ends at {MOST_LISTED}")
    skip: int
    limit: int


class SessionItem(Sent):
    """An item that somebody without an account liked or disliked."""

    item_id: Id
    rating: Annotated[Stars, Field(description="In stars; a like counts 4.5")] = 4.5


class SessionHistory(Sent):
    """What somebody without an account liked, newest first. Nothing is stored."""

    items: list[SessionItem] = Field(max_length=100)


class SessionRecommendations(Answer):
    """Recommendations for a history that is not stored."""

    sources: list[SourceName]
    method: str
    items: list[RecommendedItem]
    emptied_by: list[FilterName] = []
    degraded: list[Literal["recommender"]] = Field(
        [], description="`recommender`: RECOMMENDER failed, and the blend ranked alone"
    )
