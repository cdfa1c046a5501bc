"""What moves a reader's lists, in CineLibre's own document of a user's library."""

from datetime import datetime
from typing import cast

from api.readers.library.records import LibrarySetting, known
from api.readers.parsing.cells import BadCell
from api.readers.parsing.json_fields import Fields

KINDS = "genre|language|decade|person|type|item"
LONGEST_NAME = 200  # characters


def read_influence(entry: Fields, now: datetime, *, has_item: bool) -> LibrarySetting:
    """Return how much an item or a feature counts. Raises `BadCell` if that is not said, or says nothing."""
    kind = entry.matching("kind", KINDS, "genre, language, decade, person, type or item")
    name = entry.text("name", LONGEST_NAME)
    weight = entry.number("weight", 0, 2)
    if kind is None or (kind == "item") != has_item or (kind == "item") != (name is None):
        raise BadCell("the entry names neither an item alone nor a feature alone")
    if weight is None or weight == 1:
        raise BadCell("the entry has no weight, or one that changes nothing")
    return cast(LibrarySetting, known(kind=kind, name=name, weight=weight, set_at=entry.moment("set_at", now)))
