"""What the exports of StoryGraph, calibre and LibraryThing say of books."""

import json
from typing import Any

import pytest

from api.readers.library.recognition import read_library
from tests.api.readers.library.exports import NOW, TODAY, bad_rows, records, without

STORYGRAPH = (
    "Title,Authors,Contributors,ISBN/UID,Format,Read Status,Date Added,Last Date Read,Dates Read,Read Count,Moods,Pace,"
    "Star Rating,Review,Tags,Owned?"
)
CALIBRE = (
    "authors,author_sort,rating,library_name,timestamp,formats,size,isbn,identifiers,comments,tags,series,series_index,"
    "languages,title,cover,title_sort,publisher,pubdate,id,uuid,#read"
)
LIBRARYTHING = (
    "Book Id\tTitle\tPrimary Author\tSecondary Author\tDate\tRating\tDate Started\tDate Read\tCollections\tISBN\tISBNs"
    "\tEntry Date"
)
ADDED, READ = "2023-01-08T00:00:00+00:00", "2023-02-20T00:00:00+00:00"
EMMA = {"item_type": "book", "title": "Emma", "authors": ["Jane Austen"]}


def said(content: str) -> dict[str, Any]:
    """What one row says, without its place and viewings."""
    [record] = records(content)
    return {key: value for key, value in record.items() if key not in {"row", "file", "events"}}


def storygraph(status: str, uid: str = "", stars: str = "", last: str = "", dates: str = "") -> str:
    """One row of StoryGraph's."""
    return f'{STORYGRAPH}\nEmma,Jane Austen,,{uid},,{status},2023/01/08,{last},"{dates}",0,,,{stars},,,No\n'


@pytest.mark.parametrize(
    ("row", "marks"),
    [
        ({"status": "read", "stars": "4.75", "last": "2023/02/20"}, {"rating": 5.0, "rated_at": READ, "seen_at": READ}),
        ({"status": "read", "stars": "4.25"}, {"rating": 4.5, "rated_at": ADDED, "seen_at": ADDED}),
        ({"status": "read", "stars": "0.0"}, {"seen_at": ADDED}),
        ({"status": "to-read"}, {"watchlist_at": ADDED}),
        ({"status": "did-not-finish", "stars": "2.0", "last": "2023/02/20"}, {"rating": 2.0, "rated_at": READ}),
        ({"status": "currently-reading"}, {}),
        ({"status": "read", "uid": "0306406152"}, {"isbn13": "9780306406157", "seen_at": ADDED}),
        ({"status": "to-read", "uid": "B00ABCDEFG"}, {"watchlist_at": ADDED}),
        ({"status": "to-read", "uid": "0b1c2d3e-aaaa-bbbb-cccc-0123456789ab"}, {"watchlist_at": ADDED}),
    ],
)
def test_storygraphs_status_stars_and_days_are_read(row: dict[str, str], marks: dict[str, Any]) -> None:
    content = storygraph(**row)

    assert read_library("my.csv", content.encode(), NOW).format == "storygraph"
    assert said(content) == {**EMMA, **marks}


def test_every_reading_of_storygraph_is_one_of_its_last_day() -> None:
    dates = "2023/02/01-2023/02/20, 2021/05/09, 2020/01, 2022/01/30-2022/02/02"

    [record] = records(storygraph("read", last="2023/02/20", dates=dates))

    assert [event["on_day"] for event in record["events"]] == ["2021-05-09", "2022-02-02", "2023-02-20"]
    assert record["seen_at"] == "2021-05-09T00:00:00+00:00"


def test_storygraphs_older_header_is_known_and_every_author_is_told() -> None:
    content = 'Title,Author,ISBN,Read Status,Star Rating\nOmens,"Ann Lee, Bo, Cy Day",0306406152,to-read,\n'

    assert said(content) == {
        "item_type": "book",
        "title": "Omens",
        "authors": ["Ann Lee", "Bo", "Cy Day"],
        "isbn13": "9780306406157",
        "watchlist_at": TODAY,
    }


def test_a_spoilt_cell_of_storygraph_is_a_note_and_spoilt_stars_are_not() -> None:
    assert without("isbn13", storygraph("read", uid="0306406151")).startswith("ISBN/UID '0306406151' is not an ISBN")
    assert bad_rows(storygraph("read", stars="4.8")) == [
        (2, "Star Rating '4.8' is not one of 0.5, 1, 1.5 and so on to 5")
    ]


