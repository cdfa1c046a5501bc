"""What a file says of one user's films and books, whichever service it comes from."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict, cast

from api.readers.parsing.csv_texts import NamedRow

EntryType = Literal["movie", "book"]


class LibraryEvent(TypedDict):
    """Something that happened once: a viewing in a diary, or a search."""

    interaction_type: str  # 1 to 50 of a-z, 0-9 and _
    occurred_at: str
    on_day: NotRequired[str]  # if only the day is known: 2024-05-01
    seconds: NotRequired[int]
    fraction: NotRequired[float]  # 0 to 1
    rating: NotRequired[float]
    query: NotRequired[str]
    context: NotRequired[dict[str, Any]]  # at most MAX_CONTEXT_BYTES as JSON
    idempotency_key: NotRequired[str]


class LibrarySetting(TypedDict):
    """How much the row's item, or a feature, moves the reader's lists."""

    kind: str
    name: NotRequired[str]  # of a feature
    weight: float  # 0 to 2, and not 1
    set_at: NotRequired[str]


class LibraryEntry(TypedDict, total=False):
    """What one row says; what it does not say is absent, never null. Moments are ISO 8601 in UTC."""

    item_type: EntryType
    title: str  # absent only if ids name the item, and for searches and features
    title_as_given: str  # if the file's title is longer: "Dune (Dune, #1)"
    original_title: str
    year: int  # -3000 to 3000
    authors: list[str]
    id: int  # in the database that made our own document
    movielens_id: int
    tmdb_id: int
    imdb_id: str  # tt and seven digits or more
    google_id: str
    isbn13: str
    rating: float  # 0.5 to 5.0 by halves
    rated_at: str
    watchlist_at: str
    hidden_at: str
    hidden_by: str
    seen_at: str
    favorite_at: str
    opinion: str  # the name of an interaction type, like hidden_by
    opinion_at: str
    events: list[LibraryEvent]
    influence: LibrarySetting
    note: str  # at most MOST_CHARACTERS, as is the review
    note_at: str
    review: str
    has_spoilers: bool
    reviewed_at: str
    review_changed_at: str
    notes: list[str]  # about cells that could not be read


class LibraryRecord(LibraryEntry):
    """An entry with its position: the line in its file as editors count, or the position in its list, from 1."""

    row: int
    file: str


Understand = Callable[[NamedRow, datetime], LibraryEntry]  # raises BadCell; the datetime is now


def known(**cells: Any) -> LibraryEntry:
    """Make an entry of the values that are neither None nor an empty list."""
    return cast(LibraryEntry, {name: value for name, value in cells.items() if value is not None and value != []})
