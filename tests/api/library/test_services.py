"""Files of services whose exports have a shape of their own, end to end: what the account has then."""

import json

from tests.api.library.shelves import AMELIE, DUNE_BOOK, EMMA_BOOK, RAN, Reader
from tests.api.readers.library.exports import zip_of

MARCH_1 = "2024-03-01 00:00:00+00"


async def test_tmdbs_ratings_are_ones_own_and_not_the_crowds(ada: Reader) -> None:
    report = await ada.imported(
        "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated\n"
        ",,movie,Ran,1985-06-01T00:00:00Z,,,4.5,2.0,2024-03-01T00:00:00Z\n",
        "ratings.csv",
    )

    assert report["format"] == "tmdb"
    assert ada.ratings() == [(RAN, 1.0, "rating", MARCH_1)]


async def test_simkls_completed_is_seen_and_planned_is_on_the_watchlist(ada: Reader) -> None:
    report = await ada.imported(
        "SIMKL_ID,Title,Type,Year,Watchlist,LastEpWatched,WatchedDate,Rating,Memo,TVDB,TMDB,IMDB\n"
        "1,Ran,movie,1985,completed,,2024-03-01,9,,,,\n2,Amélie,movie,2001,plantowatch,,,,,,,\n"
    )

    assert report["counts"] == {"created": 2}
    assert ada.ratings() == [(RAN, 4.5, "rating", MARCH_1)]
    assert [{name for name in marks if name != "item_id"} for marks in ada.shelf()] == [
        {"seen_at"},
        {"on_watchlist_at"},
    ]
    assert ada.events() == [(RAN, "seen", MARCH_1)]


async def test_trakts_zip_comes_in_and_twice_is_once(ada: Reader) -> None:
    at = {"type": "movie", "movie": {"title": "Ran", "year": 1985, "ids": {}}}
    content = zip_of(
        {
            "ratings-movies.json": json.dumps([{"rated_at": "2024-03-01T00:00:00.000Z", "rating": 9, **at}]),
            "watched-history-1.json": json.dumps(
                [{"id": n, "watched_at": "2024-03-01T00:00:00Z", **at} for n in (1, 2)]
            ),
        }
    )

    first = await ada.imported(content, "trakt.zip")
    again = await ada.imported(content, "trakt.zip")

    assert (first["format"], first["counts"]) == ("trakt", {"created": 3})
    assert again["counts"] == {"already_there": 3}
    assert ada.ratings() == [(RAN, 4.5, "rating", MARCH_1)]
    assert ada.events() == [(RAN, "seen", MARCH_1)] * 2


async def test_storygraphs_books_are_books_and_one_that_is_being_read_says_why_nothing_is_kept(ada: Reader) -> None:
    report = await ada.imported(
        "Title,Authors,ISBN/UID,Read Status,Date Added,Last Date Read,Dates Read,Star Rating\n"
        "Dune,Frank Herbert,,read,2024/01/01,2024/03/01,2024/02/01-2024/03/01,4.75\n"
        "Emma,Jane Austen,,currently-reading,2024/01/01,,,\n"
    )

    assert [(row["status"], row.get("item_id"), row.get("reason")) for row in report["rows"]] == [
        ("created", DUNE_BOOK, None),
        (
            "matched",
            EMMA_BOOK,
            "found, but the row gives no stars, no day it was seen and no list: there is nothing to keep",
        ),
    ]
    assert ada.ratings() == [(DUNE_BOOK, 5.0, "rating", MARCH_1)]


async def test_a_spoilt_cell_is_named_beside_what_became_of_its_row(ada: Reader) -> None:
    report = await ada.imported("title,year,tmdb_id,rating\nAmélie,2001,x,4\n")

    [row] = report["rows"]
    assert (row["status"], row["item_id"]) == ("created", AMELIE)
    assert row["notes"] == ["tmdb_id 'x' is not a number; the row is read without it"]


async def test_a_file_that_counts_to_ten_says_so(ada: Reader) -> None:
    report = await ada.imported("title,year,rating\nAmélie,2001,9\nRan,1985,4\n")

    assert report["notes"] == ["Ratings were read as out of ten, since one is above 5 (line 2)."]
    assert [(item, stars) for item, stars, *_ in ada.ratings()] == [(RAN, 2.0), (AMELIE, 4.5)]
