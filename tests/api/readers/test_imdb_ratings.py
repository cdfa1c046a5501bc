"""What a row of IMDb's export says of a film, and what is no film."""

import pytest

from tests.api.readers.library_files import bad_rows, records

HEADER = (
    "Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,"
    "Num Votes,Release Date,Directors\n"
)


def export(
    const: str = "tt0087182",
    rating: str = "9",
    rated: str = "2024-05-01",
    title: str = "Twilight",
    original: str = "Twilight",
    title_type: str = "Movie",
    year: str = "1990",
) -> str:
    """One row below the header."""
    return (
        f'{HEADER}{const},{rating},{rated},"{title}","{original}",x,{title_type},8.0,90,{year},"Drama, War",7,,"A, B"\n'
    )


def test_stars_out_of_ten_are_halved() -> None:
    assert records(export(original="Szürkület")) == [
        {
            "row": 2,
            "file": "my.csv",
            "item_type": "movie",
            "title": "Twilight",
            "original_title": "Szürkület",
            "year": 1990,
            "imdb_id": "tt0087182",
            "rating": 4.5,
            "rated_at": "2024-05-01T00:00:00+00:00",
        }
    ]


def test_an_original_title_that_is_the_title_is_not_repeated() -> None:
    assert "original_title" not in records(export())[0]


@pytest.mark.parametrize("title_type", ["movie", "tvMovie", "TV Movie", "Short", "video", "TV Special", "Film", ""])
def test_films_of_every_name_are_films(title_type: str) -> None:
    assert records(export(title_type=title_type))[0]["item_type"] == "movie"


@pytest.mark.parametrize(
    ("title_type", "reason"),
    [
        ("TV Series", "a TV series; only films and books are kept"),
        ("tvMiniSeries", "a TV series; only films and books are kept"),
        ("TV Episode", "an episode of a TV series; only films and books are kept"),
        ("Video Game", "a game; only films and books are kept"),
        ("Podcast Series", "a podcast; only films and books are kept"),
        ("=1+1", "of the type '=1+1'; only films and books are kept"),
    ],
)
def test_what_is_no_film_is_a_bad_row_that_says_what_it_is(title_type: str, reason: str) -> None:
    assert bad_rows(export(title_type=title_type)) == [(2, reason)]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"rating": "11"}, "Your Rating '11' is not one of 1, 2, 3 and so on to 10"),
        ({"rating": "0"}, "Your Rating '0' is not one of 1, 2, 3 and so on to 10"),
        ({"rating": "7.5"}, "Your Rating '7.5' is not one of 1, 2, 3 and so on to 10"),
        ({"rating": "NaN"}, "Your Rating 'NaN' is not one of 1, 2, 3 and so on to 10"),
        ({"rated": "01.05.2024"}, "Date Rated '01.05.2024' is not a date such as 2024-01-31"),
        ({"rated": "1899-12-31"}, "Date Rated '1899-12-31' is before 1900"),
        ({"const": "nm0000041"}, "Const 'nm0000041' is not an id such as tt0087182"),
        ({"const": ""}, "Const is empty"),
        ({"year": "85 AD"}, "year '85 AD' is not a year from -3000 to 3000"),
    ],
)
def test_what_cannot_be_is_a_bad_row(cells: dict[str, str], reason: str) -> None:
    assert bad_rows(export(**cells)) == [(2, reason)]


def test_an_entry_of_a_list_that_was_not_rated_rates_nothing() -> None:
    [record] = records(export(rating="", rated=""))

    assert record.keys() & {"rating", "rated_at"} == set()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_are_read_in_the_encodings_that_these_files_have_had(encoding: str) -> None:
    [record] = records(export(title="Amélie à Ö").encode(encoding))

    assert record["title"] == "Amélie à Ö"
