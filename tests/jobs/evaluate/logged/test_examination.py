"""How readers look at positions: worked by hand, and found again in a simulated log."""

import math
import random

import pytest

from api.jobs.evaluate.logged.examination import (
    DEFAULT_STEEPNESS,
    MOST_ERROR,
    Examination,
    Showings,
    fit_examination,
    showings_of,
    told,
)
from api.jobs.evaluate.logged.log import LoggedList
from tests.jobs.evaluate.logged.test_rates import entry


def test_the_first_position_is_looked_at_most() -> None:
    assert Examination(1).at(1) == 1
    assert Examination(1).at(3) == 0.5  # 1 / log2(4)
    assert Examination(2).at(3) == 0.25
    assert Examination(0).at(40) == 1


def test_two_positions_say_how_steep_it_is() -> None:
    # Shown at 1 and at 3, where e is 1 and 2^-s: clicked three times at 1 and once at 3, so that 2^-s = 1/3.
    # The curvature is 4 clicks · ¾ · ¼ · (ln 2)² = 0.36034, so the error would be 1.666 for 4 clicks, 0.1666 for 400.
    at_first: Showings = [(1, True), (3, False)]
    at_third: Showings = [(1, False), (3, True)]

    found = fit_examination([at_first] * 300 + [at_third] * 100)

    assert found.steepness == pytest.approx(math.log2(3))
    assert found.error == pytest.approx(0.75**-0.5 / math.log(2) / 10, rel=1e-6)
    assert (found.error or 1) < MOST_ERROR
    assert fit_examination([at_first] * 3 + [at_third]) == Examination(DEFAULT_STEEPNESS)


@pytest.mark.parametrize("n", [133, 132])
def test_a_steepness_is_taken_from_the_log_only_if_its_error_is_small(n: int) -> None:
    # As many clicks at 1 as at 3: s = 0, curvature n clicks · ¼ · (ln 2)²; the error is 0.25 from 133.2 clicks on.
    at_first: Showings = [(1, True), (3, False)]
    at_third: Showings = [(1, False), (3, True)]
    showings = [at_first] * n + [at_third] * n

    found = fit_examination(showings)

    assert found.steepness == pytest.approx(0, abs=1e-9)
    assert found.error == pytest.approx(2 / math.log(2) / math.sqrt(2 * n))


def test_one_click_at_one_position_says_nothing() -> None:
    assert fit_examination([]) == Examination(DEFAULT_STEEPNESS)
    assert fit_examination([[(2, True), (2, False)]]) == Examination(DEFAULT_STEEPNESS)


def test_only_items_that_one_reader_saw_at_several_positions_and_clicked_count() -> None:
    first = (entry(1, 1, is_clicked=True), entry(2, 2), entry(3, 3, is_clicked=True), entry(4, 4, is_clicked=True))
    second = (entry(1, 5), entry(2, 6), entry(3, 3), entry(4, 7, is_shown=False))

    found = showings_of([LoggedList(1, first), LoggedList(1, second), LoggedList(2, (entry(3, 9),))])

    assert found == [[(1, True), (5, False)]]


@pytest.mark.parametrize("steepness", [0.4, 1.0, 1.6])
def test_the_truth_of_a_simulated_log_is_found_within_its_error(steepness: float) -> None:
    dice = random.Random(7)
    truth = Examination(steepness)
    lists = []
    for reader in range(600):
        good = [dice.random() ** 2 * 0.6 for _ in range(20)]
        for _ in range(6):
            order = dice.sample(range(20), 20)
            shown = [
                entry(item, place, is_clicked=dice.random() < good[item] * truth.at(place))
                for place, item in enumerate(order, 1)
            ]
            lists.append(LoggedList(reader, tuple(shown)))

    found = fit_examination(showings_of(lists))

    assert found.error is not None
    assert abs(found.steepness - steepness) < 3 * found.error + 0.05  # several clicks on one item bias it a little


def test_it_says_how_it_is_known() -> None:
    assert told(Examination(1.0), [[(1, True)]]).startswith(
        "Examination 1 / log2(position + 1)^1.00 is assumed: 1 items"
    )
    assert told(Examination(0.8, 0.12), []) == (
        "Examination 1 / log2(position + 1)^0.80 ± 0.12 is fitted to 0 items at changing positions"
    )
