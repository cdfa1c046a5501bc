"""What an account wrote and said, as an export has it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from api.library.kept_parts import ItemReference, Kept


class LibraryNote(Kept):
    """A note on an item."""

    item: ItemReference
    note: str
    written_at: datetime


class LibraryReview(Kept):
    """A public review of an item."""

    item: ItemReference
    review: str
    has_spoilers: bool
    written_at: datetime
    changed_at: datetime
    is_hidden: bool


class LibraryReport(Kept):
    """A review of somebody else's that the account reported."""

    item: ItemReference
    reason: str
    reported_at: datetime


class LibraryFeedback(Kept):
    """What the account said of an item on a list, with what the list said of it."""

    item: ItemReference
    kind: str
    comment: str | None = None
    reason_source: str | None = None
    reason_key: str | None = None
    recommendation_id: UUID
    place: int
    score: float
    variant: str
    contributions: list[dict[str, Any]]
    given_at: datetime
