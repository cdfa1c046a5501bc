"""What the trainer's weights are worth where much is known: `python -m tests.benchmarks.million`.

A million ratings by made-up people, shaped like MovieLens' million: 6,040 people, 3,700 movies, popularity by Zipf and
Mandelbrot, 20 to 1,500 ratings each. Movies have one to three of eighteen genres; what people like is a direction in a
space in which genres lie, and movies beside their genres: features tell a part of a taste, ratings tell the rest. The
newest fifth of everybody is held out, the rest is imported and trained, and the lists of a sample are ranked with the
weights that training chose, with the same but without taste, and with those that are shipped.
"""

import argparse
import asyncio
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.jobs.catalogue_writing import Record
from api.jobs.evaluate.protocols import Histories, Split, hold_out_newest
from api.jobs.evaluate.served import each, serving, write_movies
from api.jobs.evaluate.warm import N_RANKED
from api.jobs.metrics import ndcg, paired_t
from api.ranking.blend import TUNED, recommend, weights_for
from api.ranking.candidates import Material, Weights
from api.readers.catalogue.movielens import MovieLensRating
from api.settings import read_settings
from api.ship.scratch import scratch_server

GENRES = (
    "Action", "Adventure", "Animation", "Comedy", "Crime", "Documentary", "Drama", "Family", "Fantasy",
    "Film-Noir", "Horror", "Music", "Mystery", "Romance", "Science Fiction", "Thriller", "War", "Western",
)  # fmt: skip
N_DIMENSIONS = 16
N_CIRCLES = 60
BEGIN = 1_500_000_000
DAYS = 1_500
LONG = ((16, 49), (50, 199), (200, 10_000))

Floats = NDArray[np.float64]


class World:
    """Movies and people; the same for the same seed."""

    def __init__(self, n_users: int, n_movies: int, seed: int = 5) -> None:
        draw = np.random.default_rng(seed)
        self.draw, self.n_users = draw, n_users
        directions = draw.standard_normal((len(GENRES), N_DIMENSIONS))
        self.genres = [list(draw.choice(len(GENRES), draw.integers(1, 4), replace=False)) for _ in range(n_movies)]
        of_genres = np.array([directions[chosen].mean(axis=0) for chosen in self.genres])
        self.places = of_genres + 0.8 * draw.standard_normal((n_movies, N_DIMENSIONS))
        self.years = draw.integers(1930, 2000, n_movies)
        self.popularity = draw.permutation(1 / (np.arange(n_movies) + 30.0))
        self.quality = draw.normal(0, 0.4, n_movies)
        circles = draw.standard_normal((N_CIRCLES, N_DIMENSIONS))
        tastes = circles[draw.integers(0, N_CIRCLES, n_users)] + 0.7 * draw.standard_normal((n_users, N_DIMENSIONS))
        self.tastes = tastes / np.linalg.norm(tastes, axis=1, keepdims=True)

    def movies(self) -> list[Record]:
        """Records for the catalogue."""
        return [
            {
                "item_type": "movie",
                "movielens_id": number,
                "title": f"Film {number}",
                "year": int(self.years[number - 1]),
                "genres": [GENRES[genre] for genre in self.genres[number - 1]],
            }
            for number in range(1, len(self.genres) + 1)
        ]

    def histories(self, n_ratings: int) -> Histories:
        """Everybody's ratings, the oldest first."""
        counts = np.exp(self.draw.normal(4.6, 1.0, self.n_users))
        counts = (counts * n_ratings / counts.sum()).clip(20, 1_500).astype(int)
        return {rater: self._history(rater, int(count)) for rater, count in enumerate(counts, 1)}

    def _history(self, rater: int, n_ratings: int) -> list[MovieLensRating]:
        """Drawn without repetition: more often what is well known, and what they are likely to enjoy."""
        liking = self.places @ self.tastes[rater - 1]
        keys = np.log(self.popularity) + 0.9 * liking + self.draw.gumbel(size=len(liking))
        chosen = self.draw.permutation(np.argsort(-keys)[:n_ratings])
        opinion = 3.4 + self.draw.normal(0, 0.3) + self.quality[chosen] + 0.5 * liking[chosen]
        stars = (np.round((opinion + self.draw.normal(0, 0.6, n_ratings)) * 2) / 2).clip(0.5, 5)
        seconds = np.sort(self.draw.integers(0, DAYS * 86_400, n_ratings)) + BEGIN
        return [
            MovieLensRating(rater, int(movie) + 1, float(given), int(second), 0)
            for movie, given, second in zip(chosen, stars, seconds, strict=True)
        ]


