"""The address of a poster."""

from api.posters import poster_of


def test_a_poster_of_tmdb_is_asked_for_in_its_widest_form() -> None:
    assert poster_of("/ab.jpg") == "https://image.tmdb.org/t/p/w500/ab.jpg"
