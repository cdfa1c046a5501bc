"""The parts of a search, each with numbers worked by hand."""

import math
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from api.db import Database

MODEL = "a model of the tests"
FIRST_PAGE: dict[str, Any] = {"match_count": 20, "item_skip": 0, "list_limit": 200}


def unit(**parts: float) -> list[float]:
    """A vector of 384 numbers, most of them 0: unit(x0=0.6, x1=0.8)."""
    return [parts.get(f"x{place}", 0.0) for place in range(384)]


def movie(title: str, vector: list[float], **more: Any) -> dict[str, Any]:
    """A record of a movie with a vector."""
    return {"item_type": "movie", "title": title, "embedding": vector, "text_hash": title, **more}


async def write(db: Database, *records: dict[str, Any]) -> None:
    """Puts records into the catalogue."""
    await db.one("upsert_items", records=list(records), embedding_model=MODEL, dimension=384)


async def search(db: Database, words: str, vector: list[float] | None, **more: Any) -> list[dict[str, Any]]:
    """What a search finds."""
    asked = {"embedding_model": MODEL, **FIRST_PAGE, **more}
    found = await db.one("search_items", words=words, query_embedding=vector, **asked)
    return list(found["items"])


@pytest.fixture
def connection(database_url: str) -> Iterator[psycopg.Connection]:
    """A connection of the owner, for functions that are not called over the wire."""
    with psycopg.connect(database_url, autocommit=True) as opened:
        opened.execute("set search_path = cinelibre, public, extensions")
        yield opened


def value(connection: psycopg.Connection, query: str, *arguments: Any) -> Any:
    """The first value of a query."""
    row = connection.execute(query.encode(), arguments).fetchone()
    return row[0] if row else None


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Amélie: ÁÉ!", "amelie ae"),
        ("Łódź Straße Œuvre", "lodz strasse oeuvre"),
        ("Ocean’s Eleven", "oceans eleven"),
        ("  8½  ", "8 1 2"),
        ("ｄｕｎｅ Ⅱ", "dune ii"),
        ("Alien³™", "alien3"),
        ("ಲೂಸಿಯಾ", "ಲೂಸಿಯಾ"),
        ("千と千尋", "千と千尋"),
        ("आमिर ख़ान", "आमिर ख़ान"),
        ("!!!", ""),
    ],
)
def test_titles_are_folded(connection: psycopg.Connection, typed: str, folded: str) -> None:
    assert value(connection, "select fold_title(%s)", typed) == folded


def test_names_are_looked_for_in_runs_of_two_to_four_words(connection: psycopg.Connection) -> None:
    assert sorted(value(connection, "select list_possible_names(%s)", "films by agnes varda")) == [
        "agnes varda",
        "by agnes",
        "by agnes varda",
        "films by",
        "films by agnes",
        "films by agnes varda",
    ]
    assert value(connection, "select list_possible_names(%s)", "madonna") == ["madonna"]
    assert value(connection, "select list_possible_names(%s)", "") == []


def test_telling_words_weigh_more_the_rarer_they_are(connection: psycopg.Connection) -> None:
    for place in range(100):
        common = "harbour " * (place < 50) + "lantern " * (place < 10)
        connection.execute(
            "insert into items (item_type, title, description) values ('movie', %s, %s)", [f"Film{place}", common]
        )
    connection.execute("analyze cinelibre.items")

    weights: dict[str, float] = dict(
        connection.execute("select query::text, weight from weigh_words('the lantern of a harbour')").fetchall()
    )

    # half of the items have the one, −ln 0.5 = 0.693; a tenth the other, −ln 0.1 = 2.303; 'the', 'of', 'a' say nothing
    assert weights.pop("'lantern' | 'lantern'") == pytest.approx(-math.log(0.1), abs=0.01)
    assert weights.pop("'harbour':* | 'harbour'") == pytest.approx(-math.log(0.5), abs=0.01)
    assert weights == {}


def test_words_that_say_nothing_count_where_there_are_no_others(connection: psycopg.Connection) -> None:
    found = connection.execute("select query::text from weigh_words('the who')").fetchall()

    assert sorted(row[0] for row in found) == ["'the'", "'who':*"]


async def test_scores_are_sums_of_reciprocal_ranks(db: Database) -> None:
    await write(
        db,
        movie("One", unit(x0=0.8, x1=0.6), description="a quiet village"),
        movie("Other", unit(x0=0.6, x1=0.8), description="a lighthouse at sea"),
    )

    found = await search(db, "lighthouse", unit(x0=1))

    # by meaning One is first (0.8) and Other second (0.6, of the first 0.75); by words only Other, with all of them:
    # Other 1/62 + 0.03 · 0.75 + 1/61 + 0.04 = 0.0950, One 1/61 + 0.03 = 0.0464; nobody rated them: ln 1 adds nothing
    assert [item["title"] for item in found] == ["Other", "One"]
    assert [item["score"] for item in found] == pytest.approx(
        [1 / 62 + 0.03 * 0.75 + 1 / 61 + 0.04, 1 / 61 + 0.03], abs=1e-4
    )
    assert [item["matched"] for item in found] == [["meaning", "words"], ["meaning"]]
    assert [item["similarity"] for item in found] == pytest.approx([0.6, 0.8], abs=1e-3)


async def test_a_title_stands_before_everything_and_a_person_weighs_double(db: Database) -> None:
    await write(
        db,
        movie("Elsewhere", unit(x0=1), description="nothing of it"),
        movie("Agnes Varda", unit(x1=1)),
        movie("Beach", unit(x2=1), directors=["Agnes Varda"]),
    )

    found = await search(db, "agnes varda", unit(x0=1))

    assert [item["title"] for item in found] == ["Agnes Varda", "Beach", "Elsewhere"]
    assert found[0]["matched"] == ["meaning", "title", "words"]
    # Beach: person 2/61; words 1/61 or 1/62 and 0.04, both have all words; meaning 1/62 or 1/63 at a cosine of 0
    assert found[1]["score"] == pytest.approx(2 / 61 + 1 / 61.5 + 0.04 + 1 / 62.5, abs=0.0005)