def calibre(rating: str = "5", isbn: str = "", ids: str = "", published: str = "1815-12-23", read: str = "") -> str:
    """One row of calibre's."""
    return (
        f'{CALIBRE}\n"Jane Austen, Bo Day","Austen, Jane & Day, Bo","{rating}","Books","2023-01-08T01:00:00+01:00",'
        f'"epub","1","{isbn}","{ids}","About, it","a, b","S","1.0","eng","Emma","c","Emma","P",'
        f'"{published}T01:00:00+01:00","8","u-1","{read}"\n'
    )


def test_calibres_stars_are_of_the_day_the_book_came_in() -> None:
    book = {**EMMA, "authors": ["Jane Austen", "Bo Day"], "year": 1815}

    assert read_library("my.csv", calibre().encode(), NOW).format == "calibre"
    assert said(calibre()) == {**book, "rating": 5.0, "rated_at": ADDED}
    assert said(calibre(rating="")) == said(calibre(rating="0")) == book
    assert said(calibre(rating="", read="True")) == {**book, "seen_at": ADDED}


def test_calibres_unknown_day_is_no_year() -> None:
    assert "year" not in said(calibre(published="0101-01-01"))


@pytest.mark.parametrize(
    ("isbn", "ids"), [("9780306406157", ""), ("", "goodreads:1,isbn:0306406152"), ("030640615", "isbn:9780306406157")]
)
def test_calibres_isbn_is_a_cell_or_one_of_the_identifiers(isbn: str, ids: str) -> None:
    assert said(calibre(isbn=isbn, ids=ids))["isbn13"] == "9780306406157"


def librarything(
    read: str = "", collections: str = "Your library", isbn: str = "", isbns: str = "", rating: str = ""
) -> str:
    """One row of LibraryThing's."""
    cells = ["7", "Emma", "Austen, Jane", "Day, Bo|Lee, Ann", "1815", rating, "", read, collections, isbn, isbns]
    return f"{LIBRARYTHING}\n" + "\t".join([*cells, "[2023-01-08]"]) + "\n"


def test_librarythings_days_and_collections_say_what_was_read_and_what_is_to_be() -> None:
    book = {**EMMA, "authors": ["Jane Austen", "Bo Day", "Ann Lee"], "year": 1815}

    assert read_library("my.tsv", librarything().encode(), NOW).format == "librarything"
    assert said(librarything()) == book
    assert said(librarything("[2023-02-20]", rating="4.5")) == {
        **book,
        "rating": 4.5,
        "rated_at": READ,
        "seen_at": READ,
    }
    assert said(librarything(rating="3")) == {**book, "rating": 3.0, "rated_at": ADDED}
    assert said(librarything(collections="Your library, To read")) == {**book, "watchlist_at": ADDED}
    assert said(librarything(collections="Wishlist")) == {**book, "watchlist_at": ADDED}
    assert said(librarything("[2023-02-20]", "To read")) == {**book, "seen_at": READ}
    assert said(librarything(collections="Read but unowned")) == {**book, "seen_at": ADDED}


@pytest.mark.parametrize(
    ("isbn", "isbns"),
    [("[0306406152]", ""), ("[0306406152]", "0306406152, 9780306406157"), ("[x]", "1234567890, 9780306406157")],
)
def test_librarythings_isbn_is_the_first_that_is_one(isbn: str, isbns: str) -> None:
    record = said(librarything(isbn=isbn, isbns=isbns))

    assert (record["isbn13"], record.get("notes")) == ("9780306406157", None)


def test_librarythings_json_says_the_same() -> None:
    book = {
        "books_id": "7",
        "title": "Emma",
        "primaryauthor": "Austen, Jane",
        "date": "1815",
        "isbn": {"0": "0306406152", "2": "9780306406157"},
        "rating": 4.5,
        "collections": ["Your library", "To read"],
        "entrydate": "2023-01-08",
    }

    [record] = records(json.dumps({"7": book}), "librarything.json")

    assert {name: value for name, value in record.items() if name not in {"row", "file"}} == {
        **EMMA, "year": 1815, "isbn13": "9780306406157", "rating": 4.5, "rated_at": ADDED, "watchlist_at": ADDED
    }  # fmt: skip
