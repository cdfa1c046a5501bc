"""Google Books as a CSV of volumes: isbn13, title, authors, categories, thumbnail, description and figures."""

from collections.abc import Iterator
from pathlib import Path

from api.readers.catalogue.book_subjects import subject_keywords
from api.readers.parsing.cells import (
    YEARS,
    BadCell,
    OneLineEach,
    decimal_number,
    joined_title,
    rounded_number,
    shown,
    title_text,
)
from api.readers.parsing.csv_files import BadRow, CsvFile, CsvRow, Record

COLUMNS = (
    "isbn13",
    "title",
    "title_and_subtitle",
    "authors",
    "categories",
    "thumbnail",
    "description",
    "published_year",
    "average_rating",
    "num_pages",
    "ratings_count",
)


class GoogleBooks:
    """The volumes of one CSV file. Raises `InvalidInput` if it cannot be read or is another file."""

    def __init__(self, path: Path) -> None:
        self.volumes = CsvFile(path, COLUMNS)

    def books(self) -> Iterator[Record | BadRow]:
        """Yield every book as a record for the catalogue, or its bad row."""
        seen = OneLineEach("isbn13")
        yield from self.volumes.read_records(lambda row: self._book(row, seen))

    def _book(self, row: CsvRow, seen: OneLineEach) -> Record:
        isbn, title, full_title, authors, categories, thumbnail, description, *figures = row.cells
        year, rating, n_pages, n_ratings = figures
        seen.take(isbn13 := _isbn13(isbn), row.line)
        count = rounded_number(n_ratings, "ratings_count")
        average = decimal_number(rating, "average_rating", 5)
        return {
            "source": self.volumes.place(row.line),
            "item_type": "book",
            "title": _title(title, full_title),
            "year": rounded_number(year, "published_year", YEARS[1]),
            "genres": (genres := _genres(categories)),
            "keywords": subject_keywords(genres),
            "authors": _listed(authors),
            "description": description.strip() or None,
            "image_url": thumbnail.strip().replace("http://", "https://", 1) or None,
            "external_rating": average if count else None,
            "external_count": count,
            "page_count": rounded_number(n_pages, "num_pages") or None,
            "isbn13": isbn13,
        }


def _isbn13(text: str) -> str:
    isbn13 = text.replace("-", "").strip()
    if len(isbn13) != 13 or not (isbn13.isascii() and isbn13.isdigit()):
        raise BadCell(f"isbn13 {shown(text)} is not 13 digits")
    return isbn13


def _title(title: str, full_title: str) -> str:
    """Return the title with its subtitle, if the longer one begins with the shorter."""
    title, full_title = title_text(title), full_title.strip()
    return title_text(joined_title(title, full_title.removeprefix(title) if full_title.startswith(title) else None))


def _listed(text: str) -> list[str]:
    return list(dict.fromkeys(name.strip() for name in text.split(";") if name.strip()))


def _genres(categories: str) -> list[str]:
    """Return the category, which is a single one even if it has commas; FICTION becomes Fiction."""
    category = categories.strip()
    return [category.capitalize() if category.isupper() else category] if category else []
