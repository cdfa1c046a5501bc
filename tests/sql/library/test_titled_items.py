"""Items whose titles match the rows of a library: how well the title agrees, and what else speaks for them."""

import math
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.support.readers import rows, write

ROCKY, FIGHT_CLUB, OMENS, SEVEN, DUNE, DUNE_BOOK, THINGS, GUYS, JACKS, MICE = range(1, 11)
KEYED = "select place, item_id, level from cinelibre.find_keyed_items(%s::jsonb[]) order by place, item_id"
TITLED = """
    select item_id, prominence, level, is_by_author, years_off, is_sure
    from cinelibre.find_titled_items(%s::jsonb[]) order by place, item_id
"""


@pytest.fixture
def url(database_url: str) -> str:
    """Movies and books with subtitles, numbers and second titles."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title, original_title, year, people, external_count) values
        (1, 'movie', 'Rocky II', null, 1979, '{}', null),
        (2, 'book', 'Fight Club: A Novel', null, 2005, '{Chuck Palahniuk}', null),
        (3, 'book', 'Good Omens: The Nice and Accurate Prophecies', null, 1990, '{Neil Gaiman,Terry Pratchett}', null),
        (4, 'movie', 'Seven', 'Se7en', 1995, '{David Fincher}', null),
        (5, 'movie', 'Dune', null, 2021, '{Denis Villeneuve}', 99),
        (6, 'book', 'Dune', null, 1965, '{Frank Herbert}', null),
        (7, 'movie', '10 Things I Hate', null, 1999, '{}', null),
        (8, 'movie', '5 Guys', null, 1999, '{}', null),
        (9, 'movie', 'One Eyed Jacks', null, 1961, '{}', null),
        (10, 'book', '10 Mice: The Nice and Accurate Tails', null, 1961, '{}', null)
        """,
    )
    return database_url


def record(title: str, place: int = 0, **more: Any) -> Jsonb:
    """A row of a library."""
    return Jsonb({"place": place, "title": title, **more})


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (record("Rocky 2"), [(ROCKY, 2)]),
        (record("Something else", title_as_given="Rocky II"), [(ROCKY, 2)]),
        (record("Se7en"), [(SEVEN, 3)]),  # the item's original title
        (record("Sieben", original_title="Seven"), [(SEVEN, 3)]),
        (record("Seven", original_title="Se7en"), [(SEVEN, 2)]),  # of two ways to agree the closer one
        (record("Fight Club"), [(FIGHT_CLUB, 4)]),
        (record("Fight Club: A Novel"), [(FIGHT_CLUB, 2)]),
        (record("Rocky II: The Novel"), [(ROCKY, 4)]),
        (record("Rocky II, a novel"), [(ROCKY, 4)]),
        (record("Rocky II, A Memoir"), [(ROCKY, 4)]),
        (record("Rocky II, a poem"), []),
        (record("Good Omens"), [(OMENS, 5)]),
        (record("GoodOmens"), [(OMENS, 5)]),
        (record("Rocky II: The Rematch"), [(ROCKY, 6)]),
        (record("Good Omens: A Third Way"), []),  # each has another subtitle
        (record("Good Omens: The Nice and Accurate Prophecies"), [(OMENS, 2)]),  # its subtitle's key is there too
        (record("X Things I Hate"), [(THINGS, 2)]),
        (record("V Guys"), [(GUYS, 2)]),
        (record("X Mice"), [(MICE, 5)]),  # respelled, it is the item's title without the subtitle
        (record("X Mice: A Third Way"), []),
        (record("OneEyed Jacks"), [(JACKS, 2)]),
        (record("Dune"), [(DUNE, 2), (DUNE_BOOK, 2)]),
        (record("Nothing"), []),
    ],
)
def test_titles_agree_in_whole_or_without_a_part(url: str, given: Jsonb, found: list[tuple[int, int]]) -> None:
    assert rows(url, KEYED, [given]) == [(0, *row) for row in found]


