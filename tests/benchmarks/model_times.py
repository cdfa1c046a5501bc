"""What a list costs by each model: `python -m tests.benchmarks.model_times --data DIR [--rankers DIR]`.

MovieLens without descriptions, models fitted, sixty raters asked in turn. Processor time of the database for what a
list is made of, and of Python for ranking it. `--rankers` has linear.onnx and boosted.onnx, from `train --ranker`.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from api.chores.features import refresh_features
from api.db import Database, open_database
from api.jobs.evaluate.protocols import Histories, histories_of
from api.jobs.evaluate.served import Served, write_movies
from api.jobs.imports import RATINGS_A_CALL
from api.jobs.reporting import Report
from api.jobs.training.factoring import write_factors
from api.jobs.training.fitting.models import KINDS
from api.jobs.training.job import read_ratings, write_model
from api.ranking.blend import TUNED, recommend
from api.ranking.candidates import Material
from api.ranking.recommender import Recommender
from api.readers.catalogue.movielens import MovieLens
from api.settings import read_settings
from api.ship.scratch import Scratch, scratch_server
from tests.benchmarks.processor import Clock

N_ASKED, LONG = 60, 15
SYSTEMS: dict[str, Mapping[str, float]] = {
    **{f"{kind} alone": {kind: 1.0} for kind in ("ease", "cosine", "neighbors", "factors")},
    "the blend": TUNED[LONG],
    "the blend + factors": {**TUNED[LONG], "factors": 0.3},
}


class Weighted:
    """A database that is always asked for other weights."""

    def __init__(self, db: Database, weights: Mapping[str, float]) -> None:
        self._db, self._bands = db, {"0": weights}

    async def one(self, function: str, **args: Any) -> Any:
        """Asks with these weights."""
        return await self._db.one(function, **{**args, "weights": self._bands, "uses_trained": False})


async def fill(db: Database, histories: Histories) -> Served:
    """Ratings and models."""
    ratings = [one[:4] for history in histories.values() for one in history]
    for start in range(0, len(ratings), RATINGS_A_CALL):
        await db.one("import_ratings", records=ratings[start : start + RATINGS_A_CALL])
    await refresh_features(db)
    known = await read_ratings(db)
    for kind in ("ease", "cosine"):
        await write_model(db, kind, KINDS[kind](known.liking()), known, {}, None)
    await write_factors(db, known, {})
    caller = await db.one("set_role", email="evaluation@localhost", initial_hash="!", role="service")
    ids = await db.one("get_movielens_ids")
    users, items = dict(ids["raters"]), dict(ids["movies"])
    return Served(db, caller, users, items, {ours: its for its, ours in items.items()})


async def asked(served: Served, clock: Clock, raters: list[int], name: str) -> dict[int, Material]:
    """Asks everybody, and prints a row."""
    other = Served(Weighted(served.db, SYSTEMS[name]), served.caller, served.users, served.items, served.movies)  # type: ignore[arg-type]
    worked, found = [], {}
    for rater in raters:
        before = clock.ms()
        found[rater] = await other.material(rater, "tuned")
        worked.append(clock.ms() - before)
    print(f"| {name} | {statistics.median(worked):.1f} | {ranking(found, name, None):.1f} |", flush=True)
    return found


def ranking(found: Mapping[int, Material], name: str, recommender: Recommender | None) -> float:
    """The median milliseconds of ranking a list."""
    worked = []
    for material in found.values():
        before = time.process_time()
        recommend(material.candidates, material.taste, SYSTEMS[name], 0.15, 40, recommender)
        worked.append(1000 * (time.process_time() - before))
    return statistics.median(worked)


async def measure(scratch: Scratch, folder: Path, rankers: Sequence[Path]) -> None:
    """Fills, asks, prints."""
    settings, report, source = read_settings(), Report(), MovieLens(folder)
    url = scratch.ship_new("times")
    await write_movies(settings, url, list(report.sift(source.movies())), is_embedded=False)
    histories = histories_of(report.sift(source.ratings()))
    given = {"supabase_url": None, "supabase_key": None, "database_url": SecretStr(url), "database_pool_size": 1}
    async with open_database(settings.model_copy(update=given)) as db:
        served = await fill(db, histories)
        scratch.analyze("times")
        raters = [rater for rater, history in histories.items() if len(history) >= LONG][::10][:N_ASKED]
        for rater in raters:
            await db.one("refresh_neighbors", user_id=served.users[rater])
        clock = Clock(scratch.url_of("postgres"))
        clock.find()
        print(f"| {len(raters)} lists | database, ms | ranking, ms |\n|---|---|---|")
        for name in SYSTEMS:
            found = await asked(served, clock, raters, name)
            for file in rankers if name == "the blend" else ():
                milliseconds = ranking(found, name, Recommender(str(file)))
                print(f"| {file.stem} | as the blend | {milliseconds:.1f} |", flush=True)


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.model_times", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder of MovieLens")
    parser.add_argument("--rankers", type=Path, help="a folder of rankers")
    given = parser.parse_args()
    with scratch_server() as scratch:
        rankers = sorted(given.rankers.glob("*.onnx")) if given.rankers else []
        asyncio.run(measure(scratch, given.data, rankers))


if __name__ == "__main__":
    main()
