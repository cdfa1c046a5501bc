"""Whether the questions of `GET /onboarding/next` tell more of a newcomer than popular titles do, and how many do.

    python -m tests.benchmarks.onboarding --data DIR --metadata CSV --folds 3

Everybody of a fold is kept out of training and signs up. They answer only about movies that they truly rated, and skip
all others, until twenty are rated. Lists are made of the first three, five and more answers, and judged by everything
else that they liked, by what neither way asked so far, and by what neither asked in twenty answers.
"""

import argparse
import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from api.jobs.evaluate.baselines import count_raters
from api.jobs.evaluate.protocols import LIKED, Histories, folds
from api.jobs.evaluate.served import Served, each, serving, weights_of, write_movies
from api.jobs.metrics import ndcg
from api.onboarding.service import OVERLAP, PER_TYPE, choose
from api.ranking.blend import recommend
from api.readers.catalogue.movielens import MovieLens, MovieLensRating
from api.readers.parsing.csv_files import BadRow
from api.settings import Settings
from api.ship.scratch import scratch_server
from tests.benchmarks.onboarding_tables import AT, Both, Judged, Newcomer, report
from tests.benchmarks.predictions import read_histories
from tests.support.readers import register

N_ANSWERS = max(AT)
N_SHOWN = 300  # titles; whoever knows too few of them answers less
MOST_LISTED = 300
N_RANKED = 60  # so that ten are left when what was asked is taken out


class Asked(NamedTuple):
    """What was answered, how many titles were shown by then, and how telling each question was when it was asked."""

    answers: list[MovieLensRating]
    n_shown: list[int]
    shares: list[float]


async def ask_questions(served: Served, rater: int, truth: Mapping[int, MovieLensRating]) -> Asked:
    """What a newcomer answers to the questions of the service; the account is deleted afterwards."""
    claims = await register(served.db, f"newcomer{rater}")
    who = {"caller_id": claims.user_id, "caller_version": claims.version}
    asked, shown = Asked([], [], []), list[int]()
    while len(asked.answers) < N_ANSWERS and len(shown) < N_SHOWN:
        found = await served.db.one(
            "get_questions",
            **who,
            item_type="movie",
            skip_ids=shown,
            enough=N_ANSWERS,
            per_type=PER_TYPE,
            overlap_weight=OVERLAP,
        )
        titles = choose(found["items"], 20)
        if not titles:
            break
        if len(asked.shares) == len(asked.answers):
            asked.shares.append(found["items"][0]["share"])
        for title in titles:
            shown.append(title["id"])
            if one := truth.get(served.movies.get(title["id"], 0)):
                asked.answers.append(one)
                asked.n_shown.append(len(shown))
                await served.db.one("rate_item", **who, item_id=title["id"], item_type=None, rating=one.rating)
                break
    await served.db.one("delete_account", **who, verified_hash="none")
    return asked


def ask_popular(popular: Sequence[int], truth: Mapping[int, MovieLensRating]) -> Asked:
    """What a newcomer answers if asked for the most popular movies in their order."""
    known = [place for place, movie in enumerate(popular) if movie in truth][:N_ANSWERS]
    return Asked([truth[popular[place]] for place in known], [place + 1 for place in known], [])


async def judge_fold(
    served: Served, settings: Settings, newcomers: Histories, n_raters: Mapping[int, int]
) -> list[Newcomer]:
    """Both lists of every newcomer after each number of answers, judged by what they liked besides."""
    found = await served.db.one(
        "get_popular_items", item_type="movie", filters={}, item_skip=0, item_limit=N_SHOWN, list_limit=MOST_LISTED
    )
    popular = [served.movies[item["id"]] for item in found["items"]]

    async def judge(rater: int) -> Newcomer:
        truth = {one.movielens_id: one for one in newcomers[rater]}
        both = await ask_questions(served, rater, truth), ask_popular(popular, truth)
        liked = {movie for movie, one in truth.items() if one.rating >= LIKED and movie in n_raters}
        found = {n: await judge_after(n, served, settings, both, liked) for n in AT}
        return {n: one for n, one in found.items() if one}

    return await each(newcomers, judge)


async def judge_after(
    n_answers: int, served: Served, settings: Settings, both: tuple[Asked, Asked], liked: set[int]
) -> Judged | None:
    """Both lists after so many answers; None if nothing is left to find."""
    mine, theirs = ([one.movielens_id for one in asked.answers] for asked in both)
    given = set(mine[:n_answers]), set(theirs[:n_answers])
    ever = {*mine, *theirs}
    if not liked - given[0] - given[1]:
        return None
    lists = [await _list(served, settings, asked.answers[:n_answers]) for asked in both]

    def judged(told: set[int], others: set[int]) -> Both:
        return _without(told, lists[0], liked), _without(others, lists[1], liked)

    shown = [asked.n_shown[n_answers - 1] if len(asked.answers) >= n_answers else N_SHOWN for asked in both]
    return Judged(
        judged(*given),
        judged(given[0] | given[1], given[0] | given[1]),
        judged(ever, ever) if liked - ever else None,
        (shown[0], shown[1]),
        next(iter(both[0].shares[n_answers:]), None),
    )


def _without(told: set[int], ranked: Sequence[int], liked: set[int]) -> float:
    return ndcg([movie for movie in ranked if movie not in told], liked - told)


async def _list(served: Served, settings: Settings, answers: Sequence[MovieLensRating]) -> list[int]:
    history = sorted(answers, key=lambda one: (one.rated_at, one.movielens_id))
    found = await served.session_material(history, settings.blend)
    weights = weights_of(found, len(history), settings.blend)
    ranked = recommend(found.candidates, found.taste, weights, settings.diversity, N_RANKED)
    return [one.candidate.item_id for one in ranked]


async def measure(given: argparse.Namespace) -> list[Newcomer]:
    """Every fold's newcomers, one fold after another."""
    source = MovieLens(given.data, given.metadata)
    histories = read_histories(source)
    settings = Settings.model_construct(**Settings.model_construct().model_dump())
    judged: list[Newcomer] = []
    with scratch_server() as scratch:
        url = scratch.ship_new("catalogue")
        movies = [one for one in source.movies() if not isinstance(one, BadRow)]
        await write_movies(settings, url, movies, is_embedded=not given.no_content)
        scratch.analyze("catalogue")
        for number, newcomers in enumerate(folds(list(histories))[: given.folds], 1):
            others = {rater: history for rater, history in histories.items() if rater not in set(newcomers)}
            async with serving(settings, scratch, f"fold_{number}", others, lambda _: None) as served:
                judged += await judge_fold(served, settings, {r: histories[r] for r in newcomers}, count_raters(others))
            print(f"fold {number}", flush=True)
            report(judged)
    return judged


def main() -> None:
    """Prints a table after each fold."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.onboarding", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder of MovieLens")
    parser.add_argument("--metadata", type=Path, help="a CSV of TMDB's metadata by movieId")
    parser.add_argument("--folds", type=int, default=10, help="how many of ten folds")
    parser.add_argument("--no-content", action="store_true", help="do not embed the movies")
    asyncio.run(measure(parser.parse_args()))


if __name__ == "__main__":
    main()
