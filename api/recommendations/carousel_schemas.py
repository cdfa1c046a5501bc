"""What the rows of a front page look like."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from api.recommendations.schemas import RecommendedItem


class Subtitle(BaseModel):
    """Why a row is there."""

    key: str = Field(description="The key of the sentence, for translators", examples=["stars_of_feature"])
    params: dict[str, Any] = Field(
        description="The parameters of the sentence", examples=[{"n_rated": 5, "n_liked": 4}]
    )
    text: str = Field(examples=["You gave 4 of 5 Tamil films 4 stars or more"])
    strength: float | None = Field(None, ge=0, le=1, description="How strong the reason is, if that is known")


class Carousel(BaseModel):
    """A row with a name."""

    key: str = Field(
        description="What the row is: for_you, rate_next, because:123, genre:thriller, language:ta, "
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


class Carousels(BaseModel):
    """Rows with names; no item is in two rows."""

    recommendation_id: UUID | None = Field(description="For `why`; null without a token")
    method: str
    rows: list[Carousel]
    is_stored: bool = Field(False, description="Whether they were made some minutes ago")
