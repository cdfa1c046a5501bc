"""Each measure of likeness by itself: rarity, genres, descriptions, liking together and makers, worked by hand."""

import math
from typing import Any

import pytest

from api.db import Database
from tests.sql.catalogue.test_catalogue_functions import book, movie, upsert
from tests.support.readers import rows, write

near = pytest.approx


def count_genres(database_url: str, shares: dict[str, float]) -> None:
    """Genres of films with their shares of all films."""
    for name, share in shares.items():
        write(
            database_url,
            "insert into cinelibre.features (kind, name, item_type, n_items, share, item_ids)"
            " values ('genre', %s, 'movie', 1, %s, '{}')",
            name,
            share,
        )


async def test_a_genre_is_as_rare_as_where_it_is_commonest_whatever_its_capitals(database_url: str) -> None:
    write(
        database_url,
        "insert into cinelibre.features (kind, name, item_type, n_items, share, item_ids) values"
        " ('genre', 'Drama', 'movie', 1, 0.25, '{}'), ('genre', 'drama', 'movie', 1, 0.25, '{}'),"
        " ('genre', 'Drama', 'book', 1, 0.0625, '{}'), ('genre', 'War', 'movie', 1, 0.125, '{}'),"
        " ('genre', 'WAR', 'book', 1, 0.5, '{}'), ('genre', 'Any', 'book', 1, 0.75, '{}'),"
        " ('genre', 'any', 'book', 1, 0.5, '{}'), ('genre', 'None', 'movie', 0, 0, '{}'),"
        " ('language', 'Drama', 'movie', 1, 1, '{}'), ('language', 'en', 'movie', 1, 0.5, '{}')",
    )
    weighed = "select name, rarity from cinelibre.weigh_rarity(%s::text[]) order by name"

    # Drama is 0.25 + 0.25 of films, more than its 0.0625 of books. Any is 1.25 of books, which counts as all of them.
    both = [("any", 0), ("drama", near(math.log(2))), ("war", near(math.log(2)))]
    assert rows(database_url, weighed, ["movie", "book"]) == both
    films = [("drama", near(math.log(2))), ("war", near(math.log(8)))]
    assert rows(database_url, weighed, ["movie"]) == films


def genres_alike(database_url: str, own: list[str], others: dict[int, list[str]], more: str = "") -> dict[int, Any]:
    """How like the genres of others are to these."""
    pairs = [(item_id, name) for item_id, names in others.items() for name in names]
    return dict(
        rows(
            database_url,
            "select other_id, likeness from cinelibre.compare_genres("
            f"%s::text[], '{{movie}}', %s::integer[], %s::text[]{more})",
            own,
            [item_id for item_id, _ in pairs],
            [name for _, name in pairs],
        )
    )


async def test_shared_genres_are_a_cosine_in_which_rare_ones_weigh_more(database_url: str) -> None:
    count_genres(database_url, {"Drama": math.exp(-1), "Science Fiction": math.exp(-2)})
    others = {7: ["drama"], 8: ["SCIENCE FICTION", "Uncounted"], 9: ["Uncounted"], 10: ["Drama", "Science fiction"]}

    found = genres_alike(database_url, ["Drama", "Science Fiction"], others)
    with_one = genres_alike(database_url, ["Drama", "Science Fiction"], others, ", unknown_rarity => 1")

    # Drama weighs 1, science fiction 2 and what was not counted 3. The item itself is √(1 + 4) long.
    # Seven: 1 / (1 · √5). Eight: 4 / (√(4 + 9) · √5), and 4 / (√5 · √5) where 3 is 1. Nine shares nothing.
    expected = {7: 1 / math.sqrt(5), 8: 4 / math.sqrt(65), 9: 0, 10: 1}
    assert found == near(expected)
    assert with_one == near(expected | {8: 0.8})


