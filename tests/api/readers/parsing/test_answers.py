"""What TMDB and Google Books answer, in literals and as they really did."""

import json
from typing import Any

import pytest

from api.readers.catalogue.google_volumes import book_record
from api.readers.catalogue.tmdb import movie_record
from api.readers.parsing.answers import day, language, number, plain, text, whole
from api.readers.parsing.cells import BadCell
from api.settings import ROOT

SAMPLES = ROOT.parent / "shared" / "data" / "api_samples"


def sample(name: str) -> Any:
    """A body as it was sent."""
    if not SAMPLES.exists():
        pytest.skip("the samples of real answers are absent")
    return json.loads((SAMPLES / f"{name}.json").read_text())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2013-09-06", (2013, "2013-09-06")),
        ("2004-11", (2004, None)),
        ("2004", (2004, None)),
        ("", (None, None)),
        ("19??", (None, None)),
        ("199?", (None, None)),
        ("2016-09-15T00:00:00+02:00", (2016, "2016-09-15")),  # the day as it was written
        ("2016-09-15 00:00:00", (2016, "2016-09-15")),
        ("1998*", (1998, None)),
        ("1998?", (1998, None)),
        ("[1998]", (1998, None)),
        ("c1998.", (1998, None)),
        ("0101-01-01", (None, None)),
        ("0999", (None, None)),
        ("1000", (1000, None)),
        ("19981", (None, None)),
        ("2013-02-31", (2013, None)),
        (None, (None, None)),
        (2004, (None, None)),
        ("0000", (None, None)),
    ],
)
def test_a_date_may_be_a_year(value: Any, expected: Any) -> None:
    assert day(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, 1.0),
        ("93.4917", 93.4917),
        (0, 0.0),
        (-1, None),
        ("nan", None),
        (float("inf"), None),
        (True, None),
        ("x", None),
    ],
)
def test_a_number_may_be_text(value: Any, expected: Any) -> None:
    assert number(value) == expected
    assert whole(139.0) == 139
    assert whole(1.5) is None
    assert number(11, 10) is None


def test_text_is_trimmed_cut_and_storable() -> None:
    assert text("  a\0b\ud800 ") == "ab"
    assert text("abcdef", 3) == "abc"
    assert [text(one) for one in ("", " ", None, 3)] == [None] * 4


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *[("hi", "hi"), ("EN", "en"), ("pt-BR", "pt"), ("fil", "fil"), ("zh-Hant-TW", "zh"), ("cn", "yue")],
        *[("iw", "he"), ("in", "id"), ("ji", "yi"), ("jw", "jv"), ("mo", "ro"), ("iw-IL", "he"), ("pt_BR", "pt")],
        *[(value, None) for value in ("xx", "un", "und", "mul", "", None, "1a", "english", "x")],
    ],
)
def test_a_language_is_the_catalogues_code_of_it(value: Any, expected: str | None) -> None:
    assert language(value) == expected


def test_html_is_read_as_text() -> None:
    assert plain("<p>One &amp; two.<br>Three</p><p>four</p>") == "One & two. Three four"
    assert plain("2 < 3") == "2 < 3"
    assert plain(None) is None


FERRY: dict[str, Any] = {
    "adult": False,
    "backdrop_path": None,
    "belongs_to_collection": None,
    "budget": 0,
    "genres": [{"id": 18, "name": "Drama"}, {"id": 878, "name": "Science Fiction"}],
    "homepage": "",
    "id": 4711,
    "imdb_id": None,
    "original_language": "hi",
    "original_title": "नदी का घाट",
    "overview": "A ferryman waits for a train that was never built.\n",
    "popularity": "12.5",
    "poster_path": "/ferry.jpg",
    "release_date": "1998-02-03",
    "runtime": 119,
    "status": "Released",
    "title": "The Ferry",
    "video": False,
    "vote_average": 7.25,
    "vote_count": 40,
    "credits": {
        "cast": [{"id": 2, "name": "Second Billed", "order": 1}, {"id": 1, "name": "First Billed", "order": 0}],
        "crew": [
            {"id": 3, "name": "Who Wrote", "job": "Writer", "department": "Writing"},
            {"id": 4, "name": "Who Directed", "job": "Director", "department": "Directing"},
        ],
    },
    "keywords": {"keywords": [{"id": 1, "name": "river"}, {"id": 2, "name": "waiting"}]},
    "external_ids": {"imdb_id": "tt0047110", "facebook_id": None},
    "release_dates": {
        "results": [
            {"iso_3166_1": "US", "release_dates": [{"certification": "PG", "type": 3}]},
            {
                "iso_3166_1": "IN",
                "release_dates": [{"certification": "", "type": 1}, {"certification": "UA", "type": 3}],
            },
        ]
    },
}
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


