"""Estimates of other weights: by hand, and against the truth of a simulated log."""

import math
import random
import statistics

import pytest

from api.jobs.evaluate.logged.examination import Examination
from api.jobs.evaluate.logged.log import Entry, LoggedList
from api.jobs.evaluate.logged.reweighting import (
    Estimate,
    effective,
    estimate,
    is_usable,
    live_shares,
    places_as_logged,
    places_by,
    places_by_own_scores,
    reblend,
)
from tests.jobs.evaluate.logged.test_rates import entry

LOOKS = Examination(1.0)


def is_clicked(one: Entry) -> bool:
    """The outcome of these tests."""
    return one.is_clicked


def test_a_score_is_made_anew_of_the_kept_summands() -> None:
    parts = {"ease": (0.7, 0.5), "content": (0.3, 1.0), "taste": (0.4, -0.5), "type": (0.3, -1.0), "shown": (0.2, -1.0)}
    # ease 0.25 · 0.5 + content 0.75 · 1 + taste 0.2 · −0.5 + type 0 + shown, which no weight governs, −0.2
    weights = {"ease": 1.0, "content": 3.0, "taste": 0.2}
    logged = LoggedList(1, (entry(parts=parts),))

    live = live_shares(logged, weights)

    assert live == {"ease": 0.25, "content": 0.75}
    assert reblend(parts, weights, live) == pytest.approx(0.125 + 0.75 - 0.1 - 0.2)


def test_a_source_that_says_nothing_in_a_list_leaves_its_weight_to_the_others() -> None:
    logged = LoggedList(1, (entry(parts={"ease": (1.0, 0.0), "content": (0.3, 0.2), "popular": (0.1, 1.0)}),))

    assert live_shares(logged, {"ease": 9.0, "content": 1.0, "neighbors": 5.0}) == {"content": 1.0}
    assert live_shares(logged, {"neighbors": 5.0}) == {"popular": 1.0}


def test_orders_are_by_score_and_ties_by_id() -> None:
    logged = LoggedList(
        1,
        (
            entry(30, 1, parts={"ease": (0.9, 0.1), "content": (0.1, 1.0)}),  # 0.19
            entry(20, 2, parts={"ease": (0.9, 1.0), "content": (0.1, 0.0)}),  # 0.9
            entry(10, 3, parts={"ease": (0.9, 0.1), "content": (0.1, 1.0)}),  # 0.19
        ),
    )

    assert places_as_logged(logged) == {30: 1, 20: 2, 10: 3}
    assert places_by_own_scores(logged) == {20: 1, 10: 2, 30: 3}
    assert places_by({"content": 1.0})(logged) == {10: 1, 30: 2, 20: 3}


def test_only_lists_that_were_shown_and_are_kept_whole_are_ordered_anew() -> None:
    known = entry(parts={"ease": (1.0, 1.0)})

    assert is_usable(LoggedList(1, (known,)))
    assert not is_usable(LoggedList(1, (known, entry(2, 2))))
    assert not is_usable(LoggedList(1, (known._replace(is_shown=False),)))


def test_equal_weights_are_worth_their_number_and_others_less() -> None:
    assert effective([2.0] * 5) == pytest.approx(5)
    assert effective([3.0, 1.0]) == pytest.approx(1.6)  # 16 / 10
    assert effective([]) == 0


def test_the_order_that_was_shown_gives_the_share_that_was_clicked() -> None:
    lists = [
        LoggedList(1, (entry(1, 1, is_clicked=True), entry(2, 2), entry(3, 3), entry(4, 4))),
        LoggedList(2, (entry(1, 1), entry(2, 2), entry(3, 3, is_clicked=True), entry(4, 4, is_clicked=True))),
    ]

    found = estimate(lists, places_as_logged, LOOKS, is_clicked)

    assert found.share == pytest.approx(3 / 8)
    assert [found.effective_shown, found.effective_outcomes, found.coverage] == pytest.approx([8, 3, 1])


