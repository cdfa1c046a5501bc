"""What ratings send and get."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from api.schemas import Answer, Id, Implied, Item, ItemType, OneType, Sent, Stars


class NewRating(Sent):
    """A rating of an item, in half stars. A second rating of the same item replaces the first."""

    item_id: Id
    item_type: OneType = Field(None, description="Refuses an item of the other type")
    rating: Stars


class Rating(Answer):
    """A stored rating."""

    id: int
    item_id: int
    item_type: ItemType
    rating: float
    rated_at: datetime


class KeptRating(Rating):
    """A rating as it is stored now."""

    is_changed: bool = Field(description="False if the rating was the same before")


class MyRating(Rating):
    """A rating, with its item."""

    item: Item
    note: str | None = Field(description="Your note on it, cut at 200 characters; null if there is none")


class MyRatings(Answer):
    """One page of ratings, and how many there are."""

    ratings: list[MyRating]
    total: int
    skip: int
    limit: int
    as_of: str | None = Field(description="Send it with the next page; null if the list is empty")


class DeletedRating(Answer):
    """A rating that was deleted."""

    id: int
    item_id: int
    implied: Implied | None = Field(description="The mark that counts again, such as an earlier like")


RatingOrder = Literal["newest", "oldest", "highest", "lowest", "title", "year"]
