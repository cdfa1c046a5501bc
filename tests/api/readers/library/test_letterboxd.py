"""What Letterboxd's files say, alone and in their zip."""

import pytest

from api.errors import InvalidInput
from api.readers.library.recognition import read_library
from tests.api.readers.library.exports import NOW, TODAY, bad_rows, everything, records, without, zip_of

LIST = "Date,Name,Year,Letterboxd URI\n"
RATINGS = "Date,Name,Year,Letterboxd URI,Rating\n"
DIARY = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n"
RAN = {"item_type": "movie", "title": "Ran", "year": 1985}
MAY_1, MAY_2 = "2024-05-01T00:00:00+00:00", "2024-05-02T00:00:00+00:00"


def test_a_rating_has_the_day_it_was_given() -> None:
    content = RATINGS + '2024-05-01,"Ran",1985,https://example.org/1,4.5\n2024-05-02,Ikiru,,https://example.org/2,.\n'

    [rating, _] = everything(content)

    assert rating == {"row": 2, "file": "my.csv", **RAN, "rating": 4.5, "rated_at": MAY_1}
    assert bad_rows(content) == [(3, "Rating '.' is not one of 0.5, 1, 1.5 and so on to 5")]


def test_a_diary_entry_is_a_viewing_of_its_day_rated_when_it_was_written() -> None:
    [record] = records(DIARY + "2024-05-02,Ran,1985,https://example.org/1,4,Yes,war,2024-05-01\n")
    [event] = record.pop("events")

    assert record == {
        "row": 2,
        "file": "my.csv",
        **RAN,
        "rating": 4.0,
        "rated_at": MAY_2,
        "seen_at": MAY_1,
    }
    assert event["idempotency_key"].startswith("seen:")
    assert {**event, "idempotency_key": ""} == {
        "interaction_type": "seen",
        "occurred_at": MAY_1,
        "on_day": "2024-05-01",
        "idempotency_key": "",
    }


def test_the_same_viewing_has_the_same_key_and_another_day_another() -> None:
    rows = (f"2024-05-02,{name},1985,x,,,,{day}\n" for name, day in (("Ran", 1), ("Ran", 1), ("Ran", 2), ("Him", 1)))
    content = DIARY + "".join(rows).replace(",1\n", ",2024-05-01\n").replace(",2\n", ",2024-04-30\n")

    first, again, later, other = (record["events"][0]["idempotency_key"] for record in records(content))

    assert first == again
    assert len({first, later, other}) == 3


def test_two_entries_of_one_day_are_two_viewings_and_the_same_two_when_read_again() -> None:
    entries = (
        (1, "https://example.org/1", ""),
        (2, "https://example.org/2", "Yes"),
        (3, "https://example.org/3", "Yes"),
    )
    content = DIARY + "".join(f"2024-05-0{n},Ran,1985,{uri},4,{again},,2024-05-01\n" for n, uri, again in entries)

    first, second, third = (record["events"][0]["idempotency_key"] for record in records(content))

    assert len({first, second, third}) == 3
    assert [record["events"][0]["idempotency_key"] for record in records(content)] == [first, second, third]


@pytest.mark.parametrize(
    ("row", "lost", "reason"),
    [
        ("2024-05-02,Ran,85?,x,4,,,2024-05-01", "year", "Year '85?' is not a year from -3000 to 3000"),
        ("never,Ran,1985,x,4,,,2024-05-01", "rated_at", "Date 'never' is not a date such as 2024-01-31"),
        ("2024-05-02,Ran,1985,x,4,,,May 1", "events", "Watched Date 'May 1' is not a date such as 2024-01-31"),
    ],
)
def test_a_row_is_read_without_an_optional_cell_that_is_spoilt(row: str, lost: str, reason: str) -> None:
    assert without(lost, f"{DIARY}{row}\n") == reason
    assert "seen_at" in records(f"{DIARY}{row}\n")[0]


