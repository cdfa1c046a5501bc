"""Factors beside EASE and the blend at a million ratings: `python -m tests.benchmarks.model_million`.

The world is that of `tests.benchmarks.million`: the newest fifth is hidden, the rest chooses the weights of long
histories and fits models, and a sample of people is judged, as in `tests.benchmarks.models`. What its people like lies
along sixteen directions, and factors look for few directions: the world favours them. `--costs` prints only what
fitting costs, of this world's ratings and of the larger catalogue of `simulate_ratings`. Needs requirements-models.txt.
"""

import argparse
import asyncio
import statistics
from typing import Any
from unittest import mock

import numpy as np
from pydantic import SecretStr

from api.chores.features import refresh_features
from api.db import open_database
from api.jobs.catalogue_writing import Record
from api.jobs.evaluate.personas import NamedMovies
from api.jobs.evaluate.protocols import Histories, hold_out_newest
from api.jobs.evaluate.scores import Judge
from api.jobs.evaluate.served import write_movies
from api.jobs.metrics import paired_t
from api.jobs.training.fitting.models import Ratings
from api.jobs.training.weights.traits import Catalogue, read_catalogue
from api.ranking.candidates import Candidate
from api.settings import read_settings
from api.ship.scratch import scratch_server
from tests.benchmarks.million import LONG, World, sample
from tests.benchmarks.model_cases import Case, readers_of
from tests.benchmarks.model_costs import cost_of
from tests.benchmarks.model_lists import System, fit_models, lists_of
from tests.benchmarks.models import ALONE, BLEND, blends_of
from tests.benchmarks.simulate_ratings import Raters
from tests.benchmarks.tables import print_table

N_USERS, N_MOVIES = 6_040, 3_700
COSTLY = ("ease", "cosine", "factors")


def case_of_world(n_ratings: int, n_asked: int) -> Case:
    """The world's ratings and catalogue; only a sample of its people is judged."""
    world = World(N_USERS, N_MOVIES)
    histories, movies = world.histories(n_ratings), world.movies()
    split = hold_out_newest(histories)
    asked = sample(list(split.relevant), n_asked)
    return Case(
        ratings_of(split.known),
        asyncio.run(read_features(movies)),
        list(range(1, N_MOVIES + 1)),
        list(split.known),
        split._replace(relevant={rater: split.relevant[rater] for rater in asked}),
        histories,
        NamedMovies.of(movies),
        {one["movielens_id"]: Candidate(one["movielens_id"], {}, one["genres"], one["year"]) for one in movies},
    )


def ratings_of(known: Histories) -> Ratings:
    """What training would read: people and movies are numbered from one."""
    rows = [(one.rater - 1, one.movielens_id - 1, one.rating, one.rated_at) for of in known.values() for one in of]
    users, items, stars, seconds = (np.array(column) for column in zip(*rows, strict=True))
    return _ratings(users, items, stars, seconds, N_USERS, N_MOVIES)


async def read_features(movies: list[Record]) -> Catalogue:
    """The movies, and what part of them has each feature, as the database counts it."""
    settings = read_settings()
    with scratch_server() as scratch:
        url = scratch.ship_new("catalogue")
        await write_movies(settings, url, movies, is_embedded=False)
        given = {"supabase_url": None, "supabase_key": None, "database_url": SecretStr(url)}
        async with open_database(settings.model_copy(update=given)) as db:
            await refresh_features(db)
            ids = dict((await db.one("get_movielens_ids"))["movies"])
            return await read_catalogue(db, np.array([ids[one["movielens_id"]] for one in movies], np.int32))


def larger_ratings(n_ratings: int) -> Ratings:
    """Of 20,000 items by 60,000 people."""
    raters = Raters(n_ratings)
    users, items, stars = raters.ratings()
    return _ratings(users - 1, items - 1, stars, np.arange(len(users)), raters.n_users, raters.n_items)


def _ratings(users: Any, items: Any, stars: Any, seconds: Any, n_users: int, n_items: int) -> Ratings:
    return Ratings(
        users.astype(np.int32), items.astype(np.int32), stars.astype(np.float32), seconds.astype(np.int64),
        np.arange(n_users, dtype=np.int32), np.arange(n_items, dtype=np.int32),
    )  # fmt: skip


def print_costs(known: Ratings) -> None:
    """What fitting each model to these ratings costs."""
    costs = {kind: cost_of(kind, known) for kind in COSTLY}
    print_table(
        f"{len(known.stars):,} ratings of {len(known.item_ids):,} items by {len(known.user_ids):,} people",
        ["", "processor seconds", "MB"],
        [[kind, f"{one.seconds:.1f}", f"{one.megabytes:.0f}"] for kind, one in costs.items()],
    )


def print_quality(case: Case) -> None:
    """The nDCG@10 of each model and blend, by the length of histories; t says how far the blend is above."""
    models, readers = fit_models(case), readers_of(case, case.split)
    with mock.patch("api.jobs.training.weights.choosing.hide_newcomers", return_value={}):  # nobody judged is one
        blends = blends_of(case)
    systems = {f"{kind} alone": System({0: {kind: 1.0}}) for kind in ALONE} | blends
    systems["factors in place of EASE"] = System(
        {band: {**one, "ease": 0.0, "factors": one.get("ease", 0.0)} for band, one in blends[BLEND].bands.items()}
    )
    judge = Judge.of(case.split, case.traits)
    found = {name: judge.ndcg_of(lists_of(case, readers, models, one)) for name, one in systems.items()}
    groups = [[rater for rater in readers if a <= len(case.split.known[rater]) <= b] for a, b in ((0, 10_000), *LONG)]
    rows = []
    for name, of_one in found.items():
        t = paired_t(list(found[BLEND].values()), list(of_one.values()))
        means = [statistics.fmean([of_one[rater] for rater in group] or [0.0]) for group in groups]
        rows.append([name, *(f"{mean:.4f}" for mean in means), f"{t:.1f}"])
    print_table(f"{len(readers)} people, nDCG@10", ["", "all", *(f"{a}–{b}" for a, b in LONG), "t"], rows)


def main() -> None:
    """Prints what fitting costs, and then quality."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.model_million", description=__doc__)
    parser.add_argument("--ratings", type=int, default=1_000_000)
    parser.add_argument("--asked", type=int, default=600, help="whose lists are judged")
    parser.add_argument("--costs", action="store_true", help="print no quality")
    given = parser.parse_args()
    case = case_of_world(given.ratings, given.asked)
    for known in (case.ratings, larger_ratings(given.ratings)):
        print_costs(known)
    if not given.costs:
        print_quality(case)


if __name__ == "__main__":
    main()
