"""What an admin is answered of an item."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from api.schemas import Answer, Item, ItemType

KinKind = Literal["ease", "cosine", "phi", "content", "similar"]


class NamedItem(Answer):
    """An item by its name."""

    id: int
    item_type: ItemType
    title: str
    year: int | None


class ItemFacts(Answer):
    """What lists go by of an item."""

    added_at: datetime
    has_vector: bool
    models: list[str] = Field(description="The item models in use that have it")
    n_raters: int
    n_simulated: int = Field(description="The demo's simulated raters among them")
    n_likes: int
    n_hidden: int
    n_shown: int = Field(description="How often a list showed it in the last 30 days")
    other_editions: list[NamedItem]


class Kin(NamedItem):
    """A neighbor of an item."""

    kind: KinKind = Field(description="A model of item neighbors; `content` by descriptions; `similar` as it is served")
    place: int
    value: float = Field(description="The model's weight, a cosine, or the score of likeness")


class ItemNeighbors(Answer):
    """An item and its neighbors of every kind."""

    item: Item
    facts: ItemFacts
    neighbors: list[Kin] = Field(description="By kind and place")
