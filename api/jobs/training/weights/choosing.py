"""Chooses the weights for this catalogue's ratings, for each band of the length of a history."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise
from math import inf
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from api.db import Database
from api.jobs.training.fitting.factors import factors_of
from api.jobs.training.fitting.gate import matrix_of
from api.jobs.training.fitting.models import KINDS, Ratings
from api.jobs.training.weights.candidates import stack_of
from api.jobs.training.weights.hiding import Trial, hide_newcomers, hide_newest
from api.jobs.training.weights.search import Bounds, Chosen, Stack, Weights, search
from api.jobs.training.weights.traits import Catalogue, read_catalogue
from api.ranking.blend import TUNED

FEWEST_RATINGS = 20_000  # with fewer, the result would be chance
FEWEST_JUDGED = 50
LONG = 15  # ratings, from which on EASE carries a list
LENGTHS = (LONG, 50, 200)  # the longer a history, the more EASE knows and the less taste adds
FEW = 10  # ratings; below, taste and content shape a list, although nDCG would prefer famous items
GIVES_WAY = ("taste",)  # it weighs less the more ratings there are for the other sources to learn from
LEAST_OF_THESE = 0.75  # of the shipped weights of taste and content


class Table(NamedTuple):
    """The weights by band, and the measures of each band that was tried."""

    weights: dict[str, Weights] | None
    figures: dict[str, dict[str, Any]]


async def choose_weights(db: Database, ratings: Ratings, offered: Sequence[str] = ()) -> Table:
    """Return the weights to serve with a model of these ratings; no weights if the ratings are too few.

    Sources that are offered start without a weight, and get one only if it pays.
    """
    if len(ratings.stars) < FEWEST_RATINGS:
        return Table(None, {})
    catalogue = await read_catalogue(db, ratings.item_ids)
    chosen = await asyncio.to_thread(choose, ratings, catalogue, offered)
    if not chosen:
        return Table(None, {})
    weights = {**TUNED, **{band: one.weights for band, one in chosen.items()}}
    return Table(
        {str(band): weights[band] for band in sorted(weights)},
        {str(band): chosen[band].figures for band in sorted(chosen)},
    )


def choose(ratings: Ratings, catalogue: Catalogue, offered: Sequence[str]) -> dict[int, Chosen]:
    """Return the weights of each band in which enough people can be judged."""
    shipped = {band: {**weights, **dict.fromkeys(offered, 0.0)} for band, weights in TUNED.items()}
    newcomers = {band: trial for band, trial in hide_newcomers(ratings).items() if len(trial.readers) >= FEWEST_JUDGED}
    readers = hide_newest(ratings)
    chosen = {}
    if newcomers:
        models = models_for(min(newcomers), newcomers[min(newcomers)], offered)  # all trials know the same ratings
        chosen = {band: _search(band, trial, catalogue, models, shipped[band]) for band, trial in newcomers.items()}
    if len(readers.readers) >= FEWEST_JUDGED:
        stack = stack_of(readers, catalogue, models_for(LONG, readers, offered), asked_with(shipped[LONG]))
        chosen |= by_length(stack, np.array([len(reader.items) for reader in readers.readers]), shipped[LONG])
    return chosen


def by_length(stack: Stack, lengths: NDArray[np.int_], shipped: Weights = TUNED[LONG]) -> dict[int, Chosen]:
    """Return the weights for all long histories and, tried from there, those for each stretch with enough people."""
    pooled = search(stack, shipped, {}, GIVES_WAY)
    chosen = dict.fromkeys(LENGTHS, pooled)
    for band, beyond in pairwise((*LENGTHS, inf)):
        among = np.flatnonzero((lengths >= band) & (lengths < beyond))
        if len(among) >= FEWEST_JUDGED:
            of_these = stack.of_rows(among)
            found = search(of_these, pooled.weights, {}, GIVES_WAY)
            chosen[int(band)] = found._replace(shipped=float(of_these.ndcg(shipped).mean()))
    return chosen


def _search(band: int, trial: Trial, catalogue: Catalogue, models: dict[str, Any], shipped: Weights) -> Chosen:
    return search(stack_of(trial, catalogue, models, asked_with(shipped)), shipped, bounds_of(band))


def asked_with(shipped: Weights) -> Weights:
    """Return weights with which every source is asked that has one or is offered."""
    return {source: weight or 1.0 for source, weight in shipped.items()}


def bounds_of(band: int) -> Bounds:
    """Return the limits of a band's weights; with few ratings they keep a list from showing only what is popular."""
    shipped = TUNED[band]
    if band >= FEW:
        return {}
    following = {name: (LEAST_OF_THESE * shipped[name], 1.0) for name in ("taste", "content")}
    return {**following, "popular": (0.0, shipped.get("popular", 0.0))}


def models_for(band: int, trial: Trial, offered: Sequence[str] = ()) -> dict[str, Any]:
    """Return the models with a weight in the band, and those that are offered, trained on what the trial knows."""
    liking = trial.known.liking()
    asked = [kind for kind in ("ease", "cosine") if TUNED[band].get(kind, 0) > 0]
    models = {kind: matrix_of(KINDS[kind](liking), liking.shape[1]) for kind in asked}
    return {**models, "factors": factors_of(liking)} if "factors" in offered else models
