"""The widths of a poster."""

import pytest

from api.posters import poster_of, srcset_of


def test_a_poster_of_tmdb_has_three_widths() -> None:
    assert poster_of("/ab.jpg") == "https://image.tmdb.org/t/p/w500/ab.jpg"
    assert srcset_of("https://image.tmdb.org/t/p/w500/ab.jpg") == (
        "https://image.tmdb.org/t/p/w185/ab.jpg 185w, "
        "https://image.tmdb.org/t/p/w342/ab.jpg 342w, "
        "https://image.tmdb.org/t/p/w500/ab.jpg 500w"
    )


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
def test_another_image_has_the_one_that_there_is(image_url: str | None) -> None:
    assert srcset_of(image_url) is None