def test_each_record_keeps_its_place(url: str) -> None:
    given = [record("Seven", 7), record("Rocky 2", 3), record("Seven", 5)]

    assert rows(url, KEYED, given) == [(3, ROCKY, 2), (5, SEVEN, 2), (7, SEVEN, 2)]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        # a movie's title: the same to the letter is 1; a year beside is near enough, two are not
        (record("DUNE!", item_type="movie", year=2020), [(DUNE, math.log(100), 1, None, 1, True)]),
        (record("Dune", item_type="movie", year=2019), []),
        (record("Dune", item_type="movie"), [(DUNE, math.log(100), 1, None, None, True)]),
        (record("Rocky 2", year=1979), [(ROCKY, 0, 2, None, 0, True)]),
        (record("Se7en", year=1996), [(SEVEN, 0, 3, None, 1, True)]),
        (record("Se7en", year=1997), []),
        (record("Se7en"), [(SEVEN, 0, 3, None, None, True)]),
        # an author outweighs the years, and another author leaves a doubt
        (record("Dune", item_type="book", year=2005, authors=["F. Herbert"]), [(DUNE_BOOK, 0, 1, True, 40, True)]),
        (record("Dune", item_type="book", year=1965, authors=["Ann Lee"]), [(DUNE_BOOK, 0, 1, False, 0, False)]),
        (record("Dune", item_type="book", year=2005, authors=["Ann Lee"]), []),
        (
            record("Dune", authors=["Frank Herbert"]),
            [(DUNE, math.log(100), 1, False, None, False), (DUNE_BOOK, 0, 1, True, None, True)],
        ),
        # without a part, either the author of a book or the year has to speak for it
        (record("Good Omens", authors=["Pratchett, T."]), [(OMENS, 0, 5, True, None, True)]),
        (record("Good Omens", year=1991), [(OMENS, 0, 5, None, 1, True)]),
        (record("Good Omens", year=1992), []),
        (record("Good Omens"), []),
        (record("Good Omens", year=1990, authors=["Ann Lee"]), []),
        (record("Fight Club", year=2005), [(FIGHT_CLUB, 0, 4, None, 0, True)]),
        (record("Seven: The Novel", year=1995, authors=["David Fincher"]), []),  # a movie has no author
        # its own subtitle may make it another work: only the first author of a book makes sure
        (record("Dune: The Machine", item_type="book", year=1965), [(DUNE_BOOK, 0, 6, None, 0, False)]),
        (record("Dune: The Machine", authors=["Frank Herbert", "Ann Lee"]), [(DUNE_BOOK, 0, 6, True, None, True)]),
        (record("Dune: The Machine", authors=["Ann Lee", "Frank Herbert"]), [(DUNE_BOOK, 0, 6, True, None, False)]),
        (record("Dune: The Machine", item_type="movie", year=2021), [(DUNE, math.log(100), 6, None, 0, False)]),
        # ten authors are read
        (
            record("Dune", item_type="book", authors=["A Lee"] * 9 + ["F Herbert"]),
            [(DUNE_BOOK, 0, 1, True, None, True)],
        ),
        (
            record("Dune", item_type="book", authors=["A Lee"] * 10 + ["F Herbert"]),
            [(DUNE_BOOK, 0, 1, False, None, False)],
        ),
    ],
)
def test_year_and_author_say_whether_a_title_is_meant(url: str, given: Jsonb, found: list[tuple[Any, ...]]) -> None:
    assert rows(url, TITLED, [given]) == [(row[0], pytest.approx(row[1]), *row[2:]) for row in found]


def test_ten_people_of_an_item_are_read(url: str) -> None:
    write(url, "update cinelibre.items set people = array_fill('A Lee'::text, '{9}') || '{F Herbert}' where id = 6")
    given = record("Dune", item_type="book", authors=["Frank Herbert"])
    assert rows(url, TITLED, [given]) == [(DUNE_BOOK, 0, 1, True, None, True)]

    write(url, "update cinelibre.items set people = '{A Lee}' || people where id = 6")

    assert rows(url, TITLED, [given]) == [(DUNE_BOOK, 0, 1, False, None, False)]


def test_a_record_without_authors_beside_one_with_them_is_judged_by_its_year(url: str) -> None:
    given = [record("Dune", 1, item_type="book", authors=["Ann Lee"]), record("Dune", 2, item_type="book", year=1965)]

    assert rows(url, TITLED, given) == [(DUNE_BOOK, 0, 1, False, None, False), (DUNE_BOOK, 0, 1, None, 0, True)]
