"""What a day of ratings costs EASE if it does not follow them: `python -m tests.benchmarks.online --data DIR`.

The newest fifth of everybody's ratings is hidden, as `evaluate` does. A day is taken away from the rest: the newest
ratings of all, or some of everybody's. The model is trained without the day; then it comes in, the chore refresh-ease
follows it, and at last the model is trained anew. After each step its rows in the database are asked: scores as they
are served, ratings weighed by age and sums tempered by raters, over all unseen movies. Nothing is kept.

One day says little: what 590 people like differs by more than a day can change. `--days N` draws N days from
everybody's ratings instead, and compares the means.
"""

import argparse
import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import numpy as np
from scipy import sparse

from api.chores.chores import CHORES
from api.chores.lease import Run
from api.jobs.evaluate.protocols import Histories, Split, histories_of, hold_out_newest
from api.jobs.evaluate.served import Served, serving, write_movies
from api.jobs.metrics import ndcg, paired_t
from api.jobs.training.job import train
from api.jobs.training.weights.choosing import Table
from api.readers.catalogue.movielens import MovieLens, MovieLensRating
from api.readers.parsing.csv_files import BadRow
from api.settings import Settings
from api.ship.scratch import Scratch, scratch_server
from tests.benchmarks.ease import histories
from tests.benchmarks.packages import Matrix
from tests.conftest import settings_of
from tests.support.readers import rows

RATINGS_A_CALL = 5_000
ANEW = "trained anew"
HEAD = """\
| day | ridges | model | nDCG@10 | of a full training | paired t | weights as trained anew |
|---|---|---|---|---|---|---|"""
ROWS = """
    select n.item_id, n.neighbor_ids, n.weights
    from cinelibre.item_neighbors as n
    join cinelibre.models as m on m.id = n.model_id and m.kind = 'ease' and m.is_active
"""


class Day(NamedTuple):
    """Some ratings that come last, and those before."""

    name: str
    before: Histories
    ratings: list[MovieLensRating]


class Judge:
    """Asks a model for everybody's list, and compares it with what is hidden."""

    def __init__(self, split: Split) -> None:
        self._split, self._matrix = split, Matrix(split.known)
        self._weighed = histories(split, self._matrix)
        self._tempered = np.maximum(np.count_nonzero(self._matrix.stars, axis=0), 1) ** 0.2
        self._places = {movie: place for place, movie in enumerate(self._matrix.movies)}

    def weights(self, url: str, movies: Mapping[int, int]) -> Any:
        """Return the model in use as a matrix: [i, j] is what movie i says of j. `movies` are by our ids."""
        entries = [
            (self._places[movies[item_id]], self._places[movies[neighbor]], weight)
            for item_id, neighbors, weights in rows(url, ROWS)
            for neighbor, weight in zip(neighbors, weights, strict=True)
            if movies[item_id] in self._places and movies[neighbor] in self._places
        ]
        says, of, values = (np.array(column) for column in zip(*entries, strict=True))
        n_movies = len(self._matrix.movies)
        return sparse.csr_matrix((values.astype(np.float32), (says, of)), (n_movies, n_movies))

    def quality(self, weights: Any) -> list[float]:
        """Return the nDCG@10 of each rater."""
        lists = self._matrix.lists((self._weighed @ weights).toarray() / self._tempered)
        return [ndcg(lists[rater], wanted) for rater, wanted in self._split.relevant.items()]


def newest_of_all(known: Histories, n: int) -> Day:
    """The newest ratings of all people: in MovieLens those of a few, who rate page by page."""
    ordered = sorted((one for history in known.values() for one in history), key=lambda one: one.rated_at)
    return _day(f"the newest {n:,}", known, ordered[-n:])


def some_of_everybody(known: Histories, n: int) -> Day:
    """The newest ratings of as many people as there are ratings: a day of a community."""
    rich = [history for history in known.values() if len(history) > 10]
    ordered = [history[-rank] for rank in range(1, 10) for history in rich]
    return _day(f"{n:,} of everybody", known, ordered[:n])


def drawn(known: Histories, n: int, seed: int) -> Day:
    """Ratings drawn from everybody's: the same for the same seed."""
    all_of_them = [one for rater in sorted(known) for one in known[rater]]
    return _day(f"{n:,} drawn, {seed}", known, random.Random(seed).sample(all_of_them, n))


def _day(name: str, known: Histories, ratings: list[MovieLensRating]) -> Day:
    taken = {(one.rater, one.movielens_id) for one in ratings}
    before = {
        rater: [one for one in history if (rater, one.movielens_id) not in taken] for rater, history in known.items()
    }
    return Day(name, {rater: history for rater, history in before.items() if history}, ratings)


