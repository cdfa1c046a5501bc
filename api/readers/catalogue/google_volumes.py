"""Turns a volume of Google Books' API into a record."""

from typing import Any

from api.readers.catalogue.book_subjects import subject_keywords
from api.readers.parsing.answers import day, entries, field, language, number, plain, text, texts, whole
from api.readers.parsing.cells import LONGEST_TITLE, BadCell, joined_title
from api.readers.parsing.isbn import thirteen_digits

KINDS = ("ISBN_13", "ISBN_10")

Record = dict[str, Any]


def book_record(body: Any, subject: str | None = None) -> Record:
    """Return a book for the catalogue; without a category it gets the `subject` that found it.

    Raises `BadCell` if it has no id or title, or is for adults only. Its rating is from 0 to 5.
    """
    google_id = text(field(body, "id"), 40)
    if not google_id:
        raise BadCell("it has no id")
    if not (title := _title(body)):
        raise BadCell("it has no title")
    if field(body, "volumeInfo", "maturityRating") == "MATURE":
        raise BadCell("it is marked as mature")
    year, published_date = day(field(body, "volumeInfo", "publishedDate"))
    count = whole(field(body, "volumeInfo", "ratingsCount"))
    image = text(field(body, "volumeInfo", "imageLinks", "thumbnail"), 1000)
    genres = _genres(field(body, "volumeInfo", "categories"))
    return {
        "item_type": "book",
        "google_id": google_id,
        "isbn13": _isbn13(body),
        "title": title,
        "year": year,
        "published_date": published_date,
        "language": language(field(body, "volumeInfo", "language")),
        "genres": genres or ([subject.capitalize()] if subject else []),
        "keywords": subject_keywords(genres),
        "authors": texts(field(body, "volumeInfo", "authors"), 10),
        "publisher": text(field(body, "volumeInfo", "publisher"), 200),
        "description": plain(field(body, "volumeInfo", "description")),
        "image_url": image.replace("http://", "https://", 1) if image else None,
        "external_rating": number(field(body, "volumeInfo", "averageRating"), 5) if count else None,
        "external_count": count,
        "page_count": whole(field(body, "volumeInfo", "pageCount"), 100_000) or None,
    }


def _title(body: Any) -> str | None:
    title, subtitle = (text(field(body, "volumeInfo", name), LONGEST_TITLE) for name in ("title", "subtitle"))
    return text(joined_title(title, subtitle), LONGEST_TITLE) if title else None


def _genres(categories: Any) -> list[str]:
    """Split `Fiction / Thrillers / General` into its parts without the last, which says nothing."""
    parts = [part.strip() for category in texts(categories) for part in category.split(" / ")]
    return texts([part.capitalize() if part.isupper() else part for part in parts if part != "General"], 6)


def _isbn13(body: Any) -> str | None:
    identifiers = list(entries(body, "volumeInfo", "industryIdentifiers"))
    named = [text(one.get("identifier")) for kind in KINDS for one in identifiers if one.get("type") == kind]
    return next((digits for value in named if value and (digits := thirteen_digits(value))), None)