def test_a_click_far_down_counts_more_where_it_would_stand_higher() -> None:
    # Two readers, three positions, e = 1, 0.63093, 0.5. Each list is turned round: the third comes first.
    # Clicked: the third of reader 1 (weight 1 / 0.5 = 2), the first of reader 2 (weight 0.5).
    # 2.5 / (2 · 2.13093) of what is looked at, times 2.13093 / 3 a position: 2.5 / 6.
    lists = [
        LoggedList(1, (entry(1, 1), entry(2, 2), entry(3, 3, is_clicked=True))),
        LoggedList(2, (entry(1, 1, is_clicked=True), entry(2, 2), entry(3, 3))),
    ]

    found = estimate(lists, lambda logged: {1: 3, 2: 2, 3: 1}, LOOKS, is_clicked)

    # Errors: reader 1 is 2 − 1.25 = 0.75 off, reader 2 −0.75. √(2 · 0.5625 · 2 / 1) = 1.5; of 2 · 3 positions: 0.25
    assert found.share == pytest.approx(2.5 / 6)
    assert found.high == pytest.approx(2.5 / 6 + 1.959964 * 0.25)
    assert found.low == 0
    assert found.effective_shown == pytest.approx((2 * (2 + 1 + 0.5)) ** 2 / (2 * (4 + 1 + 0.25)))
    assert found.effective_outcomes == pytest.approx(2.5**2 / (4 + 0.25))


def test_what_was_not_shown_is_left_out_and_lowers_the_coverage() -> None:
    # Two were shown and the second was clicked. The new order has one that was not shown first and the first one third,
    # so that of e(1) + e(2) = 1.63093 only e(2) = 0.63093 is known of: all of it is clicked.
    shown = (entry(1, 1), entry(2, 2, is_clicked=True), entry(3, 3, is_shown=False))
    lists = [LoggedList(reader, shown) for reader in (1, 2)]

    found = estimate(lists, lambda logged: {3: 1, 2: 2, 1: 3}, LOOKS, is_clicked)

    assert found.coverage == pytest.approx(0.63093 / 1.63093, abs=1e-5)
    assert found.share == pytest.approx(1 / 0.63093 * 1.63093 / 2, abs=1e-5)


def test_one_reader_has_no_interval() -> None:
    found = estimate([LoggedList(1, (entry(is_clicked=True),))], places_as_logged, LOOKS, is_clicked)

    assert (found.share, found.low, found.high) == (1, 0, math.inf)


@pytest.mark.parametrize(("outcomes", "coverage", "enough"), [(50, 0.8, True), (49.9, 0.8, False), (50, 0.79, False)])
def test_an_estimate_says_whether_it_is_enough(outcomes: float, coverage: float, enough: bool) -> None:
    assert Estimate(0.1, 0.05, 0.15, 100, outcomes, coverage).is_enough is enough


def simulate(dice: random.Random, n_readers: int) -> tuple[list[LoggedList], float]:
    """A log that was ordered by `ease`, and the true share of clicks if `content` had ordered it.

    An item is as good as `content` says, and a reader clicks if they look and it is good. Only the log knows the order.
    """
    lists: list[LoggedList] = []
    truth: list[float] = []
    for reader in range(n_readers):
        ease, content = ([dice.random() for _ in range(20)] for _ in range(2))
        good = [0.05 + 0.5 * value**2 for value in content]
        shown = [
            entry(
                item,
                place,
                is_clicked=dice.random() < good[item] * LOOKS.at(place),
                parts={"ease": (1.0, ease[item]), "content": (0.0, content[item])},
            )
            for place, item in enumerate(sorted(range(20), key=lambda item: -ease[item]), 1)
        ]
        lists.append(LoggedList(reader, tuple(shown)))
        best = sorted(range(20), key=lambda item: -content[item])
        truth += [good[item] * LOOKS.at(place) for place, item in enumerate(best, 1)]
    return lists, statistics.fmean(truth)


def test_the_truth_of_another_order_is_found_and_counting_clicks_alone_would_miss_it() -> None:
    by_content = places_by({"content": 1.0})
    inside = 0
    errors: list[float] = []
    naive: list[float] = []
    for seed in range(40):
        lists, truth = simulate(random.Random(seed), 150)
        found = estimate(lists, by_content, LOOKS, is_clicked)
        inside += found.low <= truth <= found.high
        errors.append(found.share - truth)
        clicks = [is_clicked(one) for logged in lists for one in logged.shown]
        naive.append(statistics.fmean(clicks) - truth)

    assert inside >= 34  # of 40; 38 are expected of a 95 % interval
    assert abs(statistics.fmean(errors)) < 0.01
    assert statistics.fmean(naive) < -0.015
