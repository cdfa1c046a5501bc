"""Which reading of a question is chosen, and what is listed if it has constraints alone."""

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.support.readers import rows, write

CHOSEN = "select cinelibre.choose_reading(%s, %s)"


@pytest.fixture
def url(database_url: str) -> str:
    """Two movies called Dune, a book of that name and two more movies."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title, external_count) values
        (1, 'movie', 'Dune', 5), (2, 'movie', 'Dune', 9), (3, 'book', 'Dune', 99),
        (4, 'movie', 'The Seven Samurai Ride', 1), (5, 'movie', 'Emma', 1)
        """,
    )
    return database_url


def reading(**given: Any) -> dict[str, Any]:
    """One of the readings of a question."""
    return given


@pytest.mark.parametrize(
    ("readings", "item_type", "chosen"),
    [
        ([reading(title="Dune"), reading(words="x")], None, reading(title="Dune", place=0, title_id=3)),
        ([reading(title="Dune"), reading(words="x")], "movie", reading(title="Dune", place=0, title_id=2)),
        ([reading(title="Heat"), reading(title="Emma"), reading()], None, reading(title="Emma", place=1, title_id=5)),
        ([reading(title="Emma"), reading(words="x")], "book", reading(words="x", place=1)),
        ([reading(words="x"), reading(title="Emma")], None, reading(title="Emma", place=1, title_id=5)),
        ([reading(words="x"), reading(title="Heat")], None, reading(title="Heat", place=1, title_id=None)),
        # words of a title are enough for a guess
        ([reading(title="samurai seven"), reading()], None, reading(place=1)),
        (
            [reading(title="samurai seven", is_guess=True), reading()],
            None,
            reading(title="samurai seven", is_guess=True, place=0, title_id=4),
        ),
        ([reading(title="samurai eight", is_guess=True), reading()], None, reading(place=1)),
        # what it should be like, of the type that is asked for, or else that the reading names
        (
            [reading(like="Dune", item_type="movie"), reading()],
            None,
            reading(like="Dune", item_type="movie", place=0, like_id=2),
        ),
        (
            [reading(like="Dune", item_type="movie"), reading()],
            "book",
            reading(like="Dune", item_type="movie", place=0, like_id=3),
        ),
        ([reading(like="Heat"), reading(like="Emma"), reading()], None, reading(like="Emma", place=1, like_id=5)),
        ([reading(like="Heat", title="Emma"), reading()], None, reading(place=1)),  # its title does not count
        ([], None, None),
        (None, None, None),
    ],
)
def test_the_first_reading_that_the_catalogue_confirms_is_chosen(
    url: str, readings: list[dict[str, Any]] | None, item_type: str | None, chosen: dict[str, Any] | None
) -> None:
    given = None if readings is None else Jsonb(readings)

    assert rows(url, CHOSEN, given, item_type) == [(chosen,)]


@pytest.fixture
def shelf(database_url: str) -> str:
    """Movies 1 to 4, of which the last is liked here, and a book."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title, year, genres, description, external_count) values
        (1, 'movie', 'Alpha', 2001, '{Drama}', 'a robot', 10), (2, 'movie', 'Beta', 1999, '{Drama}', '', 20),
        (3, 'movie', 'Gamma', null, '{Drama,War}', '', 5), (4, 'movie', 'Delta', 2003, '{}', '', 0),
        (5, 'book', 'Epsilon', 1990, '{War}', '', 1);
        insert into cinelibre.item_stats (item_id, like_count) values (4, 1)
        on conflict (item_id) do update set like_count = 1;
        """,
    )
    return database_url


def demand(url: str, *, limit: int = 10, n_judged: int = 200, **question: Any) -> list[int]:
    """The items of list_demanded, whose scores are checked."""
    query = "select item_id, similarity, score, matched from cinelibre.list_demanded(%s, %s, %s)"
    found = rows(url, query, Jsonb(question), limit, n_judged)
    titled = [row for row in found if row[3] == ["title"]]
    assert [row[1] for row in found] == [None] * len(found)
    if not titled:
        assert [row[2:] for row in found] == [(pytest.approx(1 / (61 + rank)), []) for rank in range(len(found))]
    return [row[0] for row in found]


def test_items_that_pass_are_listed_in_the_order_that_is_asked_for(shelf: str) -> None:
    # of all movies' 35 ratings each is worth 1000 / 35 likes, and of all books' 1 a thousand
    assert demand(shelf) == [5, 2, 1, 3, 4]
    assert demand(shelf, item_type="movie") == [2, 1, 3, 4]
    assert demand(shelf, item_type="movie", order_by="newest") == [4, 1, 2, 3]
    assert demand(shelf, order_by="newest", limit=3) == [4, 1, 2]
    assert demand(shelf, filters={"genres": ["Drama"]}) == [2, 1, 3]
    assert demand(shelf, exclude_words=["robot"]) == [5, 2, 3, 4]


def test_items_with_more_of_the_asked_genres_come_first(shelf: str) -> None:
    assert demand(shelf, item_type="movie", genres=["Drama", "War"]) == [3, 2, 1, 4]
    assert demand(shelf, item_type="movie", genres=["War"]) == [3, 2, 1, 4]


def test_the_best_known_of_each_type_are_judged_with_what_is_liked_named_or_has_all_genres(shelf: str) -> None:
    assert demand(shelf, n_judged=1) == [5, 2, 4]
    assert demand(shelf, n_judged=1, order_by="newest", item_type="movie") == [4]
    assert demand(shelf, n_judged=1, genres=["War", "Drama"]) == [3, 5, 2, 4]
    assert demand(shelf, n_judged=1, genres=["Drama"], item_type="movie") == [2, 4]  # one genre is what filters are for
    assert demand(shelf, n_judged=1, filters={"genres": ["War"]}) == [5, 3]
    assert demand(shelf, n_judged=1, item_type="movie", words="gamma") == [3, 2, 4]
    assert demand(shelf, n_judged=1, item_type="movie", words="gamma", filters={"year_from": 1}) == [2, 4]


def test_an_item_of_the_typed_title_gets_a_whole_point_more(shelf: str) -> None:
    query = "select item_id, score, matched from cinelibre.list_demanded(%s, 2)"

    found = rows(shelf, query, Jsonb({"item_type": "movie", "words": "Gamma"}))

    # Gamma is third of the movies
    assert found == [(3, pytest.approx(1 + 1 / 63), ["title"]), (2, pytest.approx(1 / 61), [])]


def test_two_hundred_of_a_type_are_judged_unless_otherwise_asked(shelf: str) -> None:
    write(
        shelf,
        """
        insert into cinelibre.items (id, item_type, title, external_count)
        select n, 'book', 'Book ' || n, n from generate_series(1001, 1200) as n
        """,
    )

    found = rows(shelf, 'select item_id from cinelibre.list_demanded(\'{"item_type": "book"}\', 999)')

    assert [row[0] for row in found] == list(range(1200, 1000, -1))  # Epsilon is the least known of 201