async def follow(served: Served) -> tuple[int, str]:
    """Run the chore; return how many ridges it solved, and how long it took."""
    run, bites = Run(0), []
    begun = last = time.monotonic()
    processor = time.process_time()
    async for _ in CHORES["refresh-ease"](served.db, run, settings_of()):
        bites.append(time.monotonic() - last)
        last = time.monotonic()
    ours = time.process_time() - processor
    took = f"{last - begun:.1f} s, {ours:.1f} s of our processor; {len(bites)} bites, the longest {max(bites):.2f} s"
    return run.counts["n_ridges_solved"], f"{run.told()}; {took}"


async def live_through(settings: Settings, scratch: Scratch, judge: Judge, day: Day) -> dict[str, list[float]]:
    """Train without the day, let it come in, follow it, train anew; print a row after each, return nDCG by model."""
    url, found = scratch.url_of("day"), {}
    async with serving(settings, scratch, "day", day.before, lambda _: None) as served:
        for start in range(0, len(day.ratings), RATINGS_A_CALL):
            records = [one[:4] for one in day.ratings[start : start + RATINGS_A_CALL]]
            await served.db.one("import_ratings", records=records)
        found["not followed"] = judge.weights(url, served.movies)
        n_solved, told = await follow(served)
        found["followed"] = judge.weights(url, served.movies)
        begun = time.monotonic()
        await train(served.db)
        told += f"; a full training {time.monotonic() - begun:.1f} s"
        found[ANEW] = judge.weights(url, served.movies)
    qualities = {model: judge.quality(weights) for model, weights in found.items()}
    shares = {model: f"{same(weights, found[ANEW]):.1%}" for model, weights in found.items()}
    print("\n".join(rows_of(day.name, f"{n_solved:,}", qualities, shares)))
    print(f"<!-- {told} -->", flush=True)
    return qualities


def rows_of(name: str, solved: str, qualities: Mapping[str, list[float]], shares: Mapping[str, str]) -> list[str]:
    """Return the table of a day."""
    best, lines = qualities[ANEW], []
    for model, ours in qualities.items():
        t = f"{paired_t(ours, best):.1f}" if ours != best else ""
        share = np.mean(ours) / np.mean(best)
        lines.append(f"| {name} | {solved} | {model} | {np.mean(ours):.4f} | {share:.1%} | {t} | {shares[model]} |")
    return lines


def means_of(days: Sequence[Mapping[str, list[float]]]) -> dict[str, list[float]]:
    """Return each rater's mean over all days, by model."""
    return {model: np.mean([day[model] for day in days], axis=0).tolist() for model in days[0]}


def same(weights: Any, full: Any) -> float:
    """Return the share of a model's weights that differ from those of a full training by 0.001 at most."""
    differing = np.count_nonzero(np.abs((weights - full).data) > 1e-3)
    return float(1 - differing / full.nnz)


async def no_weights(*asked: Any) -> Table:
    """Choose none: only the model is asked."""
    return Table(None, {})


def main() -> None:
    """Print a table of all days."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.online", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder with MovieLens' movies.csv and ratings.csv")
    parser.add_argument("--ratings", type=int, nargs="+", default=[500, 2000], help="of a day")
    parser.add_argument("--days", type=int, default=0, help="so many days of drawn ratings instead")
    given = parser.parse_args()
    source, settings = MovieLens(given.data), settings_of()
    split = hold_out_newest(histories_of(one for one in source.ratings() if not isinstance(one, BadRow)))
    movies = [one for one in source.movies() if not isinstance(one, BadRow)]
    judge = Judge(split)
    print(HEAD, flush=True)
    with scratch_server() as scratch, mock.patch("api.jobs.training.job.weights_for", no_weights):
        asyncio.run(write_movies(settings, scratch.ship_new("catalogue"), movies, is_embedded=False))
        scratch.analyze("catalogue")
        for n in given.ratings:
            days = [drawn(split.known, n, seed) for seed in range(given.days)] or [
                newest_of_all(split.known, n), some_of_everybody(split.known, n),
            ]  # fmt: skip
            found = [asyncio.run(live_through(settings, scratch, judge, day)) for day in days]
            if given.days:
                means = means_of(found)
                print("\n".join(rows_of(f"mean of {given.days} days", "", means, dict.fromkeys(means, ""))), flush=True)


if __name__ == "__main__":
    main()
