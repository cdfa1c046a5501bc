"""What the sync remembers of a source: its items, when it last checked them, and how far it read."""

import pytest
from psycopg.types.json import Jsonb

from tests.support.readers import rows, write

CHECKS = """
    select i.title, c.checked_at > now() - interval '1 minute'
    from cinelibre.source_checks as c join cinelibre.items as i on i.id = c.item_id order by i.id
"""
CURSORS = "select source, language, span, position from cinelibre.sync_cursors order by source, language, span"


@pytest.fixture
def url(database_url: str) -> str:
    """Four movies and a book of sources that were checked days ago, or never; "Bare" and "Plain" are of no source."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title, language, created_at) values
        (1, 'movie', 'Dune', 'en', now() - interval '99 days'),
        (2, 'movie', 'Ran', 'ja', now() - interval '99 days'),
        (3, 'movie', 'Emma', null, now() - interval '6 days'),
        (4, 'movie', 'Bare', 'en', now() - interval '99 days'),
        (5, 'book', 'Solaris', 'pl', now() - interval '99 days'),
        (6, 'book', 'Plain', 'en', now() - interval '99 days'),
        (7, 'movie', 'Heat', 'en', now() - interval '99 days');
        insert into cinelibre.movies (item_id, tmdb_id) values (1, 11), (2, 12), (3, 13), (4, null), (7, 17);
        insert into cinelibre.books (item_id, google_id) values (5, 'abc'), (6, null);
        insert into cinelibre.source_checks (item_id, checked_at) values
        (1, now() - interval '3 days'),
        (2, now() - interval '8 days'),
        (5, now() - interval '8 days'),
        (7, now() - interval '8 days');
        """,
    )
    return database_url


def test_a_source_names_its_items_with_the_last_check_or_else_their_creation(url: str) -> None:
    query = """
        select s.item_id, s.source_id, s.language, round(extract(epoch from now() - s.checked_at) / 86400)::integer
        from cinelibre.list_source_ids(%s) as s order by s.item_id
    """

    assert rows(url, query, "tmdb") == [(1, "11", "en", 3), (2, "12", "ja", 8), (3, "13", None, 6), (7, "17", "en", 8)]
    assert rows(url, query, "google_books") == [(5, "abc", "pl", 8)]
    assert rows(url, query, "imdb") == []


def test_the_items_that_were_not_checked_for_longest_come_first(url: str) -> None:
    query = "select public.get_stale_ids(%s, %s, %s)"

    # of 8, 8, 6 and 3 days ago; at the same time, by our ids
    assert rows(url, query, "tmdb", 2, 1000) == [(["12", "17", "13", "11"],)]
    assert rows(url, query, "tmdb", 6, 1000) == [(["12", "17", "13"],)]
    assert rows(url, query, "tmdb", 7, 1000) == [(["12", "17"],)]
    assert rows(url, query, "tmdb", 2, 3) == [(["12", "17", "13"],)]
    assert rows(url, query, "google_books", 7, 1000) == [(["abc"],)]
    assert rows(url, query, "google_books", 8, 1000) == [(["abc"],)]
    assert rows(url, query, "tmdb", 9, 1000) == [([],)]


def test_what_was_checked_is_checked_now_and_nothing_else(url: str) -> None:
    assert rows(url, "select public.record_checks('tmdb', '{12,13,17,99}')") == [(3,)]

    assert rows(url, CHECKS) == [("Dune", False), ("Ran", True), ("Emma", True), ("Solaris", False), ("Heat", True)]


def test_a_check_at_one_source_says_nothing_of_another(url: str) -> None:
    assert rows(url, "select public.record_checks('google_books', '{12}')") == [(0,)]
    assert rows(url, "select public.record_checks('tmdb', '{}')") == [(0,)]

    assert [is_new for _, is_new in rows(url, CHECKS)] == [False] * 4


def test_cursors_are_moved_and_read_back_by_language_and_span(url: str) -> None:
    given = [["ta", "2001", {"page": 2}], ["en", "2002", 7], ["en", "2001", "next"]]

    moved = rows(url, "select public.set_sync_cursors('tmdb', %s)", Jsonb(given))

    assert moved == [(3,)]
    assert rows(url, "select public.get_sync_cursors('tmdb')") == [
        ([["en", "2001", "next"], ["en", "2002", 7], ["ta", "2001", {"page": 2}]],)
    ]
    assert rows(url, "select public.get_sync_cursors('google_books')") == [([],)]


def test_a_cursor_moves_on_and_a_null_removes_it_of_its_own_source_alone(url: str) -> None:
    write(
        url,
        """
        insert into cinelibre.sync_cursors (source, language, span, position, moved_at) values
        ('tmdb', 'en', '2001', '1', '2026-01-01'), ('tmdb', 'en', '2002', '1', '2026-01-01'),
        ('tmdb', 'ta', '2001', '1', '2026-01-01'), ('google_books', 'en', '2001', '1', '2026-01-01'),
        ('google_books', 'en', '2002', '1', '2026-01-01')
        """,
    )
    given = [["en", "2001", 2], ["en", "2002", None], ["pl", "2002", None]]

    assert rows(url, "select public.set_sync_cursors('tmdb', %s)", Jsonb(given)) == [(2,)]  # one moved, one removed

    assert rows(url, CURSORS) == [
        ("google_books", "en", "2001", 1),
        ("google_books", "en", "2002", 1),
        ("tmdb", "en", "2001", 2),
        ("tmdb", "ta", "2001", 1),
    ]
    moved = "select source, language, span from cinelibre.sync_cursors where moved_at > now() - interval '1 minute'"
    assert rows(url, moved) == [("tmdb", "en", "2001")]
