"""A poster in several widths, as HTML takes it."""

import pytest

from tests.support.readers import rows

WIDTHS = "select cinelibre.widths_of_poster(%s)"


def test_a_poster_of_tmdb_has_three_widths(database_url: str) -> None:
    assert rows(database_url, WIDTHS, "https://image.tmdb.org/t/p/w500/ab.jpg") == [
        (
            "https://image.tmdb.org/t/p/w185/ab.jpg 185w, "
            "https://image.tmdb.org/t/p/w342/ab.jpg 342w, "
            "https://image.tmdb.org/t/p/w500/ab.jpg 500w",
        )
    ]


@pytest.mark.parametrize(
    "image_url",
    [
        None,
        "",
        "https://books.google.com/books/content?id=1",
        "https://image.tmdb.org/t/p/w5000/ab.jpg",
        "https://image.tmdb.org/t/p/original/ab.jpg",
        "/w500/ab.jpg",
    ],
)
def test_another_image_has_the_one_that_there_is(database_url: str, image_url: str | None) -> None:
    assert rows(database_url, WIDTHS, image_url) == [(None,)]


def test_an_object_is_widened_at_its_end(database_url: str) -> None:
    query = """select cinelibre.widen('{"b": 1, "a": "x"}', json_build_object('c', null))::text"""

    assert rows(database_url, query) == [('{"b": 1, "a": "x", "c" : null}',)]


def test_a_moment_is_told_in_utc_with_a_z(database_url: str) -> None:
    query = "select cinelibre.tell_moment('2026-11-30 05:00:00.5+05:30'), cinelibre.tell_moment(null)"

    assert rows(database_url, query) == [("2026-11-29T23:30:00.500000Z", None)]