def ranked(found: Material, weights: Weights) -> list[int]:
    """The order of scores, its movies."""
    return [one.candidate.item_id for one in recommend(found.candidates, found.taste, weights, 0, N_RANKED)]


def print_table(split: Split, materials: Mapping[int, Material]) -> None:
    """A row for each set of weights, by the length of histories."""
    systems: dict[str, Any] = {
        "as training chose": lambda found, n: found.weights or weights_for(n, TUNED),
        "the same, taste 0": lambda found, n: {**(found.weights or weights_for(n, TUNED)), "taste": 0.0},
        "as shipped": lambda _, n: weights_for(n, TUNED),
    }
    length = {rater: len(split.known[rater]) for rater in materials}
    judged = {
        name: {
            rater: ndcg(ranked(found, weights_of(found, length[rater])), split.relevant[rater])
            for rater, found in materials.items()
        }
        for name, weights_of in systems.items()
    }
    print(f"| {len(materials)} people | nDCG@10 | " + " | ".join(f"{a}–{b}" for a, b in LONG) + " | t of taste 0 |")
    print("|---|" + "---|" * (len(LONG) + 2))
    without = list(judged["the same, taste 0"].values())
    for name, found in judged.items():
        groups = [[value for rater, value in found.items() if a <= length[rater] <= b] for a, b in LONG]
        cells = [statistics.fmean(found.values()), *(statistics.fmean(group or [0]) for group in groups)]
        figures = " | ".join(f"{cell:.4f}" for cell in cells)
        print(f"| {name} | {figures} | {paired_t(list(found.values()), without):.1f} |")
    ratio = statistics.fmean(judged["as training chose"].values()) / statistics.fmean(without)
    print(f"\nchosen / taste 0: {ratio:.4f} (at least 0.995)")


async def measure(n_ratings: int, n_users: int, n_movies: int, n_asked: int) -> None:
    """Imports, trains, asks, prints."""
    settings, world = read_settings(), World(n_users, n_movies)
    split = hold_out_newest(world.histories(n_ratings))
    raters = sample(list(split.relevant), n_asked)
    with scratch_server() as scratch:
        await write_movies(settings, scratch.ship_new("catalogue"), world.movies(), is_embedded=False)
        scratch.analyze("catalogue")
        async with serving(settings, scratch, "million", split.known, print) as served:
            users = [served.users[rater] for rater in raters]
            await each(users, lambda user_id: served.db.one("refresh_neighbors", user_id=user_id))
            found = await each(raters, lambda rater: served.material(rater, "trained"))
    chosen = {str(sorted((material.weights or {}).items())) for material in found}
    print("chosen weights:", *sorted(chosen), sep="\n  ")
    print_table(split, dict(zip(raters, found, strict=True)))


def sample(raters: Sequence[int], n_asked: int) -> list[int]:
    """So many of them, spread over all."""
    step = max(1, len(raters) // n_asked)
    return list(raters[::step][:n_asked])


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.million", description=__doc__)
    parser.add_argument("--ratings", type=int, default=1_000_000)
    parser.add_argument("--users", type=int, default=6_040)
    parser.add_argument("--movies", type=int, default=3_700)
    parser.add_argument("--asked", type=int, default=600, help="whose lists are judged")
    given = parser.parse_args()
    asyncio.run(measure(given.ratings, given.users, given.movies, given.asked))


if __name__ == "__main__":
    main()
