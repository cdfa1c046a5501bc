"""Every model on the same split, its quality and its time: `python -m tests.benchmarks.models --data DIR`.

The split is that of `evaluate`; what chooses weights and fits rankers is hidden from what training may see, so nothing
here was chosen by the judged ratings. Needs requirements-models.txt. With `--folds N` newcomers of N folds are asked,
too. `--metadata CSV` brings descriptions, languages and people.
"""

import argparse
import asyncio
import dataclasses
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from api.jobs.catalogue_writing import Record
from api.jobs.evaluate.baselines import most_rated, without
from api.jobs.evaluate.newcomers import VISIBLE, Newcomers, measure
from api.jobs.evaluate.personas import NamedMovies, evaluate_personas
from api.jobs.evaluate.protocols import Histories, Split, folds, histories_of, hold_out_newcomers, hold_out_newest
from api.jobs.evaluate.scores import Judge, Lists
from api.jobs.evaluate.served import Served, each, refresh_all, serving, weights_of, write_movies
from api.jobs.evaluate.warm import N_RANKED, ranked_ids
from api.jobs.metrics import paired_t
from api.jobs.reporting import Report
from api.jobs.training.factoring import is_weighed, write_factors
from api.jobs.training.job import read_ratings
from api.jobs.training.learning import FITS, bands_in_use
from api.jobs.training.ranker.examples import Examples, examples_of
from api.jobs.training.ranker.onnx_files import write_ranker
from api.jobs.training.weights.choosing import choose_weights
from api.jobs.training.weights.traits import read_catalogue
from api.ranking.candidates import Candidate
from api.ranking.recommender import recommender_named
from api.readers.catalogue.movielens import MovieLens
from api.settings import Settings, read_settings
from api.ship.scratch import scratch_server
from tests.benchmarks.model_costs import Cost, cost_of

ALONE = ("ease", "cosine", "neighbors", "factors")
TRIED = 0.3  # of factors beside the weights that training chose, if it chose none
N_TIMED = 60
BLEND, MOST_RATED = "blend as served", "most rated"
COLUMNS = ("nDCG@10", "debiased", "recall@20")

Bands = Mapping[str, Mapping[str, float]]


class Weighted:
    """A database that is always asked for other weights."""

    def __init__(self, db: Any, bands: Bands) -> None:
        self._db, self._bands = db, bands

    async def one(self, function: str, **args: Any) -> Any:
        """Asks with these weights."""
        other = {"weights": self._bands, "uses_trained": False} if "weights" in args else {}
        return await self._db.one(function, **{**args, **other})


class System(NamedTuple):
    """What makes lists: a trained service, asked with its weights, and the settings, which may name a ranker."""

    served: Served
    settings: Settings

    async def list(self, rater: int, n_ratings: int) -> Sequence[int]:
        """Makes somebody's list."""
        found = await self.served.material(rater, self.settings.blend)
        weights = weights_of(found, n_ratings, self.settings.blend)
        return ranked_ids(found, weights, self.settings.diversity, recommender_named(self.settings.recommender))


def weighed(served: Served, settings: Settings, bands: Bands) -> System:
    """The service with other weights."""
    return System(dataclasses.replace(served, db=Weighted(served.db, bands)), settings)  # type: ignore[arg-type]


class Learned(NamedTuple):
    """What training makes of what it may see: systems by name, and what rankers learned from."""

    systems: dict[str, System]
    examples: Examples
    n_ratings: Any


async def learn(served: Served, settings: Settings, folder: Path) -> Learned:
    """Writes factors and rankers beside the trained service."""
    ratings = await read_ratings(served.db)
    bands = {str(band): weights for band, weights in (await bands_in_use(served.db)).items()}
    await write_factors(served.db, ratings, {})
    chosen = await choose_weights(served.db, ratings, ("factors",))
    if is_weighed(chosen.weights):
        name, other = "blend + factors, as training chose", chosen.weights or {}
    else:
        name, other = f"blend + factors {TRIED:g}", {band: {**one, "factors": TRIED} for band, one in bands.items()}
    print("weights with factors:", *(chosen.weights or {}).items(), sep="\n  ", flush=True)
    systems = {BLEND: weighed(served, settings, bands), name: weighed(served, settings, other)}
    catalogue = await read_catalogue(served.db, ratings.item_ids)
    examples = examples_of(ratings, catalogue, {int(band): one for band, one in bands.items()})
    for kind, fit in FITS.items():
        file = folder / f"{kind}.onnx"
        write_ranker(fit(examples), file)
        with_ranker = settings.model_copy(update={"recommender": str(file)})
        systems[f"learned blend, {kind}"] = weighed(served, with_ranker, bands)
    return Learned(systems, examples, ratings)


