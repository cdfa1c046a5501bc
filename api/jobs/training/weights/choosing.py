"""Which weights this catalogue's ratings ask for, band by band of the length of a history."""

import asyncio
from typing import Any, NamedTuple

from api.db import Database
from api.jobs.training.gate import matrix_of
from api.jobs.training.models import KINDS, Ratings
from api.jobs.training.weights.candidates import stack_of
from api.jobs.training.weights.hiding import Trial, hide_newcomers, hide_newest
from api.jobs.training.weights.search import Chosen, Weights, search
from api.jobs.training.weights.traits import Catalogue, read_catalogue
from api.ranking import TUNED

FEWEST_RATINGS = 20_000  # with fewer, what is found is chance
FEWEST_JUDGED = 50
LONG = 15  # from here on EASE carries a list
FEW = 10  # below, taste keeps half of its weight: with a handful of ratings it is all that follows a person
LEAST_OF_TASTE = 0.5


class Table(NamedTuple):
    """The weights by bands, and of each band that was tried what was measured."""

    weights: dict[str, Weights] | None
    figures: dict[str, dict[str, Any]]


async def choose_weights(db: Database, ratings: Ratings) -> Table:
    """The table to serve with a model of these ratings; no weights where they are too few to tell."""
    if len(ratings.stars) < FEWEST_RATINGS:
        return Table(None, {})
    catalogue = await read_catalogue(db, ratings.item_ids)
    chosen = await asyncio.to_thread(_choose, ratings, catalogue)
    if not chosen:
        return Table(None, {})
    weights = {str(band): chosen[band].weights if band in chosen else shipped for band, shipped in TUNED.items()}
    return Table(weights, {str(band): one.figures for band, one in chosen.items()})


def _choose(ratings: Ratings, catalogue: Catalogue) -> dict[int, Chosen]:
    """By band, of those in which enough people can be judged."""
    newcomers = {band: trial for band, trial in hide_newcomers(ratings).items() if len(trial.readers) >= FEWEST_JUDGED}
    readers = hide_newest(ratings)
    chosen = {}
    if newcomers:
        models = _models_for(min(newcomers), newcomers[min(newcomers)])  # all know the same
        chosen = {band: _search(band, trial, catalogue, models) for band, trial in newcomers.items()}
    if len(readers.readers) >= FEWEST_JUDGED:
        chosen[LONG] = _search(LONG, readers, catalogue, _models_for(LONG, readers))
    return chosen


def _search(band: int, trial: Trial, catalogue: Catalogue, models: dict[str, Any]) -> Chosen:
    return search(stack_of(trial, catalogue, models, TUNED[band]), TUNED[band], least_of(band))


def least_of(band: int) -> Weights:
    """What the weights of a band are never below."""
    return {"taste": LEAST_OF_TASTE * TUNED[band]["taste"]} if band < FEW else {}


def _models_for(band: int, trial: Trial) -> dict[str, Any]:
    """The item models that have a weight in the band, trained on what the trial leaves."""
    liking = trial.known.liking()
    asked = [kind for kind in ("ease", "cosine") if TUNED[band].get(kind, 0) > 0]
    return {kind: matrix_of(KINDS[kind](liking), liking.shape[1]) for kind in asked}
