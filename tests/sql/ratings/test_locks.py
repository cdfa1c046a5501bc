"""Locks: one writer at a time for a user, and counts of items in the order of their ids."""

import psycopg
import pytest

from tests.support.readers import rows, write

COUNTS = "select item_id, rater_count from cinelibre.item_stats order by item_id"


@pytest.fixture
def url(database_url: str) -> str:
    """Three movies, of which one has a row of counts, and two readers."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title)
        select n, 'movie', 'Film ' || n from generate_series(1, 3) as n order by n desc;
        delete from cinelibre.item_stats where true;
        insert into cinelibre.item_stats (item_id, rater_count) values (1, 7);
        insert into cinelibre.users (id, external_id) values (1, 'ada'), (2, 'bob');
        """,
    )
    return database_url


def is_kept_out(url: str, statement: str) -> bool:
    """Whether a statement has to wait for somebody."""
    with psycopg.connect(url) as connection:
        connection.execute("set lock_timeout = '200ms'")
        try:
            connection.execute(statement.encode())
        except psycopg.errors.LockNotAvailable:
            return True
    return False


def test_a_second_writer_for_a_user_waits_and_one_for_another_does_not(url: str) -> None:
    with psycopg.connect(url) as first:
        first.execute("select cinelibre.lock_user(1, null)")

        assert is_kept_out(url, "select cinelibre.lock_user(1, null)")
        assert not is_kept_out(url, "select cinelibre.lock_user(2, null)")
    assert not is_kept_out(url, "select cinelibre.lock_user(1, null)")


def test_counts_are_locked_made_where_they_are_missing_and_left_as_they_are(url: str) -> None:
    with psycopg.connect(url) as first:
        [(n_asked,)] = first.execute("select cinelibre.lock_items('{2,1,99}')").fetchall()

        assert n_asked == 3
        assert is_kept_out(url, "update cinelibre.item_stats set rater_count = 8 where item_id = 1")
        assert is_kept_out(url, "select cinelibre.lock_items('{2}')")
        assert not is_kept_out(url, "select cinelibre.lock_items('{3}')")

    assert rows(url, COUNTS) == [(1, 7), (2, 0), (3, 0)]


def test_counts_are_locked_in_the_order_of_their_ids_not_in_that_of_the_table(url: str) -> None:
    rows(url, "select cinelibre.lock_items('{3,2}')")

    assert rows(url, "select item_id from cinelibre.item_stats where item_id > 1 order by ctid") == [(2,), (3,)]


def test_batches_of_ratings_from_elsewhere_run_one_after_another_whomever_they_bring(url: str) -> None:
    with psycopg.connect(url) as first:
        first.execute("select public.import_ratings('[]')")

        assert is_kept_out(url, "select public.import_ratings('[]')")
    assert not is_kept_out(url, "select public.import_ratings('[]')")
