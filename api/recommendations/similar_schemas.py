"""What similar items look like to clients."""

from typing import Any, Literal

from pydantic import Field

from api.schemas import Answer, Item
from api.sizes import MOST_LISTED

Key = Literal["same_title", "same_maker", "story", "rated_together", "same_people", "keywords", "genres"]


class SimilarReason(Answer):
    """Why an item is like another: a key with parameters for translators, and a sentence."""

    key: Key
    params: dict[str, Any]
    text: str = Field(examples=["Also by Ridley Scott"])


class SimilarItem(Item):
    """An item, how much it is like the one asked about, and in which ways."""

    score: float = Field(description="0 to 1; across types, the same title adds 1")
    reasons: list[SimilarReason]


class SimilarItems(Answer):
    """Items like one, the most alike first."""

    method: str = Field(description="The keys of all reasons, joined by +", examples=["story+rated_together+genres"])
    items: list[SimilarItem]
    total: int = Field(description=f"The number of items in the list; it ends at {MOST_LISTED}")
    skip: int
    limit: int
