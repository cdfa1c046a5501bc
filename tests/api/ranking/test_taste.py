"""Taste, in literals: what a person's likings make of the features of an item."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from api.ranking.taste import Feature, Liking, Taste, parse_taste, parts_of, squash

WAR, NOIR = ("genre", "War"), ("genre", "Noir")
TAMIL = ("language", "ta")


def of(*features: tuple[Feature, Liking]) -> Taste:
    """A taste of these likings."""
    return Taste(dict(features))


def test_a_taste_is_read_as_sql_tells_it() -> None:
    found = parse_taste(
        [
            {"kind": "genre", "name": "War", "liked": 1.25, "disliked": 0.5},
            {"kind": "type", "name": "movie", "liked": 0.3, "disliked": 0.0},
            {"kind": "type", "name": "book", "liked": -1.0, "disliked": 0.0},
        ]
    )

    assert found == Taste({WAR: Liking(1.25, 0.5)}, {"movie": 0.0, "book": -1.0})


@pytest.mark.parametrize(("told", "kept"), [(-1.49, -1.49), (-1.5, -1.5), (-1.51, -1.5), (0.0, 0.0), (0.01, 0.0)])
def test_a_type_is_never_worth_more_than_nothing_nor_less_than_one_and_a_half(told: float, kept: float) -> None:
    assert parse_taste([{"kind": "type", "name": "book", "liked": told, "disliked": 0}]).types == {"book": kept}


def test_what_is_for_and_what_is_against_are_one_number() -> None:
    assert Liking(1.25, 0.5).total == 0.75


def test_genres_are_shared_by_the_root_of_how_many_an_item_has() -> None:
    taste = of((WAR, Liking(2.0, 0.0)), (NOIR, Liking(0.0, 1.0)))

    # four genres, of which two are known: each counts half
    assert parts_of(taste, ["War", "Noir", "Drama", "Music"], None, None, []) == {WAR: 1.0, NOIR: -0.5}
    assert parts_of(taste, ["War"], None, None, []) == {WAR: 2.0}


def test_a_language_counts_whole_and_an_unknown_one_says_nothing() -> None:
    taste = of((TAMIL, Liking(1.0, 0.25)))

    assert parts_of(taste, [], "ta", None, []) == {TAMIL: 0.75}
    assert parts_of(taste, [], "te", None, []) == {}
    assert parts_of(taste, [], None, None, []) == {}


@pytest.mark.parametrize(
    ("year", "points"), [(1990, 1.0), (1999, 1.0), (1989, 0.875), (2000, 0.375), (1979, 0.25), (1969, 0.0), (2010, 0.0)]
)
def test_a_decade_counts_half_and_each_beside_it_a_quarter(year: int, points: float) -> None:
    taste = of((("decade", "1990"), Liking(1.5, 0.0)), (("decade", "1980"), Liking(1.0, 0.0)))

    # 1990s: 1.5 / 2 + 1 / 4 = 1; 1980s: 1 / 2 + 1.5 / 4 = 0.875; 2000s: 1.5 / 4 = 0.375; 1970s: 1 / 4
    decade = ("decade", str(year // 10 * 10))
    assert parts_of(taste, [], None, year, []) == ({decade: points} if points else {})


def test_only_the_most_liked_and_the_most_disliked_of_the_people_count_four_fifths() -> None:
    taste = of(
        (("person", "Ray"), Liking(1.0, 0.0)),
        (("person", "Sen"), Liking(0.5, 0.25)),
        (("person", "Lean"), Liking(-0.5, 2.0)),
    )

    found = parts_of(taste, [], None, None, ["Sen", "Ray", "Lean", "Nobody"])

    assert found == {("person", "Ray"): 0.8, ("person", "Lean"): -1.6}


def test_who_is_liked_and_disliked_most_at_once_is_told_once() -> None:
    taste = of((("person", "Ray"), Liking(1.0, 0.25)))

    assert parts_of(taste, [], None, None, ["Ray"]) == {("person", "Ray"): pytest.approx(0.6)}


def test_a_person_of_whom_less_than_by_chance_was_liked_is_no_argument() -> None:
    assert parts_of(of((("person", "Ray"), Liking(-0.5, 0.0))), [], None, None, ["Ray"]) == {}


def test_who_has_no_taste_says_nothing_of_anything() -> None:
    assert parts_of(Taste(), ["War"], "ta", 1990, ["Ray"]) == {}


def test_a_sum_of_one_and_a_half_is_squashed_to_tanh_of_one() -> None:
    assert squash(1.5) == pytest.approx(0.761594, abs=1e-6)
    assert squash(0) == 0


@given(some.floats(-1000, 1000), some.floats(-1000, 1000))
def test_squashing_keeps_the_order_within_minus_one_and_one(one: float, other: float) -> None:
    assert -1 <= squash(one) <= 1
    assert one > other or squash(one) <= squash(other)
    assert math.copysign(1, squash(one)) == math.copysign(1, one)
