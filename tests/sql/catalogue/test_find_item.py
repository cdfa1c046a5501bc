"""Which item an outside record describes: ids before titles, and MovieLens' before the others."""

from typing import Any

import pytest

from tests.support.readers import rows, write

PARAMETERS = ("item_type", "title", "year", "movielens_id", "tmdb_id", "imdb_id", "google_id", "isbn13")


@pytest.fixture
def url(database_url: str) -> str:
    """Items with ids and without; each item "Only" has one id, of another source each year."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title, year) values
        (1, 'movie', 'Dune', 2021), (2, 'movie', 'Dune', 1984), (3, 'movie', 'Undated', null),
        (4, 'book', 'Solaris', 1961), (5, 'book', 'Emma', 1815), (6, 'book', 'Bare', 2001),
        (7, 'movie', 'Bare', 2001), (8, 'movie', 'Bare', 2001),
        (11, 'movie', 'Only', 1), (12, 'movie', 'Only', 2), (13, 'movie', 'Only', 3),
        (14, 'book', 'Only', 4), (15, 'book', 'Only', 5);
        insert into cinelibre.movies (item_id, movielens_id, tmdb_id, imdb_id) values
        (1, 1, 10, 'tt1'), (2, null, 20, 'tt2'), (3, null, null, null), (7, null, null, null), (8, null, null, null),
        (11, 11, null, null), (12, null, 12, null), (13, null, null, 'tt13');
        insert into cinelibre.books (item_id, google_id, isbn13) values
        (4, 'g4', '9780000000004'), (5, 'g5', '9780000000005'), (6, null, null),
        (14, 'g14', null), (15, null, '9780000000015');
        """,
    )
    return database_url


def find(url: str, **record: Any) -> int | None:
    """The item that a record describes; what it leaves out is null."""
    query = f"select cinelibre.find_item({', '.join(f'{name} => %s' for name in PARAMETERS)})"
    [(found,)] = rows(url, query, *(record.get(name) for name in PARAMETERS))
    return found if found is None else int(found)


@pytest.mark.parametrize(
    ("record", "found"),
    [
        ({"movielens_id": 1, "tmdb_id": 20, "imdb_id": "tt2"}, 1),  # MovieLens' id overrules
        ({"tmdb_id": 20, "imdb_id": "tt1"}, 2),  # TMDB's before IMDb's
        ({"imdb_id": "tt1"}, 1),
        ({"tmdb_id": 10, "movielens_id": 99}, None),  # is MovieLens' number 1, so not number 99
        ({"imdb_id": "tt1", "movielens_id": 99}, None),
        ({"tmdb_id": 20, "movielens_id": 99}, 2),  # has no number of MovieLens yet
        ({"imdb_id": "tt2", "movielens_id": 99}, 2),
        ({"tmdb_id": 99, "imdb_id": "tt99"}, None),
        ({"google_id": "g4"}, None),
        ({"isbn13": "9780000000004"}, None),
    ],
)
def test_a_movie_is_known_by_its_ids(url: str, record: dict[str, Any], found: int | None) -> None:
    assert find(url, item_type="movie", title="Another title", **record) == found


@pytest.mark.parametrize(
    ("record", "found"),
    [
        ({"google_id": "g4", "isbn13": "9780000000005"}, 4),  # Google's before the ISBN
        ({"isbn13": "9780000000005"}, 5),
        ({"google_id": "g99", "isbn13": "9780000000099"}, None),
        ({"movielens_id": 1}, None),
        ({"tmdb_id": 10}, None),
        ({"imdb_id": "tt1"}, None),
    ],
)
def test_a_book_is_known_by_its_ids(url: str, record: dict[str, Any], found: int | None) -> None:
    assert find(url, item_type="book", title="Another title", **record) == found


@pytest.mark.parametrize(
    ("item_type", "title", "year", "found"),
    [
        ("movie", "BARE", 2001, 7),  # of two, the one that was there first
        ("book", "bare", 2001, 6),
        ("movie", "Bare", 2002, None),
        ("movie", "Bare", None, None),
        ("movie", "undated", None, 3),
        ("movie", "Undated", 2001, None),
        ("movie", "Bar", 2001, None),
        ("movie", "dune", 2021, 1),  # this record has no id that could contradict
        ("book", "Dune", 2021, None),
    ],
)
def test_title_and_year_decide_without_ids(
    url: str, item_type: str, title: str, year: int | None, found: int | None
) -> None:
    assert find(url, item_type=item_type, title=title, year=year) == found


SOURCE_IDS = ("movielens_id", "tmdb_id", "imdb_id", "google_id", "isbn13")


@pytest.mark.parametrize(
    ("record", "found"),
    [
        # All five ids, each of another item but for the first two; None: that item has no number of MovieLens.
        (
            {"movielens_id": 1, "tmdb_id": 10, "imdb_id": "tt2", "google_id": "g4", "isbn13": "9780000000005"},
            [
                (1, "movie", 1, False),
                (1, "movie", 2, False),
                (2, "movie", 3, None),
                (4, "book", 4, False),
                (5, "book", 5, False),
            ],
        ),
        ({"movielens_id": 99, "tmdb_id": 10, "imdb_id": "tt1"}, [(1, "movie", 2, True), (1, "movie", 3, True)]),
        ({"tmdb_id": 10, "imdb_id": "tt1"}, [(1, "movie", 2, None), (1, "movie", 3, None)]),  # nothing to contradict
        ({"isbn13": "9780000000099"}, []),
        ({}, []),
    ],
)
def test_ids_of_sources_rank_the_items_that_have_them(
    url: str, record: dict[str, Any], found: list[tuple[int, str, int, bool | None]]
) -> None:
    given = ", ".join(f"{name} => %s" for name in SOURCE_IDS)
    query = f"select f.* from cinelibre.find_by_source_ids({given}) as f order by f.rank"

    assert rows(url, query, *(record.get(name) for name in SOURCE_IDS)) == found


MOVIE_IDS = ({"movielens_id": 99}, {"tmdb_id": 99}, {"imdb_id": "tt99"})
BOOK_IDS = ({"google_id": "g99"}, {"isbn13": "9780000000099"})


@pytest.mark.parametrize("other", MOVIE_IDS)
def test_a_movie_with_an_id_is_not_what_a_record_with_another_describes(url: str, other: dict[str, Any]) -> None:
    found = [find(url, item_type="movie", title="Only", year=year, **other) for year in (1, 2, 3)]

    assert found == [None, None, None]
    assert find(url, item_type="movie", title="Bare", year=2001, **other) == 7  # has no id yet


@pytest.mark.parametrize("other", BOOK_IDS)
def test_a_book_with_an_id_is_not_what_a_record_with_another_describes(url: str, other: dict[str, Any]) -> None:
    assert [find(url, item_type="book", title="Only", year=year, **other) for year in (4, 5)] == [None, None]
    assert find(url, item_type="book", title="Bare", year=2001, **other) == 6
