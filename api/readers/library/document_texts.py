"""Notes and reviews in CineLibre's own document of a user's library."""

from datetime import datetime

from api.plain_text import MOST_CHARACTERS, require_plain
from api.readers.library.records import LibraryEntry, known
from api.readers.parsing.cells import BadCell
from api.readers.parsing.json_fields import Fields

TEXTS = ("note", "note_at", "review", "has_spoilers", "reviewed_at", "review_changed_at")


def read_note(entry: Fields, now: datetime) -> LibraryEntry:
    """Return the note of an entry. Raises `BadCell` if it has none."""
    return known(note=_needed(entry, "note"), note_at=entry.moment("written_at", now))


def read_review(entry: Fields, now: datetime) -> LibraryEntry:
    """Return the review of an entry. Raises `BadCell` if it has none."""
    return known(
        review=_needed(entry, "review"),
        has_spoilers=_flag(entry, "has_spoilers"),
        reviewed_at=entry.moment("written_at", now),
        review_changed_at=entry.moment("changed_at", now),
    )


def read_texts(entry: Fields, now: datetime) -> LibraryEntry:
    """Return the note and the review as a record has them. Raises `BadCell`."""
    return known(
        note=_plain(entry, "note"),
        note_at=entry.moment("note_at", now),
        review=_plain(entry, "review"),
        has_spoilers=_flag(entry, "has_spoilers"),
        reviewed_at=entry.moment("reviewed_at", now),
        review_changed_at=entry.moment("review_changed_at", now),
    )


def _needed(entry: Fields, key: str) -> str:
    text = _plain(entry, key)
    if text is None:
        raise BadCell(f"the entry has no {key}")
    return text


def _plain(entry: Fields, key: str) -> str | None:
    text = entry.text(key, MOST_CHARACTERS)
    try:
        return text and require_plain(text)
    except ValueError as error:
        raise BadCell(f"{key}: {error}") from None


def _flag(entry: Fields, key: str) -> bool | None:
    value = entry.value(key)
    if value is not None and not isinstance(value, bool):
        raise BadCell(f"{key} is not true or false")
    return value
