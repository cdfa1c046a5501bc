"""The groups of an account, as an export has them."""

from datetime import datetime

from pydantic import Field

from api.library.kept_parts import ItemReference, Kept


class LibraryGroup(Kept):
    """A group that the account is in."""

    name: str
    joined_at: datetime
    is_host: bool


class LibraryEvening(Kept):
    """What a group of the account's watched, and how content the account was, if that is known."""

    group: str = Field(description="The group's name")
    item: ItemReference
    watched_at: datetime
    expected: float | None = None
    best: float | None = None
    satisfaction: float | None = None
