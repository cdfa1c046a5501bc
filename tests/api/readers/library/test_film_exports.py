"""What the exports of TMDB, SIMKL and Trakt say of films: all count to ten, all have series among them."""

import json
import tracemalloc
from typing import Any

import pytest

from api.errors import InvalidInput
from api.readers.library.recognition import read_library
from tests.api.readers.library.exports import NOW, TODAY, bad_rows, everything, records, without, zip_of

TMDB = "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated"
SIMKL = "SIMKL_ID,Title,Type,Year,Watchlist,LastEpWatched,WatchedDate,Rating,Memo,TVDB,TMDB,IMDB"
TRAKT = "imdb_id,tmdb_id,type,watched_at,watchlisted_at,rating,rated_at"
RAN = {"item_type": "movie", "title": "Ran", "year": 1985, "tmdb_id": 11645, "imdb_id": "tt0089881"}
IDS = {"item_type": "movie", "tmdb_id": 11645, "imdb_id": "tt0089881"}
MARCH_1 = "2024-03-01T00:00:00+00:00"


def said(content: str, name: str = "my.csv") -> dict[str, Any]:
    """What one row says, without its place."""
    [record] = records(content, name)
    return {key: value for key, value in record.items() if key not in {"row", "file", "events"}}


def tmdb(
    your_rating: str = "9.0", kind: str = "movie", released: str = "1985-06-01T00:00:00Z", season: str = ""
) -> str:
    """One row of TMDB's, where the crowd gave 4.5 of ten."""
    return f"{TMDB}\n11645,tt0089881,{kind},Ran,{released},{season},,4.5,{your_rating},2024-03-01T00:00:00Z\n"


def test_tmdbs_rating_is_the_crowds_and_your_rating_ones_own_out_of_ten() -> None:
    assert read_library("ratings.csv", tmdb().encode(), NOW).format == "tmdb"
    assert said(tmdb()) == {**RAN, "rating": 4.5, "rated_at": MARCH_1}
    assert said(tmdb("1.0"))["rating"] == 0.5
    assert said(tmdb("8.5"))["rating"] == 4.5  # 4.25 is between two halves: the higher
    assert said(tmdb("")) == RAN


@pytest.mark.parametrize(("released", "year"), [("2024-02-29", 2024), ("", None), ("0101-01-01", None), ("soon", None)])
def test_the_year_of_tmdb_is_that_of_the_release(released: str, year: int | None) -> None:
    assert said(tmdb(released=released)).get("year") == year


@pytest.mark.parametrize(
    ("name", "marks"),
    [
        ("watchlist.csv", {"watchlist_at": TODAY}),
        ("Favorites (1).csv", {"favorite_at": TODAY}),
        ("list.csv", {}),
    ],
)
def test_tmdbs_lists_are_told_by_their_names(name: str, marks: dict[str, str]) -> None:
    content = "TMDb ID,IMDb ID,Type,Name,Release Date,Rating\n11645,tt0089881,movie,Ran,1985-06-01,8.1\n"

    assert said(content, name) == {**RAN, **marks}
    assert bool(read_library(name, content.encode(), NOW).notes) is not bool(marks)


@pytest.mark.parametrize("row", [{"kind": "tv"}, {"kind": "tv", "season": "1"}, {"season": "1"}])
def test_a_series_of_tmdb_is_a_bad_row(row: dict[str, str]) -> None:
    assert bad_rows(tmdb(**row)) == [(2, "a TV series; only films and books are kept")]


def simkl(watchlist: str, date: str = "", rating: str = "", kind: str = "movie") -> str:
    """One row of SIMKL's."""
    return f"{SIMKL}\n1,Ran,{kind},1985,{watchlist},,{date},{rating},,,11645,tt0089881\n"


@pytest.mark.parametrize(
    ("row", "marks"),
    [
        (("completed", "2024-03-01", "9"), {"rating": 4.5, "rated_at": MARCH_1, "seen_at": MARCH_1}),
        (("completed", "", "4"), {"rating": 2.0, "seen_at": TODAY}),
        (("", "2024-03-01", ""), {"seen_at": MARCH_1}),
        (("plantowatch", "", ""), {"watchlist_at": TODAY}),
        (("Plan to Watch", "", ""), {"watchlist_at": TODAY}),
        (("hold", "", ""), {}),
        (("dropped", "2024-03-01", "2"), {"rating": 1.0, "rated_at": MARCH_1}),
    ],
)
def test_simkls_list_says_what_was_seen_and_what_is_planned(row: tuple[str, str, str], marks: dict[str, Any]) -> None:
    assert said(simkl(*row)) == {**RAN, **marks}


def test_a_day_of_simkl_is_a_viewing_of_that_day() -> None:
    [record] = records(simkl("completed", "2024-03-01"))

    assert [event["on_day"] for event in record["events"]] == ["2024-03-01"]
    assert without("events", simkl("completed", "01/03/2024")).startswith("WatchedDate '01/03/2024' is not a date")


