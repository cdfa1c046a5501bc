"""The demo's readers with their true tastes, some items that come new, and a day of visits: for `exploration`.

Readers are the demo's simulated people, drawn as the demo draws them. What they would truly think of an item is what
the demo's raters go by: api/jobs/demo/raters.py. Some items of the demo are held back, with all their ratings: they
come new, and somebody's true opinion of them is known all the same.

Whoever looks at a place clicks with probability 0.35 / (1 + e^(-2 (opinion - 3.6))), and looks at place k with
probability 1 / log2(k + 1). One click of five ends in a rating of the true opinion.
"""

import math
import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from api.jobs.demo.people import DemoItem, Person, draw_person
from api.jobs.demo.raters import COMMUNITY, LATEST, N_RATERS, SEED, SPAN_SECONDS, draw_items, to_stars

MOST_CLICKS = 0.35
STEEPNESS, MIDDLE = 2.0, 3.6  # of the click by opinion
RATES = 0.2  # of clicks
AGAIN = 0.5  # visits of a reader after the first, for one type alone
N_SHOWN = 20


class Truth(NamedTuple):
    """A reader: what they truly think of items, by the demo's number of each."""

    key: str
    person: Person
    opinions: dict[int, float]


class World(NamedTuple):
    """All readers, what they rated, and the numbers of the items that come new."""

    readers: list[Truth]
    ratings: list[list[Any]]
    new: frozenset[int]


class Visit(NamedTuple):
    """Somebody asks for a list of everything, of films or of books."""

    reader: int
    item_type: str | None


def make_world(items: list[DemoItem], n_new: int, seed: int) -> World:
    """The demo's people and ratings, drawn in the order of api/jobs/demo/raters.py; the seed says what is new."""
    chance = random.Random(SEED)
    genres = sorted({genre for item in items for genre in item["genres"]})
    quality = {item["id"]: 0.1 * (item["fame"] - 2.5) + chance.gauss(0, 0.25) for item in items}
    new = frozenset(random.Random(seed).sample([item["id"] for item in items], n_new))
    readers, ratings = [], []
    for rater in range(1, N_RATERS + 1):
        person = draw_person(chance, items, genres)
        key = f"{COMMUNITY}:{rater}"
        for item in draw_items(chance, items, person):
            opinion = _opinion(person, quality, item) + chance.gauss(0, 0.6)
            when = LATEST - chance.randrange(SPAN_SECONDS)
            if item["id"] not in new:
                ratings.append([key, item["id"], to_stars(opinion, person.gives_whole_stars), when])
        readers.append(Truth(key, person, {item["id"]: _opinion(person, quality, item) for item in items}))
    return World(readers, ratings, new)


def _opinion(person: Person, quality: dict[int, float], item: DemoItem) -> float:
    return 3.05 + person.leniency + quality[item["id"]] + 1.1 * person.liking(item)


def visits_of_a_day(world: World, seed: int) -> list[Visit]:
    """Everybody comes once, half of them once more for films or for books, in a random order."""
    dice = random.Random(seed)
    first = [Visit(reader, None) for reader in range(len(world.readers))]
    more = [
        Visit(reader, dice.choices(("movie", "book"), truth.person.habit)[0])
        for reader, truth in enumerate(world.readers)
        if dice.random() < AGAIN
    ]
    visits = [*first, *more]
    dice.shuffle(visits)
    return visits


def click_chance(opinion: float, place: int) -> float:
    """How likely an item at a place is clicked by somebody of this opinion."""
    attraction = MOST_CLICKS / (1 + math.exp(-STEEPNESS * (opinion - MIDDLE)))
    return attraction / math.log2(place + 1)


def clicks_of(truth: Truth, shown: list[int], seed: str) -> Iterator[tuple[int, float]]:
    """The items of a list that a reader clicks, with what they think of them; the same luck for the same seed."""
    for place, item_id in enumerate(shown, 1):
        if random.Random(f"{seed}:{item_id}").random() < click_chance(truth.opinions[item_id], place):
            yield item_id, truth.opinions[item_id]


def expected_clicks(truth: Truth, shown: list[int]) -> float:
    """How many clicks a list brings on average."""
    return sum(click_chance(truth.opinions[item_id], place) for place, item_id in enumerate(shown, 1))
