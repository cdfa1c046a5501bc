"""Our own document: what is written comes back, and one bad entry costs no other."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import InvalidInput
from api.readers.library.files import MOST_RECORDS
from api.readers.library.recognition import read_library
from tests.api.readers.library.exports import NOW, TODAY, bad_rows, records

RAN = {"id": 7, "item_type": "movie", "title": "Ran", "year": 1985, "tmdb_id": 11645}
MAY_1 = "2024-05-01T10:00:00+00:00"


def document(**parts: Any) -> bytes:
    """A document of these parts."""
    whole = {"format": "cinelibre-library", "version": 1, "exported_at": MAY_1, "account": {"email": "ada@example.org"}}
    return json.dumps(whole | parts).encode()


def rating(**fields: Any) -> bytes:
    """A document of one rating, with these fields."""
    return document(ratings=[{"item": RAN, "rating": 4.5, **fields}])


def interaction(**fields: Any) -> bytes:
    """A document of one interaction, with these fields."""
    return document(interactions=[{"interaction_type": "watch", "item": RAN, "occurred_at": MAY_1, **fields}])


def test_every_part_is_read_in_order_with_the_positions_of_its_entries() -> None:
    content = document(
        interactions=[
            {"interaction_type": "search", "item": None, "query": "war", "occurred_at": "2024-05-01T12:00:00+02:00"},
            {"interaction_type": "watch", "item": RAN, "seconds": 60, "fraction": 0.5, "occurred_at": MAY_1},
        ],
        shelf=[{"item": RAN, "seen_at": MAY_1, "hidden_at": None, "opinion": "superlike", "opinion_at": MAY_1}],
        ratings=[{"item": RAN, "rating": 4, "rated_at": MAY_1}, {"item": {"isbn13": "9780000000000"}, "rating": 0.5}],
        whatever=[1],
    )

    assert records(content) == [
        {"row": 1, "file": "ratings", **RAN, "rating": 4.0, "rated_at": MAY_1},
        {"row": 2, "file": "ratings", "isbn13": "9780000000000", "rating": 0.5},
        {"row": 1, "file": "shelf", **RAN, "seen_at": MAY_1, "opinion": "superlike", "opinion_at": MAY_1},
        {
            "row": 1,
            "file": "interactions",
            "events": [{"interaction_type": "search", "query": "war", "occurred_at": MAY_1}],
        },
        {
            "row": 2,
            "file": "interactions",
            **RAN,
            "events": [{"interaction_type": "watch", "seconds": 60, "fraction": 0.5, "occurred_at": MAY_1}],
        },
    ]


def test_an_opinion_without_a_date_is_of_today() -> None:
    [record] = records(document(shelf=[{"item": RAN, "opinion": "like"}]))

    assert record["opinion_at"] == TODAY


def test_a_bad_entry_costs_no_other() -> None:
    entries = [{"item": RAN, "rating": 1}, {"item": RAN, "rating": 3.33}, 7, None, [], {"item": RAN, "rating": 2}]
    content = document(ratings=entries)

    rows = list(read_library("my.json", content, NOW).records)

    assert [row["rating"] for row in rows if isinstance(row, dict)] == [1, 2]
    assert [str(row) for row in rows if not isinstance(row, dict)] == [
        "ratings:2: rating '3.33' is not one of 0.5, 1, 1.5 and so on to 5",
        "ratings:3: the entry is not an object",
        "ratings:4: the entry is not an object",
        "ratings:5: the entry is not an object",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (rating(rating=None), "the entry has no rating"),
        (rating(rating=True), "rating 'True' is not a number from 0.5 to 5"),
        (rating(rating="5"), "rating '5' is not a number from 0.5 to 5"),
        (rating(rating=float("nan")), "rating 'nan' is not a number from 0.5 to 5"),
        (rating(rating=float("inf")), "rating 'inf' is not a number from 0.5 to 5"),
        (rating(rating=11), "rating '11' is not a number from 0.5 to 5"),
        (rating(rating=10**400), "rating 'inf' is not a number from 0.5 to 5"),
        (rating(rating=[]), "rating of the type list is not a number from 0.5 to 5"),
        (rating(rated_at="soon"), "rated_at 'soon' is not a date such as 2024-01-31"),
        (rating(rated_at=1700000000), "rated_at '1700000000' is not a date such as 2024-01-31"),
        (rating(rated_at="2024-06-03T00:00:00Z"), "rated_at '2024-06-03T00:00:00Z' is in the future"),
        (rating(item=None), "the item is not an object"),
        (rating(item="Ran"), "the item is not an object"),
        (rating(item={"item_type": "movie", "year": 1985}), "the item has neither a title nor an id"),
        (rating(item=RAN | {"item_type": "song"}), "item_type 'song' is not movie or book"),
        (rating(item=RAN | {"title": " "}), "title is not text, or empty"),
        (rating(item=RAN | {"title": "x" * 501}), "title has 501 characters, 500 at most are taken"),
        (rating(item=RAN | {"title": "\ud800"}), "title '\\ud800' has characters that are none"),
        (rating(item=RAN | {"title": "a\0"}), "title 'a\\x00' has characters that are none"),
        (rating(item=RAN | {"year": 3001}), "year '3001' is not a whole number from -3000 to 3000"),
        (rating(item=RAN | {"id": 0}), "id '0' is not a whole number from 1 to 2147483647"),
        (rating(item=RAN | {"id": 7.0}), "id '7.0' is not a whole number from 1 to 2147483647"),
        (rating(item=RAN | {"tmdb_id": 2**31}), "tmdb_id '2147483648' is not a whole number from 1 to 2147483647"),
        (rating(item=RAN | {"imdb_id": "0087182"}), "imdb_id '0087182' is not an id such as tt0087182"),
        (rating(item=RAN | {"isbn13": 9780306406157}), "isbn13 '9780306406157' is not 13 digits"),
        (document(shelf=[{"item": RAN}]), "the entry marks nothing"),
        (document(shelf=[{"item": RAN, "opinion_at": MAY_1}]), "the entry marks nothing"),
        (document(shelf=[{"item": RAN, "opinion": "Love it"}]), "opinion 'Love it' is not a name such as like"),
        (document(shelf=[{"seen_at": MAY_1}]), "the item is not an object"),
        (interaction(interaction_type="Watch it"), "interaction_type 'Watch it' is not a name such as watch"),
        (interaction(interaction_type="x" * 51), f"interaction_type '{'x' * 40}'… is not a name such as watch"),
        (interaction(interaction_type=None), "the entry has no interaction_type"),
        (interaction(occurred_at=None), "the entry has no occurred_at"),
        (interaction(seconds=-1), "seconds '-1' is not a whole number from 0 to 2147483647"),
        (interaction(fraction=1.1), "fraction '1.1' is not a number from 0 to 1"),
        (interaction(item=False), "the item is not an object"),
        (interaction(query=""), "query is not text, or empty"),
        (interaction(context=[]), "context is not an object"),
        (interaction(context={"a": "x" * 2048}), "context has 2056 bytes as JSON, 2048 at most are taken"),
        (interaction(context={"a": "\0"}), "context has NUL characters"),
        (
            interaction(context={"a": {"b": float("nan")}}),
            "context has keys twice, numbers or characters that are none, or too deep a nesting",
        ),
        (
            interaction(context={"a": ["\udfff"]}),
            "context has keys twice, numbers or characters that are none, or too deep a nesting",
        ),
        (interaction(idempotency_key="x" * 201), "idempotency_key has 201 characters, 200 at most are taken"),
    ],
)
def test_what_cannot_be_is_a_bad_entry(content: bytes, reason: str) -> None:
    assert bad_rows(content) == [(1, reason)]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b'"rating": 4.5', b'"rating": 4.5, "rating": 5', "the entry has the key 'rating' twice"),
        (b'"year": 1985', b'"year": 1985, "year": 1986', "the item has the key 'year' twice"),
    ],
)
def test_a_key_that_is_there_twice_is_a_bad_entry(old: bytes, new: bytes, reason: str) -> None:
    assert bad_rows(rating().replace(old, new)) == [(1, reason)]


def test_a_key_that_is_twice_in_a_context_is_a_bad_entry() -> None:
    content = interaction(context={"a": {"b": 1}}).replace(b'"b": 1', b'"b": 1, "b": 2')

    assert bad_rows(content)[0][1].startswith("context has keys twice")


def test_a_context_may_speak_of_nul_without_having_one() -> None:
    context = {"pattern": "\\u0000", "measure": 2048}

    assert records(interaction(context=context))[0]["events"][0]["context"] == context


@pytest.mark.parametrize(
    ("content", "slug", "sentence"),
    [
        (b"{}", "unknown_format", "my.csv is JSON, but not a library of CineLibre's"),
        (b'{"format": "other", "version": 1}', "unknown_format", "my.csv is JSON, but not"),
        (document(version=2), "unknown_version", "my.csv is of another version than 1"),
        (document(version="1"), "unknown_version", "my.csv is of another version"),
        (document(version=True), "unknown_version", "my.csv is of another version"),
        (document(ratings={}), "invalid_file", "ratings in my.csv is not a list."),
        (document(ratings=[0] * (MOST_RECORDS + 1)), "file_too_large", "my.csv has more than 100,000 rows"),
        (b'{"format": "cinelibre-library"', "invalid_file", "my.csv is not JSON: Expecting ',' delimiter on line 1"),
        (b'{"format": 1, "format": 2}', "invalid_file", "my.csv has a key twice"),
        (b'{"a":' * 5_000, "invalid_file", "my.csv is nested more deeply than any library."),
        (b'{"a": "' + b"," * 1_000_001 + b'"}', "file_too_large", "my.csv has an entry on line 1 of more than 200,000"),
        (b'[{"a": ' + b"1" * 200_000 + b"}]", "file_too_large", "my.csv has an entry on line 1 of more than 200,000"),
        (b'{"a":[1,],"b":"' + b"x" * 300_000 + b'"}', "invalid_file", "my.csv is not JSON: Expecting value on line 1"),
        (
            b'{"a":"x' + b"x" * 190_000 + b'",\n"b":[2,{"c" 3}]}',
            "invalid_file",
            "my.csv is not JSON: Expecting ':' del",
        ),
        (
            b"{" + b'"k%d":1,' * 100_000 % tuple(range(100_000)) + b'"b":1}',
            "file_too_large",
            "my.csv has more than 100",
        ),
        (b"[" + b"{}," * 500_000 + b"{}]", "file_too_large", "my.csv has more than 500,000 entries in one part"),
    ],
)
def test_another_document_is_refused_with_a_sentence(content: bytes, slug: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_library("my.csv", content, NOW)

    assert refusal.value.slug == slug
    assert refusal.value.detail.startswith(sentence)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30).filter(
    lambda text: bool(text.strip())
)
NUMBER = st.integers(1, 2**31 - 1)
MOMENT = st.datetimes(datetime(1950, 1, 1), datetime(2024, 6, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC).isoformat()
)
STARS = st.integers(1, 10).map(lambda half: half / 2)
ITEM = st.fixed_dictionaries(
    {"id": NUMBER, "item_type": st.sampled_from(["movie", "book"])},
    optional={
        "title": TEXT,
        "year": st.integers(-3000, 3000),
        "tmdb_id": NUMBER,
        "imdb_id": NUMBER.map("tt{:07d}".format),
        "movielens_id": NUMBER,
        "google_id": TEXT,
        "isbn13": st.from_regex(r"[0-9]{13}", fullmatch=True),
    },
)
FINITE = st.integers(-(10**18), 10**18) | st.floats(allow_nan=False, allow_infinity=False)
CONTEXT = st.dictionaries(TEXT, st.none() | st.booleans() | FINITE | TEXT, max_size=5)
RATING = st.fixed_dictionaries({"item": ITEM, "rating": STARS, "rated_at": MOMENT})
MARKED = st.fixed_dictionaries(
    {"item": ITEM, "seen_at": MOMENT},
    optional={"watchlist_at": MOMENT, "hidden_at": MOMENT, "favorite_at": MOMENT},
) | st.fixed_dictionaries(
    {"item": ITEM, "opinion": st.sampled_from(["like", "superlike", "dislike"]), "opinion_at": MOMENT}
)
EVENT = st.fixed_dictionaries(
    {"interaction_type": st.from_regex(r"[a-z0-9_]{1,50}", fullmatch=True), "occurred_at": MOMENT},
    optional={
        "item": ITEM,
        "seconds": st.integers(0, 10**6),
        "fraction": st.floats(0, 1, width=32),
        "rating": STARS,
        "query": TEXT,
        "context": CONTEXT,
        "idempotency_key": TEXT,
    },
)


@given(ratings=st.lists(RATING, max_size=4), shelf=st.lists(MARKED, max_size=4), events=st.lists(EVENT, max_size=4))
def test_any_document_of_valid_entries_reads_back_to_the_same_entries(
    ratings: list[Any], shelf: list[Any], events: list[Any]
) -> None:
    found = records(document(ratings=ratings, shelf=shelf, interactions=events))

    expected = [
        {"row": row, "file": part, **entry.get("item", {}), **said}
        for part, entries in (("ratings", ratings), ("shelf", shelf), ("interactions", events))
        for row, entry in enumerate(entries, start=1)
        for fields in [{name: value for name, value in entry.items() if name != "item"}]
        for said in [{"events": [fields]} if part == "interactions" else fields]
    ]
    assert found == expected


def test_a_day_ahead_is_a_clock_that_is_wrong_and_more_is_none() -> None:
    tomorrow, later = NOW + timedelta(days=1), NOW + timedelta(days=1, seconds=1)

    assert records(rating(rated_at=tomorrow.isoformat()))[0]["rated_at"] == tomorrow.isoformat()
    assert len(bad_rows(rating(rated_at=later.isoformat()))) == 1
