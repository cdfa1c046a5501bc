"""What a CSV of Google Books volumes says, and what it cannot mean."""

import csv
from pathlib import Path

import pytest

from api.errors import InvalidInput
from api.readers.catalogue.google_books import COLUMNS, GoogleBooks
from api.readers.parsing.csv_files import BadRow, Record

GILEAD = {
    "isbn13": "9780002005883",
    "title": "Gilead",
    "title_and_subtitle": "Gilead: A Novel",
    "authors": "Marilynne Robinson",
    "categories": "Fiction",
    "thumbnail": "http://books.google.com/books/content?id=KQZCPgAACAAJ&printsec=frontcover",
    "description": " A preacher writes\nto his son. ",
    "published_year": "2004.0",
    "average_rating": "3.85",
    "num_pages": "247.0",
    "ratings_count": "361.0",
}
EMMA = dict.fromkeys(COLUMNS, "") | {"isbn13": "9780141439587", "title": "Emma"}


def google_books(folder: Path, *volumes: dict[str, str]) -> GoogleBooks:
    """A file of these volumes."""
    with (folder / "volumes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(volumes)
    return GoogleBooks(folder / "volumes.csv")


def book(folder: Path, **changed: str) -> Record:
    """The record of Gilead with these cells changed."""
    [record] = google_books(folder, GILEAD | changed).books()
    assert not isinstance(record, BadRow), record
    return record


def test_a_volume_is_a_book_with_everything_known_of_it(tmp_path: Path) -> None:
    assert book(tmp_path) == {
        "source": f"{tmp_path}/volumes.csv:2",
        "item_type": "book",
        "title": "Gilead: A Novel",
        "year": 2004,
        "genres": ["Fiction"],
        "keywords": [],
        "authors": ["Marilynne Robinson"],
        "description": "A preacher writes\nto his son.",
        "image_url": "https://books.google.com/books/content?id=KQZCPgAACAAJ&printsec=frontcover",
        "external_rating": 3.85,
        "external_count": 361,
        "page_count": 247,
        "isbn13": "9780002005883",
    }


def test_cells_left_empty_are_none(tmp_path: Path) -> None:
    [record] = google_books(tmp_path, EMMA).books()

    assert isinstance(record, dict)
    assert {name for name, value in record.items() if value} == {"source", "item_type", "title", "isbn13"}
    assert (record["genres"], record["authors"]) == ([], [])


@pytest.mark.parametrize(
    ("cells", "name", "value"),
    [
        ({"authors": "Charles Osborne;Agatha Christie"}, "authors", ["Charles Osborne", "Agatha Christie"]),
        ({"authors": " A ;; B;A"}, "authors", ["A", "B"]),
        (
            {"categories": "Detective and mystery stories, English"},
            "genres",
            ["Detective and mystery stories, English"],
        ),
        ({"categories": "FICTION"}, "genres", ["Fiction"]),
        ({"title_and_subtitle": ""}, "title", "Gilead"),
        ({"title_and_subtitle": "Gilead"}, "title", "Gilead"),
        ({"title_and_subtitle": "Another"}, "title", "Gilead"),
        ({"title": "Gilead:", "title_and_subtitle": "Gilead:: A Novel"}, "title", "Gilead: A Novel"),
        ({"title": "Gilead -", "title_and_subtitle": "Gilead -"}, "title", "Gilead"),
        ({"num_pages": "0.0"}, "page_count", None),
        ({"num_pages": "12"}, "page_count", 12),
        ({"average_rating": "0.0", "ratings_count": "0.0"}, "external_rating", None),
        ({"average_rating": "4.0", "ratings_count": ""}, "external_rating", None),
        ({"thumbnail": "https://books.google.com/1"}, "image_url", "https://books.google.com/1"),
        ({"isbn13": "978-0-00-200588-3"}, "isbn13", "9780002005883"),
    ],
)
def test_a_cell_is_understood(tmp_path: Path, cells: dict[str, str], name: str, value: object) -> None:
    assert book(tmp_path, **cells)[name] == value


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"isbn13": ""}, "isbn13 '' is not 13 digits"),
        ({"isbn13": "0002005883"}, "isbn13 '0002005883' is not 13 digits"),
        ({"isbn13": "9780002005883.0"}, "isbn13 '9780002005883.0' is not 13 digits"),
        ({"isbn13": EMMA["isbn13"]}, "isbn13 9780141439587 stands on line 2 already"),
        ({"title": " "}, "the title is empty"),
        ({"published_year": "MMIV"}, "published_year 'MMIV' is not a number"),
        ({"published_year": "2004.5"}, "published_year '2004.5' is not a whole number"),
        ({"published_year": "20040"}, "published_year '20040' is not from 0 to 3,000"),
        ({"average_rating": "7"}, "average_rating '7' is not from 0 to 5"),
        ({"average_rating": "-1"}, "average_rating '-1' is not from 0 to 5"),
        ({"average_rating": "inf"}, "average_rating 'inf' is not a number"),
        ({"num_pages": "9e99"}, "num_pages '9e99' is not from 0 to 2,147,483,647"),
        ({"ratings_count": "many"}, "ratings_count 'many' is not a number"),
        ({"description": "a\0b"}, "a NUL character"),
    ],
)
def test_a_volume_that_cannot_be_is_named_and_costs_no_other(
    tmp_path: Path, cells: dict[str, str], reason: str
) -> None:
    source = google_books(tmp_path, EMMA, GILEAD | cells, EMMA | {"isbn13": "9780140449266"})

    found = list(source.books())

    # The line the row begins on; the description of the bad one may reach into the next.
    assert found[1] == BadRow(f"{tmp_path}/volumes.csv", 3, reason)
    assert [row["isbn13"] for row in found if isinstance(row, dict)] == [EMMA["isbn13"], "9780140449266"]


def test_another_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "movies.csv").write_text("movieId,title,genres\n")

    with pytest.raises(InvalidInput, match="must name isbn13, title,"):
        GoogleBooks(tmp_path / "movies.csv")
