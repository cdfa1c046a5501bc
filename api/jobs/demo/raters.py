"""What the demo's people see, and the stars they give: 400 people, the same for the same seed.

Each item has a fame from 1 (few know it) to 5 (everybody does), estimated by hand in `sql/seeds` and not counted from
anything. Its quality is 0.1 · (fame − 2.5) + N(0, 0.25). api/jobs/demo/people.py says who the people are, how they like
an item, and how often they come across it: 1.9^fame · reach of its language · habit.

A person's items are drawn without repetition, weighted by how often they come across one · e^(1.4 · liking). For a
quarter of the items the liking does not count. The number of items is log-normal: 8 to 100, with a median of 26. The
stars are 3.05 + leniency + quality + 1.1 · liking + N(0, 0.6); a third of the people give whole stars only.
"""

import math
import random
from dataclasses import dataclass

from api.jobs.demo.people import DemoItem, Person, draw_person

COMMUNITY = "2"  # count up with every change of the simulation: databases with another number get this one
N_RATERS = 400
SEED = 20260101
LATEST = 1_767_225_600  # 2026-01-01, in seconds since 1970
SPAN_SECONDS = 2 * 365 * 86_400


@dataclass(frozen=True)
class SimulatedRating:
    """A simulated person's rating of an item: half stars from 0.5 to 5."""

    rater: int
    item_id: int
    rating: float
    rated_at: int


def simulate_ratings(items: list[DemoItem], n_raters: int = N_RATERS, seed: int = SEED) -> list[SimulatedRating]:
    """Simulate ratings of `items` (records of `sql/seeds` with an id) by `n_raters` people; repeatable by `seed`."""
    chance = random.Random(seed)  # noqa: S311  a simulation, not a secret
    genres = sorted({genre for item in items for genre in item["genres"]})
    quality = {item["id"]: 0.1 * (item["fame"] - 2.5) + chance.gauss(0, 0.25) for item in items}
    ratings = []
    for rater in range(1, n_raters + 1):
        person = draw_person(chance, items, genres)
        for item in draw_items(chance, items, person):
            opinion = 3.05 + person.leniency + quality[item["id"]] + 1.1 * person.liking(item) + chance.gauss(0, 0.6)
            when = LATEST - chance.randrange(SPAN_SECONDS)
            ratings.append(SimulatedRating(rater, item["id"], to_stars(opinion, person.gives_whole_stars), when))
    return ratings


def draw_items(chance: random.Random, items: list[DemoItem], person: Person) -> list[DemoItem]:
    """Draw items without repetition, by weight: the largest of u^(1/weight) win (Efraimidis and Spirakis 2006)."""
    n_items = round(min(100, max(8, chance.lognormvariate(math.log(26), 0.55))))
    drawn = []
    for item in items:
        is_sought = chance.random() < 0.75
        weight = person.meets(item) * (math.exp(1.4 * person.liking(item)) if is_sought else 1)
        key = math.log(1 - chance.random())
        if weight > 0:
            drawn.append((key / weight, item["id"], item))
    return [item for _, _, item in sorted(drawn, reverse=True)[:n_items]]


def to_stars(opinion: float, in_whole_stars: bool) -> float:
    """Turn an opinion into stars from 0.5 to 5: halves, or whole ones from 1 to 5."""
    if in_whole_stars:
        return float(min(5, max(1, math.floor(opinion + 0.5))))
    return min(10, max(1, math.floor(opinion * 2 + 0.5))) / 2
