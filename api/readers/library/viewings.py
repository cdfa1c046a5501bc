"""The viewings and readings in a file, each counted once, however often the file is sent."""

import hashlib
import json
import re
from datetime import datetime
from typing import NamedTuple

from api.readers.library.records import LibraryEntry, LibraryEvent
from api.readers.parsing.library_cells import moment

_DAY = re.compile(r"[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}")
_IDENTITY = ("title", "year", "movielens_id", "tmdb_id", "imdb_id", "google_id", "isbn13")


class Watched(NamedTuple):
    """When something was watched or read. `on_day` is set if only the day is known; it holds in every timezone."""

    at: str
    on_day: str | None = None


def watched_on(text: str, name: str, now: datetime) -> Watched | None:
    """Read the day or the moment of a viewing; None for an empty cell. Raises `BadCell`."""
    at = moment(text, name, now)
    if at is None:
        return None
    return Watched(at, text.replace("/", "-") if _DAY.fullmatch(text) else None)


class Viewings:
    """The viewings of one file, each with a key of its own.

    Two diary entries for one film on one day are two viewings, and get the same two keys whenever they are read. Rows
    that nothing tells apart are one viewing.
    """

    def __init__(self) -> None:
        self._entries: dict[str, list[str]] = {}

    def add(self, entry: LibraryEntry, watched: Watched | None, diary_entry: str = "") -> LibraryEntry:
        """Mark the entry as seen then; `diary_entry` tells two viewings of one day apart."""
        if watched is None:
            return entry
        identity = [watched.at, *(entry.get(name) for name in _IDENTITY)]
        number = self._number(_key(identity), diary_entry)
        event: LibraryEvent = {
            "interaction_type": "seen",
            "occurred_at": watched.at,
            "idempotency_key": f"seen:{_key([*identity, number] if number else identity)}",
        }
        if watched.on_day:
            event["on_day"] = watched.on_day
        events = [*entry.get("events", []), event]
        return {**entry, "seen_at": min(one["occurred_at"] for one in events), "events": events}

    def _number(self, key: str, diary_entry: str) -> int:
        """Return how many other entries this file had for the same film and day before this one."""
        entries = self._entries.setdefault(key, [])
        if diary_entry not in entries:
            entries.append(diary_entry)
        return entries.index(diary_entry)


def _key(identity: list[object]) -> str:
    return hashlib.sha256(json.dumps(identity).encode()).hexdigest()[:32]
