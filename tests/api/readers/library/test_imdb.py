"""What a row of IMDb's export says of a film, and what is no film."""

import pytest

from api.readers.library.recognition import read_library
from tests.api.readers.library.exports import NOW, TODAY, bad_rows, records, without

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
        ({"const": "nm0000041"}, "Const 'nm0000041' is not an id such as tt0087182"),
        ({"const": ""}, "Const is empty"),
    ],
)
def test_what_cannot_be_is_a_bad_row(cells: dict[str, str], reason: str) -> None:
    assert bad_rows(export(**cells)) == [(2, reason)]


def test_an_entry_of_a_list_that_was_not_rated_rates_nothing() -> None:
    [record] = records(export(rating="", rated=""))

    assert record.keys() & {"rating", "rated_at"} == set()


@pytest.mark.parametrize(
    ("cells", "lost", "reason"),
    [
        ({"rated": "01.05.2024"}, "rated_at", "Date Rated '01.05.2024' is not a date such as 2024-01-31"),
        ({"rated": "1899-12-31"}, "rated_at", "Date Rated '1899-12-31' is before 1900"),
        ({"year": "85 AD"}, "year", "year '85 AD' is not a year from -3000 to 3000"),
    ],
)
def test_a_row_is_read_without_an_optional_cell_that_is_spoilt(cells: dict[str, str], lost: str, reason: str) -> None:
    assert without(lost, export(**cells)) == reason


def listed(created: str = "2024-05-01", rating: str = "") -> str:
    """A list with one film, as IMDb exports lists; names of columns in IMDb's order."""
    return (
        "Position,Const,Created,Modified,Description,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),"
        "Year,Genres,Num Votes,Release Date,Directors,Your Rating,Date Rated\n"
        f"1,tt0087182,{created},2024-05-02,,Twilight,Twilight,x,Movie,8.3,90,1990,Drama,7,,A,{rating},\n"
    )


@pytest.mark.parametrize("name", ["WATCHLIST.csv", "my watchlist (1).csv"])
def test_what_is_on_the_watchlist_is_on_it_since_it_was_put_there(name: str) -> None:
    [record] = records(listed(), name)

    assert (record["watchlist_at"], record.get("rating")) == ("2024-05-01T00:00:00+00:00", None)
    assert records(listed(created="May"), name)[0]["watchlist_at"] == TODAY
    assert records(listed(rating="9"), name)[0]["rating"] == 4.5


def test_of_another_list_the_stars_are_kept_and_the_report_says_so() -> None:
    file = read_library("ls012.csv", listed(rating="9").encode(), NOW)
    [record] = file.records

    assert isinstance(record, dict)
    assert (record["rating"], "watchlist_at" in record) == (4.5, False)
    assert "name the file WATCHLIST.csv" in file.notes[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_are_read_in_the_encodings_that_these_files_have_had(encoding: str) -> None:
    [record] = records(export(title="Amélie à Ö").encode(encoding))

    assert record["title"] == "Amélie à Ö"