def test_a_movie_of_every_field_is_a_record_of_every_field() -> None:
    assert movie_record(FERRY) == {
        "item_type": "movie",
        "tmdb_id": 4711,
        "imdb_id": "tt0047110",
        "title": "The Ferry",
        "original_title": "नदी का घाट",
        "year": 1998,
        "release_date": "1998-02-03",
        "language": "hi",
        "genres": ["Drama", "Science Fiction"],
        "description": "A ferryman waits for a train that was never built.",
        "image_url": "https://image.tmdb.org/t/p/w500/ferry.jpg",
        "external_rating": 7.25,
        "external_count": 40,
        "external_popularity": 12.5,
        "runtime": 119,
        "directors": ["Who Directed"],
        "cast": ["First Billed", "Second Billed"],
        "certification": "UA",
        "keywords": ["river", "waiting"],
    }


def test_a_movie_of_blanks_and_nulls_is_what_is_left_of_it() -> None:
    blanks: dict[str, Any] = {
        "release_date": "",
        "poster_path": None,
        "overview": "",
        "runtime": 0,
        "vote_count": 0,
        "genres": [],
    }

    record = movie_record(
        {name: value for name, value in FERRY.items() if not isinstance(value, dict)}
        | blanks
        | {"original_title": None}
    )

    assert {name: value for name, value in record.items() if value not in (None, [])} == {
        "item_type": "movie",
        "tmdb_id": 4711,
        "title": "The Ferry",
        "language": "hi",
        "external_count": 0,
        "external_popularity": 12.5,
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


def test_a_movie_as_it_was_sent() -> None:
    record = movie_record(sample("tmdb_movie_all_append_to_response_full"))

    assert (record["tmdb_id"], record["imdb_id"], record["title"]) == (87421, "tt1411250", "Riddick")
    assert (record["external_rating"], record["external_count"]) == (6.2, 625)
    assert record["external_popularity"] == pytest.approx(93.4917224393659)  # sent as text
    assert (record["year"], record["release_date"], record["runtime"]) == (2013, "2013-09-06", 119)
    assert record["genres"] == ["Action", "Science Fiction", "Thriller"]
    assert record["keywords"] == ["planet", "aliens", "revenge", "riddick"]
    assert (record["directors"], record["cast"][0], len(record["cast"])) == (["David Twohy"], "Vin Diesel", 10)
    assert record["certification"] == "R"


def test_a_movie_of_another_script_keeps_its_name() -> None:
    record = movie_record(sample("tmdb_movie_19404_hindi_detail"))

    assert (record["title"], record["language"]) == ("Dilwale Dulhania Le Jayenge", "hi")
    assert record["original_title"] == "दिलवाले दुल्हनिया ले जायेंगे"


@pytest.mark.parametrize(
    ("name", "year", "image"),
    [
        ("tmdb_movie_550_detail", 1999, None),
        ("tmdb_movie_9443_blank_release_date", None, "https://image.tmdb.org/t/p/w500/qnRaum8k0HqGRml2i7OawFqUtEb.jpg"),
    ],
)
def test_what_is_blank_or_null_is_left_out(name: str, year: int | None, image: str | None) -> None:
    record = movie_record(sample(name))

    assert (record["year"], record["image_url"], record["directors"]) == (year, image, [])


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "x",
        {},
        {"id": 1},
        {"id": 1, "title": " "},
        {"id": "x", "title": "T"},
        {"id": 1, "title": "T", "adult": True},
    ],
)
def test_what_is_no_movie_is_refused(body: Any) -> None:
    with pytest.raises(BadCell):
        movie_record(body)


def test_a_movie_of_wrong_types_is_what_is_left_of_it() -> None:
    body = {
        "id": 1,
        "title": "T",
        "genres": "x",
        "credits": {"cast": [1, {"name": None}], "crew": None},
        "runtime": "long",
        "release_dates": {"results": [{"release_dates": 1}]},
        "vote_count": "many",
        "overview": 3,
    }

    record = movie_record(body)

    assert {name: value for name, value in record.items() if value not in (None, [])} == {
        "item_type": "movie",
        "tmdb_id": 1,
        "title": "T",
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
