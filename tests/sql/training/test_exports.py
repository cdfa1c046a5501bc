"""What training and exports read: pages of ratings, what an item is elsewhere, and MovieLens' numbers."""

import pytest

from tests.support.readers import rows, write


@pytest.fixture
def url(database_url: str) -> str:
    """Three items and three raters; the movies' and raters' numbers at MovieLens go down as ours go up."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title, year) values
        (1, 'movie', 'Dune', 2021), (2, 'book', 'Solaris', 1961), (3, 'movie', 'Ran', null), (4, 'movie', 'Bare', 1);
        insert into cinelibre.movies (item_id, movielens_id, tmdb_id, imdb_id) values
        (1, 32, 11, 'tt1'), (3, 31, null, null), (4, null, 14, null);
        insert into cinelibre.books (item_id, google_id, isbn13) values (2, 'abc', '9780000000002');
        insert into cinelibre.users (id, external_id) values
        (1, 'movielens:8'), (2, 'movielens:7'), (3, 'simulated:9'), (4, 'movielens');
        """,
    )
    return database_url


def test_ratings_of_every_source_are_read_page_by_page_by_user_and_item(url: str) -> None:
    write(
        url,
        """
        insert into cinelibre.ratings (user_id, item_id, rating, source, rated_at) values
        (2, 1, 0.5, 'simulated', to_timestamp(2.9)), (1, 3, 4.5, 'like', to_timestamp(1)),
        (1, 2, 3, 'rating', to_timestamp(1700000000))
        """,
    )
    query = "select public.get_training_page(%s, %s, %s)"
    first = {"users": [1, 1], "items": [2, 3], "ratings": [3, 4.5], "seconds": [1700000000, 1], "next": [1, 3]}
    last = {"users": [2], "items": [1], "ratings": [0.5], "seconds": [3], "next": None}

    assert rows(url, query, 0, 0, 2) == [(first,)]
    assert rows(url, query, 1, 3, 2) == [(last,)]
    assert rows(url, query, 1, 2, 1)[0][0]["next"] == [1, 3]  # the page is full: another may follow
    assert rows(url, query, 2, 1, 2) == [({"users": [], "items": [], "ratings": [], "seconds": [], "next": None},)]


def test_a_page_has_twenty_thousand_ratings_unless_asked_otherwise(url: str) -> None:
    write(
        url,
        """
        insert into cinelibre.users (id, external_id) select 100 + n, 'r' || n from generate_series(1, 6667) as n;
        insert into cinelibre.ratings (user_id, item_id, rating) select u.id, i.id, 3
        from cinelibre.users as u cross join cinelibre.items as i where u.id > 100 and i.id <= 3;
        """,
    )

    [(page,)] = rows(url, "select public.get_training_page(0, 0)")

    # 20,000 = 3 · 6,666 + 2: the third item of the last of 6,667 is left
    assert (len(page["users"]), page["next"]) == (20_000, [6767, 2])


def test_an_export_names_its_items_by_all_of_their_ids(url: str) -> None:
    none = dict.fromkeys(("movielens_id", "tmdb_id", "imdb_id", "google_id", "isbn13"))
    dune = {"item_id": 1, "item_type": "movie", "title": "Dune", "year": 2021}
    solaris = {"item_id": 2, "item_type": "book", "title": "Solaris", "year": 1961}
    ran = {"item_id": 3, "item_type": "movie", "title": "Ran", "year": None}

    assert rows(url, "select public.get_exported_items('{3,2,1,99}')") == [
        (
            [
                none | dune | {"movielens_id": 32, "tmdb_id": 11, "imdb_id": "tt1"},
                none | solaris | {"google_id": "abc", "isbn13": "9780000000002"},
                none | ran | {"movielens_id": 31},
            ],
        )
    ]
    assert rows(url, "select public.get_exported_items('{}')") == [([],)]


def test_movielens_numbers_are_given_with_ours_in_our_order(url: str) -> None:
    query = "select public.get_movielens_ids()"

    assert rows(url, query) == [({"raters": [[8, 1], [7, 2]], "movies": [[32, 1], [31, 3]]},)]
    write(url, "delete from cinelibre.users where true; delete from cinelibre.items where true")
    assert rows(url, query) == [({"raters": [], "movies": []},)]
