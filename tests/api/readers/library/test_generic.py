"""What people write into a CSV of their own."""

from typing import Any

import pytest

from api.errors import InvalidInput
from api.readers.library.recognition import read_library
from tests.api.readers.library.exports import NOW, TODAY, bad_rows, records, without

MAY_1 = "2024-05-01T00:00:00+00:00"


def read(header: str, row: str) -> dict[str, Any]:
    """What one row says, without its place."""
    [record] = records(f"{header}\n{row}\n")
    return {name: value for name, value in record.items() if name not in {"row", "file"}}


@pytest.mark.parametrize(
    ("header", "row", "item"),
    [
        ("Title", "Emma", {"title": "Emma"}),
        ("title,YEAR", "Emma,-44", {"title": "Emma", "year": -44}),
        ("title,Type", "Emma,Book", {"title": "Emma", "item_type": "book"}),
        ("title,item_type", "Ran,film", {"title": "Ran", "item_type": "movie"}),
        ("TMDB ID", "603.0", {"tmdb_id": 603, "item_type": "movie"}),
        ("tmdb", "603", {"tmdb_id": 603, "item_type": "movie"}),
        ("imdb_id", "87182", {"imdb_id": "tt0087182", "item_type": "movie"}),
        ("MovieLens_ID", "32", {"movielens_id": 32, "item_type": "movie"}),
        ("isbn", "0-306-40615-2", {"isbn13": "9780306406157", "item_type": "book"}),
        ("ISBN_13", "978-0-306-40615-7", {"isbn13": "9780306406157", "item_type": "book"}),
        ("google id", "a-_9", {"google_id": "a-_9", "item_type": "book"}),
        ("title,title", "first,second", {"title": "first"}),
        ("title;year", "Ran, again;1985", {"title": "Ran, again", "year": 1985}),
        ("title\tyear", "Ran; Ran, Ran\t1985", {"title": "Ran; Ran, Ran", "year": 1985}),
        ("notes,title,,x y", "n,Ran,,z", {"title": "Ran"}),
    ],
)
def test_columns_are_known_by_many_names(header: str, row: str, item: dict[str, Any]) -> None:
    assert read(header, row) == item


@pytest.mark.parametrize(
    ("header", "row", "rating"),
    [
        ("title,rating", "Ran,4.5", 4.5),
        ("title;rating", "Ran;4,5", 4.5),
        ("title,rating_out_of_10", "Ran,9", 4.5),
        ("title,Rating10", "Ran,9.0", 4.5),
        ("title,rating,rating10", "Ran,1,", 1.0),
    ],
)
def test_ratings_are_of_five_stars_or_of_ten(header: str, row: str, rating: float) -> None:
    assert read(header, row) == {"title": "Ran", "rating": rating}


@pytest.mark.parametrize(
    ("date", "rated_at"),
    [
        ("2024-05-01", MAY_1),
        ("2024/05/01", MAY_1),
        ("2024-05-01 10:30", "2024-05-01T10:30:00+00:00"),
        ("2024-05-01T10:30:15.5Z", "2024-05-01T10:30:15.500000+00:00"),
        ("2024-05-01T10:30:15+02:00", "2024-05-01T08:30:15+00:00"),
        ("2024-06-02", "2024-06-02T00:00:00+00:00"),
    ],
)
def test_dates_are_moments_in_utc(date: str, rated_at: str) -> None:
    assert read("title,rating,Rated At", f"Ran,5,{date}")["rated_at"] == rated_at


@pytest.mark.parametrize("yes", ["yes", "TRUE", "1", "x"])
@pytest.mark.parametrize(
    ("column", "marks"),
    [
        ("Watchlist", {"watchlist_at": MAY_1}),
        ("seen", {"seen_at": MAY_1}),
        ("hidden", {"hidden_at": MAY_1}),
        ("favourite", {"favorite_at": MAY_1}),
        ("favorite", {"favorite_at": MAY_1}),
        ("like", {"opinion": "like", "opinion_at": MAY_1}),
        ("liked", {"opinion": "like", "opinion_at": MAY_1}),
    ],
)
def test_a_yes_is_a_mark_of_the_rows_date(column: str, yes: str, marks: dict[str, str]) -> None:
    assert read(f"title,date,{column}", f"Ran,2024-05-01,{yes}") == {"title": "Ran", **marks}


def test_a_mark_without_a_date_is_of_today_and_a_no_is_none() -> None:
    assert read("title,seen,hidden,watchlist", "Ran,yes,no,") == {"title": "Ran", "seen_at": TODAY}


def test_the_day_it_was_watched_is_a_viewing() -> None:
    record = read("title,WatchedDate,rating", "Ran,2024-05-01,5")
    [event] = record.pop("events")

    assert record == {"title": "Ran", "rating": 5.0, "rated_at": MAY_1, "seen_at": MAY_1}
    assert (event["interaction_type"], event["occurred_at"]) == ("seen", MAY_1)


