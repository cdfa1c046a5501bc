"""What a ranker learns from: candidates of people whose later likes are hidden, and what the blend says of each."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from api.jobs.metrics import ndcg
from api.jobs.training.fitting.gate import matrix_of
from api.jobs.training.fitting.models import KINDS, Ratings
from api.jobs.training.weights.candidates import stack_of
from api.jobs.training.weights.choosing import LONG
from api.jobs.training.weights.hiding import Trial, hide_newcomers, hide_newest
from api.jobs.training.weights.search import Stack
from api.jobs.training.weights.traits import Catalogue
from api.ranking.candidates import SOURCES, Weights

VALUES = tuple(f"{source}_value" for source in SOURCES)
FEATURES = (*SOURCES, "taste", "type", "score", *VALUES)  # as `api.ranking.onnx_ranker` names them
CONTRIBUTIONS = (*SOURCES, "taste", "type")

Floats = NDArray[np.float32]
Bands = Mapping[int, Weights]


class Examples(NamedTuple):
    """The candidates of all readers, one reader after the other."""

    features: Floats  # candidates by FEATURES
    is_wanted: NDArray[np.bool_]
    sizes: NDArray[np.intp]  # how many candidates each reader has
    n_wanted: NDArray[np.intp]  # how many hidden likes each reader has, candidates or not

    def of_readers(self, chosen: Any) -> "Examples":
        """Return the examples of some readers, by a mask."""
        rows = np.repeat(chosen, self.sizes)
        return Examples(self.features[rows], self.is_wanted[rows], self.sizes[chosen], self.n_wanted[chosen])

    def by_reader(self, scores: Any) -> Iterator[tuple[Any, Any, int]]:
        """Yield each reader's scores, which candidates are wanted, and how many hidden likes there are."""
        ends = np.cumsum(self.sizes)
        for end, size, n_wanted in zip(ends, self.sizes, self.n_wanted, strict=True):
            yield scores[end - size : end], self.is_wanted[end - size : end], int(n_wanted)

    def ndcg(self, scores: Any) -> list[float]:
        """Return each reader's nDCG@10 by these scores; ties go by the order of the candidates."""
        return [_ndcg(*one) for one in self.by_reader(scores)]

    def column(self, name: str) -> Floats:
        """Return one feature of all candidates."""
        return self.features[:, FEATURES.index(name)]


def _ndcg(scores: Any, is_wanted: Any, n_wanted: int) -> float:
    best = np.argsort(-scores, kind="stable")[:10].tolist()
    found = set(np.flatnonzero(is_wanted).tolist())
    missing = {-1 - n for n in range(n_wanted - len(found))}  # hidden likes that are no candidates
    return ndcg(best, found | missing)


def examples_of(ratings: Ratings, catalogue: Catalogue, bands: Bands) -> Examples:
    """Return what can be learned from these ratings, with the weights that serve each length of history."""
    newcomers, long = hide_newcomers(ratings), hide_newest(ratings)
    trials = [(bands[_band(bands, start)], trial) for start, trial in newcomers.items()]
    for start in sorted(bands):
        readers = [one for one in long.readers if len(one.items) >= LONG and _band(bands, len(one.items)) == start]
        trials.append((bands[start], long._replace(readers=readers)))
    fitted: dict[int, dict[str, Any]] = {}
    parts = []
    for weights, trial in trials:
        if trial.readers:
            models = fitted.setdefault(len(trial.known.stars), {})
            parts.append(_examples(stack_of(trial, catalogue, _fit(models, trial, weights), weights), weights, trial))
    return Examples(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _band(bands: Bands, n_ratings: int) -> int:
    return max(start for start in bands if start <= n_ratings)


def _fit(models: dict[str, Any], trial: Trial, weights: Weights) -> dict[str, Any]:
    """Fit the item models that have a weight and are not fitted yet."""
    liking = trial.known.liking()
    for kind in ("ease", "cosine"):
        if weights.get(kind, 0) > 0 and kind not in models:
            models[kind] = matrix_of(KINDS[kind](liking), liking.shape[1])
    return models


def _examples(stack: Stack, weights: Weights, trial: Trial) -> Examples:
    kept = stack.is_candidate
    features = contributions_of(stack, weights)[kept]
    return Examples(
        features,
        stack.is_wanted[kept],
        kept.sum(axis=1).astype(np.intp),
        np.array([len(reader.wanted) for reader in trial.readers], np.intp),
    )


def contributions_of(stack: Stack, weights: Weights) -> Floats:
    """Return FEATURES of each candidate: readers by candidates by features."""
    values, n_sources = stack.values, len(SOURCES)
    parts = np.concatenate(
        [
            values[:, :, :n_sources] * stack.shares(weights)[:, None, :],
            values[:, :, n_sources:] * np.array([weights.get("taste", 0.0), weights.get("type", 0.0)], np.float32),
        ],
        axis=2,
    )
    return np.concatenate([parts, parts.sum(axis=2, keepdims=True), values[:, :, :n_sources]], axis=2, dtype=np.float32)
