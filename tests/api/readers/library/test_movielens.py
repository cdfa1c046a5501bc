"""One person's ratings at MovieLens, in the shapes they come in."""

import pytest

from api.errors import InvalidInput
from api.readers.library.recognition import read_library
from tests.api.readers.library.exports import NOW, bad_rows, records, without

RATED_AT = "2023-11-14T22:13:20+00:00"  # 1,700,000,000 seconds since 1970


@pytest.mark.parametrize(
    "content",
    [
        "userId,movieId,rating,timestamp\n7,32,4.5,1700000000\n",
        "movieId,rating,timestamp\n32,4.5,1700000000\n",
        "movieId;rating;timestamp\n32;4,5;1700000000\n",
    ],
)
def test_a_rating_has_its_second(content: str) -> None:
    assert records(content) == [
        {"row": 2, "file": "my.csv", "item_type": "movie", "movielens_id": 32, "rating": 4.5, "rated_at": RATED_AT}
    ]


def test_the_sites_own_export_has_titles_and_ids_and_no_dates() -> None:
    content = 'movie_id,imdb_id,tmdb_id,rating,average_rating,title\n32,0087182,603,4.0,3.9,"Dusk, The (Alba) (1995)"\n'

    assert records(content) == [
        {
            "row": 2,
            "file": "my.csv",
            "item_type": "movie",
            "movielens_id": 32,
            "imdb_id": "tt0087182",
            "tmdb_id": 603,
            "rating": 4.0,
            "title": "The Dusk",
            "original_title": "Alba",
            "year": 1995,
        }
    ]


def test_a_file_of_many_raters_is_refused_before_anything_is_read_of_it() -> None:
    content = b"userId,movieId,rating,timestamp\n1,32,4,1700000000\n1,33,4\n2,32,4,1700000000\n"

    with pytest.raises(InvalidInput) as refusal:
        read_library("ratings.csv", content, NOW)

    assert refusal.value.slug == "many_raters"
    assert refusal.value.detail.startswith("ratings.csv holds the ratings of several people (from line 4 on)")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("x,4,1700000000", "movieId 'x' is not a whole number"),
        (",4,1700000000", "movieId '' is not a whole number"),
        ("2147483648,4,1700000000", "movieId '2147483648' is too large"),
        ("32,3.33,1700000000", "rating '3.33' is not one of 0.5, 1, 1.5 and so on to 5"),
    ],
)
def test_what_cannot_be_is_a_bad_row(row: str, reason: str) -> None:
    assert bad_rows(f"movieId,rating,timestamp\n{row}\n") == [(2, reason)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("32,4,99999999999", "timestamp '99999999999' is in the future"),
        ("32,4,999999999999", "timestamp '999999999999' is too large"),
        ("32,4,-1", "timestamp '-1' is not a whole number"),
    ],
)
def test_a_row_is_read_without_an_optional_cell_that_is_spoilt(row: str, reason: str) -> None:
    assert without("rated_at", f"movieId,rating,timestamp\n{row}\n") == reason
