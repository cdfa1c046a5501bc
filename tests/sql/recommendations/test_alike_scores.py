"""What is measured between two items, how it becomes a score and a page of a list, and what is told of it, by hand."""

import math
from typing import Any

import pytest

from api.db import Database
from tests.sql.catalogue.test_catalogue_functions import book, movie, upsert
from tests.support.readers import rows, write

near = pytest.approx
SOLARIS, REMAKE, STALKER, VOYAGE, CREW, NOVEL, BARE, BARE_BOOK = range(1, 9)
CAST = ["Banionis", "Bondarchuk", "Järvet"]


def at(cosine: float) -> dict[str, Any]:
    """A vector with this cosine to that of Solaris."""
    return {"embedding": [cosine, math.sqrt(1 - cosine**2), *[0.0] * 382], "text_hash": str(cosine)}


def almost(number: float) -> Any:
    """As far as half precision goes."""
    return near(number, abs=5e-4)


@pytest.fixture
async def catalogue(db: Database, database_url: str) -> str:
    """A database with six films and two books. Drama weighs 1, the rest of the genres 3; ln of Russian is −1.5."""
    tarkovsky = {"directors": ["Andrei Tarkovsky"], "language": "ru"}
    await upsert(
        db,
        movie("Solaris", genres=["Drama"], keywords=["ocean", "Grief"], cast=CAST, **tarkovsky, **at(1))
        | {"year": 1972},
        movie(
            "SOLARIS!",
            genres=["Drama", "War"],
            keywords=["Ocean", "love", "loss"],
            cast=CAST[:1],
            language="en",
            **at(0.375),
        )
        | {"year": 2002},
        movie("Stalker", genres=[], **tarkovsky, **at(0.7)) | {"year": 1979},
        movie("Voyage", genres=["War"], directors=["Guerra"], cast=["Andrei Tarkovsky"], **at(0.1)) | {"year": 1983},
        movie("Crew", keywords=["rain"], cast=CAST, language="ru") | {"year": None},
        book("Solaris", genres=["DRAMA"], language="ru", authors=["Lem"], **at(0.1)) | {"year": 1961},
        movie("Bare", genres=[]) | {"year": None},
        book("Bare") | {"year": None},
    )
    write(
        database_url,
        "insert into cinelibre.features (kind, name, item_type, n_items, share, item_ids) values"
        " ('genre', 'Drama', 'movie', 1, exp(-1), '{}'), ('language', 'ru', 'movie', 1, exp(-1.5), '{}'),"
        " ('language', 'ru', 'book', 1, exp(-4), '{}'), ('language', 'en', 'movie', 1, exp(-2), '{}')",
    )
    write(
        database_url,
        "with phi as (insert into cinelibre.models (kind, name, is_active) values ('phi', 'now', true) returning id)"
        " insert into cinelibre.item_neighbors (model_id, item_id, neighbor_ids, weights)"
        " select id, 1, '{3,5,6}'::integer[], '{0.25,0.5,0.125}'::real[] from phi",
    )
    return database_url


COMPARED = """
    select
        other_id, work_id, has_title, story, genres, keywords, n_people, is_maker, language_rarity, years, together
    from cinelibre.compare_items(1, %s, %s)
    order by other_id
"""


async def test_each_likeness_is_measured_and_null_where_one_lacks_what_is_compared(catalogue: str) -> None:
    found = rows(catalogue, COMPARED, list(range(2, 8)), "movie")

    # The remake: genres 1 / (1 · √(1 + 9)), one keyword of two and of three 1 / √6, an actor, another language.
    # Stalker has the director, who only appears in Voyage. The crew is all but the director.
    assert found == [
        (REMAKE, None, True, almost(0.375), near(1 / math.sqrt(10)), near(1 / math.sqrt(6)), 1, False, None, 30, None),
        (STALKER, None, False, almost(0.7), None, None, 1, True, near(1.5), 7, 0.25),
        (VOYAGE, None, False, almost(0.1), 0, None, 1, False, None, 11, None),
        (CREW, None, False, None, None, None, 3, False, near(1.5), None, 0.5),
        (BARE, None, False, None, None, None, None, False, None, None, None),
    ]
    # Of books in Russian there are fewer; the makers of a book are its authors.
    assert rows(catalogue, COMPARED, [NOVEL, STALKER], "book") == [
        (NOVEL, None, True, almost(0.1), near(1), None, None, False, near(4), 11, 0.125)
    ]


