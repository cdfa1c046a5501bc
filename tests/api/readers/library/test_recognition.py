"""Which file is which, what is refused at once, and that nothing else ever goes wrong."""

import json
import tracemalloc
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.errors import InvalidInput
from api.readers.library.files import MOST_RECORDS
from api.readers.library.recognition import read_library
from api.readers.parsing.csv_files import BadRow
from api.sizes import MAX_FILE_BYTES
from tests.api.readers.library.exports import NOW, bad_rows, csv_of, everything, records, zip_of

LETTERBOXD = "Date,Name,Year,Letterboxd URI"
GOODREADS = "Book Id,Title,Author,ISBN13,My Rating,Date Added,Exclusive Shelf"
DOCUMENT = json.dumps({"format": "cinelibre-library", "version": 1})

OPENINGS = (
    b"",
    b"PK\x03\x04",
    b"{",
    b'{"format": "cinelibre-library", "version": 1, "ratings": [',
    b"title,rating\n",
    b"Const,Your Rating\n",
    b"movieId,rating,timestamp\n1,",
    LETTERBOXD.encode() + b"\n",
    GOODREADS.encode() + b"\n",
)


@pytest.mark.parametrize(
    ("content", "file_format"),
    [
        (DOCUMENT, "cinelibre"),
        (f"\ufeff\n {DOCUMENT}", "cinelibre"),
        (LETTERBOXD, "letterboxd"),
        (f"{LETTERBOXD},Rating\n", "letterboxd"),
        (GOODREADS, "goodreads"),
        ("Const,Your Rating,Date Rated,Title,Title Type\n", "imdb"),
        ("Position,Const,Created,Your Rating\n", "imdb"),
        ("TMDb ID,IMDb ID,Type,Name,Release Date,Rating,Your Rating\n", "tmdb"),
        ("SIMKL_ID,Title,Type,Year,Watchlist,TMDB,IMDB\n", "simkl"),
        ("imdb_id,tmdb_id,type,watched_at,watchlisted_at,rating,rated_at\n", "trakt"),
        ("Title,Authors,ISBN/UID,Read Status,Star Rating\n", "storygraph"),
        ("authors,author_sort,rating,title,title_sort,uuid\n", "calibre"),
        ("Book Id\tTitle\tPrimary Author\tCollections\n", "librarything"),
        ("imdb_id,type,watched_at,rating,rated_at\n", "generic"),
        ("userId,movieId,rating,timestamp\n", "movielens"),
        ("movieId,rating,timestamp\n", "movielens"),
        ("movie_id,imdb_id,tmdb_id,rating,average_rating,title\n", "movielens"),
        ("Title\n", "generic"),
        ("notes;TMDB ID;rating\n", "generic"),
        ("isbn 13\trating\n", "generic"),
    ],
)
def test_a_file_is_known_by_what_is_in_it(content: str, file_format: str) -> None:
    misleading = read_library("ratings.zip", content.encode(), NOW)

    assert misleading.format == file_format


def test_a_zip_of_letterboxd_is_known_by_what_is_in_it() -> None:
    content = zip_of({"ratings.csv": f"{LETTERBOXD},Rating\n"})

    assert read_library("goodreads.csv", content, NOW).format == "letterboxd"


