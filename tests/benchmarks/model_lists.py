"""Lists of a system for `tests.benchmarks.models`, by the trainer's copy of the served ranking, by scores alone."""

import statistics
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from api.jobs.evaluate.movielens_personas import PERSONAS
from api.jobs.evaluate.persona import share_that_fit
from api.jobs.evaluate.personas import ORDERS, history_of
from api.jobs.evaluate.scores import Lists
from api.jobs.training.fitting.factors import factors_of
from api.jobs.training.fitting.gate import matrix_of
from api.jobs.training.fitting.models import KINDS
from api.jobs.training.ranker.boosted import Boosted
from api.jobs.training.ranker.examples import contributions_of
from api.jobs.training.ranker.linear import Linear
from api.jobs.training.weights.candidates import stack_of
from api.jobs.training.weights.hiding import Reader, Trial
from api.ranking.candidates import Weights
from tests.benchmarks.model_cases import Case, reader_of

N_RANKED = 20

Models = dict[str, Any]


class System(NamedTuple):
    """What makes lists: the weights by length of history, and a ranker that scores anew."""

    bands: Mapping[int, Weights]
    ranker: Linear | Boosted | None = None


def fit_models(case: Case) -> Models:
    """Every model of a source, fitted to what training may see."""
    liking = case.ratings.liking()
    models = {kind: matrix_of(KINDS[kind](liking), liking.shape[1]) for kind in ("ease", "cosine")}
    return {**models, "factors": factors_of(liking)}


def lists_of(case: Case, readers: Mapping[int, Reader], models: Models, system: System) -> Lists:
    """Everybody's first twenty, by MovieLens' numbers."""
    lists: dict[int, list[int]] = {}
    for start in system.bands:
        of_band = {
            rater: reader
            for rater, reader in readers.items()
            if start == max(band for band in system.bands if band <= len(reader.items))
        }
        if of_band:
            lists |= _ranked(case, of_band, models, system.bands[start], system.ranker)
    return lists


def _ranked(
    case: Case, readers: Mapping[int, Reader], models: Models, weights: Weights, ranker: Linear | Boosted | None
) -> dict[int, list[int]]:
    stack = stack_of(Trial(case.ratings, list(readers.values())), case.catalogue, models, weights)
    scores = stack.scores(weights)
    if ranker is not None:
        scores = np.full_like(scores, -np.inf)
        scores[stack.is_candidate] = ranker.scores(contributions_of(stack, weights)[stack.is_candidate])
    lists = {}
    for row, rater in enumerate(readers):
        best = np.argsort(-scores[row], kind="stable")[:N_RANKED]
        kept = [place for place in best.tolist() if np.isfinite(scores[row, place])]
        lists[rater] = [case.movies[stack.positions[row][place]] for place in kept]
    return lists


def persona_fit(case: Case, models: Models, system: System) -> float:
    """The share of personas' lists that fits them."""
    personas = {n: one for n, one in enumerate(PERSONAS) if case.named.knows(one)}
    readers = {n: reader_of(case, history_of(one, case.named, ORDERS[0])) for n, one in personas.items()}
    lists = lists_of(case, readers, models, system)
    fits = [share_that_fit(one, [case.named.traits[movie] for movie in lists[n]]) for n, one in personas.items()]
    return statistics.fmean(fits or [0.0])