@pytest.mark.parametrize(
    ("header", "row", "reason"),
    [
        ("title,year", ",1985", "neither a title nor an id"),
        ("title,rating", "Ran,3.33", "rating '3.33' is not one of 0.5, 1, 1.5 and so on to 5"),
        ("title,rating", "Ran,NaN", "rating 'NaN' is not one of 0.5, 1, 1.5 and so on to 5"),
        ("title,rating", "Ran,0", "rating '0' is not one of 0.5, 1, 1.5 and so on to 5"),
        ("title,rating", "Ran,4.1", "rating '4.1' is not one of 0.5, 1, 1.5 and so on to 5"),
        ("title,rating", "Ran,5.1", "rating '5.1' is not one of 1, 2, 3 and so on to 10"),
        ("title,rating", "Ran,11", "rating '11' is not one of 0.5, 1, 1.5 and so on to 5"),
        ("title,rating", "Ran,=1+1", "rating '=1+1' is not one of 0.5, 1, 1.5 and so on to 5"),
        ("title,rating", "Ran,٥", "rating '٥' is not one of 0.5, 1, 1.5 and so on to 5"),
        ("title,rating10", "Ran,11", "rating out of 10 '11' is not one of 1, 2, 3 and so on to 10"),
        ("title,type", "Ran,series", "the type 'series' is neither movie nor book; only films and books are kept"),
        ("tmdb_id", "2147483648", "tmdb_id '2147483648' is not from 0 to 2,147,483,647"),
        ("tmdb_id", "-1", "tmdb_id '-1' is not from 0 to 2,147,483,647"),
        ("tmdb_id", "=1", "tmdb_id '=1' is not a number"),
        ("imdb_id", "tt1x", "imdb_id 'tt1x' is not an id such as tt0087182"),
        ("google_id", "a b", "google_id 'a b' is not an id of Google Books"),
        ("isbn", "9780306406158", "isbn '9780306406158' is not an ISBN: a digit of it is wrong or missing"),
        ("title,seen", "Ran,perhaps", "seen 'perhaps' is neither yes nor no"),
    ],
)
def test_what_cannot_be_is_a_bad_row(header: str, row: str, reason: str) -> None:
    assert bad_rows(f"{header}\n{row}\n") == [(2, reason)]


@pytest.mark.parametrize(
    ("header", "row", "cell", "reason"),
    [
        ("title,year", "Ran,-3001", "year", "year '-3001' is not a year from -3000 to 3000"),
        ("title,year", "Ran,1985?", "year", "year '1985?' is not a year from -3000 to 3000"),
        ("title,tmdb_id", "Ran,x", "tmdb_id", "tmdb_id 'x' is not a number"),
        ("title,imdb_id", "Ran,tt1x", "imdb_id", "imdb_id 'tt1x' is not an id such as tt0087182"),
        ("title,movielens_id", "Ran,1.5", "movielens_id", "movielens_id '1.5' is not a whole number"),
        ("title,google_id", "Emma,a b", "google_id", "google_id 'a b' is not an id of Google Books"),
        ("title,isbn", "Emma,9.78E+12", "isbn13", "isbn '9.78E+12' is not an ISBN: a digit of it is wrong or missing"),
        ("title,rating,date", "Ran,4,2023-02-29", "rated_at", "date '2023-02-29' is not a date such as 2024-01-31"),
        ("title,rating,date", "Ran,4,3/1/2024", "rated_at", "date '3/1/2024' is not a date such as 2024-01-31"),
        ("title,rating,date", "Ran,4,2024-06-03", "rated_at", "date '2024-06-03' is in the future"),
        (
            "title,rating,date",
            "Ran,4,0001-01-01T00:00+14:00",
            "rated_at",
            "date '0001-01-01T00:00+14:00' is before 1900",
        ),
        ("title,watched_at", "Ran,May", "events seen_at", "watched_at 'May' is not a date such as 2024-01-31"),
    ],
)
def test_a_row_is_read_without_an_optional_cell_that_is_spoilt(header: str, row: str, cell: str, reason: str) -> None:
    assert without(cell, f"{header}\n{row}\n") == reason


def test_a_sound_id_stands_in_for_a_spoilt_one() -> None:
    assert read("isbn13,isbn,title", "9.78E+12,0306406152,Emma") == {
        "title": "Emma", "item_type": "book", "isbn13": "9780306406157"
    }  # fmt: skip


@pytest.mark.parametrize("crowd", ["rating", "Rating", "average_rating"])
@pytest.mark.parametrize("own", ["Your Rating", "my_rating", "User Rating", "Star Rating"])
def test_beside_a_column_of_ones_own_stars_the_other_is_the_crowds(crowd: str, own: str) -> None:
    first, second = records(f"title,{crowd},{own}\nRan,4.5,2\nIkiru,4.0,\n")

    assert (first["rating"], second.get("rating")) == (2, None)