@pytest.mark.parametrize(
    ("content", "slug", "sentence"),
    [
        (b"", "invalid_file", "my.csv is empty. Accepted are Letterboxd's zip"),
        (b" \n\n", "invalid_file", "my.csv is empty. Accepted are"),
        (b"name,stars\nDune,5\n", "unknown_format", "No known export has the columns of my.csv. Accepted are"),
        (b"[1, 2]", "unknown_format", "No known export has the columns of my.csv. Accepted are"),
        (b"%PDF-1.7 \xe2\xe3", "unknown_format", "No known export has the columns of my.csv"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "wrong_encoding", "my.csv has NUL characters in it"),
        (b"title\nDu\x81ne\n", "wrong_encoding", "my.csv is not text in UTF-8: upload it as the service made it"),
        (b'{"title": "\xe9"}', "wrong_encoding", "my.csv is not text in UTF-8"),
        (b"x" * (MAX_FILE_BYTES + 1), "file_too_large", "my.csv has 10,000,001 bytes, the limit is 10 MB."),
        (b"title\n" + b"a\n" * (MOST_RECORDS + 1), "file_too_large", "my.csv has more than 100,000 rows"),
        (b"title\n" * 999_999, "file_too_large", "my.csv has 999,999 lines, the limit is 300,000"),
        (zip_of({"notes.md": "x"}), "unknown_format", "my.csv has none of Letterboxd's files in it (watched.csv,"),
        (b"PK\x03\x04 and no more", "zip_refused", "my.csv is damaged or no zip that can be read"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_remedy(content: bytes, slug: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_library("my.csv", content, NOW)

    assert refusal.value.slug == slug
    assert refusal.value.detail.startswith(sentence)


def test_as_many_rows_as_the_limit_are_read() -> None:
    content = b"title\n\n" + b"a\n" * MOST_RECORDS

    assert sum(1 for _ in read_library("x.csv", content, NOW).records) == MOST_RECORDS


@pytest.mark.parametrize(
    ("file_name", "file"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\my.csv", "my.csv"),
        ("my\x1b[31m\n.csv", "my_[31m_.csv"),
        ("", "The file"),
        ("x" * 300, "x" * 100),
    ],
)
def test_a_file_name_is_shown_as_one_plain_line(file_name: str, file: str) -> None:
    [record] = records(b"title\nDune\n", file_name)

    assert record["file"] == file


def test_rows_and_bad_rows_come_in_the_order_of_the_file() -> None:
    content = 'title,rating\n"Of\ntwo lines",5\n\n,4\nRan,3.33\nRan,3\nRan,3,3\n'

    rows = [(row.line, row.reason) if isinstance(row, BadRow) else row["row"] for row in everything(content)]

    assert rows == [
        2,
        (5, "neither a title nor an id"),
        (6, "rating '3.33' is not one of 0.5, 1, 1.5 and so on to 5"),
        7,
        (8, "3 cells instead of 2"),
    ]


@pytest.mark.parametrize("title", ['=HYPERLINK("http://example.org","x")', "+1", "-1", "@SUM(1)", "=cmd|' /C calc'!A0"])
def test_a_formula_in_a_title_is_a_title(title: str) -> None:
    [record] = records(csv_of("title,rating", [title, "5"]))

    assert record["title"] == title


def test_a_formula_in_a_number_is_a_bad_row_that_quotes_it_on_one_line() -> None:
    cell = '=HYPERLINK("http://example.org/?' + "x" * 500 + '","\n\x1b[2J")'

    [(_, reason)] = bad_rows(csv_of("title,tmdb_id", ["", cell]))

    assert reason.isprintable()
    assert len(reason) < 100


def test_an_odd_name_of_a_column_is_no_column() -> None:
    content = csv_of('title,"__proto__","rating"" or 1=1",\u202erating', ["Dune", "1", "2", "3"])

    assert records(content) == [{"row": 2, "file": "my.csv", "title": "Dune"}]


@pytest.mark.parametrize(
    "content",
    [
        b"title,year\n" + b'"' + b"x" * 9_000_000,
        b"title,year\n" + b"," * 9_000_000,
        b"title" + b"," * 9_000_000,
        b'{"x":' + b"[" * 9_000_000,
        b'{"x":' + b"[" * 400_000,
        b'{"x": [' + b'"ab",' * 1_900_000 + b"0]}",
        b'{"x": [' + b"[]," * 490_000 + b"0]}",
        b'{"x": {' + b",".join(b'"%d":0' % n for n in range(200_000)) + b',"7":0}}',
    ],
    ids=["line", "commas", "columns", "deepest", "deep", "texts", "lists", "keys"],
)
def test_no_file_of_ten_megabytes_takes_much_memory(content: bytes) -> None:
    tracemalloc.start()
    try:
        everything(content)
    except InvalidInput:
        pass
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert peak < 75_000_000


def read_to_the_end(content: bytes) -> None:
    """Reads everything; what is refused must be refused before the first record."""
    try:
        file = read_library("my.csv", content, NOW)
    except InvalidInput as refusal:
        assert refusal.detail.isprintable()
        return
    for row in file.records:
        json.dumps(row.reason if isinstance(row, BadRow) else row, allow_nan=False).encode()


@settings(max_examples=200)
@given(opening=st.sampled_from(OPENINGS), rest=st.binary(max_size=200))
def test_arbitrary_bytes_are_refused_or_read_to_the_end(opening: bytes, rest: bytes) -> None:
    read_to_the_end(opening + rest)


CELLS = st.sampled_from(["", "1", "5", "0", "2024-01-31", "2024-13-01", "yes", "read", "Movie", "tt0087182", '="1"'])


@settings(max_examples=200)
@given(
    header=st.sampled_from(
        [
            "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date",
            "Book Id,Title,Author,Additional Authors,ISBN,ISBN13,My Rating,Year Published,Date Read,Exclusive Shelf",
            "Const,Your Rating,Date Rated,Title,Original Title,Title Type,Year",
            "userId,movieId,rating,timestamp,imdb_id,tmdb_id,title",
            "title,year,type,tmdb,imdb,isbn,google_id,rating,rating10,date,watched_at,watchlist,like,favorite",
            "title,authors,pages,isbn13,my rating,rating,date read,date added,rewatch",
            "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Rating,Your Rating,Date Rated",
            "SIMKL_ID,Title,Type,Year,Watchlist,WatchedDate,Rating,TMDB,IMDB",
            "imdb_id,tmdb_id,title,year,type,watched_at,watchlisted_at,rating,rated_at,trakt_id",
            "Title,Authors,ISBN/UID,Read Status,Date Added,Last Date Read,Dates Read,Star Rating",
            "authors,author_sort,rating,timestamp,isbn,identifiers,title,pubdate,uuid,#read",
            "Book Id,Title,Primary Author,Secondary Author,Date,Rating,Date Read,Collections,ISBN,ISBNs,Entry Date",
            "Position,Const,Created,Title,Title Type,Year,Your Rating,Date Rated",
        ]
    ),
    data=st.data(),
)
def test_arbitrary_cells_are_records_or_bad_rows(header: str, data: st.DataObject) -> None:
    n_cells = header.count(",") + 1
    row = st.lists(CELLS | st.text(max_size=12), min_size=n_cells, max_size=n_cells)

    read_to_the_end(csv_of(header, *data.draw(st.lists(row, max_size=3))))


@settings(max_examples=200)
@given(data=st.data())
def test_a_zip_with_any_byte_changed_is_refused_or_read(data: st.DataObject) -> None:
    content = bytearray(zip_of({"ratings.csv": f"{LETTERBOXD},Rating\n2024-01-31,Ran,1985,x,5\n", "lists/é.csv": "x"}))
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))

    read_to_the_end(bytes(content[: data.draw(st.integers(4, len(content)))]))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["movie", "like", "\ud800"]),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=3), values, max_size=3),
    max_leaves=8,
)
ENTRY = st.dictionaries(
    st.sampled_from(["item", "rating", "rated_at", "seen_at", "opinion", "interaction_type", "occurred_at", "context"])
    | st.text(max_size=3),
    JSON
    | st.dictionaries(st.sampled_from(["id", "title", "year", "item_type", "isbn13", "tmdb_id"]), JSON, max_size=4),
    max_size=6,
)