async def lists_of(system: System, split: Split) -> tuple[Lists, float]:
    """Everybody's list, and the median milliseconds that one takes, asked one after another."""
    raters, seconds = list(split.relevant), []
    for rater in raters[:: max(1, len(raters) // N_TIMED)]:
        started = time.perf_counter()
        await system.list(rater, len(split.known[rater]))
        seconds.append(time.perf_counter() - started)
    found = await each(raters, lambda rater: system.list(rater, len(split.known[rater])))
    return dict(zip(raters, found, strict=True)), 1000 * statistics.median(seconds)


async def warm(settings: Settings, scratch: Any, histories: Histories, movies: Sequence[Record]) -> None:
    """Prints the table of the newest fifth."""
    split = hold_out_newest(histories)
    traits = {
        one["movielens_id"]: Candidate(one["movielens_id"], {}, one["genres"], one.get("year"), one.get("language"))
        for one in movies
    }
    judge, by_count = Judge.of(split, traits), most_rated(split.known)
    async with serving(settings, scratch, "warm", split.known, print) as served:
        await refresh_all(served)
        with tempfile.TemporaryDirectory(prefix="cinelibre-") as folder:
            learned = await learn(served, settings, Path(folder))
            at_scores = settings.model_copy(update={"diversity": 0.0})
            alone = {f"{kind} alone": weighed(served, at_scores, {"0": {kind: 1.0}}) for kind in ALONE}
            asked = {name: await lists_of(one, split) for name, one in {**alone, **learned.systems}.items()}
            fits = {name: await fit_of(one, NamedMovies.of(movies), by_count) for name, one in learned.systems.items()}
    seen = {rater: {one.movielens_id for one in known} for rater, known in split.known.items()}
    lists: dict[str, Lists] = {
        MOST_RATED: {rater: without(by_count, seen[rater], N_RANKED) for rater in split.relevant}
    }
    lists |= {name: found for name, (found, _) in asked.items()}
    costs = {kind: cost_of(kind, learned.n_ratings) for kind in ("ease", "cosine", "factors")}
    costs |= {kind: cost_of(kind, learned.examples) for kind in FITS}
    print(f"\n| newest fifth, {len(split.relevant)} users | {' | '.join(COLUMNS)} | t | fit | training s | MB | ms |")
    print("|---|" + "---|" * (len(COLUMNS) + 5))
    for name, one in lists.items():
        row = judge.row(one, lists[BLEND])
        figures = " | ".join(f"{row[column]:.4f}" for column in COLUMNS)
        milliseconds = f"{asked[name][1]:.1f}" if name in asked else ""
        fit = f"{fits[name]:.2f}" if name in fits else ""
        print(f"| {name} | {figures} | {row['paired t']:.1f} | {fit} | {_cost(name, costs)} | {milliseconds} |")


def _cost(name: str, costs: Mapping[str, Cost]) -> str:
    found = next((cost for kind, cost in costs.items() if name in (f"{kind} alone", f"learned blend, {kind}")), None)
    return f"{found.seconds:.1f} | {found.megabytes:.0f}" if found else " | "


async def fit_of(system: System, catalogue: NamedMovies, by_count: Sequence[int]) -> float:
    """The share of personas' lists that fits them."""
    rows = await evaluate_personas(system.settings, system.served, catalogue, by_count, lambda _: None)
    return float(rows["as written"]["fit"]) if rows else 0.0


async def newcomers(settings: Settings, scratch: Any, histories: Histories, n_folds: int) -> None:
    """Prints the table of newcomers."""
    judged: dict[str, dict[int, Newcomers]] = {}
    for number, chosen in enumerate(folds(list(histories))[:n_folds], 1):
        others, _ = hold_out_newcomers(histories, chosen, 0)
        async with serving(settings, scratch, f"fold_{number}", others, lambda _: None) as served:
            with tempfile.TemporaryDirectory(prefix="cinelibre-") as folder:
                learned = await learn(served, settings, Path(folder))
                for (name, system), n_visible in ((one, n) for one in learned.systems.items() for n in VISIBLE):
                    _, split = hold_out_newcomers(histories, chosen, n_visible)
                    found = await measure(system.settings, system.served, others, split)
                    judged.setdefault(name, {}).setdefault(n_visible, {}).update(found)
        print(f"newcomers: fold {number} of {n_folds}", flush=True)
    print(f"\n| newcomers of {n_folds} folds, nDCG@10 | " + " | ".join(f"{n} visible | t" for n in VISIBLE) + " |")
    print("|---|" + "---|" * (2 * len(VISIBLE)))
    for name, of_system in judged.items():
        print(f"| {name} | " + " | ".join(_newcomers(of_system[n], judged[BLEND][n]) for n in VISIBLE) + " |")


def _newcomers(found: Newcomers, blend: Newcomers) -> str:
    ours, theirs = ([of_one[rater][1] for rater in sorted(found)] for of_one in (found, blend))
    return f"{statistics.fmean(ours):.4f} | {paired_t(theirs, ours):.1f}"


async def run(given: argparse.Namespace) -> None:
    """Imports, trains, asks, prints."""
    settings, report = read_settings(), Report()
    source = MovieLens(given.data, given.metadata)
    movies, histories = list(report.sift(source.movies())), histories_of(report.sift(source.ratings()))
    with scratch_server() as scratch:
        await write_movies(settings, scratch.ship_new("catalogue"), movies, is_embedded=not given.no_content)
        scratch.analyze("catalogue")
        await warm(settings, scratch, histories, movies)
        if given.folds:
            await newcomers(settings, scratch, histories, given.folds)


def main() -> None:
    """Prints a table for the newest fifth, and one for newcomers."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.models", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder of MovieLens")
    parser.add_argument("--metadata", type=Path, help="what TMDB says of its movies")
    parser.add_argument("--no-content", action="store_true", help="do not embed the movies")
    parser.add_argument("--folds", type=int, default=0, help="groups of newcomers to ask, of ten")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
