"""Looked at every day, experiments deceive no more often than they say, and find what they should."""

import numpy as np
import pytest

from api.experiments.report import split_of
from tests.benchmarks.experiments import covers, first_day, stopped_on
from tests.benchmarks.simulated_experiments import REFUSALS, Plan, covariances_of, looks_at, power_of

N = 300


def test_equal_variants_looked_at_daily_differ_in_at_most_5_percent_and_naively_in_more() -> None:
    rng = np.random.default_rng(23)
    every = [looks_at(Plan(readers_a_day=100, days=21), rng) for _ in range(N)]

    alarms = sum(first_day(looks) is not None for looks in every)
    naive = sum(min(look.naive for look in looks) < 0.05 for looks in every)

    assert alarms <= 0.05 * N
    assert naive > 0.1 * N


def test_a_true_lift_is_found_as_often_as_computed() -> None:
    plan, rng = Plan(readers_a_day=200, days=21, lift=0.15), np.random.default_rng(23)
    every = [looks_at(plan, rng) for _ in range(N)]

    found = sum(first_day(looks) is not None for looks in every) / N
    true = sum(covers(looks, plan.rate * plan.lift) for looks in every) / N

    computed = power_of(plan)
    assert 0.4 < computed < 0.8
    assert found == pytest.approx(computed, abs=3.3 * np.sqrt(computed * (1 - computed) / N))  # one seed of 1,000
    assert true >= 0.95


def test_what_loses_as_much_as_it_may_is_stopped_in_at_most_5_percent_and_what_halves_always() -> None:
    rng = np.random.default_rng(23)
    allowed = [looks_at(Plan(readers_a_day=200, days=14, lift=-0.05), rng) for _ in range(100)]
    halved = [looks_at(Plan(readers_a_day=200, days=14, lift=-0.5), rng) for _ in range(100)]

    assert sum(any(look.is_harmful for look in looks) for looks in allowed) <= 5
    assert all(any(look.is_harmful for look in looks) for looks in halved)


def test_what_is_refused_as_often_as_it_may_is_stopped_in_at_most_5_percent_and_twice_as_often_always() -> None:
    rng, plan = np.random.default_rng(23), Plan(readers_a_day=200, days=21, rate=0.03, measure=REFUSALS)
    equal = [looks_at(plan, rng) for _ in range(100)]
    allowed = [looks_at(plan._replace(lift=0.05), rng) for _ in range(100)]
    twice = [looks_at(plan._replace(lift=1.0), rng) for _ in range(100)]
    less = [looks_at(plan._replace(lift=-0.5), rng) for _ in range(50)]

    assert sum(stopped_on(looks) is not None for looks in equal) <= 2
    assert sum(stopped_on(looks) is not None for looks in allowed) <= 5
    assert all(stopped_on(looks) is not None for looks in twice)
    assert all(stopped_on(looks) is None for looks in less)  # refused less is no harm


def test_the_variance_is_the_one_that_the_model_has() -> None:
    plan, rng = Plan(readers_a_day=200, days=7, lift=0.2), np.random.default_rng(1)

    last = [looks_at(plan, rng)[-1].standard_error for _ in range(50)]

    assert np.mean(last) == pytest.approx(float(np.sqrt(covariances_of(plan)[-1, -1])), rel=0.03)


def test_a_fair_split_looked_at_after_every_hundred_readers_alarms_in_none_of_300() -> None:
    rng = np.random.default_rng(23)
    variants = [{"name": "control", "portion": 1}, {"name": "bold", "portion": 1}]
    n_alarms = 0
    for _ in range(N):
        heads = rng.binomial(100, 0.5, 30).cumsum()
        splits = (split_of(variants, {"control": int(n), "bold": 100 * k - int(n)}) for k, n in enumerate(heads, 1))
        n_alarms += any(split["is_skewed"] for split in splits)

    assert n_alarms == 0  # 0.3 expected at most
