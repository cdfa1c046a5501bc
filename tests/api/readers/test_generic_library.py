"""What people write into a CSV of their own."""

from typing import Any

import pytest

from tests.api.readers.library_files import TODAY, bad_rows, records

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
        ("title,year", "Ran,-3001", "year '-3001' is not a year from -3000 to 3000"),
        ("title,rating", "Ran,3.33", "rating '3.33' is not one of 0.5, 1, 1.5 and so on to 5"),
        ("title,rating", "Ran,NaN", "rating 'NaN' is not one of 0.5, 1, 1.5 and so on to 5"),
        ("title,rating", "Ran,0", "rating '0' is not one of 0.5, 1, 1.5 and so on to 5"),
        ("title,rating", "Ran,5.5", "rating '5.5' is not one of 0.5, 1, 1.5 and so on to 5"),
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
        ("title,date", "Ran,2023-02-29", "date '2023-02-29' is not a date such as 2024-01-31"),
        ("title,date", "Ran,2024-06-03", "date '2024-06-03' is in the future"),
        ("title,date", "Ran,0001-01-01T00:00+14:00", "date '0001-01-01T00:00+14:00' is before 1900"),
        ("title,seen", "Ran,perhaps", "seen 'perhaps' is neither yes nor no"),
    ],
)
def test_what_cannot_be_is_a_bad_row(header: str, row: str, reason: str) -> None:
    assert bad_rows(f"{header}\n{row}\n") == [(2, reason)]
