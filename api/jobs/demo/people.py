"""The people of the demo: 400 simulated ones, each with a taste. Nobody real rated anything.

A person has a home language; 35 of 100 have a second Indian one. They belong to one or two of eight circles, which love
some genres and avoid others. They have a habit (films, books or both), an era and twelve favorite people. They have a
leniency, N(0, 0.3), and a small liking of their own for each genre, N(0, 0.25). Twelve of 100 are cinephiles, in the
circle "art" 60 of 100: no language is foreign to them and no era is far away.

A person's liking of an item sums, over its n genres, 0.75 (loved), −0.85 (avoided) and their own liking, divided by
n^0.7. A language of theirs adds 0.35, English or a cinephile's other language 0.1, any other language −0.3. A favorite
person adds 0.4. The era adds 0.35 · e^(−years from their era / 15), for a cinephile half of 0.35. Finally 0.15 is
subtracted.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

DemoItem = dict[str, Any]
Drawn = TypeVar("Drawn")

FAME_BASE = 1.9  # one step of fame makes a person come across an item so many times as often
HOME_LANGUAGES = {"hi": 22, "ta": 13, "te": 13, "ml": 10, "kn": 9, "bn": 9, "mr": 8, "pa": 6, "en": 10}
INDIAN_LANGUAGES = {"hi": 0.6, "te": 0.6, "ta": 0.6, "ml": 0.5, "kn": 0.4, "bn": 0.3, "mr": 0.3, "ur": 0.3, "pa": 0.2}
HABITS = {
    (1.0, 0.0): 40,
    (1.0, 0.4): 30,
    (1.0, 1.5): 18,
    (0.2, 2.0): 12,
}  # how often films and books are met: of 100
ERAS = {1955: 8, 1975: 14, 1992: 22, 2004: 28, 2014: 28}
N_FAVORITES = 12
CIRCLES: dict[str, tuple[set[str], set[str]]] = {
    "thrills": ({"Action", "Crime", "Thriller"}, {"Family", "Music", "Poetry", "Romance"}),
    "hearts": ({"Music", "Romance"}, {"Crime", "Horror", "Science Fiction", "War"}),
    "home": ({"Animation", "Comedy", "Family", "Young Adult"}, {"Crime", "Horror", "Thriller", "War"}),
    "wonder": ({"Adventure", "Animation", "Fantasy", "Science Fiction", "Young Adult"}, {"History", "Romance"}),
    "art": ({"Classics", "Documentary", "Drama", "Philosophy", "Poetry"}, {"Action", "Fantasy", "Horror"}),
    "past": ({"Biography", "Historical Fiction", "History", "Nonfiction", "War"}, {"Comedy", "Fantasy", "Horror"}),
    "chills": ({"Horror", "Mystery", "Thriller"}, {"Comedy", "Family", "Music", "Romance"}),
    "laughs": ({"Comedy", "Family"}, {"Historical Fiction", "History", "Horror", "War"}),
}


@dataclass(frozen=True)
class Person:
    """A simulated person's taste. `habit` says how often they come across films and books."""

    languages: tuple[str, ...]
    is_cinephile: bool
    likings: dict[str, float]
    favorites: frozenset[str]
    era: int
    habit: tuple[float, float]
    leniency: float
    gives_whole_stars: bool

    def liking(self, item: DemoItem) -> float:
        """Return how far this item is above or below their usual, apart from quality and chance."""
        genres = item["genres"]
        felt = sum(self.likings.get(genre, 0.0) for genre in genres) / float(max(1, len(genres)) ** 0.7)
        favorite = 0.4 if self.favorites.intersection(people_of(item)) else 0.0
        return felt + self._at_home(item["language"]) + favorite + self._of_era(item["year"]) - 0.15

    def meets(self, item: DemoItem) -> float:
        """Return how often they come across an item, whatever they think of it."""
        often = self.habit[item["item_type"] == "book"]
        return float(FAME_BASE ** item["fame"]) * reach(item["language"], self.languages, self.is_cinephile) * often

    def _at_home(self, language: str) -> float:
        if language in self.languages:
            return 0.35
        return 0.1 if language == "en" or self.is_cinephile else -0.3

    def _of_era(self, year: int | None) -> float:
        years_away = abs((year or self.era) - self.era)
        return 0.35 * (0.5 if self.is_cinephile else math.exp(-years_away / 15))


def people_of(item: DemoItem) -> list[str]:
    """Return everybody whom an item names."""
    return [*item.get("directors", []), *item.get("cast", []), *item.get("authors", [])]


def reach(language: str, languages: tuple[str, ...], is_cinephile: bool) -> float:
    """Return how well items of a language reach a person: home language first, then the second, then others."""
    if language in languages:
        return (6.0, 3.0)[languages.index(language)]
    if language == "en":
        return 2.0
    if language == "hi" and languages[0] != "en":
        return 1.6
    if is_cinephile:
        return 1.5
    return INDIAN_LANGUAGES.get(language, 0.5)


def draw_person(chance: random.Random, items: list[DemoItem], genres: list[str]) -> Person:
    """Draw a random person; the favorites are people of items that someone with these languages comes across."""
    languages = _draw_languages(chance)
    circles = chance.sample(sorted(CIRCLES), chance.choice((1, 1, 2)))
    is_cinephile = chance.random() < (0.6 if "art" in circles else 0.12)
    return Person(
        languages=languages,
        is_cinephile=is_cinephile,
        likings=_draw_likings(chance, circles, genres),
        favorites=_draw_favorites(chance, items, languages, is_cinephile),
        era=_draw(chance, ERAS),
        habit=_draw(chance, HABITS),
        leniency=chance.gauss(0, 0.3),
        gives_whole_stars=chance.random() < 1 / 3,
    )


def _draw(chance: random.Random, shares: dict[Drawn, int]) -> Drawn:
    return chance.choices(list(shares), list(shares.values()))[0]


def _draw_languages(chance: random.Random) -> tuple[str, ...]:
    home = _draw(chance, HOME_LANGUAGES)
    others = {language: share for language, share in HOME_LANGUAGES.items() if language not in {home, "en"}}
    return (home, _draw(chance, others)) if chance.random() < 0.35 else (home,)


def _draw_likings(chance: random.Random, circles: Sequence[str], genres: list[str]) -> dict[str, float]:
    """Draw likings; a genre that one circle loves is not avoided for another circle's sake."""
    loved = set().union(*(CIRCLES[circle][0] for circle in circles))
    avoided = set().union(*(CIRCLES[circle][1] for circle in circles)) - loved
    return {genre: 0.75 * (genre in loved) - 0.85 * (genre in avoided) + chance.gauss(0, 0.25) for genre in genres}


def _draw_favorites(
    chance: random.Random, items: list[DemoItem], languages: tuple[str, ...], is_cinephile: bool
) -> frozenset[str]:
    weights = [FAME_BASE ** item["fame"] * reach(item["language"], languages, is_cinephile) for item in items]
    favorites: set[str] = set()
    n_people = len({name for item in items for name in people_of(item)})
    while len(favorites) < min(N_FAVORITES, n_people):
        favorites.add(chance.choice(people_of(chance.choices(items, weights)[0])))
    return frozenset(favorites)
