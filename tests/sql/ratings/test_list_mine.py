"""What a user did with items of a list, as of now."""

from typing import Any

import pytest

from tests.support.readers import rows, write

ADA, BOB = 1, 2
DUNE, RAN, EMMA, SOLARIS = 1, 2, 3, 4
NOTHING = {"rating": None, "on_watchlist": False, "is_hidden": False, "is_seen": False, "is_favorite": False}
QUERY = "select item_id, mine from cinelibre.list_mine(%s, %s) order by item_id"


@pytest.fixture
def url(database_url: str) -> str:
    """Three movies, a book and two readers."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values
        (1, 'movie', 'Dune'), (2, 'movie', 'Ran'), (3, 'movie', 'Emma'), (4, 'book', 'Solaris');
        insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob');
        """,
    )
    return database_url


@pytest.mark.parametrize(
    ("marks", "shown"),
    [
        ("on_watchlist_at", {"on_watchlist": True}),
        ("hidden_at, hidden_by", {"is_hidden": True}),
        ("seen_at", {"is_seen": True}),
        ("favorite_at", {"is_favorite": True}),
        ("opinion_at, opinion", {}),
    ],
)
def test_each_mark_is_shown_to_its_user_until_it_is_taken_back(url: str, marks: str, shown: dict[str, Any]) -> None:
    columns = marks.split(", ")
    values = ["now()", "'hide'" if "hidden_by" in columns else "'like'"][: len(columns)]
    write(url, f"insert into cinelibre.shelf (user_id, item_id, {marks}) values (1, 2, {', '.join(values)})")

    assert rows(url, QUERY, ADA, [DUNE, RAN]) == [(DUNE, NOTHING), (RAN, NOTHING | shown)]
    assert rows(url, QUERY, BOB, [DUNE, RAN]) == [(DUNE, NOTHING), (RAN, NOTHING)]

    write(url, f"update cinelibre.shelf set {', '.join(f'{column} = null' for column in columns)} where item_id = 2")
    assert rows(url, QUERY, ADA, [RAN]) == [(RAN, NOTHING)]


def test_the_rating_is_the_stars_that_were_given_and_never_what_a_mark_stands_for(url: str) -> None:
    write(
        url,
        """
        insert into cinelibre.ratings (user_id, item_id, rating, source) values
        (1, 1, 3.5, 'rating'), (1, 2, 4.5, 'like'), (1, 3, 1, 'hide'), (2, 1, 1, 'rating'), (2, 4, 5, 'rating')
        """,
    )

    def stars(user_id: int) -> list[float | None]:
        return [mine["rating"] for _, mine in rows(url, QUERY, user_id, [DUNE, RAN, EMMA, SOLARIS])]

    assert stars(ADA) == [3.5, None, None, None]
    assert stars(BOB) == [1, None, None, 5]


def test_an_item_that_is_asked_for_twice_has_one_row(url: str) -> None:
    assert rows(url, QUERY, ADA, [RAN, RAN]) == [(RAN, NOTHING)]


def test_without_a_user_there_is_nothing(url: str) -> None:
    assert rows(url, QUERY, None, [DUNE, RAN]) == []
