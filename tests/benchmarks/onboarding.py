"""Whether the questions of `GET /onboarding/next` tell more of a newcomer than popular titles do.

    python -m tests.benchmarks.onboarding --data DIR --metadata CSV --folds 3

Everybody of a fold is kept out of training and signs up. They answer only about movies that they truly rated, and skip
all others, until five are rated. Then both lists are judged by everything else that they liked, and by what was rated
in neither way, so that both are asked to find the same.
"""

import argparse
import asyncio
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from api.jobs.evaluate.baselines import count_raters
from api.jobs.evaluate.protocols import LIKED, Histories, folds
from api.jobs.evaluate.served import Served, each, serving, weights_of, write_movies
from api.jobs.evaluate.warm import ranked_ids
from api.jobs.metrics import ndcg, paired_t
from api.onboarding.service import OVERLAP, PER_TYPE, choose
from api.readers.catalogue.movielens import MovieLens, MovieLensRating
from api.readers.parsing.csv_files import BadRow
from api.settings import Settings
from api.ship.scratch import scratch_server
from tests.benchmarks.predictions import read_histories
from tests.support.readers import register

N_ANSWERS = 5
N_SHOWN = 300  # titles; whoever knows fewer than five of them answers less
MOST_LISTED = 300

Answers = tuple[list[MovieLensRating], int]  # and how many titles were shown


class Judged(NamedTuple):
    """nDCG@10 after questions and after popular titles, by all else and by what neither asked, and the titles shown."""

    questions: float
    popular: float
    questions_fair: float
    popular_fair: float
    n_shown: int
    n_shown_popular: int


async def ask_questions(served: Served, rater: int, truth: Mapping[int, MovieLensRating]) -> Answers:
    """What a newcomer answers to the questions of the service; the account is deleted afterwards."""
    claims = await register(served.db, f"newcomer{rater}")
    who = {"caller_id": claims.user_id, "caller_version": claims.version}
    answered: list[MovieLensRating] = []
    shown: list[int] = []
    while len(answered) < N_ANSWERS and len(shown) < N_SHOWN:
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
        for title in titles:
            shown.append(title["id"])
            if one := truth.get(served.movies.get(title["id"], 0)):
                answered.append(one)
                await served.db.one("rate_item", **who, item_id=title["id"], item_type=None, rating=one.rating)
                break
    await served.db.one("delete_account", **who, verified_hash="none")
    return answered, len(shown)


def ask_popular(popular: Sequence[int], truth: Mapping[int, MovieLensRating]) -> Answers:
    """What a newcomer answers if asked for the most popular movies in their order."""
    known = [place for place, movie in enumerate(popular) if movie in truth][:N_ANSWERS]
    n_shown = known[-1] + 1 if len(known) == N_ANSWERS else len(popular)
    return [truth[popular[place]] for place in known], n_shown


async def judge_fold(
    served: Served, settings: Settings, newcomers: Histories, n_raters: Mapping[int, int]
) -> list[Judged]:
    """Both lists of every newcomer, judged by what they liked besides."""
    found = await served.db.one(
        "get_popular_items", item_type="movie", filters={}, item_skip=0, item_limit=N_SHOWN, list_limit=MOST_LISTED
    )
    popular = [served.movies[item["id"]] for item in found["items"]]

    async def judge(rater: int) -> Judged | None:
        truth = {one.movielens_id: one for one in newcomers[rater]}
        asked, of_popular = await ask_questions(served, rater, truth), ask_popular(popular, truth)
        given = [{one.movielens_id for one in answers} for answers, _ in (asked, of_popular)]
        liked = {movie for movie, one in truth.items() if one.rating >= LIKED and movie in n_raters}
        told = given[0] | given[1]
        if not liked - told:
            return None
        lists = [await _list(served, settings, answers) for answers, _ in (asked, of_popular)]
        gains = [ndcg(ranked, liked - own) for ranked, own in zip(lists, given, strict=True)]
        fair = [ndcg([movie for movie in ranked if movie not in told], liked - told) for ranked in lists]
        return Judged(gains[0], gains[1], fair[0], fair[1], asked[1], of_popular[1])

    return [one for one in await each(newcomers, judge) if one is not None]


async def _list(served: Served, settings: Settings, answers: Sequence[MovieLensRating]) -> list[int]:
    history = sorted(answers, key=lambda one: (one.rated_at, one.movielens_id))
    found = await served.session_material(history, settings.blend)
    return ranked_ids(found, weights_of(found, len(history), settings.blend), settings.diversity)


def report(judged: Sequence[Judged]) -> None:
    """Prints a table."""
    columns = Judged(*map(list, zip(*judged, strict=True)))  # type: ignore[arg-type]
    rows: list[tuple[str, Any, Any, Any]] = [
        ("`GET /onboarding/next`", columns.questions, columns.questions_fair, columns.n_shown),
        ("popular titles", columns.popular, columns.popular_fair, columns.n_shown_popular),
    ]
    print(
        f"| {len(judged)} newcomers, five answers to | nDCG@10, all else | neither asked | titles shown |\n"
        "|---|---|---|---|"
    )
    for name, figures, fair, shown in rows:
        means = statistics.fmean(figures), statistics.fmean(fair), statistics.fmean(shown)
        print(f"| {name} | {means[0]:.4f} | {means[1]:.4f} | {means[2]:.0f} |")
    paired = [(columns.questions, columns.popular), (columns.questions_fair, columns.popular_fair)]
    print(f"| paired t | {' | '.join(f'{paired_t(*both):.1f}' for both in paired)} | |")  # type: ignore[arg-type]


async def measure(given: argparse.Namespace) -> list[Judged]:
    """Every fold's newcomers, one fold after another."""
    source = MovieLens(given.data, given.metadata)
    histories = read_histories(source)
    settings = Settings.model_construct(**Settings.model_construct().model_dump())
    judged: list[Judged] = []
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
