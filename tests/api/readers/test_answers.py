"""What TMDB and Google Books answer, in literals and as they really did."""

import json
from typing import Any

import pytest

from api.readers.answers import day, language, number, plain, text, whole
from api.readers.cells import BadCell
from api.readers.google_volumes import book_record
from api.readers.tmdb import movie_record
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
        *[(value, None) for value in ("xx", "und", "mul", "", None, "1a", "english", "x")],
    ],
)
def test_a_language_is_the_catalogues_code_of_it(value: Any, expected: str | None) -> None:
    assert language(value) == expected


def test_html_is_read_as_text() -> None:
    assert plain("<p>One &amp; two.<br>Three</p><p>four</p>") == "One & two. Three four"
    assert plain("2 < 3") == "2 < 3"
    assert plain(None) is None


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
