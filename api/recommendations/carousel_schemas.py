"""What the rows of a front page look like."""

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from api.recommendations.schemas import RecommendedItem
from api.schemas import Answer

SubtitleKey = Literal[
    "from_ratings", "from_looks", "like_it", "stars_of_feature", "likes_of_feature", "lately", "liked_and_known",
    "tells_most", "mostly_one_type", "suits_season",
]  # fmt: skip


class Subtitle(Answer):
    """Why a row is there."""

    key: SubtitleKey = Field(description="The key of the sentence, for translators")
    params: dict[str, Any] = Field(
        description="The parameters of the sentence", examples=[{"n_rated": 5, "n_liked": 4}]
    )
    text: str = Field(examples=["You gave 4 of 5 Tamil films 4 stars or more"])
    strength: float | None = Field(None, ge=0, le=1, description="How strong the reason is, if that is known")


class Carousel(Answer):
    """A row with a name."""

    key: str = Field(
        description="What the row is: for_you, season:diwali, rate_next, because:123, genre:thriller, language:ta, "
        "person:mani ratnam, trending, across:book, popular",
        examples=["language:ta"],
    )
    title: str = Field(examples=["Tamil films for you"])
    params: dict[str, Any] = Field(
        description="The parameters of the title",
        examples=[{"kind": "language", "name": "ta", "item_type": "movie"}],
    )
    subtitle: Subtitle | None = None
    items: list[RecommendedItem]


class Carousels(Answer):
    """Rows with names; no item is in two rows."""

    recommendation_id: UUID | None = Field(description="For `why`; null without a token")
    variant: str | None = Field(
        None, description="The variant of the experiment that ranks your lists, or null", examples=["bolder:varied"]
    )
    method: str
    rows: list[Carousel]
    is_stored: bool = Field(False, description="Whether they were made some minutes ago")
    degraded: list[Literal["recommender"]] = Field(
        [], description="`recommender`: RECOMMENDER failed, and the blend ranked alone"
    )
