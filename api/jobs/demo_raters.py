"""The demo's raters: 400 simulated people whose ratings come from a taste model. Nobody real rated anything.

A rating is 3.4 + the person's leniency + the item's quality + how much the person likes its genres (the mean of
their likings) + 0.35 for a language they feel at home in (or −0.15) + up to 0.3 for an era near theirs + noise,
rounded to half stars. Leniency, quality, liking and noise are normal with spreads 0.3, 0.4, 0.6 and 0.4. What a
person rates is drawn without repetition, more often what is well known (Zipf over a seeded order) and what they
are likely to enjoy; how much is log-normal, 8 to 90 items, half of them more than 24. The same seed, the same people.
"""

import math
import random
from dataclasses import dataclass
from typing import Any

N_RATERS = 400
SEED = 20260101
LATEST = 1_767_225_600  # 2026-01-01, in seconds since 1970
SPAN_SECONDS = 2 * 365 * 86_400

Item = dict[str, Any]


@dataclass(frozen=True)
class Rating:
    """What one simulated person thinks of one item: half stars from 0.5 to 5."""

    rater: int
    item_id: int
    rating: float
    rated_at: int


@dataclass(frozen=True)
class Taste:
    """What a simulated person likes."""

    leniency: float
    likings: dict[str, float]
    languages: frozenset[str]
    era: int

    def enjoyment(self, item: Item) -> float:
        """How far above or below their usual this item is for them, quality and chance aside."""
        likings = [self.likings[genre] for genre in item["genres"]] or [0.0]
        home = 0.35 if item["language"] in self.languages else -0.15
        years_away = abs((item["year"] or self.era) - self.era)
        return sum(likings) / len(likings) + home + 0.3 * math.exp(-years_away / 15)


def simulate_ratings(items: list[Item], n_raters: int = N_RATERS, seed: int = SEED) -> list[Rating]:
    """Ratings of `items` (dicts with id, genres, language, year) by `n_raters` people; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311  a simulation, not a secret
    genres = sorted({genre for item in items for genre in item["genres"]})
    languages = sorted({item["language"] for item in items if item["language"]})
    quality = {item["id"]: chance.gauss(0, 0.4) for item in items}
    shuffled = chance.sample(items, len(items))
    fame = {item["id"]: 1 / (place + 5) for place, item in enumerate(shuffled)}
    ratings = []
    for rater in range(1, n_raters + 1):
        taste = _draw_taste(chance, genres, languages)
        for item in _draw_items(chance, items, taste, fame):
            opinion = 3.4 + taste.leniency + quality[item["id"]] + taste.enjoyment(item) + chance.gauss(0, 0.4)
            stars = min(5.0, max(0.5, round(opinion * 2) / 2))
            ratings.append(Rating(rater, item["id"], stars, LATEST - chance.randrange(SPAN_SECONDS)))
    return ratings


def _draw_taste(chance: random.Random, genres: list[str], languages: list[str]) -> Taste:
    return Taste(
        leniency=chance.gauss(0, 0.3),
        likings={genre: chance.gauss(0, 0.6) for genre in genres},
        languages=frozenset(chance.sample(languages, min(len(languages), chance.choice((1, 2, 2, 3))))),
        era=chance.choice((1950, 1970, 1990, 2000, 2010, 2015)),
    )


def _draw_items(chance: random.Random, items: list[Item], taste: Taste, fame: dict[int, float]) -> list[Item]:
    """Without repetition, by weights: the largest of u^(1/weight) win (Efraimidis and Spirakis 2006)."""
    n_items = round(min(90, max(8, chance.lognormvariate(math.log(24), 0.6))))
    keys = {
        item["id"]: math.log(1 - chance.random()) / (fame[item["id"]] * math.exp(1.2 * taste.enjoyment(item)))
        for item in items
    }
    return sorted(items, key=lambda item: -keys[item["id"]])[:n_items]
