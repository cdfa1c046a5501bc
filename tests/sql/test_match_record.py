"""Which item a row of somebody's library means, ids before titles, and which it might mean."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

from api.db.postgres import open_postgres
from tests.api.library.shelves import (
    AMELIE,
    CATALOGUE,
    DIARY,
    DUNE,
    DUNE_1984,
    DUNE_BOOK,
    EMMA,
    EMMA_BOOK,
    HEAT,
    HOME,
    N_ITEMS,
    OTHER_HEAT,
    OTHER_HOME,
    RAN,
    STAND,
    STAND_UNCUT,
)
from tests.support.readers import rows
from tests.support.servers import Server

SIGNS, OTHER_SIGNS, NO_YEAR, ALIEN, FACE_OFF, STAND_FILM = range(N_ITEMS + 1, N_ITEMS + 7)
MORE: tuple[dict[str, Any], ...] = (
    {"item_type": "movie", "title": "$", "year": 1971, "tmdb_id": 31654},
    {"item_type": "movie", "title": "…", "year": 1971, "tmdb_id": 31655},
    {"item_type": "movie", "title": "Timeless", "tmdb_id": 31656},
    {"item_type": "movie", "title": "Alien", "year": 1979, "tmdb_id": 348},
    {"item_type": "movie", "title": "Face/Off", "year": 1997, "tmdb_id": 754, "movielens_id": 1573},
    {"item_type": "movie", "title": "The Stand", "year": 1994, "tmdb_id": 13519},
)
MOVIE, BOOK = {"item_type": "movie"}, {"item_type": "book"}

Match = tuple[int | None, list[int] | None]


@pytest.fixture(scope="module")
def catalogue_url(servers: dict[int, Server]) -> Iterator[str]:
    """The address of a database with twenty items, twins among them."""
    name = servers[18].create_database("shipped")
    asyncio.run(_write_items(servers[18].url_of(name)))
    yield servers[18].url_of(name)
    servers[18].drop_database(name)


async def _write_items(url: str) -> None:
    async with open_postgres(url, 2) as opened:
        await opened.one("upsert_items", records=[*CATALOGUE, *MORE], embedding_model="one", dimension=384)


def match(url: str, **record: Any) -> Match:
    """The item that the record means, and the candidates."""
    [found] = rows(url, "select item_id, candidates from cinelibre.match_record(%s::jsonb)", json.dumps(record))
    return found[0], found[1]


@pytest.mark.parametrize(
    ("record", "item_id"),
    [
        ({"tmdb_id": 11645}, RAN),
        ({"imdb_id": "tt0211915"}, AMELIE),
        ({"movielens_id": 6}, HEAT),
        ({"isbn13": "9780441172719"}, DUNE_BOOK),
        ({"google_id": "home-2012_a"}, OTHER_HOME),
        # Whatever the title and the year say.
        ({"tmdb_id": 950, "title": "Ran", "year": 1985, **MOVIE}, OTHER_HEAT),
        ({"isbn13": "9780141439587", "title": "Dune", "authors": ["Frank Herbert"], **BOOK}, EMMA_BOOK),
        # An id that nobody knows leaves it to the next one.
        ({"tmdb_id": 1, "imdb_id": "tt0089881"}, RAN),
        # Of ids that disagree MovieLens' is the narrowest.
        ({"movielens_id": 1573, "tmdb_id": 348}, FACE_OFF),
    ],
)
def test_an_id_of_a_source_decides(catalogue_url: str, record: dict[str, Any], item_id: int) -> None:
    assert match(catalogue_url, **record) == (item_id, None)


@pytest.mark.parametrize(
    ("record", "item_id"),
    [
        ({"title": "Ran", "year": 1985}, RAN),
        ({"title": "rAn"}, RAN),
        ({"title": "AMELIE", "year": 2001}, AMELIE),
        ({"title": "Ame\u0301lie", "year": 2001}, AMELIE),  # the accent as a letter of its own
        ({"title": "face off", "year": 1997}, FACE_OFF),
        ({"title": "diary of anais nin"}, DIARY),
        ({"title": "Dune", "year": 2021, **MOVIE}, DUNE),
        ({"title": "Dune", "year": 2022, **MOVIE}, DUNE),
        ({"title": "Dune", "year": 1983, **MOVIE}, DUNE_1984),
        ({"title": "Dune", **BOOK}, DUNE_BOOK),
        ({"title": "Emma", **MOVIE}, EMMA),
        ({"title": "Emma", "year": 1816}, EMMA_BOOK),
        ({"title": "Timeless", "year": 1999}, NO_YEAR),  # a year that is not known contradicts none
        ({"title": "Sen to Chihiro", "original_title": "Ran", "year": 1985}, RAN),
        ({"title": "Ran", "title_as_given": "Ran (Epics, #1)", "year": 1985}, RAN),
        # What stands before a colon, where the year agrees.
        ({"title": "Alien: The Director's Cut", "year": 1979}, ALIEN),
        # Titles of signs alone, as they are.
        ({"title": "$", "year": 1971}, SIGNS),
        ({"title": "…"}, OTHER_SIGNS),
    ],
)
def test_a_title_decides_with_the_year_and_the_type(catalogue_url: str, record: dict[str, Any], item_id: int) -> None:
    assert match(catalogue_url, **record) == (item_id, None)


@pytest.mark.parametrize(
    "record",
    [
        {"title": "Nowhere"},
        {"title": "Ran", "year": 1987},
        {"title": "Ran", "year": 1985, **BOOK},
        {"tmdb_id": 1},
        {"tmdb_id": 1, "title": "Nowhere", "year": 1985},
        {"imdb_id": "tt0000001"},
        {"id": RAN},
        {"id": RAN, **MOVIE},
        {"title": "Alien: Covenant", "year": 2017},
        {"title": "Alien: Covenant"},  # nothing but its beginning speaks for the other film
        {"title": "€", "year": 1971},
        {"title": ":", "year": 1971},
        {},
    ],
)
def test_what_the_catalogue_does_not_have_is_not_found(catalogue_url: str, record: dict[str, Any]) -> None:
    assert match(catalogue_url, **record) == (None, None)


@pytest.mark.parametrize(
    ("record", "candidates"),
    [
        ({"title": "Heat", "year": 1995}, [HEAT, OTHER_HEAT]),  # the widely known first
        ({"title": "Heat", "year": 1996}, [HEAT, OTHER_HEAT]),
        ({"title": "Emma"}, [EMMA, EMMA_BOOK]),
        ({"title": "Dune"}, [DUNE, DUNE_1984, DUNE_BOOK]),
        ({"title": "Dune", **MOVIE}, [DUNE, DUNE_1984]),
        ({"title": "Home", **BOOK}, [HOME, OTHER_HOME]),
        ({"title": "The Stand"}, [STAND, STAND_UNCUT, STAND_FILM]),
    ],
)
def test_where_several_would_do_they_are_candidates(
    catalogue_url: str, record: dict[str, Any], candidates: list[int]
) -> None:
    assert match(catalogue_url, **record) == (None, candidates)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"title": "Home", "authors": ["TONI  MORRISON"]}, (OTHER_HOME, None)),
        ({"title": "Home", "authors": ["Nobody", "Marilynne Robinson"], "year": 1950}, (HOME, None)),
        ({"title": "Home", "authors": ["Toni Morrison"], "year": 2008}, (OTHER_HOME, None)),  # rather than the year
        ({"title": "Home", "authors": ["Nobody"], "year": 2012}, (OTHER_HOME, None)),  # names are spelt in many ways
        ({"title": "Home", "authors": ["Nobody"], "year": 1950}, (None, None)),
        ({"title": "The Stand", "authors": ["Stephen King"], "year": 1990}, (STAND_UNCUT, None)),
        ({"title": "The Stand", "authors": ["Stephen King"], "year": 1979}, (STAND, None)),
        ({"title": "The Stand", "authors": ["Stephen King"], "year": 2010}, (None, [STAND, STAND_UNCUT])),
        ({"title": "The Stand", "authors": ["Stephen King"]}, (None, [STAND, STAND_UNCUT])),
        ({"title": "Home: A Novel", "authors": ["Toni Morrison"], "year": 2020}, (OTHER_HOME, None)),
        ({"title": "Home: A Novel", "authors": ["Nobody"]}, (None, None)),
    ],
)
def test_of_several_books_those_by_an_author_that_is_named(
    catalogue_url: str, record: dict[str, Any], expected: Match
) -> None:
    assert match(catalogue_url, **record, **BOOK) == expected


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"title": "Heat", "year": 1995, "id": OTHER_HEAT}, (OTHER_HEAT, None)),
        ({"title": "Heat", "year": 1995, "id": RAN}, (None, [HEAT, OTHER_HEAT])),
        ({"title": "Ran", "year": 1985, "id": HEAT}, (RAN, None)),
        ({"title": "Dune", "year": 2021, "id": DUNE_1984}, (DUNE, None)),  # of another year than is said
    ],
)
def test_an_id_of_another_database_decides_between_candidates_alone(
    catalogue_url: str, record: dict[str, Any], expected: Match
) -> None:
    assert match(catalogue_url, **record) == expected


@pytest.fixture
def crowd(catalogue_url: str) -> Iterator[list[int]]:
    """Seven films of one name and year, all equally unknown."""
    write = """
        insert into cinelibre.items (item_type, title, year) select 'movie', 'Kismet', 1943 from generate_series(1, 7)
        returning id
    """
    yield [item_id for (item_id,) in rows(catalogue_url, write)]
    rows(catalogue_url, "delete from cinelibre.items where title = 'Kismet' returning id")


def test_five_candidates_are_enough(catalogue_url: str, crowd: list[int]) -> None:
    assert match(catalogue_url, title="Kismet") == (None, crowd[:5])
