"""On MovieLens small, the matches are those that the textbook's correlation finds, but for a few."""

import psycopg
import pytest

from api.settings import ROOT
from tests.benchmarks.movielens_pairs import count_pairs, load

RATINGS = ROOT.parent / "shared" / "data" / "ml-latest-small" / "ratings.csv"


@pytest.mark.skipif(not RATINGS.exists(), reason="MovieLens small is not there")
def test_movielens_small_has_as_many_matches_as_the_textbook_says(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        load(connection, RATINGS)
        connection.execute("analyze cinelibre.ratings")

        assert count_pairs(connection, 0.8, damping=0) == (239, 232)
        assert count_pairs(connection, 0.8, damping=3) == (244, 228)
