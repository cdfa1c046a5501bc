"""What Google Books answers, in literals and as it really did."""

from typing import Any

import pytest

from api.readers.catalogue.google_volumes import book_record
from api.readers.parsing.cells import BadCell
from tests.api.readers.catalogue.samples import sample

MUSHROOMS: dict[str, Any] = {
    "kind": "books#volume",
    "id": "AbC-12_xYz0",
    "volumeInfo": {
        "title": "Mushrooms",
        "subtitle": "A Walk",
        "authors": ["Ana One", "Bo Two", "Ana One"],
        "publisher": "Forest & Sons",
        "publishedDate": "2004-11",
        "description": "<p>Of caps &amp; <i>stems</i>.<br>And rain.</p>",
        "industryIdentifiers": [{"type": "ISBN_10", "identifier": "1845056329"}],
        "pageCount": 0,
        "categories": ["Nature / Fungi / General"],
        "averageRating": 4.5,
        "ratingsCount": 2,
        "maturityRating": "NOT_MATURE",
        "imageLinks": {"smallThumbnail": "http://books.example.org/s", "thumbnail": "http://books.example.org/t"},
        "language": "en",
    },
}


def test_a_volume_of_every_field_is_a_record_of_every_field() -> None:
    assert book_record(MUSHROOMS, "nature") == {
        "item_type": "book",
        "google_id": "AbC-12_xYz0",
        "isbn13": "9781845056322",
        "title": "Mushrooms: A Walk",
        "year": 2004,
        "published_date": None,
        "language": "en",
        "genres": ["Nature", "Fungi"],
        "keywords": ["fungi"],
        "authors": ["Ana One", "Bo Two"],
        "publisher": "Forest & Sons",
        "description": "Of caps & stems. And rain.",
        "image_url": "https://books.example.org/t",
        "external_rating": 4.5,
        "external_count": 2,
        "page_count": None,
    }


def test_a_volume_without_description_isbn_and_category_is_a_book_of_its_subject() -> None:
    record = book_record({"id": "a", "volumeInfo": {"title": "T", "authors": None, "imageLinks": {}}}, "history")

    assert {name: value for name, value in record.items() if value not in (None, [])} == {
        "item_type": "book",
        "google_id": "a",
        "title": "T",
        "genres": ["History"],
    }


def test_a_volume_as_it_was_sent() -> None:
    record = book_record(sample("google_books_volumes_subject_thriller_20")["items"][0], "thriller")

    assert (record["google_id"], record["title"], record["isbn13"]) == (
        "3Vi2uQAACAAJ",
        "The Da Vinci Code",
        "9781845056322",
    )
    assert (record["authors"][0], record["year"], record["page_count"]) == ("Dan Brown", 2004, 707)
    assert record["genres"] == ["Art museum curators"]
    assert record["image_url"].startswith("https://books.google.com/")


def test_all_volumes_as_they_were_sent_are_books_or_named() -> None:
    names = ("subject_thriller_20", "dog_search", "minimal_polish", "missing_description")
    items = [item for name in names for item in sample(f"google_books_volumes_{name}")["items"]]

    records = [book_record(item, "history") for item in items]

    assert len(records) == len(items) > 20
    assert all(record["title"] and record["google_id"] for record in records)
    undescribed = next(record for record in records if record["google_id"] == "PNJZAAAAcAAJ")
    assert (undescribed["description"], undescribed["isbn13"], undescribed["genres"]) == (None, None, ["History"])


def test_ten_digits_become_thirteen() -> None:
    volume = {
        "id": "a",
        "volumeInfo": {"title": "T", "industryIdentifiers": [{"type": "ISBN_10", "identifier": "1845056329"}]},
    }

    assert book_record(volume)["isbn13"] == "9781845056322"  # as Google pairs them


@pytest.mark.parametrize(
    ("identifiers", "expected"),
    [
        ([{"type": "ISBN_13", "identifier": "9781845056322"}], "9781845056322"),
        (
            [{"type": "ISBN_10", "identifier": "1845056329"}, {"type": "ISBN_13", "identifier": "9780306406157"}],
            "9780306406157",
        ),
        (
            [{"type": "ISBN_13", "identifier": "9781845056323"}, {"type": "ISBN_10", "identifier": "1845056329"}],
            "9781845056322",
        ),
        ([{"type": "OTHER", "identifier": "1845056329"}], None),
        ([{"type": ["ISBN_13"], "identifier": "9781845056322"}], None),
        ([{"type": "ISBN_13", "identifier": 9781845056322}, 3, None], None),
        ("9781845056322", None),
    ],
)
def test_an_isbn_is_one_by_its_check_digit(identifiers: Any, expected: str | None) -> None:
    volume = {"id": "a", "volumeInfo": {"title": "T", "industryIdentifiers": identifiers}}

    assert book_record(volume)["isbn13"] == expected


def test_a_subtitle_belongs_to_the_title_and_categories_are_parted() -> None:
    told = {"title": "Dogs", "subtitle": "A Life", "categories": ["FICTION / Thrillers / General", "Fiction"]}

    record = book_record({"id": "a", "volumeInfo": told})

    assert (record["title"], record["genres"]) == ("Dogs: A Life", ["Fiction", "Thrillers"])


@pytest.mark.parametrize(
    ("title", "subtitle", "whole"),
    [
        ("Einsam:", "The Life", "Einsam: The Life"),
        ("Einsam :", ": The Life", "Einsam: The Life"),
        ("Einsam /", None, "Einsam"),
        ("Einsam -", None, "Einsam"),
        ("Spider-Man", None, "Spider-Man"),
        ("M/F", "", "M/F"),
        (":", None, ":"),
    ],
)
def test_a_title_that_ends_in_a_mark_gets_no_second_one(title: str, subtitle: str | None, whole: str) -> None:
    told = {"title": title, "subtitle": subtitle}

    assert book_record({"id": "a", "volumeInfo": told})["title"] == whole


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"id": "a"},
        {"id": "a", "volumeInfo": {"title": ""}},
        {"id": "a", "volumeInfo": {"title": "T", "maturityRating": "MATURE"}},
    ],
)
def test_what_is_no_book_is_refused(body: Any) -> None:
    with pytest.raises(BadCell):
        book_record(body)
