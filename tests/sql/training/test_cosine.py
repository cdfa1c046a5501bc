"""One item's cosine neighbors from the present ratings, worked by hand."""

import math

import pytest

from tests.support.readers import rows, write

DUNE, RAN, EMMA, HEAT = 1, 2, 3, 4
MODEL, OTHER_MODEL = 1, 2
QUERY = "select length, neighbor_ids, weights from cinelibre.compute_cosine(%s, %s, %s, %s, %s)"
BY_DEFAULT = "select length, neighbor_ids, weights from cinelibre.compute_cosine(%s, %s, %s)"


@pytest.fixture
def url(database_url: str) -> str:
    """Four movies, and a length of Ran that training gave; the other model's lengths must not matter."""
    write(
        database_url,
        """
        insert into cinelibre.items (id, item_type, title) values
        (1, 'movie', 'Dune'), (2, 'movie', 'Ran'), (3, 'movie', 'Emma'), (4, 'movie', 'Heat');
        insert into cinelibre.models (id, kind, name, is_active) values
        (1, 'cosine', 'a', true), (2, 'cosine', 'b', false);
        insert into cinelibre.item_lengths (model_id, item_id, length, rater_count) values
        (1, 2, 4, 1), (2, 2, 50, 1), (2, 3, 50, 1);
        insert into cinelibre.users (id, external_id) select n, 'r' || n from generate_series(1, 5) as n;
        """,
    )
    return database_url


def rate(url: str, **given: dict[int, float]) -> None:
    """Each rater's stars; "r1" is the user with the id 1."""
    for name, stars in given.items():
        for item_id, rating in stars.items():
            statement = "insert into cinelibre.ratings (user_id, item_id, rating) values (%s, %s, %s)"
            write(url, statement, int(name[1:]), item_id, rating)


def test_a_neighbors_weight_is_its_product_over_the_lengths_and_the_shrinkage(url: str) -> None:
    rate(
        url,
        r1={DUNE: 5, RAN: 5},
        r2={DUNE: 3.5, EMMA: 5, RAN: 2},  # 2 stars are not liked
        r3={DUNE: 5},
        r4={DUNE: 2, HEAT: 5},  # does not like Dune: says nothing here
        r5={RAN: 5, EMMA: 5},  # did not rate Dune
    )
    # A rating weighs (stars − 2) / 3 · ln(1 + items / what its rater liked); there are 4 items:
    # r1 liked two, ln(1 + 4 / 2) = ln 3: Dune ln 3, Ran ln 3
    # r2 liked two: Dune 0.5 · ln 3, Emma ln 3
    # r3 liked one: Dune ln 5
    three, five = math.log(3), math.log(5)
    length = math.sqrt(1.25 * three**2 + five**2)
    # Ran: ln 3 · ln 3, with the length 4 that training gave; Emma: 0.5 · ln 3 · ln 3, with that of r2's rating, ln 3
    ran = three**2 / (length * 4 + 10)
    emma = 0.5 * three**2 / (length * three + 10)
    assert ran > emma

    assert rows(url, QUERY, MODEL, DUNE, 4, 10, 100) == [
        (pytest.approx(length), [RAN, EMMA], [pytest.approx(ran), pytest.approx(emma)])
    ]
    assert rows(url, QUERY, MODEL, DUNE, 4, 10, 1) == [(pytest.approx(length), [RAN], [pytest.approx(ran)])]


def test_a_neighbors_length_counts_all_raters_it_shares(url: str) -> None:
    rate(url, r1={DUNE: 5, EMMA: 5}, r2={DUNE: 5, EMMA: 3.5})
    # Dune √2 · ln 3; Emma √1.25 · ln 3; product 1.5 · (ln 3)²; the shrinkage is 1,000
    length = math.sqrt(2) * math.log(3)
    weight = 1.5 * math.log(3) ** 2 / (length * math.sqrt(1.25) * math.log(3) + 1000)

    assert rows(url, BY_DEFAULT, MODEL, DUNE, 4) == [(pytest.approx(length), [EMMA], [pytest.approx(weight)])]


def test_an_item_that_nobody_likes_has_no_length_and_no_neighbors(url: str) -> None:
    rate(url, r1={DUNE: 2, RAN: 5})

    assert rows(url, BY_DEFAULT, MODEL, DUNE, 4) == [(0, [], [])]


def test_raters_who_liked_everything_say_nothing_of_an_empty_catalogue(url: str) -> None:
    rate(url, r1={DUNE: 5, RAN: 5})

    assert rows(url, BY_DEFAULT, MODEL, DUNE, 0) == [(0, [], [])]  # ln(1 + 0 / 2) = 0


def test_a_hundred_neighbors_are_kept_and_of_equals_those_with_the_lower_ids(url: str) -> None:
    write(
        url,
        """
        insert into cinelibre.items (id, item_type, title)
        select n, 'movie', 'Film ' || n from generate_series(5, 105) as n;
        insert into cinelibre.ratings (user_id, item_id, rating) select 1, n, 5 from generate_series(5, 105) as n;
        """,
    )

    [(_, neighbor_ids, _)] = rows(url, BY_DEFAULT, OTHER_MODEL, 50, 105)

    assert neighbor_ids == [n for n in range(5, 106) if n != 50]
    rate(url, r1={HEAT: 5})
    [(_, neighbor_ids, weights)] = rows(url, BY_DEFAULT, OTHER_MODEL, 50, 105)
    assert neighbor_ids == [n for n in range(4, 105) if n != 50]
    # 102 liked of 105: ln²(1 + 105 / 102) over itself and 1,000
    square = math.log(1 + 105 / 102) ** 2
    assert weights == [pytest.approx(square / (square + 1000))] * 100
