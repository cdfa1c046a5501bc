"""CineLibre's own document of a user's library, as its export writes it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple, cast

from api.errors import InvalidInput
from api.readers.library.document_influences import read_influence
from api.readers.library.document_texts import read_note, read_review
from api.readers.library.records import LibraryEntry, LibraryEvent, LibraryRecord, known
from api.readers.parsing.cells import LONGEST_TITLE, YEARS, BadCell, calendar_date, keepable_fraction
from api.readers.parsing.csv_files import BadRow
from api.readers.parsing.json_entries import Entries
from api.readers.parsing.json_fields import Doubled, Fields

FORMAT = "cinelibre-library"
VERSION = 1
TYPE = "[a-z][a-z0-9_]{0,49}"  # the form; the database knows which types exist
MARKS = ("watchlist_at", "hidden_at", "seen_at", "favorite_at")
LONGEST_QUERY = 500  # characters
LONGEST_KEY = 200  # characters, of an idempotency key or an id of Google Books

Part = Literal["ratings", "shelf", "interactions", "influences", "notes", "reviews"]


class LibraryDocument(NamedTuple):
    """The entries of a document, as they were found."""

    parts: dict[Part, Sequence[Any]]

    @property
    def n_entries(self) -> int:
        """Return how many entries there are."""
        return sum(map(len, self.parts.values()))

    def read_records(self, now: datetime) -> Iterator[LibraryRecord | BadRow]:
        """Yield every entry as a record; `file` is its part of the document, `row` its position there, from 1."""
        for part, entries in self.parts.items():
            understand = _UNDERSTAND[part]
            for row, entry in enumerate(entries, start=1):
                try:
                    yield LibraryRecord(row=row, file=part, **understand(Fields(entry, "the entry"), now))
                except BadCell as error:
                    yield BadRow(part, row, str(error))


def read_document(name: str, document: Any) -> LibraryDocument:
    """Return the parts of a JSON file. Raises `InvalidInput` (`unknown_format`, `unknown_version`, `invalid_file`)."""
    if isinstance(document, Doubled):
        raise InvalidInput(f"{name} has a key twice where it should name its parts.", "invalid_file")
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        raise InvalidInput(
            f'{name} is JSON, but not a library of CineLibre\'s: its "format" must be "{FORMAT}".', "unknown_format"
        )
    version = document.get("version")
    if type(version) is not int or version != VERSION:
        raise InvalidInput(
            f"{name} is of another version than {VERSION}, the one that is read: export it again with this release,"
            " or upgrade this one.",
            "unknown_version",
        )
    return LibraryDocument({part: _entries(name, document, part) for part in _UNDERSTAND})


def _entries(name: str, document: Mapping[str, Any], part: Part) -> Sequence[Any]:
    entries = document.get(part)
    if entries is not None and not isinstance(entries, Entries):
        raise InvalidInput(f"{part} in {name} is not a list.", "invalid_file")
    return entries or []


def _rating(entry: Fields, now: datetime) -> LibraryEntry:
    if not entry.has("rating"):
        raise BadCell("the entry has no rating")
    return {**_item(entry), **read_stars(entry, now)}


def _marks(entry: Fields, now: datetime) -> LibraryEntry:
    marks = read_marks(entry, now)
    if not marks:
        raise BadCell("the entry marks nothing")
    return {**_item(entry), **marks}


def _interaction(entry: Fields, now: datetime) -> LibraryEntry:
    event = read_event(entry, now)
    item = _item(entry) if entry.has("item") else known()
    return {**item, "events": [event]}


def _influence(entry: Fields, now: datetime) -> LibraryEntry:
    item = _item(entry) if entry.has("item") else known()
    return {**item, "influence": read_influence(entry, now, has_item=entry.has("item"))}


def read_stars(entry: Fields, now: datetime) -> LibraryEntry:
    """Return the stars of an entry and since when, if it has them. Raises `BadCell`."""
    return known(rating=entry.stars("rating"), rated_at=entry.moment("rated_at", now))


def read_marks(entry: Fields, now: datetime) -> LibraryEntry:
    """Return the marks that an entry sets, each with its moment. Raises `BadCell`."""
    opinion = entry.matching("opinion", TYPE, "a name such as like")
    hidden_by = entry.matching("hidden_by", TYPE, "a name such as hide")
    return known(
        **{mark: entry.moment(mark, now) for mark in MARKS},
        hidden_by=hidden_by if entry.has("hidden_at") else None,
        opinion=opinion,
        opinion_at=(entry.moment("opinion_at", now) or now.isoformat()) if opinion else None,
    )


def read_event(entry: Fields, now: datetime) -> LibraryEvent:
    """Return an event without its item. Raises `BadCell` if it has no type or no moment, or a wrong value."""
    event = known(
        interaction_type=entry.matching("interaction_type", "[a-z0-9_]{1,50}", "a name such as watch"),
        occurred_at=entry.moment("occurred_at", now),
        on_day=_day(entry),
        seconds=entry.whole("seconds", least=0),
        fraction=_fraction(entry),
        rating=entry.stars("rating"),
        query=entry.text("query", LONGEST_QUERY),
        context=entry.context("context"),
        idempotency_key=entry.text("idempotency_key", LONGEST_KEY),
    )
    if missing := [name for name in ("interaction_type", "occurred_at") if name not in event]:
        raise BadCell(f"the entry has no {missing[0]}")
    return cast(LibraryEvent, event)


def _day(entry: Fields) -> str | None:
    text = entry.matching("on_day", "[0-9]{4}-[0-9]{2}-[0-9]{2}", "a day such as 2024-01-31")
    return calendar_date(text, "on_day") if text else None


def _fraction(entry: Fields) -> float | None:
    fraction = entry.number("fraction", 0, 1)
    return None if fraction is None else keepable_fraction(fraction)


_UNDERSTAND: dict[Part, Callable[[Fields, datetime], LibraryEntry]] = {
    "ratings": _rating,
    "shelf": _marks,
    "interactions": _interaction,
    "influences": _influence,
    "notes": lambda entry, now: {**_item(entry), **read_note(entry, now)},
    "reviews": lambda entry, now: {**_item(entry), **read_review(entry, now)},
}


def _item(entry: Fields) -> LibraryEntry:
    """Return what the entry is about; ISBNs are taken as the catalogue has them, without checking their digits."""
    item = Fields(entry.value("item"), "the item")
    found = known(
        item_type=item.matching("item_type", "movie|book", "movie or book"),
        title=item.text("title", LONGEST_TITLE),
        year=item.whole("year", *YEARS),
        id=item.whole("id"),
        movielens_id=item.whole("movielens_id"),
        tmdb_id=item.whole("tmdb_id"),
        imdb_id=item.matching("imdb_id", "tt[0-9]{1,10}", "an id such as tt0087182"),
        google_id=item.text("google_id", LONGEST_KEY),
        isbn13=item.matching("isbn13", "[0-9]{13}", "13 digits"),
    )
    if not found.keys() - {"item_type", "year"}:
        raise BadCell("the item has neither a title nor an id")
    return found
