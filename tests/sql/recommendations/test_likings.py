"""What a history says for and against, rating by rating and feature by feature, with numbers worked by hand."""

from math import log
from typing import Any

import pytest

from tests.support.readers import rows, write

WEIGHED = "select item_id, place, rating, liked, disliked from cinelibre.weigh_history(%s::integer[], %s::real[])"


def almost(number: float) -> Any:
    """To the fifth decimal, which is as far as it was worked by hand."""
    return pytest.approx(number, abs=1e-5)


@pytest.mark.parametrize(("days", "age"), [(0, 1), (30, 0.75), (60, 0.625), (15, 0.853553), (365_000, 0.5)])
def test_of_a_rating_half_fades_by_half_every_thirty_days(database_url: str, days: float, age: float) -> None:
    assert rows(database_url, "select cinelibre.age_of_rating(%s)", days) == [(almost(age),)]


def test_what_ratings_of_a_history_say_is_multiplied_by_their_shares(database_url: str) -> None:
    [whole, less] = rows(database_url, WEIGHED.replace(")", ", shares => %s)"), [1, 2], [5.0, 1.0], [1.0, 0.75])

    assert (whole[3], less[4]) == (1, almost(0.813333 * 0.75))  # see the next test


def test_ratings_count_by_their_distance_from_a_damped_mean(database_url: str) -> None:
    found = rows(database_url, WEIGHED, [11, 12], [5.0, 1.0])

    # m = (5 · 3.25 + 6) / 7 = 3.178571. 5 is all the way up: 1. 1 is 2.178571 of the 2.678571 down to half a star,
    # 0.813333.
    assert found == [(11, 1, 5, almost(1), 0), (12, 2, 1, 0, almost(0.813333))]


@pytest.mark.parametrize(
    ("ratings", "of_four"),
    [
        # Five ratings of 21 together: m = 37.25 / 10 = 3.725, and 4 is worth 0.275 / 1.275.
        ([4, 4, 4, 4.5, 4.5], 0.215686),
        # Of 21.5: 3.775 is cut to 3.75, and 4 is worth 0.25 / 1.25.
        ([4, 4, 4.5, 4.5, 4.5], 0.2),
        ([4, 5, 5, 5, 5, 5, 5], 0.2),
        # Of 11.5: m = 27.75 / 10 = 2.775, 4 is worth 1.225 / 2.225; of 11: 2.725 is cut to 2.75: 1.25 / 2.25.
        ([4, 2, 2, 2, 1.5], 0.550562),
        ([4, 2, 2, 2, 1], 0.555556),
    ],
)
def test_the_middle_stays_within_half_a_star_of_its_prior(
    database_url: str, ratings: list[float], of_four: float
) -> None:
    found = rows(database_url, WEIGHED, list(range(len(ratings))), [float(stars) for stars in ratings])

    assert found[0][3] == almost(of_four)


def test_the_lowest_rating_speaks_wholly_against_and_a_good_one_not_at_all(database_url: str) -> None:
    # m = (16.25 + 4.5) / 7 = 2.964286: 0.5 is all the way down, 4 above it
    [(_, _, _, _, low), (_, _, _, _, high)] = rows(database_url, WEIGHED, [1, 2], [0.5, 4.0])

    assert (low, high) == (almost(1), 0)


def test_an_empty_history_weighs_nothing(database_url: str) -> None:
    assert rows(database_url, WEIGHED, [], []) == []


def test_an_item_is_its_genres_its_language_its_people_once_each_and_three_decades(database_url: str) -> None:
    found = rows(
        database_url,
        "select * from cinelibre.list_features('{War,Noir}', 'ta', 1999, '{Ray,Sen,Ray}') order by kind, name",
    )

    assert found == [
        ("decade", "1980", 0.5),
        ("decade", "1990", 1),
        ("decade", "2000", 0.5),
        ("genre", "Noir", 1),
        ("genre", "War", 1),
        ("language", "ta", 1),
        ("person", "Ray", 1),
        ("person", "Sen", 1),
    ]


def test_what_is_not_known_of_an_item_is_no_feature(database_url: str) -> None:
    assert rows(database_url, "select * from cinelibre.list_features('{}', null, null, '{}')") == []


CATALOGUE = """
    insert into cinelibre.items (id, item_type, title, genres, language, year, people) overriding system value values
        (1, 'movie', 'One', '{War}', 'ta', 1994, '{Ray}'),
        (2, 'movie', 'Two', '{Noir}', 'hi', 1994, '{Sen}'),
        (3, 'book', 'Three', '{War}', 'ta', null, '{}');
    insert into cinelibre.features (kind, name, item_type, n_items, share, item_ids) values
        ('genre', 'War', 'movie', 1, 0.25, '{}'), ('genre', 'War', 'book', 1, 0.5, '{}'),
        ('genre', 'Noir', 'movie', 1, 0.5, '{}'), ('genre', 'Western', 'book', 1, 0.3, '{}'),
        ('language', 'ta', 'movie', 1, 0.1, '{}'), ('language', 'hi', 'movie', 1, 0.9, '{}'),
        ('language', 'en', 'movie', 1, 0.5, '{}'),
        ('decade', '1990', 'movie', 1, 0.4, '{}'), ('decade', '1980', 'movie', 0, 0.2, '{}'),
        ('person', 'Ray', 'movie', 2, 0.01, '{}'), ('person', 'Sen', 'movie', 2, 0.02, '{}'),
        ('type', 'movie', 'movie', 4, 0.8, '{}'), ('type', 'book', 'book', 1, 0.2, '{}')
"""


