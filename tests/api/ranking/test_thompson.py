"""How likely Thompson sampling chooses each item: beside draws, and by hand where that is possible."""

import random

import pytest

from api.ranking.thompson import Belief, at_least, chances_of, product_of


def drawn(beliefs: list[Belief], fits: list[float], n_draws: int = 20_000) -> list[float]:
    """The shares of draws in which each value times fit is the largest."""
    dice, won = random.Random(5), [0] * len(beliefs)
    for _ in range(n_draws):
        values = [dice.betavariate(*belief) * fit for belief, fit in zip(beliefs, fits, strict=True)]
        won[values.index(max(values))] += 1
    return [n / n_draws for n in won]


def test_equals_have_equal_chances() -> None:
    assert chances_of([Belief(2, 18)] * 4, [1.0] * 4) == pytest.approx([0.25] * 4)
    assert chances_of([Belief(2, 18)], [0.5]) == [1.0]


@pytest.mark.parametrize(
    ("beliefs", "fits"),
    [
        ([Belief(2, 18), Belief(4, 16), Belief(1, 40)], [1.0, 1.0, 1.0]),
        ([Belief(1, 19), Belief(1, 19), Belief(1, 19), Belief(9, 91)], [1.0, 0.7, 0.4, 0.9]),
        ([Belief(50, 450), Belief(40, 460), Belief(0.7, 9)], [1.0, 1.0, 1.0]),
    ],
)
def test_chances_are_near_the_shares_of_draws(beliefs: list[Belief], fits: list[float]) -> None:
    # The grid has cells of a fifth, so that a chance is a few hundredths off; whoever draws goes by the chance itself.
    chances = chances_of(beliefs, fits)

    assert sum(chances) == pytest.approx(1)
    assert chances == pytest.approx(drawn(beliefs, fits), abs=0.04)


def test_more_is_shown_of_what_is_clicked_more_and_of_what_is_known_less() -> None:
    clicked, usual = chances_of([Belief(6, 34), Belief(4, 36)], [1.0, 1.0])
    unsure, sure, better = chances_of([Belief(1, 9), Belief(10, 90), Belief(12, 88)], [1.0, 1.0, 1.0])

    assert clicked > 0.65 > usual
    assert unsure > sure
    assert better > sure


def test_a_floor_mixes_in_even_chances() -> None:
    # 0.9 · 0.8 + 0.1 / 2 = 0.77, 0.9 · 0.2 + 0.05 = 0.23.
    assert at_least([0.8, 0.2], 0.1) == pytest.approx([0.77, 0.23])
    assert at_least([1.0, 0.0, 0.0, 0.0], 1) == [0.25] * 4


def test_a_product_has_the_mean_and_the_square_of_both() -> None:
    # Means 0.1 and 0.5; E[x²] = 0.1 · 3 / 21 = 1/70, E[y²] = 0.5 · 3 / 5 = 0.3, so the product has 0.05 and 3/700.
    made = product_of(Belief(2, 18), Belief(2, 2))

    assert [made.mean, made.square] == pytest.approx([0.05, 3 / 700])
