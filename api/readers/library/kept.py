"""What a row says of an item whose item nobody knows yet: given to the reader, and read again with their choice."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.readers.library.document import MARKS, read_event, read_marks, read_stars
from api.readers.library.document_influences import read_influence
from api.readers.library.document_texts import TEXTS, read_texts
from api.readers.library.records import LibraryEntry, LibrarySetting, known
from api.readers.parsing.cells import BadCell, shown
from api.readers.parsing.json_fields import Fields

KEYS = ("rating", "rated_at", *MARKS, "hidden_by", "opinion", "opinion_at", "events", "influence", *TEXTS)


def keep(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a record says of its item, without what names the item."""
    return {key: record[key] for key in KEYS if key in record}


def read_kept(kept: Any, now: datetime) -> LibraryEntry:
    """Return what `keep` gave. Raises `BadCell`, because it comes from a client and may be anything."""
    entry = Fields(kept, "kept")
    if unknown := [key for key in kept if key not in KEYS]:
        raise BadCell(f"kept has the unknown key {shown(unknown[0])}")
    events = entry.value("events") if entry.has("events") else []
    if not isinstance(events, list):
        raise BadCell("events is not a list")
    return {
        **known(influence=_influence(entry, now)),
        **read_stars(entry, now),
        **read_marks(entry, now),
        **read_texts(entry, now),
        **known(events=[read_event(Fields(event, "the event"), now) for event in events]),
    }


def _influence(entry: Fields, now: datetime) -> LibrarySetting | None:
    if not entry.has("influence"):
        return None
    return read_influence(Fields(entry.value("influence"), "influence"), now, has_item=True)