async def test_a_genre_in_two_spellings_counts_once(database_url: str) -> None:
    count_genres(database_url, {"Drama": math.exp(-1), "Science Fiction": math.exp(-2)})

    found = genres_alike(
        database_url,
        ["Drama", "drama", "Science Fiction"],
        {7: ["drama", "Drama", "DRAMA"], 8: ["science fiction"] * 2},
    )

    # Drama weighs 1 and science fiction 2: 1 / (1 · √5) and 4 / (2 · √5)
    assert found == near({7: 1 / math.sqrt(5), 8: 2 / math.sqrt(5)})


async def test_genres_that_everything_has_compare_to_nothing(database_url: str) -> None:
    count_genres(database_url, {"All": 1, "Drama": math.exp(-1)})

    assert genres_alike(database_url, ["All"], {7: ["All"], 8: ["Drama"]}) == {7: None, 8: None}
    assert genres_alike(database_url, [], {7: ["Drama"]}) == {}


def at(cosine: float) -> dict[str, Any]:
    """A vector with this cosine to the first axis."""
    return {"embedding": [cosine, math.sqrt(1 - cosine**2), *[0.0] * 382], "text_hash": str(cosine)}


async def test_descriptions_are_compared_by_their_cosine_where_both_have_one(db: Database, database_url: str) -> None:
    await upsert(db, movie("One", **at(1)), movie("Two", **at(0.6)), movie("Three", **at(0)), movie("Four"))
    measured = "select * from cinelibre.measure_stories(%s, %s::integer[]) order by other_id"

    found = rows(database_url, measured, 1, [2, 3, 4])

    assert found == [(2, near(0.6, abs=1e-3)), (3, near(0, abs=1e-3))]
    assert rows(database_url, measured, 2, [2, 1]) == [(1, near(0.6, abs=1e-3)), (2, near(1, abs=1e-3))]
    assert rows(database_url, measured, 4, [1]) == [(1, None)]


async def test_a_film_is_made_by_its_directors_and_a_book_by_its_authors(db: Database, database_url: str) -> None:
    await upsert(
        db,
        movie("One", directors=["Márta Mészáros", "Ridley  Scott"], cast=["Ford"]),
        book("Two", authors=["Stanisław Lem"]),
        movie("Three"),
    )
    made = "select n, cinelibre.list_makers(n) from generate_series(1, 4) as n order by n"

    assert rows(database_url, made) == [
        (1, ["marta meszaros", "ridley scott"]),
        (2, ["stanislaw lem"]),
        (3, []),
        (4, []),
    ]


@pytest.mark.parametrize(
    ("is_across", "is_simulated", "weights"),
    [
        (False, False, (0.8, 0.7, 0.5, 0.5, 0.5, 0.15, 1.3)),
        (False, True, (0.8, 0.7, 0.5, 0.5, 0.5, 0.15, 0.65)),
        (True, False, (1.2, 0.5, 0.5, 0.3, 0.5, 0.1, 0.65)),
        (True, True, (1.2, 0.5, 0.5, 0.3, 0.5, 0.1, 0.65)),
    ],
)
async def test_each_likeness_has_its_weight_within_a_type_and_across(
    database_url: str, is_across: bool, is_simulated: bool, weights: tuple[float, ...]
) -> None:
    weighed = "select story, genres, keywords, people, language, years, together from cinelibre.weigh_likeness(%s, %s)"

    assert rows(database_url, weighed, is_across, is_simulated) == [weights]


async def test_names_in_both_lists_are_given_as_written_and_in_order(database_url: str) -> None:
    shared = "select cinelibre.share_names(%s::text[], %s::text[], %s::text[])"
    written, folded = ["Zoë", "Rain", "Androids", "Neon"], ["zoe", "rain", "androids", "neon"]

    assert rows(database_url, shared, written, folded, ["androids", "noir", "zoe", "rain"]) == [
        (["Zoë", "Rain", "Androids"],)
    ]
    assert rows(database_url, shared, written, folded, ["Zoë"]) == [([],)]