@settings(max_examples=200)
@given(
    ratings=st.lists(ENTRY | JSON, max_size=3),
    shelf=st.lists(ENTRY, max_size=2),
    interactions=st.lists(ENTRY, max_size=2),
)
def test_arbitrary_documents_are_records_or_bad_rows(ratings: list[Any], shelf: list[Any], interactions: Any) -> None:
    document = {"format": "cinelibre-library", "version": 1, "ratings": ratings, "shelf": shelf}

    read_to_the_end(json.dumps(document | {"interactions": interactions}).encode())


PARTS = st.sampled_from(["title", "year", "ids", "imdb", "tmdb", "movie", "rating", "watched_at", "listed_at", "isbn"])
FOREIGN = st.dictionaries(PARTS | st.text(max_size=3), JSON | st.dictionaries(PARTS, JSON, max_size=4), max_size=6)


@settings(max_examples=200)
@given(entries=st.lists(FOREIGN, max_size=3), more=JSON)
def test_arbitrary_json_of_other_services_is_records_or_bad_rows(entries: list[Any], more: Any) -> None:
    movies = [{"movie": entry, **entry} for entry in entries]

    read_to_the_end(json.dumps([*movies, more]).encode())
    read_to_the_end(json.dumps({"movies": [*movies, more], "shows": more}).encode())
    read_to_the_end(json.dumps({"1": {"books_id": "1", "title": more}, **dict(enumerate(entries))}).encode())
    read_to_the_end(zip_of({"ratings-movies.json": json.dumps([*movies, more])}))


def test_the_clock_is_the_present_unless_one_is_given() -> None:
    [record] = list(read_library("my.csv", b"title,seen\nDune,yes\n").records)

    assert isinstance(record, dict)
    assert abs(datetime.now(UTC) - datetime.fromisoformat(record["seen_at"])).total_seconds() < 60
