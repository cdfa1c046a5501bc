"""Estimates by reader, intervals and tests, with numbers worked by hand or taken from scipy."""

from math import exp, sqrt

import pytest
from scipy.stats import chi2, norm

from api.experiments.statistics import (
    Moments,
    Ratio,
    chi_square_tail,
    difference,
    estimate,
    has_enough,
    interval_of,
    naive_p_value,
    split_p_value,
    split_p_value_at_any_look,
    wilson,
)


def test_a_ratio_and_its_variance_are_those_of_the_delta_method() -> None:
    # Three readers were shown 10, 20 and 10 items and clicked 1, 2 and 3: 6 of 40 are 0.15. The residuals
    # x − 0.15 · y are −0.5, −1 and 1.5, their squares sum to 3.5, and 3.5 · 3/2 / 40² is 0.00328125.
    found = estimate(Moments(3, 6, 40, 1 + 4 + 9, 100 + 400 + 100, 10 + 40 + 30))

    assert found is not None
    assert (found.value, found.variance) == pytest.approx((0.15, 0.00328125))
    assert (found.n_readers, found.n_events, found.n_chances) == (3, 6, 40)


def test_one_reader_tells_no_variance() -> None:
    assert estimate(Moments(1, 1, 10, 1, 100, 10)) is None
    assert estimate(Moments(2, 0, 0, 0, 0, 0)) is None


def test_wilsons_interval_is_the_published_one() -> None:
    # Newcombe, "Two-sided confidence intervals for the single proportion" (1998): 81 of 263 and 0 of 20.
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=1e-4)


def test_a_share_of_clumped_readers_is_less_sure_than_its_chances() -> None:
    # 10 % with a variance of 0.0009 is as sure as 0.09 / 0.0009 = 100 independent chances, not 1,000.
    clumped = Ratio(0.1, 0.0009, 50, 100, 1000)

    assert interval_of(clumped, is_share=True) == pytest.approx(wilson(0.1, 100))
    assert interval_of(Ratio(0.0, 0.0, 50, 0, 1000), is_share=True) == wilson(0, 50)
    assert interval_of(Ratio(4.0, 0.01, 50, 400, 100), is_share=False) == pytest.approx((3.804, 4.196), abs=1e-3)


def test_little_is_not_tested() -> None:
    assert has_enough(Ratio(0.1, 0.0001, 100, 20, 200))
    assert not has_enough(Ratio(0.1, 0.0001, 99, 20, 200))
    assert not has_enough(Ratio(0.1, 0.0001, 100, 19, 190))
    assert not has_enough(Ratio(1.0, 0.0, 100, 100, 100))


def test_a_difference_is_tested_by_the_mixture_of_normal_alternatives() -> None:
    # With V = τ² = 0.0004 and d = 0.1 the likelihood ratio is √½ · exp(0.01 / (2 · 0.0008)) = √½ · e^6.25.
    found = difference(0.1, 0.0004, 0.02)

    assert found.p_value == pytest.approx(sqrt(2) * exp(-6.25))
    # The interval ends where the likelihood ratio is 20.
    assert difference(found.value - found.low, 0.0004, 0.02).p_value == pytest.approx(0.05)
    assert found.high - found.value == pytest.approx(found.value - found.low)
    assert difference(0.0, 0.0004, 0.02).p_value == 1


def test_an_interval_for_every_look_is_wider_than_one_for_a_single_look() -> None:
    found = difference(0.0, 0.0004, 0.02)

    assert found.high > 1.5 * norm.ppf(0.975) * 0.02
    assert difference(0.0, 0.0004, 0.02, alpha=0.01).high > found.high


def test_what_is_detectable_is_found_with_80_percent() -> None:
    found = difference(0.0, 0.0004, 0.02)

    assert norm.sf((found.high - found.detectable) / 0.02) == pytest.approx(0.8)


@pytest.mark.parametrize("freedom", range(1, 8))
@pytest.mark.parametrize("statistic", [0.1, 1.0, 3.84, 10.0, 60.0])
def test_the_tail_of_chi_square_is_scipys(statistic: float, freedom: int) -> None:
    assert chi_square_tail(statistic, freedom) == pytest.approx(chi2.sf(statistic, freedom), rel=1e-9)


def test_the_naive_test_is_scipys() -> None:
    assert naive_p_value(0.039, 0.0004) == pytest.approx(2 * norm.sf(0.039 / 0.02))


def test_an_uneven_split_is_found_and_an_even_one_is_not() -> None:
    # 10 off 510 on either side: 2 · 100 / 510 = 0.392, whose p-value is 0.531.
    assert split_p_value([500, 520], [0.5, 0.5]) == pytest.approx(0.5312, abs=1e-3)
    assert split_p_value([900, 100], [0.9, 0.1]) == 1
    assert split_p_value([0, 0], [0.5, 0.5]) == 1
    assert split_p_value_at_any_look([5000, 5080], [0.5, 0.5]) == 1
    assert split_p_value_at_any_look([5000, 5600], [0.5, 0.5]) < 0.001
    assert split_p_value_at_any_look([8400, 1600], [0.9, 0.1]) < 0.001


def test_a_p_value_for_any_look_expects_nobody_to_be_one() -> None:
    # One reader tells nothing: the prior's own chance of either variant is the null's.
    assert split_p_value_at_any_look([1, 0], [0.5, 0.5]) == pytest.approx(1)
    assert split_p_value_at_any_look([0, 0], [0.5, 0.5]) == 1