@pytest.mark.parametrize("column", ["rating", "Your Rating"])
def test_one_rating_above_five_says_that_the_file_counts_to_ten(column: str) -> None:
    content = f"title,{column}\nRan,9\nIkiru,4\nHim,8\nHer,5\nThem,7.5\nUs,\n".encode()

    file = read_library("my.csv", content, NOW)
    stars = [row.get("rating") for row in file.records if isinstance(row, dict)]

    # 7.5 of ten are 3.75 of five: between 3.5 and 4 the higher.
    assert stars == [4.5, 2, 4, 2.5, 4, None]
    assert file.notes == ["Ratings were read as out of ten, since one is above 5 (line 2)."]


def test_a_file_in_which_one_rating_of_eleven_is_above_five_is_refused_and_one_of_ten_is_not() -> None:
    rows = "".join(f"Film {n},4\n" for n in range(9))

    with pytest.raises(InvalidInput) as refusal:
        read_library("my.csv", f"title,rating\n{rows}Ran,4\nSlip,45\nIkiru,9\n".encode(), NOW)

    assert refusal.value.slug == "unclear_scale"
    assert "12 ratings, and 1 of them are above 5, the first on line 13" in refusal.value.detail
    assert "name the column rating10" in refusal.value.detail
    assert records(f"title,rating\n{rows}Ikiru,9\n")[-1]["rating"] == 4.5


@pytest.mark.parametrize(("quarters", "stars"), [("4.25", 4.5), ("4.75", 5), ("0.5", 0.5), ("3,75", 4), ("1.0", 1)])
def test_stars_by_quarters_are_those_of_the_nearest_half(quarters: str, stars: float) -> None:
    assert read("title\trating", f"Ran\t{quarters}")["rating"] == stars


@pytest.mark.parametrize(
    ("header", "row", "item"),
    [
        ("title,authors,isbn13", "Jaws,Peter Benchley,", {"item_type": "book", "authors": ["Peter Benchley"]}),
        ("Title,Author", 'Jaws,"Benchley, Peter"', {"item_type": "book", "authors": ["Peter Benchley"]}),
        ("title,author,director", "Jaws,Peter Benchley,", {"item_type": "book", "authors": ["Peter Benchley"]}),
        ("title,author,director", "Jaws,,Steven Spielberg", {"item_type": "movie"}),
        ("title,author,director", "Jaws,,", {}),
        ("title,pages", "Jaws,278", {"item_type": "book"}),
        ("title,isbn", "Jaws,x", {"item_type": "book"}),
        ("title,author,type", "Jaws,Peter Benchley,movie", {"item_type": "movie"}),
    ],
)
def test_a_filled_column_of_books_says_that_a_row_is_a_book(header: str, row: str, item: dict[str, Any]) -> None:
    found = read(header, row)
    found.pop("notes", None)

    assert found == {"title": "Jaws", **item}


@pytest.mark.parametrize(("n_authors", "item_type"), [(9, "book"), (8, None)])
def test_a_row_among_books_is_one_even_where_its_author_is_missing(n_authors: int, item_type: str | None) -> None:
    rows = [f"Book {n},{'Ann Lee' if n < n_authors else ''},4\n" for n in range(9)]

    [*_, last] = records("title,author,rating\n" + "".join(rows) + "Jaws,,3\n")

    assert last.get("item_type") == item_type


@pytest.mark.parametrize(
    ("cell", "authors"),
    [
        ("Ann Lee; Bo Day", ["Ann Lee", "Bo Day"]),
        ("Ann Lee & Bo Day", ["Ann Lee", "Bo Day"]),
        ("Ann Lee and Bo Day", ["Ann Lee", "Bo Day"]),
        ("Ann Lee, Bo Day", ["Ann Lee", "Bo Day"]),
        ("Ann Lee, Bo Day, Cy", ["Ann Lee", "Bo Day", "Cy"]),
        ("Lee, Ann", ["Ann Lee"]),
        ("Lee, Ann; Day, Bo", ["Ann Lee", "Bo Day"]),
        ("Ferdinand Sand", ["Ferdinand Sand"]),
    ],
)
def test_authors_are_parted_as_people_write_them(cell: str, authors: list[str]) -> None:
    assert read("title\tauthors", f"Emma\t{cell}")["authors"] == authors


def test_a_day_alone_is_kept_as_the_day_and_a_moment_is_not() -> None:
    days = [
        read("title,watched_at", f"Ran,{at}")["events"][0].get("on_day") for at in ("2024/05/01", "2024-05-01 10:30")
    ]

    assert days == ["2024-05-01", None]


def test_what_tells_two_viewings_of_one_day_apart_makes_them_two() -> None:
    rows = "Ran,2024-05-01,\nRan,2024-05-01,yes\nRan,2024-05-01,\n"

    keys = [record["events"][0]["idempotency_key"] for record in records(f"title,watched_at,rewatch\n{rows}")]

    assert keys[0] == keys[2] != keys[1]
