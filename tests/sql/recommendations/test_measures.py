"""The small formulas of the lists, worked by hand."""

import pytest

from tests.support.readers import rows


@pytest.mark.parametrize(
    ("rater_count", "power", "points"),
    [
        (32, 0.2, 3),  # 32^0.2 = 2
        (16, 0.5, 1.5),  # √16 = 4
        (16, 0, 6),
        (1, 0.5, 6),
        (0, 0.5, 6),  # as if one had rated it
        (None, 0.5, 6),
    ],
)
def test_points_are_lowered_by_how_many_rated_an_item(
    database_url: str, rater_count: int | None, power: float, points: float
) -> None:
    query = "select cinelibre.temper_points(6, %s, %s)"

    assert rows(database_url, query, rater_count, power) == [(pytest.approx(points),)]


@pytest.mark.parametrize(
    ("like_count", "external_count", "external_total", "popularity"),
    [
        (0, 5, 100, 50),  # all hundred are worth a thousand likes
        (7, 5, 100, 57),
        (7, None, 100, 7),
        (7, 0, 0, 7),  # nobody rated anything elsewhere
        (0, 1, 0.5, 1000),
    ],
)
def test_all_fame_elsewhere_is_worth_a_thousand_likes_here(
    database_url: str, like_count: int, external_count: int | None, external_total: float, popularity: float
) -> None:
    query = "select cinelibre.rate_popularity(%s, %s, %s)"

    assert rows(database_url, query, like_count, external_count, external_total) == [(pytest.approx(popularity),)]