def likings(database_url: str, item_ids: list[int], ratings: list[float]) -> dict[tuple[str, str], tuple[Any, Any]]:
    """What is said for and against each feature."""
    found = rows(database_url, "select * from cinelibre.list_likings(%s::integer[], %s::real[])", item_ids, ratings)
    return {(kind, name): (liked, disliked) for kind, name, liked, disliked in found}


def test_likings_are_the_log_odds_against_the_catalogue_for_and_against(database_url: str) -> None:
    write(database_url, CATALOGUE)

    found = likings(database_url, [1, 2], [5.0, 1.0])

    # For the first 1, against the second 0.813333 (see above); of each ln((observed + 1) / (expected + 1)).
    assert found == {
        ("genre", "War"): (almost(0.470004), 0),  # ln(2 / 1.25); less than by chance in what is disliked
        ("genre", "Noir"): (almost(-0.405465), almost(0.253944)),  # ln(1 / 1.5); ln(1.813333 / 1.406667)
        ("language", "ta"): (almost(0.597837), 0),  # ln(2 / 1.1)
        ("language", "hi"): (almost(-0.641854), almost(0.045890)),  # ln(1 / 1.9); ln(1.813333 / 1.732)
        ("language", "en"): (almost(-0.405465), 0),  # never watched: ln(1 / 1.5)
        ("decade", "1990"): (almost(0.356675), almost(0.313503)),  # ln(2 / 1.4); ln(1.813333 / 1.325333)
        ("decade", "1980"): (almost(0.223144), almost(0.190507)),  # half of it: ln(1.5 / 1.2); ln(1.406667 / 1.162667)
        ("person", "Ray"): (almost(0.683197), 0),  # ln(2 / 1.01)
        ("person", "Sen"): (almost(-0.019803), almost(0.579031)),  # ln(1 / 1.02); ln(1.813333 / 1.016267)
        ("type", "movie"): (almost(0.143101), 0),  # ln(1.5 / 1.3)
        ("type", "book"): (almost(-0.336472), 0),  # ln(0.5 / 0.7)
    }


def test_each_type_is_weighed_against_its_own_share(database_url: str) -> None:
    write(database_url, CATALOGUE)

    found = likings(database_url, [1, 3], [5.0, 5.0])

    # m = 26.25 / 7 = 3.75: 1 for the film and for the book. War: O 2, E 0.25 + 0.5: ln(3 / 1.75). Westerns are books
    # alone: ln(1 / 1.3). Types: ln((1 + ½) / (0.8 · 2 + ½)) and ln((1 + ½) / (0.2 · 2 + ½)).
    assert found["genre", "War"] == (almost(0.538997), 0)
    assert found["genre", "Western"] == (almost(-0.262364), 0)
    assert found["type", "movie"] == (almost(-0.336472), 0)
    assert found["type", "book"] == (almost(0.510826), 0)


def test_who_likes_nothing_has_no_less_wanted_type(database_url: str) -> None:
    write(database_url, CATALOGUE)

    found = likings(database_url, [1], [1.0])

    assert (found["type", "movie"], found["type", "book"]) == ((0, 0), (0, 0))
    assert likings(database_url, [], []) == likings(database_url, [999], [5.0]) == {}


@pytest.mark.parametrize(("place", "is_seen"), [(200, True), (201, False)])
def test_the_newest_two_hundred_ratings_make_a_taste(database_url: str, place: int, is_seen: bool) -> None:
    write(database_url, CATALOGUE)
    write(
        database_url,
        "insert into cinelibre.items (id, item_type, title, genres) overriding system value"
        " select n, 'movie', 'Drama', '{Drama}' from generate_series(101, 400) as n",
    )
    history = [*range(101, 100 + place), 2]

    found = likings(database_url, history, [5.0] * place)

    # Noir is expected in half of two hundred, and seen once or never.
    assert found["genre", "Noir"][0] == almost(log((is_seen + 1) / 101))


def test_of_people_the_sixty_strongest_for_and_against_are_told(database_url: str) -> None:
    write(database_url, CATALOGUE)
    write(
        database_url,
        "insert into cinelibre.items (id, item_type, title, people) overriding system value"
        " select 10 * side, 'movie', 'Crowd', array(select format('%s%s', side, n) from generate_series(101, 161) as n)"
        " from generate_series(1, 2) as side",
    )
    write(
        database_url,
        "insert into cinelibre.features (kind, name, item_type, n_items, share, item_ids)"
        " select 'person', side::text || n, 'movie', 2, 0.01, '{}'"
        " from generate_series(1, 2) as side cross join generate_series(101, 161) as n",
    )

    found = {name for kind, name in likings(database_url, [10, 20], [5.0, 0.5]) if kind == "person"}

    # Equals go by name: of either film the last of sixty-one is left out.
    assert found == {f"{side}{n}" for side in (1, 2) for n in range(101, 161)}
