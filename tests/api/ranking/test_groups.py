"""Rules of social choice and debts, in literals."""

from math import e

import pytest
from hypothesis import given
from hypothesis import strategies as some

from api.ranking.groups import N_EVENINGS, RULES, average, debts, least_misery, nash, satisfaction, weigh

near = pytest.approx
stars = some.floats(0.6, 5)
weights = some.floats(0.1, 8)


def test_rules_make_one_score_of_all_stars() -> None:
    assert average([4, 2], [1, 1]) == 3
    assert average([4, 2], [3, 1]) == 3.5
    assert least_misery([4, 2], [1, 1]) == 2
    assert least_misery([4, 2], [4, 1]) == 1  # 4 · (5 − 4) is more misery than 5 − 2
    assert nash([4.5, 1.5], [1, 1]) == near(0.5 + 2)  # √(4 · 1)
    assert nash([4.5, 1.5], [3, 1]) == near(0.5 + 8**0.5)  # (4³ · 1)^¼
    assert nash([5, 0.5], [1, 1]) == near(0.5 + (4.5e-6) ** 0.5)  # the worst for one is bad for all


def test_what_is_shared_counts_more_by_nash_and_least_misery() -> None:
    shared, divided = [3, 3], [5, 1]

    assert average(shared, [1, 1]) == average(divided, [1, 1])
    assert nash(shared, [1, 1]) > nash(divided, [1, 1])
    assert least_misery(shared, [1, 1]) > least_misery(divided, [1, 1])


@pytest.mark.parametrize("rule", RULES)
@given(given_stars=some.lists(some.tuples(stars, weights), min_size=1, max_size=12), raised=some.integers(0, 11))
def test_nobodys_joy_makes_a_score_worse(rule: str, given_stars: list[tuple[float, float]], raised: int) -> None:
    before, weights = [one for one, _ in given_stars], [weight for _, weight in given_stars]
    place = raised % len(before)
    after = [min(5.0, one + 0.5) if number == place else one for number, one in enumerate(before)]

    assert RULES[rule](after, weights) >= RULES[rule](before, weights) - 1e-9  # type: ignore[index]


@pytest.mark.parametrize("rule", RULES)
@given(given_stars=some.lists(stars, min_size=1, max_size=12))
def test_with_equal_weights_a_score_lies_between_the_stars(rule: str, given_stars: list[float]) -> None:
    score = RULES[rule](given_stars, [1.0] * len(given_stars))  # type: ignore[index]

    assert min(given_stars) - 1e-9 <= score <= max(given_stars) + 1e-9


def test_content_is_who_gets_the_best_that_they_could_have() -> None:
    assert satisfaction(4.5, 4.5) == 1
    assert satisfaction(2.5, 4.5) == 0.5
    assert satisfaction(0.5, 4.5) == 0
    assert satisfaction(4.6, 4.5) == 1
    assert satisfaction(0.5, 0.5) == 0


def test_debts_fade_and_only_those_who_were_there_have_any() -> None:
    newest, before = {"ada": 1.0, "bob": 0.5}, {"ada": 0.5, "bob": 1.0, "left": 0.0}

    assert debts([], ["ada", "bob"]) == [0, 0]
    assert debts([newest], ["ada", "bob", "cid"]) == [-0.25, 0.25, 0]
    # Today +0.25 for Bob. The evening before, −0.25, has faded to 0.8 of it.
    assert debts([newest, before], ["ada", "bob"]) == near([-0.05, 0.05])
    assert debts([{"left": 1.0}], ["ada"]) == [0]


def test_evenings_of_long_ago_are_forgotten() -> None:
    fair, unfair = {"ada": 1.0, "bob": 1.0}, {"ada": 1.0, "bob": 0.0}

    assert debts([fair] * (N_EVENINGS - 1) + [unfair], ["ada", "bob"])[1] > 0
    assert debts([fair] * N_EVENINGS + [unfair], ["ada", "bob"]) == [0, 0]


def test_a_debt_raises_a_weight_and_the_mean_of_all_is_one() -> None:
    # Debts of −¼ and ¼ make e^−1 and e, whose mean is 1.543.
    assert weigh([{"ada": 1.0, "bob": 0.5}], ["ada", "bob"]) == [
        round(e**-1 / ((e + e**-1) / 2), 3),
        round(e / ((e + e**-1) / 2), 3),
    ]
    assert weigh([], ["ada"]) == [1]
    assert weigh([{"ada": 0.3}], ["ada"]) == [1]  # alone, nobody gives way
