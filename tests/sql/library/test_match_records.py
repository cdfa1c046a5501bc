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
SEVEN, RAID, VAMPIRE, JONES, ROCKY, TUCKER, FIGHT_CLUB, OMENS, MANIFESTO, OTHER_MANIFESTO = range(
    N_ITEMS + 7, N_ITEMS + 17
)
SHADOW, KAGEMUSHA, TWINS, KNOWN_TWINS, NOBODYS_SOLARIS, SOLARIS = range(N_ITEMS + 17, N_ITEMS + 23)
MORE: tuple[dict[str, Any], ...] = (
    {"item_type": "movie", "title": "$", "year": 1971, "tmdb_id": 31654},
    {"item_type": "movie", "title": "…", "year": 1971, "tmdb_id": 31655},
    {"item_type": "movie", "title": "Timeless", "tmdb_id": 31656},
    {"item_type": "movie", "title": "Alien", "year": 1979, "tmdb_id": 348},
    {"item_type": "movie", "title": "Face/Off", "year": 1997, "tmdb_id": 754, "movielens_id": 1573},
    {"item_type": "movie", "title": "The Stand", "year": 1994, "tmdb_id": 13519},
    {"item_type": "movie", "title": "Seven", "original_title": "Se7en", "year": 1995},
    {"item_type": "movie", "title": "The Raid 2: Berandal", "year": 2014},
    {"item_type": "movie", "title": "Interview with the Vampire: The Vampire Chronicles", "year": 1994},
    {"item_type": "movie", "title": "Jones, Part II", "year": 1990},
    {"item_type": "movie", "title": "Rocky II", "year": 1979},
    {"item_type": "movie", "title": "Tucker & Dale vs. Evil", "year": 2010},
    {"item_type": "book", "title": "Fight Club: A Novel", "year": 2005, "authors": ["Chuck Palahniuk"]},
    {"item_type": "book", "title": "Good Omens: The Nice and Accurate Prophecies", "authors": ["Terry Pratchett"]},
    {"item_type": "book", "title": "The Manifesto: One", "year": 1998, "authors": ["Karl Marx"]},
    {"item_type": "book", "title": "The Manifesto: Two", "year": 1999, "authors": ["Karl Marx"]},
    {"item_type": "movie", "title": "The Shadow Warrior", "original_title": "Kagemusha", "year": 1980},
    {"item_type": "movie", "title": "Kagemusha", "year": 1980},
    {"item_type": "movie", "title": "Twins", "year": 1988, "tmdb_id": 9493, "external_count": 12},
    {"item_type": "movie", "title": "Twins", "year": 1988, "tmdb_id": 9494, "external_count": 7000},
    {"item_type": "book", "title": "Solaris", "year": 1961, "google_id": "lem-1961_a"},
    {"item_type": "book", "title": "Solaris", "google_id": "lem-1961_b", "authors": ["Stanisław Lem"]},
)
MOVIE, BOOK = {"item_type": "movie"}, {"item_type": "book"}

Match = tuple[int | None, list[int] | None]


@pytest.fixture(scope="module")
def catalogue_url(servers: dict[int, Server]) -> Iterator[str]:
    """The address of a database with thirty items, twins among them."""
    name = servers[18].create_database("shipped")
    asyncio.run(_write_items(servers[18].url_of(name)))
    yield servers[18].url_of(name)
    servers[18].drop_database(name)


async def _write_items(url: str) -> None:
    async with open_postgres(url, 2) as opened:
        await opened.one("upsert_items", records=[*CATALOGUE, *MORE], embedding_model="one", dimension=384)


