"""Ten evenings of groups of four: with debts nobody falls behind. `python -m` prints the table of the docs."""

import random
from statistics import fmean

import pytest

from api.ranking.groups import RULES, Rule, satisfaction, weigh

IDS = ["ada", "bob", "cid", "dot"]
N_ITEMS, N_EVENINGS, SEEDS = 300, 10, range(20)
LOVED, DISLIKED = 4.3, 2.3  # stars, by 0.6 more or less
# Who loves which kind of item: the rows are kinds.
TASTES = {
    "everybody another kind": ["1000", "0100", "0010", "0001"],
    "two against two": ["1100", "0011"],
    "three against one": ["1110", "0001"],
}


def items_for(tastes: str, seed: int) -> dict[int, list[float]]:
    """What each of the four would give each item."""
    dice, kinds = random.Random(seed), TASTES[tastes]
    return {
        item_id: [
            min(5.0, max(0.5, (LOVED if loved == "1" else DISLIKED) + dice.gauss(0, 0.6)))
            for loved in kinds[item_id % len(kinds)]
        ]
        for item_id in range(N_ITEMS)
    }


def evenings(rule: Rule, tastes: str, seed: int, *, has_debts: bool = True) -> list[float]:
    """How content each member is on average after ten evenings, each with an item that is new."""
    left, satisfied = items_for(tastes, seed), list[dict[str, float]]()
    for _ in range(N_EVENINGS):
        weights = weigh(satisfied if has_debts else [], IDS)
        best = [max(stars[place] for stars in left.values()) for place in range(len(IDS))]
        chosen = max(left, key=lambda item_id: (RULES[rule](left[item_id], weights), -item_id))
        content = map(satisfaction, left.pop(chosen), best)
        satisfied.insert(0, dict(zip(IDS, content, strict=True)))
    return [fmean(evening[member] for evening in satisfied) for member in IDS]


def least_share(content: list[float]) -> float:
    """The least content member's share of the mean."""
    return min(content) / fmean(content)


@pytest.mark.parametrize("tastes", TASTES)
@pytest.mark.parametrize("seed", SEEDS)
def test_over_ten_evenings_nobody_gets_less_than_85_percent_of_the_mean(tastes: str, seed: int) -> None:
    assert least_share(evenings("nash", tastes, seed)) >= 0.85


@pytest.mark.parametrize("rule", RULES)
def test_debts_carry_it_whatever_the_rule(rule: Rule) -> None:
    outvoted = [least_share(evenings(rule, "three against one", seed, has_debts=False)) for seed in SEEDS]
    settled = [least_share(evenings(rule, "three against one", seed)) for seed in SEEDS]

    assert fmean(outvoted) < 0.85 < min(settled)


def table() -> str:
    """Each rule with and without debts, as docs/algorithms.md has it."""
    lines = ["| tastes | rule | mean without debts | least | mean with debts | least |", "|---|---|---|---|---|---|"]
    for tastes in TASTES:
        for rule in RULES:
            cells = []
            for has_debts in (False, True):
                found = [evenings(rule, tastes, seed, has_debts=has_debts) for seed in SEEDS]
                shares = [least_share(content) for content in found]
                cells += [f"{fmean(map(fmean, found)):.2f}", f"{fmean(shares):.0%} ({min(shares):.0%})"]
            lines.append(f"| {tastes} | `{rule}` | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
