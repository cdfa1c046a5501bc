"""MovieLens' records of ratings, and the users whom outside raters become."""

from psycopg.types.json import Jsonb

from tests.support.readers import rows, write


def test_a_record_is_read_with_the_movie_that_has_its_number(database_url: str) -> None:
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values (1, 'movie', 'Dune'), (2, 'movie', 'Ran');
        insert into cinelibre.movies (item_id, movielens_id) values (1, 31), (2, null);
        """,
    )
    records = [[7, 31, 4.5, 60], ["8", 2, "3", 0]]
    query = """
        select place, external_id, movielens_id, item_id, rating, extract(epoch from rated_at)::integer
        from cinelibre.parse_movielens_ratings(%s) order by place
    """

    # the second is of their number 2, which no movie has
    assert rows(database_url, query, Jsonb(records)) == [
        (1, "movielens:7", 31, 1, 4.5, 60),
        (2, "movielens:8", 2, None, 3, 0),
    ]
    assert rows(database_url, query, Jsonb([])) == []


def test_raters_are_found_or_made_in_their_order_and_once(database_url: str) -> None:
    write(database_url, "insert into cinelibre.users (id, external_id) values (71, 'b'), (72, 'unasked')")
    query = "select user_id, external_id, is_new from cinelibre.find_or_add_raters(%s) order by user_id"

    assert rows(database_url, query, ["z", "b", "a", "z", "b"]) == [(1, "z", True), (2, "a", True), (71, "b", False)]

    assert rows(database_url, query, ["a", "z"]) == [(1, "z", False), (2, "a", False)]
    assert rows(database_url, query, []) == []
    assert rows(database_url, "select count(*) from cinelibre.users") == [(4,)]
