"""Titles that a typed text is, begins or is in."""

import math

import pytest

from tests.support.readers import rows, write

TITLED = "select item_id, tier from cinelibre.list_titled(%s) order by item_id"
KNOWN = """
    select item_id, folded_title, prominence from cinelibre.find_known_titles(%s, %s, %s::tsquery, %s) order by item_id
"""


def add(url: str, *items: tuple[int, str, str, str | None, int]) -> None:
    """Items by id, type, title, original title and number of ratings elsewhere."""
    for item in items:
        write(
            url,
            "insert into cinelibre.items (id, item_type, title, original_title, external_count)"
            " values (%s, %s, %s, %s, %s)",
            *item,
        )


def test_a_title_is_typed_exactly_in_other_signs_or_without_a_part(database_url: str) -> None:
    add(
        database_url,
        (1, "movie", "Dune", None, 0),
        (2, "book", "DUNE!", None, 0),
        (3, "book", "Dune: A Novel", None, 0),
        (4, "movie", "Dune: The Machine", None, 0),
        (5, "movie", "Arrakis", "Dune", 0),
        (6, "movie", "Dunes", None, 0),
        (7, "movie", "$", None, 0),
    )

    assert rows(database_url, TITLED, "Dune") == [(1, 1), (2, 1), (3, 3), (4, 4), (5, 1)]
    assert rows(database_url, TITLED, "The Dune") == [(1, 2), (2, 2), (3, 3), (4, 4), (5, 2)]
    assert rows(database_url, TITLED, "Dune: the Machine") == [(4, 1)]
    assert rows(database_url, TITLED, "€") == []  # folds to nothing, and so does "$"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("x things i hate", [(1, 3)]),
        ("OneEyed Jacks", [(2, 3)]),
        ("Dune, a novel", [(3, 3)]),
        ("Dune: A Novel", [(3, 3)]),
        ("X Men", [(4, 1), (5, 3)]),
        ("V Suns", [(6, 4)]),
        ("V Suns, a novel", []),  # each leaves something out
        ("Dune: the Machine", []),  # another work, perhaps
    ],
)
def test_a_title_is_typed_as_imports_may_have_it(database_url: str, typed: str, found: list[tuple[int, int]]) -> None:
    add(
        database_url,
        (1, "movie", "10 Things I Hate", None, 0),
        (2, "movie", "One-Eyed Jacks", None, 0),
        (3, "book", "Dune", None, 0),
        (4, "movie", "X-Men", None, 0),
        (5, "movie", "Ten Men", None, 0),
        (6, "movie", "Five Suns: The Last", None, 0),
    )

    assert rows(database_url, TITLED, typed) == found


