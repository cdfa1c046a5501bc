"""How often off-policy intervals hold the truth on simulated logs: `python -m tests.benchmarks.off_policy`.

A world has two thousand situations, each with up to sixteen items to explore, and a click probability of each item that
the draw does not know. Readers come with some situations each and click more or less than others. The truth of a policy
is its mean over all situations, computed and not simulated.
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import NamedTuple
from unittest import mock

from api.jobs.evaluate.logged import policies
from api.jobs.evaluate.logged.chance_log import LoggedChance
from api.jobs.evaluate.logged.off_policy import Decision, WithInterval, estimate_policy
from api.jobs.evaluate.logged.policies import decisions_of_exploring, decisions_of_presets
from api.ranking.blend import PRESETS
from api.ranking.candidates import Choice
from api.ranking.exploring import USUAL, Exploring, draw_from

PRIOR = (0.1, 0.5)
N_SITUATIONS = 2000
N_ITEMS = 40
WAYS = {
    "even among all": USUAL._replace(floor=1.0),
    "fit counts twice": USUAL._replace(fit_power=2.0),
    "half as sure": USUAL._replace(click_strength=10.0, like_strength=2.0),
}
OF_PRESETS = {"trained": 3.0, "tuned": 2.6, "classic": 2.0}  # clicks a list
ODDS = {"trained": 0.6, "tuned": 0.25, "classic": 0.15}
TOLD = 20
ESTIMATORS = ("ips", "snips", "dr")


class World(NamedTuple):
    """Situations: the choices with their chances as logged, and how likely each is clicked."""

    situations: Sequence[tuple[tuple[Choice, ...], tuple[float, ...]]]


def make_world(seed: int, n_situations: int = N_SITUATIONS) -> World:
    """The same for the same seed."""
    dice = random.Random(seed)
    quality = {n: dice.betavariate(2, 2) * 0.4 for n in range(1, N_ITEMS + 1)}
    situations = []
    for _ in range(n_situations):
        known = [_choice(dice, item_id) for item_id in dice.sample(range(1, N_ITEMS + 1), dice.randint(2, 16))]
        clicks = [quality[one.item_id] * (0.3 + 0.7 * one.fit) * dice.uniform(0.7, 1.3) for one in known]
        situations.append((tuple(draw_from(known, PRIOR, USUAL)), tuple(clicks)))
    return World(situations)


def _choice(dice: random.Random, item_id: int) -> Choice:
    n_shown, n_raters = dice.randint(0, 99), dice.randint(0, 4)
    seen = n_shown * 0.27
    return Choice(
        item_id, dice.uniform(0.25, 1), n_shown, dice.randint(0, n_shown // 10), seen, n_raters,
        dice.randint(0, n_raters), 0.0,
    )  # fmt: skip


def truth_of(world: World, way: Exploring) -> float:
    """The clicks a list that a policy brings in the world."""
    total = 0.0
    for choices, clicks in world.situations:
        chances = draw_from(choices, PRIOR, way)
        total += sum(one.chance * click for one, click in zip(chances, clicks, strict=True))
    return total / len(world.situations)


def simulate(world: World, dice: random.Random, n_readers: int) -> list[LoggedChance]:
    """A log: one to six lists a reader, who clicks half as often as others, or half as often again."""
    lists = []
    for user_id in range(n_readers):
        keenness = dice.uniform(0.5, 1.5)
        for choices, clicks in dice.choices(world.situations, k=dice.randint(1, 6)):
            [place] = dice.choices(range(len(choices)), [one.chance for one in choices])
            [preset] = dice.choices(list(ODDS), list(ODDS.values()))
            is_clicked = dice.random() < clicks[place] * keenness
            n_clicked = sum(dice.random() < OF_PRESETS[preset] / 20 * keenness for _ in range(20))
            made = choices[place]
            lists.append(
                LoggedChance(
                    user_id,
                    12,
                    made.item_id,
                    made.chance,
                    choices,
                    PRIOR,
                    TOLD,
                    preset,
                    ODDS[preset],
                    is_clicked,
                    20,
                    n_clicked,
                )
            )
    return lists


@contextmanager
def remembering() -> Iterator[None]:
    """Within it the chances and the features of a situation are computed once: the same ones come in every log."""
    with (
        mock.patch("api.jobs.evaluate.logged.policies.draw_from", lru_cache(None)(draw_from)),
        mock.patch("api.jobs.evaluate.logged.policies._features", lru_cache(None)(policies._features)),
    ):
        yield


def count_held(world: World, n_repetitions: int, n_readers: int, seed: int) -> Counter[tuple[str, str]]:
    """By policy and estimator: how many intervals hold the truth."""
    dice, held = random.Random(seed), Counter[tuple[str, str]]()
    truths = {name: truth_of(world, way) for name, way in WAYS.items()}
    for _ in range(n_repetitions):
        lists = simulate(world, dice, n_readers)
        by_name: dict[str, tuple[list[Decision], float]] = {
            name: (decisions_of_exploring(lists, way), truths[name]) for name, way in WAYS.items()
        }
        by_name |= {f"preset {name}": (decisions_of_presets(lists, {0: name}), OF_PRESETS[name]) for name in PRESETS}
        for name, (decisions, truth) in by_name.items():
            found = estimate_policy(decisions)
            for estimator in ESTIMATORS:
                value: WithInterval = getattr(found, estimator)
                held[name, estimator] += value.low <= truth <= value.high
    return held


def main() -> None:
    """Simulate, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.off_policy", description=__doc__)
    parser.add_argument("--repetitions", type=int, default=600)
    parser.add_argument("--readers", type=int, default=300)
    parser.add_argument("--seed", type=int, default=11)
    given = parser.parse_args()
    world = make_world(7)
    with remembering():
        held = count_held(world, given.repetitions, given.readers, given.seed)
    print(f"{given.repetitions} logs of {given.readers} readers: how many intervals of 95 % hold the truth.")
    print("| policy | IPS | SNIPS | DR |\n|---|---|---|---|")
    for name in dict.fromkeys(policy for policy, _ in held):
        cells = (f"{held[name, estimator] / given.repetitions:.1%}" for estimator in ESTIMATORS)
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