async def test_a_language_that_is_not_counted_is_not_rare_and_titles_without_letters_are_not_the_same(
    db: Database, database_url: str
) -> None:
    await upsert(db, movie("!", language="ru"), movie("?", language="ru"))

    [(_, _, has_title, *_, language_rarity, _, _)] = rows(database_url, COMPARED, [2], "movie")

    assert (has_title, language_rarity) == (False, 0)


SCORED = "select other_id, score, has_title, together from cinelibre.score_alike(1, %s, %s, %s, %s{more}) order by 1"


def scored(url: str, item_type: str, is_simulated: bool = False, more: str = "") -> dict[int, float]:
    """The score of each candidate, of books across types."""
    found = rows(url, SCORED.replace("{more}", more), list(range(2, 9)), item_type, item_type == "book", is_simulated)
    return {other_id: score for other_id, score, *_ in found}


# Description, genres, keywords, people, language, years and liking together weigh this much in all.
WITHIN, SIMULATED, ACROSS = 4.45, 3.8, 3.75
RUSSIAN = 0.5 * (0.5 + 0.5 * 1.5 / 3)
# 0.375 is half of the way from 0.15 to 0.6, and 0.7 is no more than all of it. An actor is a quarter; three
# are a half, which is the ceiling.
REMAKES = 0.8 * 0.5 + 0.7 / math.sqrt(10) + 0.5 / math.sqrt(6) + 0.5 * 0.25 + 0.15 * math.exp(-30 / 20)
STALKERS = 0.8 + 0.5 + RUSSIAN + 0.15 * math.exp(-7 / 20)  # and what is liked together
CREWS = 0.5 * 0.5 + RUSSIAN  # and what is liked together
VOYAGES = 0.5 * 0.25 + 0.15 * math.exp(-11 / 20)


async def test_within_a_type_the_likenesses_add_up_by_their_weights(catalogue: str) -> None:
    found = scored(catalogue, "movie")

    # A phi of 0.25 is 0.625 of the ceiling of 0.4, and 0.5 is the whole.
    assert found == near(
        {
            REMAKE: REMAKES / WITHIN,
            STALKER: (STALKERS + 1.3 * 0.625) / WITHIN,
            VOYAGE: VOYAGES / WITHIN,
            CREW: (CREWS + 1.3) / WITHIN,
            BARE: 0,
        },
        abs=2e-4,
    )
    simulated = scored(catalogue, "movie", is_simulated=True)
    assert simulated[CREW] == near((CREWS + 0.65) / SIMULATED)
    assert simulated[REMAKE] == near(REMAKES / SIMULATED, abs=2e-4)


async def test_across_types_the_description_counts_from_nothing_on_and_the_same_title_one_more(catalogue: str) -> None:
    # A rarity of 4 is above the ceiling of 3; a phi of 0.125 is 0.3125 of the ceiling.
    alike = 1.2 * 0.1 + 0.5 + 0.5 + 0.1 * math.exp(-11 / 20) + 0.65 * 0.3125

    assert scored(catalogue, "book") == {NOVEL: near(1 + alike / ACROSS, abs=2e-4), BARE_BOOK: 0}
    [marks] = rows(catalogue, SCORED.replace("{more}", ""), [NOVEL], "book", True, False)
    assert marks[2:] == (True, 0.125)
    within = rows(catalogue, SCORED.replace("{more}", ""), [REMAKE], "movie", False, False)
    assert within[0][2:] == (False, None)


@pytest.mark.parametrize(
    ("more", "changed"),
    [
        (", story_floor => 0.25", {REMAKE: REMAKES + 0.8 * (0.125 / 0.35 - 0.5)}),
        (", story_ceiling => 0.75", {REMAKE: REMAKES - 0.8 * 0.125}),  # 0.225 of 0.6 is 0.375
        (", person_share => 0.1", {REMAKE: REMAKES - 0.075, VOYAGE: VOYAGES - 0.075}),
        (", people_ceiling => 0.6", {CREW: CREWS + 1.3 + 0.05}),
        (", language_floor => 0.25", {CREW: CREWS + 1.3 - 0.0625}),  # 0.25 + 0.75 / 2 instead of 0.75
        (", rare_language => 6", {CREW: CREWS + 1.3 - 0.0625}),  # 0.5 + 0.5 / 4
        (", years_apart => 11", {VOYAGE: VOYAGES + 0.15 * (math.exp(-1) - math.exp(-11 / 20))}),
        (", together_ceiling => 1", {CREW: CREWS + 0.65}),
    ],
)
async def test_each_bound_can_be_set(catalogue: str, more: str, changed: dict[int, float]) -> None:
    found = scored(catalogue, "movie", more=more)

    assert {item_id: found[item_id] * WITHIN for item_id in changed} == near(changed, abs=1e-3)
