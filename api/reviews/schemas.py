"""What notes and reviews send and get."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.plain_text import MOST_CHARACTERS, PlainText
from api.schemas import Answer, Item, ItemType, Sent

LONGEST_REASON = 500
NoteOrder = Literal["newest", "oldest", "title", "year"]
WrittenText = Annotated[PlainText, StringConstraints(max_length=MOST_CHARACTERS)]


class NewNote(Sent):
    """What a reader writes down of an item for themselves: plain text."""

    note: WrittenText


class Note(Answer):
    """A note on an item, which nobody else sees."""

    item_id: int
    item_type: ItemType
    note: str | None = Field(description="Plain text, whole; null if there is none")
    written_at: datetime | None


class NoteEntry(Note):
    """A note, with its item."""

    item: Item


class MyNotes(Answer):
    """One page of notes."""

    notes: list[NoteEntry]
    total: int
    skip: int
    limit: int
    as_of: str | None = Field(description="Send it with the next page; null if there is none")


class NewReview(Sent):
    """What a reader writes of an item for everybody: plain text."""

    text: WrittenText
    has_spoilers: bool = False


class OwnReview(Answer):
    """A review, as its author sees it."""

    id: int
    text: str = Field(description="Plain text as it was written: escape it before you show it")
    has_spoilers: bool
    written_at: datetime
    changed_at: datetime
    is_hidden: bool = Field(description="Whether nobody else sees it, because it was reported or an admin hid it")


class MyReview(Answer):
    """The reader's own review of an item."""

    item_id: int
    item_type: ItemType
    review: OwnReview | None


class Review(Answer):
    """A review, as everybody sees it."""

    id: int
    author: str | None = Field(description="The name that its author gives; null if none")
    rating: float | None = Field(description="The author's stars; null if they gave none")
    is_mine: bool
    text: str = Field(description="Plain text as it was written: escape it before you show it")
    has_spoilers: bool
    written_at: datetime
    changed_at: datetime


class Reviews(Answer):
    """One page of an item's reviews, newest first."""

    reviews: list[Review]
    total: int
    skip: int
    limit: int
    as_of: str | None = Field(description="Send it with the next page; null if there is none")


class NewReport(Sent):
    """Why a review is not right."""

    reason: Annotated[PlainText, StringConstraints(max_length=LONGEST_REASON)]


class Reported(Answer):
    """What became of a report."""

    review_id: int
    is_new: bool = Field(description="False if you had reported it before")
