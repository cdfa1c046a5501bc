"""What TMDB answers, in literals and as it really did."""

from typing import Any

import pytest

from api.readers.catalogue.tmdb import movie_record
from api.readers.parsing.cells import BadCell
from tests.api.readers.catalogue.samples import sample

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