def test_a_series_of_simkl_is_a_bad_row() -> None:
    assert bad_rows(simkl("completed", kind="tv")) == [(2, "a TV series; only films and books are kept")]


def test_simkls_json_says_the_same() -> None:
    ids = {"simkl": 1, "imdb": "tt0089881", "tmdb": "11645"}
    seen = {"status": "completed", "user_rating": 9, "last_watched_at": "2024-03-01T20:00:00Z"}
    backup = {
        "movies": [
            {**seen, "movie": {"title": "Ran", "year": 1985, "ids": ids}},
            {"status": "plantowatch", "added_to_watchlist_at": "2024-03-01T00:00:00Z", "movie": {"title": "Ikiru"}},
            7,
        ],
        "shows": [{}, {}],
        "anime": [{}],
    }

    file = read_library("SimklBackup.json", json.dumps(backup).encode(), NOW)
    first, second, third = file.records

    assert file.format == "simkl"
    assert isinstance(first, dict)
    assert (first["title"], first["tmdb_id"], first["rating"]) == ("Ran", 11645, 4.5)
    assert first["seen_at"] == "2024-03-01T20:00:00+00:00"
    assert isinstance(second, dict)
    assert second["watchlist_at"] == MARCH_1
    assert str(third) == "SimklBackup.json:3: the entry is not an object"
    assert file.notes == ["SimklBackup.json: 3 entries are of series and passed over; only films and books are kept."]


@pytest.mark.parametrize(
    ("row", "marks"),
    [
        (
            "movie,2024-03-01T20:00:00Z,,9,2024-03-01T23:00:00Z",
            {"rating": 4.5, "rated_at": "2024-03-01T23:00:00+00:00", "seen_at": "2024-03-01T20:00:00+00:00"},
        ),
        ("movie,,2024-03-01T00:00:00Z,,", {"watchlist_at": MARCH_1}),
        (",,,4,2024-03-01T00:00:00Z", {"rating": 2.0, "rated_at": MARCH_1}),
        ("movie,1970-01-01T00:00:00.000Z,,,", {"seen_at": TODAY}),  # how Trakt writes an unknown day
    ],
)
def test_trakts_csv_counts_to_ten_and_tells_of_viewings_and_the_watchlist(row: str, marks: dict[str, Any]) -> None:
    assert said(f"{TRAKT}\ntt0089881,11645,{row}\n") == {**IDS, **marks}


def test_an_unknown_day_of_trakt_is_no_viewing() -> None:
    [record] = records(f"{TRAKT}\ntt0089881,11645,movie,1970-01-01T00:00:00Z,,,\n")

    assert "events" not in record


@pytest.mark.parametrize("kind", ["show", "episode", "season"])
def test_a_series_of_trakt_is_a_bad_row(kind: str) -> None:
    [(line, reason)] = bad_rows(f"{TRAKT}\ntt0089881,11645,{kind},,,9,\n")

    assert (line, reason) == (2, f"of the type '{kind}'; only films and books are kept")


MOVIE = {"title": "Ran", "year": 1985, "ids": {"trakt": 1, "slug": "ran-1985", "imdb": "tt0089881", "tmdb": 11645}}
SHOW = {"type": "episode", "episode": {"season": 1}, "show": {"title": "Far"}}


def trakt_zip(**files: list[Any]) -> bytes:
    """Trakt's zip of these files; names with _ for hyphens."""
    return zip_of({f"{name.replace('_', '-')}.json": json.dumps(entries) for name, entries in files.items()})


def test_trakts_zip_gives_stars_viewings_watchlist_and_favorites() -> None:
    at = "2024-03-01T10:00:00.000Z"
    viewing = {"watched_at": at, "action": "watch", "type": "movie", "movie": MOVIE}
    content = trakt_zip(
        ratings_movies=[{"rated_at": at, "rating": 9, "type": "movie", "movie": MOVIE}],
        ratings_shows=[{"rated_at": at, "rating": 9, "type": "show", "show": {}}],
        watched_history_1=[{"id": 2, **viewing}, SHOW, {"id": 1, **viewing}],
        watched_history_2=[{"id": 3, **viewing, "watched_at": "2020-01-01T00:00:00.000Z"}],
        watched_movies=[{"plays": 3, "last_watched_at": at, "movie": MOVIE}],
        lists_watchlist=[{"rank": 1, "listed_at": at, "type": "movie", "movie": MOVIE}],
        lists_favorites=[{"rank": 1, "listed_at": at, "type": "movie", "movie": MOVIE}],
        comments_movies=[],
        user_profile=[],
        followers=[{"any": "thing"}],
    )
    file = read_library("trakt.zip", content, NOW)
    found = [row for row in file.records if isinstance(row, dict)]
    moment = "2024-03-01T10:00:00+00:00"

    assert file.format == "trakt"
    assert [(row["file"].removesuffix(".json"), row["row"]) for row in found] == [
        ("watched-history-1", 1),
        ("watched-history-1", 3),
        ("watched-history-2", 1),
        ("watched-movies", 1),
        ("ratings-movies", 1),
        ("lists-watchlist", 1),
        ("lists-favorites", 1),
    ]
    assert all({name: row.get(name) for name in RAN} == RAN for row in found)
    keys = {event["idempotency_key"] for row in found for event in row.get("events", [])}
    assert len(keys) == 3  # two of one moment have ids of their own
    assert [row.get("seen_at") for row in found[:5]] == [moment, moment, "2020-01-01T00:00:00+00:00", moment, None]
    assert [(row.get("rating"), row.get("rated_at")) for row in found[4:]] == [
        (4.5, moment),
        (None, None),
        (None, None),
    ]
    assert [(row.get("watchlist_at"), row.get("favorite_at")) for row in found[5:]] == [(moment, None), (None, moment)]
    assert file.notes == [
        "watched-history-1.json: 1 entry is of series and passed over; only films and books are kept."
    ]


