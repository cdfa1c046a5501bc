"""What a day of ratings costs a model that does not follow them: `python -m tests.benchmarks.online --data DIR`.

The newest fifth of everybody's ratings is hidden, as `evaluate` does. A day is taken away from the rest: the newest
ratings of all, or some of everybody's. The models are trained without the day; then it comes in, the chores
refresh-cosine and refresh-ease follow it, and at last everything is trained anew. After each step the service is asked
for everybody's list, with the shipped weights, so that only the models differ. Nothing is kept. Some minutes a day.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from api.chores.chores import CHORES
from api.chores.lease import Run
from api.jobs.evaluate.protocols import Histories, Split, histories_of, hold_out_newest
from api.jobs.evaluate.served import Served, each, refresh_all, serving, write_movies
from api.jobs.evaluate.warm import ranked_ids
from api.jobs.metrics import ndcg, paired_t
from api.jobs.training.job import train
from api.jobs.training.weights.choosing import Table
from api.ranking.blend import TUNED, weights_for
from api.readers.catalogue.movielens import MovieLens, MovieLensRating
from api.readers.parsing.csv_files import BadRow
from api.settings import Settings
from api.ship.scratch import Scratch, scratch_server
from tests.conftest import settings_of

EASE_ALONE = {0: {"ease": 1.0}}
RATINGS_A_CALL = 5_000
HEAD = """\
| day | models | nDCG@10 as served | of a full training | nDCG@10 of EASE alone | of a full training | paired t |
|---|---|---|---|---|---|---|"""


class Day(NamedTuple):
    """Some ratings that come last, and those before."""

    name: str
    before: Histories
    ratings: list[MovieLensRating]


class Measured(NamedTuple):
    """The nDCG@10 of each rater, as served and by EASE alone."""

    served: list[float]
    ease: list[float]


def newest_of_all(known: Histories, n: int) -> Day:
    """The newest ratings of all people: in MovieLens those of a few, who rate page by page."""
    ordered = sorted((one for history in known.values() for one in history), key=lambda one: one.rated_at)
    return _day(f"the newest {n:,}", known, ordered[-n:])


def some_of_everybody(known: Histories, n: int) -> Day:
    """The newest ratings of as many people as there are ratings: a day of a community."""
    rich = [history for history in known.values() if len(history) > 10]
    ordered = [history[-rank] for rank in range(1, 10) for history in rich]
    return _day(f"{n:,} of everybody", known, ordered[:n])


def _day(name: str, known: Histories, ratings: list[MovieLensRating]) -> Day:
    taken = {(one.rater, one.movielens_id) for one in ratings}
    before = {
        rater: [one for one in history if (rater, one.movielens_id) not in taken] for rater, history in known.items()
    }
    return Day(name, {rater: history for rater, history in before.items() if history}, ratings)


async def measure(served: Served, split: Split) -> Measured:
    """Ask for everybody's list by both weights."""
    raters = list(split.relevant)

    async def ask(rater: int) -> tuple[float, float]:
        every, tuned = await served.material(rater), await served.material(rater, "tuned")
        weights = weights_for(len(split.known[rater]), TUNED)
        return (
            ndcg(ranked_ids(tuned, weights, 0)[:10], split.relevant[rater]),
            ndcg(ranked_ids(every, EASE_ALONE[0], 0)[:10], split.relevant[rater]),
        )

    found = await each(raters, ask)
    return Measured([one for one, _ in found], [one for _, one in found])


async def follow(served: Served, name: str) -> str:
    """Run a chore, and return what it did and how long its bites took."""
    run, bites = Run(0), []
    begun = last = time.monotonic()
    async for _ in CHORES[name](served.db, run, settings_of()):
        bites.append(time.monotonic() - last)
        last = time.monotonic()
    took = f"{time.monotonic() - begun:.1f} s, {len(bites)} bites, the longest {max(bites, default=0):.2f} s"
    return f"{name}: {run.told()}; {took}"


async def live_through(settings: Settings, scratch: Scratch, split: Split, day: Day) -> None:
    """Train without the day, let it come in, follow it, train anew; print a row after each."""
    found: dict[str, Measured] = {}
    async with serving(settings, scratch, "day", day.before, lambda _: None) as trained:
        for start in range(0, len(day.ratings), RATINGS_A_CALL):
            records = [one[:4] for one in day.ratings[start : start + RATINGS_A_CALL]]
            await trained.db.one("import_ratings", records=records)
        served = replace(trained, users=dict((await trained.db.one("get_movielens_ids"))["raters"]))
        await refresh_all(served)
        found["as they were"] = await measure(served, split)
        told = [await follow(served, name) for name in ("refresh-cosine", "refresh-ease")]
        found["followed"] = await measure(served, split)
        begun = time.monotonic()
        await train(served.db)
        told.append(f"a full training: {time.monotonic() - begun:.1f} s")
        found["trained anew"] = await measure(served, split)
    print("\n".join([HEAD, *rows_of(day.name, found)]))
    print("\n".join(f"- {line}" for line in told), flush=True)


def rows_of(name: str, found: Mapping[str, Measured]) -> list[str]:
    """Return the table of a day."""
    full = found["trained anew"]
    return [
        f"| {name} | {models} | {_mean(one.served):.4f} | {_mean(one.served) / _mean(full.served):.1%}"
        f" | {_mean(one.ease):.4f} | {_mean(one.ease) / _mean(full.ease):.1%} | {_t(one.ease, full.ease)} |"
        for models, one in found.items()
    ]


def _mean(values: Sequence[float]) -> float:
    return statistics.fmean(values)


def _t(ours: Sequence[float], theirs: Sequence[float]) -> str:
    return "" if ours == theirs else f"{paired_t(ours, theirs):.1f}"


async def no_weights(*asked: Any) -> Table:
    """Choose none: the shipped weights are asked for anyway."""
    return Table(None, {})


def main() -> None:
    """Print a table for each day."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.online", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder with MovieLens' movies.csv and ratings.csv")
    parser.add_argument("--ratings", type=int, nargs="+", default=[500, 2000], help="of a day")
    given = parser.parse_args()
    source, settings = MovieLens(given.data), settings_of()
    split = hold_out_newest(histories_of(one for one in source.ratings() if not isinstance(one, BadRow)))
    movies = [one for one in source.movies() if not isinstance(one, BadRow)]
    with scratch_server() as scratch, mock.patch("api.jobs.training.job.weights_for", no_weights):
        asyncio.run(write_movies(settings, scratch.ship_new("catalogue"), movies, is_embedded=False))
        scratch.analyze("catalogue")
        for n in given.ratings:
            for day in (newest_of_all(split.known, n), some_of_everybody(split.known, n)):
                asyncio.run(live_through(settings, scratch, split, day))


if __name__ == "__main__":
    main()
