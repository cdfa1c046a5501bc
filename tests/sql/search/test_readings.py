"""Titles to start from, words put right, exclusions and orders: each part with numbers worked by hand."""

import math
from typing import Any

import psycopg
import pytest

from api.db import Database
from tests.sql.search.test_functions import FIRST_PAGE, MODEL, connection, movie, unit, value, write

__all__ = ["connection"]  # the fixture


def book(title: str, **more: Any) -> dict[str, Any]:
    """A record of a book."""
    return {"item_type": "book", "title": title, **more}


async def ask(db: Database, *readings: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What a search answers to readings of a question."""
    asked = {"embedding_model": MODEL, **FIRST_PAGE, **more}
    answer = await db.one("search_items", words="", readings=list(readings), **asked)
    return dict(answer)


def titles(answer: dict[str, Any]) -> list[str]:
    """What was found, best first."""
    return [item["title"] for item in answer["items"]]


@pytest.mark.parametrize(
    ("typed", "meant", "most", "n"),
    [
        ("alien", "alien", 2, 0),
        ("alein", "alien", 2, 1),  # two letters exchanged
        ("horor", "horror", 2, 1),  # one missing
        ("horrror", "horror", 2, 1),  # one too many
        ("godfther", "godfather", 2, 1),
        ("godfahtre", "godfather", 2, 2),
        ("intersteler", "interstellar", 2, 2),
        ("heat", "star", 2, 3),  # more than 2
        ("ab", "abcde", 2, 3),
        ("alein", "alien", 0, 1),
    ],
)
def test_wrong_letters_are_counted(connection: psycopg.Connection, typed: str, meant: str, most: int, n: int) -> None:
    assert value(connection, "select count_typos(%s, %s, %s)", typed, meant, most) == n


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("godfahter", "godfather"),
        ("the godfahter", "the godfather"),
        ("godfather", None),  # as it stands
        ("alein", "alien"),
        ("alxen", "alien"),  # one of five letters
        ("axxen", None),  # two of five
        ("intxrstexlar", "interstellar"),  # two of twelve
        ("intxrsxexlar", None),
        ("alei", None),  # to be typed on? four letters, two wrong
        ("hit", None),
        ("nxlan", "nolan"),
        ("hxist", "heist"),
        ("lighthouse", None),  # of a description
        ("2O01", None),
    ],
)
async def test_a_misspelled_word_is_put_right_by_titles_names_and_keywords(
    db: Database, connection: psycopg.Connection, typed: str, corrected: str | None
) -> None:
    await write(
        db,
        movie("The Godfather", unit(x0=1), description="a lighthouse"),
        movie("Alien", unit(x1=1), keywords=["heist"]),
        movie("Interstellar", unit(x2=1), directors=["Christopher Nolan"]),
    )

    assert value(connection, "select correct_words(%s)", typed) == corrected


async def test_of_words_as_near_the_one_that_goes_with_the_others_is_meant(
    db: Database, connection: psycopg.Connection
) -> None:
    await write(db, movie("Harry Potter", unit(x0=1)), *(movie(f"Peter {n}", unit(x1=1)) for n in "abc"))

    assert value(connection, "select correct_words('harry poter')") == "harry potter"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("forest gump", "forrest gump"),  # one letter of eleven, each word known
        ("forst gump", None),  # two of eleven
        ("wyngz of the forest", "wings of the forest"),  # two of sixteen
        ("wyxgz of the forest", None),  # three
        ("silence of lambs", None),  # a whole word is missing
        ("silence of the lamb", "the silence of the lambs"),  # but for its article
        ("cristopher nolan", "christopher nolan"),
        ("wings gump", None),
        ("gump", None),  # one word is for correct_words
        ("lambs gump forest wings silence cristopher of", None),  # more than six tell a story
        ("forrest gump", None),  # an item has all the words
    ],
)
async def test_a_name_of_known_words_is_near_to_one_that_differs_in_a_letter_or_two(
    db: Database, connection: psycopg.Connection, typed: str, name: str | None
) -> None:
    await write(
        db,
        movie("Forrest Gump", unit(x0=1)),
        movie("The Silence of the Lambs", unit(x1=1), directors=["Christopher Nolan"]),
        movie("Wings of the Forest", unit(x2=1)),
    )

    assert value(connection, "select find_near_name(%s)", typed) == name


async def test_a_misspelled_title_is_found_and_told(db: Database) -> None:
    await write(db, movie("Interstellar", unit(x0=1)), movie("Other", unit(x1=1)))

    answer = await db.one("search_items", words="intersteler", **FIRST_PAGE)

    assert (titles(answer), answer["corrected"]) == (["Interstellar"], "interstellar")
    assert "title" in answer["items"][0]["matched"]


async def test_an_original_title_typed_exactly_stands_first(db: Database) -> None:
    await write(
        db,
        movie("City of God", unit(x0=1), original_title="Cidade de Deus"),
        movie("Cidade", unit(x1=1), description="deus deus", external_count=999),
    )

    [first, *_] = (await db.one("search_items", words="cidade de deus", **FIRST_PAGE))["items"]

    assert (first["title"], "title" in first["matched"]) == ("City of God", True)


@pytest.mark.parametrize(
    ("typed", "item_type", "found"),
    [
        ("dune", None, 1),  # the best known
        ("dune", "book", 2),  # of the type that is asked for
        ("Duna", None, 1),  # the original title
        ("hangover", None, 3),  # but for its article
        ("vikram", None, 4),  # begins with it
        ("vik", None, None),
        ("hangver", None, 3),
        ("zzyzx", None, None),
    ],
)
async def test_the_item_that_somebody_means_is_found(
    db: Database, connection: psycopg.Connection, typed: str, item_type: str | None, found: int | None
) -> None:
    await write(
        db,
        movie("Dune", unit(x0=1), external_count=500, original_title="Duna"),
        book("Dune"),
        movie("The Hangover", unit(x1=1)),
        movie("Vikram Vedha", unit(x2=1)),
        movie("Vikramaditya", unit(x3=1), external_count=900),
    )

    assert value(connection, "select find_seed(%s, %s)", typed, item_type) == found


TITLE = {"title": "the italian job", "words": "the italian job", "filters": {}}
LAST = {"words": "job", "filters": {"languages": ["it"]}}


async def test_what_is_typed_as_a_title_is_a_title_and_else_what_it_demands(db: Database) -> None:
    await write(db, movie("Job", unit(x0=1), language="it"))

    before = await ask(db, TITLE, LAST)
    await write(db, movie("The Italian Job", unit(x1=1), language="en"))
    after = await ask(db, TITLE, LAST)

    assert (titles(before), before["reading"]) == (["Job"], 1)
    assert (titles(after)[0], after["reading"]) == ("The Italian Job", 0)


@pytest.mark.parametrize(("is_guess", "reading"), [(True, 0), (False, 1)])
async def test_a_guess_gives_way_to_a_title_that_has_all_the_words(db: Database, is_guess: bool, reading: int) -> None:
    await write(db, movie("My Big Fat Greek Wedding", unit(x0=1)))
    title = {"title": "greek wedding", "words": "greek wedding", "filters": {}, "is_guess": is_guess}

    answer = await ask(db, title, {"words": "wedding", "filters": {}})

    assert answer["reading"] == reading


async def test_what_is_like_an_item_is_found_by_its_vector_and_the_item_is_left_out(db: Database) -> None:
    await write(
        db,
        movie("Seed", unit(x0=1), language="ta", genres=["Crime"]),
        movie("Seed", unit(x0=1), year=1999),
        movie("Near", unit(x0=0.8, x1=0.6)),
        movie("Far", unit(x1=1)),
        book("Seed"),
    )

    answer = await ask(
        db, {"like": "seed", "words": "", "filters": {}}, {"words": "seed", "filters": {}}, item_type="movie"
    )

    assert (answer["reading"], answer["like"]) == (0, {"id": 1, "title": "Seed"})
    assert titles(answer) == ["Near", "Far"]


def test_kin_are_those_that_share_genres_people_keywords_language_and_years(connection: psycopg.Connection) -> None:
    connection.execute(
        "insert into items (item_type, title, year, language, genres, people, keywords) values"
        " ('movie', 'Seed', 2000, 'ta', '{Crime,Drama}', '{A,B}', '{x,y,z}'),"
        " ('movie', 'Twin', 2000, 'ta', '{Crime,Drama}', '{A,B}', '{x,y,z}'),"
        " ('movie', 'Kin', 2020, 'en', '{Crime}', '{A}', '{x}'),"
        " ('movie', 'Stranger', null, null, '{War}', '{}', '{}')"
    )

    kin = connection.execute(
        "select item_id, kinship, place from rank_by_kinship(1, '{1,2,3,4}') order by 3"
    ).fetchall()

    # Twin 0.7 + 0.5 + 0.3 + 0.25 + 0.15 = 1.9; Kin 0.7/√2 + 0.5/2 + 0.3/3 + 0.15 e⁻¹ = 0.9002, of the first 0.4738
    assert kin == [(2, 1.0, 1), (3, pytest.approx((0.7 / math.sqrt(2) + 0.25 + 0.1 + 0.15 / math.e) / 1.9), 2)]


@pytest.mark.parametrize(
    ("phrases", "left"),
    [
        (["robots"], ["Hanks", "Fourth"]),
        (["tom hanks"], ["Robot", "Machine", "Fourth"]),
        (["robot", "tom hanks"], ["Fourth"]),
        (["tom cruise"], ["Robot", "Machine", "Hanks", "Fourth"]),
        ([""], ["Robot", "Machine", "Hanks", "Fourth"]),
        ([], ["Robot", "Machine", "Hanks", "Fourth"]),
    ],
)
async def test_what_has_all_words_of_an_excluded_phrase_is_left_out(
    db: Database, phrases: list[str], left: list[str]
) -> None:
    await write(
        db,
        movie("Robot", unit(x0=1)),
        movie("Machine", unit(x1=1), keywords=["robots"]),
        movie("Hanks", unit(x2=1), directors=["Tom Hanks"]),
        movie("Fourth", unit(x3=1)),
    )

    demanded = await ask(db, {"words": "x", "filters": {}, "is_demand_only": True, "exclude_words": phrases})
    searched = await ask(db, {"words": "x", "filters": {}, "exclude_words": phrases}, query_embedding=unit(x0=1))

    assert titles(demanded) == left
    assert sorted(titles(searched)) == sorted(left)


async def test_languages_that_are_not_wanted_are_left_out_and_unknown_ones_stay(db: Database) -> None:
    await write(
        db,
        movie("English", unit(x0=1), language="en"),
        movie("Hindi", unit(x1=1), language="hi"),
        movie("Unknown", unit(x2=1)),
    )

    answer = await ask(db, {"words": "x", "filters": {"exclude_languages": ["EN"]}, "is_demand_only": True})

    assert titles(answer) == ["Hindi", "Unknown"]


@pytest.mark.parametrize(
    ("order_by", "order"),
    [
        (None, ["Famous", "Good", "New", "Fair"]),
        ("popular", ["Famous", "Good", "New", "Fair"]),
        # (500·9 + 50·6.3)/550 = 8.75, (9000·7 + 315)/9050 = 7.0, (400·6 + 315)/450 = 6.03, (300·5 + 315)/350 = 5.2
        ("rating", ["Good", "Famous", "New", "Fair"]),
        ("newest", ["New", "Famous", "Good", "Fair"]),
    ],
)
async def test_constraints_alone_are_answered_in_the_order_that_is_asked_for(
    db: Database, order_by: str | None, order: list[str]
) -> None:
    await write(
        db,
        movie("Fair", unit(x0=1), year=None, external_count=300, external_rating=5),
        movie("New", unit(x1=1), year=2020, external_count=400, external_rating=6),
        movie("Good", unit(x2=1), year=1990, external_count=500, external_rating=9),
        movie("Famous", unit(x3=1), year=2000, external_count=9000, external_rating=7),
    )

    answer = await ask(db, {"words": "x", "filters": {}, "is_demand_only": True, "order_by": order_by})

    assert titles(answer) == order
    assert [item["score"] for item in answer["items"]] == pytest.approx([1 / 61, 1 / 62, 1 / 63, 1 / 64])


async def test_of_several_genres_those_that_have_all_come_first(db: Database) -> None:
    await write(
        db,
        movie("Comedy", unit(x0=1), genres=["Comedy"], external_count=900),
        movie("Both", unit(x1=1), genres=["Comedy", "Romance"]),
    )
    reading = {"words": "x", "filters": {"genres": ["Romance", "Comedy"]}, "is_demand_only": True}

    assert titles(await ask(db, reading)) == ["Comedy", "Both"]
    assert titles(await ask(db, reading | {"genres": ["Romance", "Comedy"]})) == ["Both", "Comedy"]


async def test_a_title_that_is_a_genre_stands_before_the_genre(db: Database) -> None:
    await write(
        db,
        movie("Romance", unit(x0=1), genres=["Romance"]),
        movie("Famous", unit(x1=1), genres=["Romance"], external_count=900),
        movie("War", unit(x2=1), genres=["War"]),
    )

    answer = await ask(db, {"words": "romance", "filters": {"genres": ["Romance"]}, "is_demand_only": True})

    assert [(item["title"], item["matched"]) for item in answer["items"]] == [("Romance", ["title"]), ("Famous", [])]


async def test_the_best_of_what_is_described_are_lifted(db: Database) -> None:
    await write(
        db,
        movie("Near", unit(x0=1), external_count=100, external_rating=5),
        movie("Best", unit(x0=1), external_count=100, external_rating=9),
    )
    reading = {"words": "zzzz", "filters": {}}

    assert titles(await ask(db, reading, query_embedding=unit(x0=1))) == ["Near", "Best"]
    # Near 1/61 + 1/62, Best 1/62 + 1/61: the same; ids decide, so the order must weigh more than chance
    lifted = await ask(db, reading | {"order_by": "rating"}, query_embedding=unit(x0=1), weights={"order_by": 1.1})
    assert titles(lifted) == ["Best", "Near"]


def test_keywords_are_looked_for_in_runs_of_one_to_three_words_that_say_something(
    connection: psycopg.Connection,
) -> None:
    assert sorted(value(connection, "select list_possible_keywords('the time loop of doom')")) == [
        "doom", "loop", "loop of", "loop of doom", "of doom", "the time", "the time loop", "time", "time loop",
        "time loop of",
    ]  # fmt: skip
    assert value(connection, "select list_possible_keywords('')") == []


async def test_words_of_descriptions_and_short_ones_are_not_learned(
    db: Database, connection: psycopg.Connection
) -> None:
    await write(db, movie("Up It 2001", unit(x0=1), original_title="Oben", description="balloons"))

    assert value(connection, "select array_agg(word order by word) from known_words") == ["oben"]
    await write(db, {"item_type": "movie", "title": "Up It 2001", "genres": ["Adventure"]})
    assert value(connection, "select array_agg(word order by word) from known_words") == ["adventure", "oben"]