def match(url: str, **record: Any) -> Match:
    """The item that the record means, and the candidates."""
    [found] = rows(url, "select item_id, candidates from cinelibre.match_records(%s::jsonb)", json.dumps([record]))
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
        ({"title": "Twins"}, [KNOWN_TWINS, TWINS]),
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
        (
            {"title": "Home", "authors": ["Nobody"], "year": 2012},
            (None, [OTHER_HOME]),
        ),  # another's?
        ({"title": "Home", "authors": ["Morrison, T."], "year": 1950}, (OTHER_HOME, None)),
        ({"title": "Home", "authors": ["C. Morrison"], "year": 1950}, (None, None)),
        ({"title": "Home", "authors": ["Nobody"], "year": 1950}, (None, None)),
        ({"title": "The Stand", "authors": ["Stephen King"], "year": 1990}, (STAND_UNCUT, None)),
        ({"title": "The Stand", "authors": ["Stephen King"], "year": 1979}, (STAND, None)),
        ({"title": "The Stand", "authors": ["Stephen King"], "year": 2010}, (None, [STAND, STAND_UNCUT])),
        ({"title": "The Stand", "authors": ["Stephen King"]}, (None, [STAND, STAND_UNCUT])),
        ({"title": "Home: A Novel", "authors": ["Toni Morrison"], "year": 2020}, (OTHER_HOME, None)),
        ({"title": "Home: A Novel", "authors": ["Nobody"]}, (None, None)),
        # rather than one whose author is not known
        ({"title": "Solaris", "authors": ["Stanisław Lem"]}, (SOLARIS, None)),
        ({"title": "Solaris", "year": 1961}, (NOBODYS_SOLARIS, None)),
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


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        # the original title
        ({"title": "Se7en", "year": 1995, **MOVIE}, (SEVEN, None)),
        ({"title": "Kagemusha", "year": 1980, **MOVIE}, (KAGEMUSHA, None)),  # rather than what another was called
        ({"title": "The Shadow Warrior", "year": 1980, **MOVIE}, (SHADOW, None)),
        ({"title": "Sieben", "original_title": "SE7EN", "year": 1996, **MOVIE}, (SEVEN, None)),
        ({"title": "Se7en", "year": 1997, **MOVIE}, (None, None)),
        # signs and numbers
        ({"title": "Tucker and Dale vs Evil", "year": 2010, **MOVIE}, (TUCKER, None)),
        ({"title": "Rocky 2", "year": 1979, **MOVIE}, (ROCKY, None)),
        ({"title": "Rocky", "year": 1979, **MOVIE}, (None, None)),
        # without the subtitle that the item has
        ({"title": "Interview with the Vampire", "year": 1994, **MOVIE}, (VAMPIRE, None)),
        ({"title": "Interview with the Vampire", "year": 1996, **MOVIE}, (None, None)),
        ({"title": "Interview with the Vampire", **MOVIE}, (None, None)),
        ({"title": "The Raid 2", "year": 2014, **MOVIE}, (RAID, None)),
        ({"title": "Jones", "year": 1990, **MOVIE}, (None, None)),  # the second part is another film
        ({"title": "Good Omens", "authors": ["Pratchett, T."], "year": 1990, **BOOK}, (OMENS, None)),
        ({"title": "Good Omens", "authors": ["Nobody"], **BOOK}, (None, None)),
        ({"title": "Fight Club", "authors": ["Chuck Palahniuk"], "year": 1996, **BOOK}, (FIGHT_CLUB, None)),
        ({"title": "Fight Club", "year": 2006, **BOOK}, (FIGHT_CLUB, None)),
        ({"title": "Fight Club", "year": 2007, **BOOK}, (None, None)),
        ({"title": "The Manifesto", "authors": ["Karl Marx"], **BOOK}, (None, [MANIFESTO, OTHER_MANIFESTO])),
        ({"title": "The Manifesto", "authors": ["Karl Marx"], "year": 1998, **BOOK}, (MANIFESTO, None)),
        # with a subtitle that the item lacks
        ({"title": "Alien: Crucified", "year": 1979, **MOVIE}, (None, [ALIEN])),
        ({"title": "Alien: Crucified", "year": 1981, **MOVIE}, (None, None)),
        ({"title": "Alien: A Making Of", "year": 1979, **MOVIE}, (None, None)),
        ({"title": "Dune: The Graphic Novel", "authors": ["Brian Herbert", "Frank Herbert"], **BOOK}, (None, None)),
        ({"title": "Dune: Something Else", "authors": ["Frank Herbert"], **BOOK}, (DUNE_BOOK, None)),
        ({"title": "Dune: Something Else", "authors": ["Brian Herbert", "Frank Herbert"], **BOOK}, (None, [DUNE_BOOK])),
        ({"title": "Dune: Something Else", "authors": ["Brian Herbert"], "year": 1965, **BOOK}, (None, None)),
    ],
)
def test_titles_agree_by_their_keys_and_what_is_not_sure_is_asked(
    catalogue_url: str, record: dict[str, Any], expected: Match
) -> None:
    assert match(catalogue_url, **record) == expected


def test_records_are_matched_each_for_itself(catalogue_url: str) -> None:
    records = [{"title": "Ran", "year": 1985}, {"title": "Nowhere"}, {"imdb_id": "tt0211915"}, {"title": "Heat"}]
    query = "select * from cinelibre.match_records(%s::jsonb) order by place"

    assert rows(catalogue_url, query, json.dumps(records)) == [
        (1, RAN, None),
        (2, None, None),
        (3, AMELIE, None),
        (4, None, [HEAT, OTHER_HEAT]),
    ]
