"""What searches answer."""

from typing import Literal

from pydantic import BaseModel, Field

from api.schemas import Item


class FoundItem(Item):
    """An item, and how near its description is to the question."""

    similarity: float = Field(description="Cosine similarity of the question and the item, 1 is the same")


class SemanticResults(BaseModel):
    """What was found by meaning, nearest first."""

    query: str
    method: Literal["semantic"] = "semantic"
    items: list[FoundItem]
