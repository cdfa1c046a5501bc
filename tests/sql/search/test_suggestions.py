"""What a text may mean while it is being typed: titles, people, and the word that was meant."""

import pytest

from tests.support.readers import rows, write

INTENDED = "select cinelibre.find_intended_word(%s, %s::tsquery, %s)"


def add(url: str, *items: tuple[int, str, str, list[str], int]) -> None:
    """Items by id, type, title, people and number of ratings elsewhere."""
    for item in items:
        write(
            url,
            "insert into cinelibre.items (id, item_type, title, people, external_count) values (%s, %s, %s, %s, %s)",
            *item,
        )


@pytest.mark.parametrize(
    ("folded", "asked_type", "limit", "found"),
    [
        ("ann le", None, 10, [(4, "Ann Lee"), (1, "Ann Lee"), (5, "Ann Lee"), (6, "Leo Ann")]),
        ("ann lee", None, 10, [(4, "Ann Lee"), (1, "Ann Lee"), (5, "Ann Lee")]),
        ("ann leed", None, 10, [(1, "Ann Leeds")]),
        ("an lee", None, 10, []),  # only the last word may be incomplete
        ("ann le", "movie", 10, [(1, "Ann Lee"), (5, "Ann Lee"), (6, "Leo Ann")]),
        ("ann le", None, 2, [(4, "Ann Lee"), (1, "Ann Lee")]),
        ("ra", None, 10, [(2, "Ann Ray"), (1, "Bob Ray")]),
    ],
)
def test_people_are_found_by_all_words_of_one_name(
    database_url: str, folded: str, asked_type: str | None, limit: int, found: list[tuple[int, str]]
) -> None:
    add(
        database_url,
        (1, "movie", "One", ["Bob Ray", "Ann Lee", "Ann Leeds"], 5),
        (2, "movie", "Two", ["Ann Ray", "Bob Lee"], 9),  # nobody is called both
        (3, "movie", "Ann Lee", [], 9),
        (4, "book", "Four", ["Ann Lee"], 9),
        (5, "movie", "Five", ["Ann Lee"], 5),
        (6, "movie", "Six", ["Leo Ann"], 1),
    )
    query = "select item_id, person from cinelibre.find_peoples_items(%s, %s, %s)"

    assert rows(database_url, query, folded, asked_type, limit) == found


def test_the_best_known_of_a_thousand_items_of_somebody_are_found(database_url: str) -> None:
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title, people, external_count)
        select n, 'movie', 'Film ' || n, '{Ann Lee}', n from generate_series(1, 1001) as n
        """,
    )

    found = rows(database_url, "select item_id from cinelibre.find_peoples_items('lee', null, 2)")

    assert found == [(1000,), (999,)]  # the index did not come to the 1,001st


@pytest.fixture
def dunes(database_url: str) -> str:
    """Titles that begin with "dune" or have it, and a person of that name."""
    add(
        database_url,
        (1, "movie", "Dune", ["Dune Maker"], 5),
        (2, "movie", "Dunes", [], 9),
        (3, "movie", "Sand Dune", [], 99),
        (4, "book", "Emma", ["Duncan Dune"], 9),
        (5, "book", "Ran", ["Duncan Dune"], 99),
    )
    return database_url


TITLES = [(2, None, 1), (1, None, 2), (3, None, 3)]
PEOPLE = [(5, "Duncan Dune", 1001), (4, "Duncan Dune", 1002)]


@pytest.mark.parametrize(
    ("typed", "asked_type", "limit", "is_correctable", "found"),
    [
        ("DUNE", None, 10, True, [*TITLES, *PEOPLE]),  # the maker's own movie is a title already
        ("dune", None, 4, True, [*TITLES, PEOPLE[0]]),
        ("dune", None, 3, True, TITLES),
        ("dun", None, 10, True, TITLES),  # three letters are too few for people
        ("dune", "book", 10, True, PEOPLE),
        ("duncan", None, 10, True, PEOPLE),
        ("dunne", None, 10, True, [*TITLES, *PEOPLE]),  # nothing is called so
        ("dunne", None, 4, True, [*TITLES, PEOPLE[0]]),
        ("dunne", "book", 10, True, PEOPLE),
        ("dunne", None, 10, False, []),
        ("zzzzzz", None, 10, True, []),
        ("", None, 10, True, []),
    ],
)
def test_titles_are_suggested_then_people_and_only_then_another_spelling(
    dunes: str,
    typed: str,
    asked_type: str | None,
    limit: int,
    is_correctable: bool,
    found: list[tuple[int, str | None, int]],
) -> None:
    query = "select item_id, person, place from cinelibre.suggest_items(%s, %s, %s, %s)"

    assert rows(dunes, query, typed, asked_type, limit, is_correctable) == found


def test_a_spelling_is_corrected_unless_otherwise_asked(dunes: str) -> None:
    assert rows(dunes, "select item_id from cinelibre.suggest_items('dunne', 'movie', 1)") == [(2,)]


@pytest.mark.parametrize(
    ("typed", "beside", "is_begun", "meant"),
    [
        ("hxat", None, False, "heat"),  # one letter off; "hoat" is as near, and no title
        ("hxat", "runner:ABC", False, "hoat"),  # somebody is called Hoat Runner
        ("hoatt", None, False, "hoat"),  # one letter against two
        ("bxnd", None, False, "bond"),  # two items have it, and one "bend"
        ("cxrt", None, False, "cart"),  # "cort" is as common
        ("godfx", None, True, "godfather"),
        ("godfx", None, False, None),
        ("zzzz", None, False, None),
    ],
)
def test_the_word_that_was_meant_has_the_fewest_typos_the_right_company_or_a_title(
    database_url: str, typed: str, beside: str | None, is_begun: bool, meant: str | None
) -> None:
    add(
        database_url,
        (1, "movie", "Heat", [], 0),
        (2, "movie", "Zorro", ["Hoat Runner", "Bond Maker"], 0),
        (3, "movie", "The Godfather", ["Bond Baker", "Bend Baker", "Hoat Baker"], 0),
        (4, "movie", "Emma", ["Cort Miller", "Cart Miller"], 0),
    )

    assert rows(database_url, INTENDED, typed, beside, is_begun) == [(meant,)]


def test_a_word_of_a_hundred_items_is_as_common_as_can_be(database_url: str) -> None:
    write(
        database_url,
        """
        insert into cinelibre.items (item_type, title, people)
        select 'movie', 'Film', case when n <= 99 then '{Bend}'::text[] else '{Bond}' end
        from generate_series(1, 200) as n
        """,
    )
    assert rows(database_url, "select cinelibre.find_intended_word('bxnd', null)") == [("bond",)]  # 101 against 99

    add(database_url, (1001, "movie", "Film", ["Bend"], 0))

    assert rows(database_url, "select cinelibre.find_intended_word('bxnd', null)") == [("bend",)]
