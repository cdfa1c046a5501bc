"""What history and the lists of marked items look like."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from api.schemas import Answer, Item, ItemType, Opinion


class HistoryEntry(Answer):
    """Something watched or read."""

    id: int
    interaction_type: str
    occurred_at: datetime
    seconds: int | None = None
    fraction: float | None = None
    note: str | None = Field(description="Your note on it, cut at 200 characters; null if there is none")
    item: Item


class HistoryDay(Answer):
    """A day in the reader's timezone."""

    day: date
    entries: list[HistoryEntry]


class History(Answer):
    """One page of the watch history, newest first."""

    days: list[HistoryDay]
    total: int = Field(description="The number of all entries")
    skip: int
    limit: int
    as_of: str | None = Field(description="Send it with the next page; null if the list is empty")


class Shelf(Answer):
    """How an item is marked, and since when."""

    item_id: int
    item_type: ItemType
    on_watchlist_at: datetime | None
    hidden_at: datetime | None
    seen_at: datetime | None
    favorite_at: datetime | None
    opinion: Opinion | None


class MarkedItem(Item):
    """An item, and since when it has been on the list."""

    marked_at: datetime
    note: str | None = Field(description="Your note on it, cut at 200 characters; null if there is none")


class MarkedItems(Answer):
    """One page of a list."""

    items: list[MarkedItem]
    total: int
    skip: int
    limit: int
    as_of: str | None = Field(description="Send it with the next page; null if the list is empty")


MarkOrder = Literal["newest", "oldest", "title", "year"]