def test_a_hundred_keys_are_read_subtitles_last_and_the_best_known_first(database_url: str) -> None:
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title, external_count)
        select n, 'book', 'Dune: A Novel', n % 100 from generate_series(1, 100) as n
        """,
    )
    add(database_url, (101, "movie", "Dune: The Machine", None, 999))
    whole = [(n, 3) for n in range(1, 101)]

    assert rows(database_url, TITLED, "Dune") == whole
    add(database_url, (102, "book", "Dune: A Novel", None, 0))
    assert rows(database_url, TITLED, "Dune") == whole  # of equals the one with the lower id
    add(database_url, (103, "book", "Dune: A Novel", None, 1))
    assert rows(database_url, TITLED, "Dune") == [*((n, 3) for n in range(1, 100)), (103, 3)]


@pytest.mark.parametrize(
    ("typed", "asked_type", "limit", "found"),
    [
        ("dun", None, 10, [1, 2, 3, 4, 6]),
        ("dun", "book", 10, [3]),
        ("du", None, 10, [1, 2, 3, 4, 5, 6]),  # by keys alone
        ("d", None, 10, []),
        ("dunes", None, 10, [2]),
        ("arr", None, 10, [6]),
        ("dun", None, 1, [3, 4]),  # the best known by folded title and by key
        ("rocky two", None, 10, [7]),
        ("rocky 2", None, 10, [7, 8]),
        ("rocky tw", None, 10, [9]),
        ("V Guys", None, 10, [10]),
        ("OneEyed Ja", None, 10, [11]),
        ("TwoEyed", None, 10, [12]),  # as it stands
        ("OneEyed Ja", "book", 10, []),
    ],
)
def test_a_text_begins_a_title_or_its_key(
    database_url: str, typed: str, asked_type: str | None, limit: int, found: list[int]
) -> None:
    add(
        database_url,
        (1, "movie", "Dune", None, 1),
        (2, "movie", "Dunes of Mars", None, 2),
        (3, "book", "Dune Messiah", None, 3),
        (4, "movie", "The Dune", None, 4),
        (5, "movie", "Du", None, 0),
        (6, "movie", "Arrakis", "Dune", 0),
        (7, "movie", "Rocky II", None, 0),
        (8, "movie", "Rocky 22", None, 0),
        (9, "movie", "Rocky Twice", None, 0),
        (10, "movie", "5 Guys", None, 0),
        (11, "movie", "One-Eyed Jacks", None, 0),
        (12, "movie", "TwoEyed Jacks", None, 0),
    )
    query = "select cinelibre.find_begun_titles(cinelibre.fold_title(%s), %s, %s, %s)"

    [(ids,)] = rows(database_url, query, typed, typed, asked_type, limit)

    assert sorted(ids) == found


def test_the_best_known_titles_of_each_type_are_found_by_their_words(database_url: str) -> None:
    add(
        database_url,
        (1, "movie", "Sand Dune", None, 1),
        (2, "movie", "Big Dune", None, 3),
        (3, "movie", "Small Dune", None, 3),
        (4, "book", "Old Dune", None, 0),
        (5, "movie", "Heat", None, 9),
    )
    write(database_url, "update cinelibre.items set description = 'A dune.' where id = 5")
    big, small = (2, "big dune", pytest.approx(math.log(4))), (3, "small dune", pytest.approx(math.log(4)))
    sand, old = (1, "sand dune", pytest.approx(math.log(2))), (4, "old dune", 0)

    assert rows(database_url, KNOWN, None, "true", "dune", 9) == [sand, big, small, old]
    assert rows(database_url, KNOWN, None, "true", "dune", 1) == [big, old]
    assert rows(database_url, KNOWN, "movie", "true", "dune", 2) == [big, small]
    assert rows(database_url, KNOWN, "movie", "i.id <> 2", "dune", 1) == [small]


def test_what_over_fifteen_hundred_titles_meet_is_found_among_ten_thousand_best_known(database_url: str) -> None:
    # ids 1 to 10,000 are well known, and 10,001 to 11,501 little
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title, external_count)
        select n, 'movie', 'Film', 99999 - n from generate_series(1, 11501) as n
        """,
    )
    none = "nowhere"  # finds nothing by its words
    query = "select item_id from cinelibre.find_known_titles('movie', %s, %s::tsquery, 2) order by item_id"

    assert rows(database_url, query, "i.id < 1501", none) == []  # 1,500
    assert rows(database_url, query, "i.id < 1502", none) == [(1,), (2,)]
    assert rows(database_url, query, "i.id between 9000 and 11000", none) == [(9000,), (9001,)]
    assert rows(database_url, query, "i.id between 10000 and 11501", none) == [(10000,)]  # only that one was walked to
    assert rows(database_url, query, "i.id > 10000", none) == []
    # by the word all of them match, of which the index gives the first 4,000
    assert rows(database_url, query, "i.id between 4000 and 5000", "film") == [(4000,)]
    # the walk finds one of the two that are wanted, and so does the index: it is told once
    assert rows(database_url, query, "i.id = 1 or i.id between 10001 and 11501", "film") == [(1,)]
