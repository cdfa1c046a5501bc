"""Google Books: a volume, as its API answers it, as a record."""

import re
from typing import Any

from api.readers.answers import day, entries, field, language, number, plain, text, texts, whole
from api.readers.cells import LONGEST_TITLE, BadCell

Record = dict[str, Any]


def book_record(body: Any, subject: str | None = None) -> Record:
    """A book for the catalogue; without a category it has the `subject` it was found by.

    Raises `BadCell` where it has no id or title, or is not for everybody's eyes. Its rating is from 0 to 5.
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
    return text(f"{title}: {subtitle}", LONGEST_TITLE) if title and subtitle else title


def _genres(categories: Any) -> list[str]:
    """`Fiction / Thrillers / General` are three, the last of which says nothing."""
    parts = [part.strip() for category in texts(categories) for part in category.split(" / ")]
    return texts([part.capitalize() if part.isupper() else part for part in parts if part != "General"], 6)


def _isbn13(body: Any) -> str | None:
    named = {
        one.get("type"): re.sub("[^0-9X]", "", one["identifier"].upper())
        for one in entries(body, "volumeInfo", "industryIdentifiers")
        if isinstance(one.get("identifier"), str)
    }
    isbn13, isbn10 = named.get("ISBN_13", ""), named.get("ISBN_10", "")
    if re.fullmatch("97[89][0-9]{10}", isbn13):
        return isbn13
    return _longer(isbn10) if re.fullmatch("[0-9]{9}[0-9X]", isbn10) else None


def _longer(isbn10: str) -> str:
    """978 before its first nine digits, and the check digit of thirteen: weights 1 and 3 in turn."""
    digits = f"978{isbn10[:9]}"
    checksum = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-checksum % 10}"