def test_trakts_zip_is_read_in_folders_too_and_one_of_its_files_alone() -> None:
    entries = json.dumps([{"rated_at": "2024-03-01T10:00:00.000Z", "rating": 9, "movie": MOVIE}])

    [zipped] = everything(
        zip_of({"ada/ratings/ratings-movies.json": entries, "ada/user/likes.json": "[]"}), "trakt.zip"
    )
    [alone] = everything(entries, "ratings-movies.json")

    assert isinstance(zipped, dict)
    assert isinstance(alone, dict)
    assert (zipped["rating"], alone["rating"]) == (4.5, 4.5)


@pytest.mark.parametrize(
    ("name", "marks"),
    [
        ("lists-watchlist.json", {"watchlist_at"}),
        ("lists-favorites.json", {"favorite_at"}),
        ("lists-7-best-of-all.json", set()),
    ],
)
def test_a_list_of_ones_own_at_trakt_is_not_taken_for_the_watchlist(name: str, marks: set[str]) -> None:
    entries = [{"rank": 1, "listed_at": "2024-03-01T10:00:00Z", "type": "movie", "movie": MOVIE}]

    file = read_library(name, json.dumps(entries).encode(), NOW)
    [record] = [row for row in file.records if isinstance(row, dict)]

    assert record.keys() & {"watchlist_at", "favorite_at"} == marks
    assert [note.partition(":")[0] for note in file.notes] == ([] if marks else [f"{name} is a list of yours at Trakt"])


def peak_of(*firsts: int) -> tuple[int, int]:
    """What it takes to read a zip of ratings-movies.json in so many folders, and how much text that is.

    Each has films from another id on.
    """
    movies = ([{"title": f"Film {n}", "ids": {"tmdb": n}} for n in range(first, first + 4_000)] for first in firsts)
    texts = [json.dumps([{"rating": 9, "movie": movie} for movie in part]) for part in movies]
    content = zip_of({f"{place}/ratings-movies.json": text for place, text in enumerate(texts)})
    tracemalloc.start()
    assert sum(1 for _ in read_library("trakt.zip", content, NOW).records) == 4_000 * len(firsts)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak, sum(map(len, texts))


def test_the_parts_of_trakts_zip_are_in_memory_one_after_another() -> None:
    one, letters_of_one = peak_of(1)
    four, letters_of_four = peak_of(1, 10_000, 20_000, 30_000)

    assert four - one < 1.5 * (letters_of_four - letters_of_one)  # as text alone: parsed they would be ten times that


@pytest.mark.parametrize("entries", ["{}", '[{"x": 1}]', "[1]", "[{", "movies"])
def test_a_file_of_trakts_name_that_is_none_is_refused(entries: str) -> None:
    with pytest.raises(InvalidInput):
        read_library("trakt.zip", zip_of({"ratings-movies.json": entries, "x.csv": ""}), NOW)


def test_an_odd_entry_of_trakt_is_a_bad_row_or_read_without_what_is_spoilt() -> None:
    ids = {"imdb": ["x"], "tmdb": -1, "trakt": None}
    entries = [
        {"rating": 11, "movie": MOVIE},
        {"rating": 9, "movie": {"title": "Ran\ud800\0", "year": "MCM", "ids": ids}},
        {"rating": 9, "movie": {"year": 1985}},
        {"rating": 9, "movie": None},
    ]

    first, second, third, fourth = everything(json.dumps(entries), "ratings-movies.json")

    assert str(first) == "ratings-movies.json:1: rating '11' is not one of 1, 2, 3 and so on to 10"
    assert isinstance(second, dict)
    assert (second["title"], second["rating"], len(second["notes"])) == ("Ran", 4.5, 2)
    assert [str(third), str(fourth)] == [f"ratings-movies.json:{n}: neither a title nor an id" for n in (3, 4)]


def test_a_zip_with_one_file_of_any_export_is_that_file() -> None:
    content = zip_of({"SimklBackup.csv": simkl("completed", "2024-03-01"), "readme.md": "x"})

    assert read_library("backup.zip", content, NOW).format == "simkl"
    assert [row["file"] for row in records(content, "backup.zip")] == ["SimklBackup.csv"]