def test_a_diary_entry_without_a_rating_rates_nothing() -> None:
    [record] = records(DIARY + "2024-05-02,Ran,1985,x,,,,2024-05-01\n")

    assert record.keys() & {"rating", "rated_at"} == set()


@pytest.mark.parametrize(
    ("name", "marks"),
    [
        ("watched.csv", {"seen_at": MAY_1}),
        ("something.csv", {"seen_at": MAY_1}),
        ("Watchlist (2).csv", {"watchlist_at": MAY_1}),
        ("films.csv", {"opinion": "like", "opinion_at": MAY_1}),
    ],
)
def test_lists_of_one_shape_are_told_apart_by_their_names(name: str, marks: dict[str, str]) -> None:
    assert records(LIST + "2024-05-01,Ran,1985,x\n", name) == [{"row": 2, "file": name, **RAN, **marks}]


@pytest.mark.parametrize("name", ["watched.csv", "watchlist.csv", "films.csv"])
def test_a_mark_without_a_date_is_of_today(name: str) -> None:
    [record] = records(LIST + ",Ran,1985,x\n", name)

    assert TODAY in record.values()


def test_a_zip_is_read_file_by_file_and_ratings_before_the_diary() -> None:
    content = zip_of(
        {
            "profile.csv": "Date Joined,Username\n2020-01-01,ada\n",
            "ratings.csv": RATINGS + "2024-05-01,Ran,1985,x,4.5\n",
            "diary.csv": DIARY + "2024-05-02,Ran,1985,x,4,,,2024-05-01\nnever,Ran,1985,x,4,,,2024-05-01\n",
            "watched.csv": LIST + "2024-05-01,Ran,1985,x\n",
            "watchlist.csv": LIST + "2024-05-01,Ikiru,1952,x\n",
            "likes/films.csv": LIST + "2024-05-01,Ran,1985,x\n",
            "lists/war.csv": "Letterboxd list export v7\n",
            "deleted/diary.csv": DIARY + "2024-05-02,Him,1985,x,4,,,2024-05-01\n",
            "orphaned/diary.csv": "nonsense",
            "reviews.csv": "",
        }
    )

    rows = [
        (row["file"], row["row"], row["title"]) if isinstance(row, dict) else str(row)
        for row in everything(content, "export.zip")
    ]

    assert rows == [
        ("watched.csv", 2, "Ran"),
        ("ratings.csv", 2, "Ran"),
        ("diary.csv", 2, "Ran"),
        ("diary.csv", 3, "Ran"),
        ("likes/films.csv", 2, "Ran"),
        ("watchlist.csv", 2, "Ikiru"),
    ]


@pytest.mark.parametrize(
    ("ratings", "slug"),
    [
        ("userId,movieId,rating,timestamp\n1,2,3,4\n", "unknown_format"),
        (RATINGS.encode() + b"2024-05-01,Am\xe9lie,2001,x,5\n", "wrong_encoding"),
        (RATINGS + "2024-05-01,Ran\0,1985,x,5\n", "wrong_encoding"),
        (RATINGS + "" + "\n" * 300_000, "file_too_large"),
    ],
)
def test_a_zip_of_other_files_of_these_names_is_refused(ratings: str | bytes, slug: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_library("my.zip", zip_of({"ratings.csv": ratings, "watched.csv": LIST}), NOW)

    assert refusal.value.slug == slug


def test_rows_are_counted_over_all_files_of_a_zip() -> None:
    half = LIST + "".join(f"2024-05-01,Film {n},1985,x\n" for n in range(60_000))

    with pytest.raises(InvalidInput) as refusal:
        read_library("my.zip", zip_of({"watched.csv": half, "watchlist.csv": half}), NOW)

    assert refusal.value.slug == "file_too_large"


def test_letters_that_are_not_in_utf_8_are_refused_rather_than_guessed() -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_library("ratings.csv", RATINGS.encode() + b"2024-05-01,Am\xe9lie,2001,x,5\n", NOW)

    assert refusal.value.slug == "wrong_encoding"