async def test_being_widely_known_adds_a_little(db: Database) -> None:
    await write(db, movie("Little", unit(x0=1), external_count=0), movie("Much", unit(x0=1), external_count=999))

    found = await search(db, "zzz", unit(x0=1))

    # ln(1 + 999) = 6.908 at 0.005 each, more than the step from rank 1 to 2
    assert [item["title"] for item in found] == ["Much", "Little"]
    assert found[0]["score"] == pytest.approx(1 / 62 + 0.03 + 0.005 * math.log(1000), abs=1e-6)


async def test_a_filter_that_lets_few_through_is_answered_exactly_and_one_that_lets_many_through_by_the_index(
    db: Database, connection: psycopg.Connection
) -> None:
    for start in range(0, 300, 100):
        names = range(start, start + 100)
        await write(
            db,
            *(
                movie(
                    f"M{n}", unit(**{f"x{n}": 1.0}), genres=["Rare"] if n % 30 == 0 else ["Common"], year=1900 + n % 100
                )
                for n in names
            ),
        )
    scan = "select count(*) from scan_by_meaning('movie', %s::halfvec, 1, %s, 100, %s)"
    conditions = value(connection, "select build_conditions(%s)", Jsonb({"genres": ["rare"]}))

    few = value(connection, scan, str(unit(x0=1)), conditions, 8000)
    many = value(connection, scan, str(unit(x0=1)), conditions, 1)

    assert value(connection, "select count_expected('movie', %s)", conditions) == 10
    assert (few, many) == (10, 10)


@pytest.mark.parametrize(
    ("filters", "conditions"),
    [
        ({}, "true"),
        ({"genres": [], "languages": [], "year_from": None}, "true"),
        ({"genres": ["Sci Fi"]}, "true and i.folded_genres && '{\"sci fi\"}'::text[]"),
        ({"exclude_genres": ["War"]}, "true and not i.folded_genres && '{war}'::text[]"),
        ({"languages": ["TA"]}, "true and i.language = any ('{ta}'::text[])"),
        ({"year_from": 1990, "year_to": 1999}, "true and i.year >= 1990 and i.year <= 1999"),
        (
            {"languages": ["x'); drop table y; --"]},
            "true and i.language = any ('{\"x''); drop table y; --\"}'::text[])",
        ),
    ],
)
def test_filters_become_conditions_with_their_values_quoted(
    connection: psycopg.Connection, filters: dict[str, Any], conditions: str
) -> None:
    assert value(connection, "select build_conditions(%s)", Jsonb(filters)) == conditions


def test_a_filter_that_is_no_number_is_refused(connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.InvalidTextRepresentation):
        value(connection, "select build_conditions(%s)", Jsonb({"year_from": "1; drop table y"}))


async def test_ratings_of_simulated_raters_are_marked_and_written_once(db: Database) -> None:
    await write(db, movie("Film", unit(x0=1)))
    records = [[1, 1, 4.5, 1_700_000_000], [2, 1, 3, 1_700_000_001]]

    first = await db.one("write_simulated_ratings", records=records)
    second = await db.one("write_simulated_ratings", records=records)

    assert (first, second) == (2, 0)
    # (4.5 + 3) / 2 = 3.75
    assert (await db.one("get_movie", movie_id=1))["ratings"] == {"count": 2, "average": 3.75, "n_simulated": 2}


@pytest.mark.parametrize("typed", ["heist", "heists", "time loop", "TIME LOOPS"])
async def test_a_keyword_is_found_by_its_words_whatever_their_ending(db: Database, typed: str) -> None:
    await write(
        db,
        movie("One", unit(x0=1), keywords=["Heist", "time loop"]),
        movie("Other", unit(x1=1), keywords=["harbor"]),
        {"item_type": "book", "title": "Third", "keywords": ["heist", "time loop"]},
    )

    found = await search(db, typed, None)

    kinds = ["keyword", "words"] if typed in {"heist", "time loop", "TIME LOOP"} else ["words"]
    assert [(item["title"], item["matched"]) for item in found] == [("One", kinds), ("Third", kinds)]


def test_what_movies_had_as_keywords_is_kept(connection: psycopg.Connection) -> None:
    kept = value(
        connection,
        "insert into items (item_type, title, keywords) values ('movie', 'Film', '{Space Horror,space horror}')"
        " returning folded_keywords",
    )

    assert kept == ["space horror"]


@pytest.mark.parametrize("words", ["film", "noir films"])
async def test_pages_of_a_search_are_the_list_in_its_order_and_end_with_it(db: Database, words: str) -> None:
    await write(db, *(movie(f"Film {n}", unit(x0=1), genres=["Noir"], external_count=n) for n in range(30)))

    async def page(skip: int, limit: int, most: int = 200) -> tuple[list[int], int]:
        found = await db.one("search_items", words=words, item_skip=skip, match_count=limit, list_limit=most)
        return [item["id"] for item in found["items"]], found["total"]

    whole, total = await page(0, 100)

    assert (len(whole), total) == (30, 30)
    assert [await page(skip, 12) for skip in (0, 12, 24, 36)] == [
        (whole[:12], 30),
        (whole[12:24], 30),
        (whole[24:], 30),
        ([], 30),
    ]
    assert await page(8, 12, most=10) == (whole[8:10], 10)
