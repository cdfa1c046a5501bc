"""Searches for the weights that find most of what was hidden, one coordinate at a time, from the shipped ones."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from api.ranking.candidates import SOURCES

N_RANKED = 10
TRIED = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0)
ORDER = ("taste", "neighbors", "content", "popular", "cosine", "ease", "factors")
N_PASSES = 2
SURELY = 2  # standard errors
DISCOUNTS = 1 / np.log2(np.arange(2, N_RANKED + 2))

Weights = Mapping[str, float]
Bounds = Mapping[str, tuple[float, float]]
Floats = Any


class Stack(NamedTuple):
    """Everybody's candidates side by side: readers by candidates, padded with columns that are never recommended."""

    positions: list[Any]  # the items' columns, for each reader
    values: Floats  # readers by candidates by scores: SOURCES, taste, type
    is_candidate: Floats
    is_wanted: Floats
    ideal: Floats  # the gain of a perfect list, for each reader

    @classmethod
    def of(cls, found: Sequence[tuple[Any, Any, set[int]]]) -> "Stack":
        """Make a stack of each reader's candidates, their scores, and what is wanted."""
        most = max([len(positions) for positions, _, _ in found], default=0)
        values = np.zeros((len(found), max(most, N_RANKED), len(SOURCES) + 2), np.float32)
        is_candidate, is_wanted = (np.zeros(values.shape[:2], bool) for _ in range(2))
        for row, (positions, said, wanted) in enumerate(found):
            values[row, : len(positions)] = said.T
            is_candidate[row, : len(positions)] = True
            is_wanted[row, : len(positions)] = [position in wanted for position in positions.tolist()]
        gains = np.cumsum(DISCOUNTS)
        positions = [positions for positions, _, _ in found]
        ideal = gains[[min(len(wanted), N_RANKED) - 1 for _, _, wanted in found]]
        return cls(positions, values, is_candidate, is_wanted, ideal)

    def of_rows(self, rows: Any) -> "Stack":
        """Return the stack of some of the readers."""
        return Stack([self.positions[row] for row in rows], *(part[rows] for part in self[1:]))

    def shares(self, weights: Weights) -> Floats:
        """Return what each source weighs for each reader: those that say something share 1."""
        of_sources = np.array([max(weights.get(source, 0.0), 0.0) for source in SOURCES], np.float32)
        live = of_sources * (self.values[:, :, : len(SOURCES)].max(axis=1) > 0)
        silent = live.sum(axis=1) == 0
        live[silent, SOURCES.index("popular")] = 1
        return live / live.sum(axis=1, keepdims=True)

    def scores(self, weights: Weights) -> Floats:
        """Return each candidate's score, as `api.ranking.blend.blend` computes it."""
        scores = np.einsum("rcs,rs->rc", self.values[:, :, : len(SOURCES)], self.shares(weights))
        scores += self.values[:, :, -2] * weights.get("taste", 0.0) + self.values[:, :, -1] * weights.get("type", 0.0)
        return np.where(self.is_candidate, scores, -np.inf)

    def ndcg(self, weights: Weights) -> Floats:
        """Return the nDCG@10 of each reader's list by scores alone."""
        best = np.argsort(-self.scores(weights), axis=1, kind="stable")[:, :N_RANKED]
        return np.take_along_axis(self.is_wanted, best, axis=1) @ DISCOUNTS / self.ideal


class Chosen(NamedTuple):
    """A band's weights, and the mean nDCG@10 by the shipped weights and by these."""

    weights: Weights
    shipped: float
    chosen: float
    n_judged: int

    @property
    def figures(self) -> dict[str, Any]:
        """Return the measures for a model's metrics."""
        return {
            "ndcg_at_10": round(self.chosen, 4),
            "ndcg_at_10_shipped": round(self.shipped, 4),
            "n_judged": self.n_judged,
        }


def search(stack: Stack, shipped: Weights, bounds: Bounds, gives_way: Collection[str] = ()) -> Chosen:
    """Change each shipped weight in turn to the value that finds most, if that is more than chance explains.

    A weight stays within its bounds, or within 0 and 1 without bounds. A weight that gives way shrinks if its shipped
    value is surely worse than the best value. It then takes the smallest value that is not surely worse. A source that
    ships without a weight gets one only if that is surely better.
    """
    weights, found = dict(shipped), stack.ndcg(shipped)
    before = float(found.mean())
    for _ in range(N_PASSES):
        for name in (name for name in ORDER if name in shipped):
            tried = [{**weights, name: value} for value in _values(*bounds.get(name, (TRIED[0], TRIED[-1])))]
            results = [stack.ndcg(one) for one in tried]
            best = position = int(np.argmax([result.mean() for result in results]))
            n_errors, is_moved = 1 if shipped[name] else SURELY, False
            if name in gives_way:
                n_errors, is_moved = SURELY, weights[name] != shipped[name]
                position = next(n for n, result in enumerate(results) if not is_better(results[best], result, SURELY))
            if is_moved or is_better(results[best], found, n_errors):
                weights, found = tried[position], results[position]
    return Chosen(weights, before, float(found.mean()), len(found))


def _values(least: float, most: float) -> list[float]:
    return sorted({least, most, *(value for value in TRIED if least < value < most)})


def is_better(ours: Floats, theirs: Floats, n_errors: float = 1) -> bool:
    """Say whether ours is better by more than `n_errors` standard errors of the difference, reader by reader."""
    differences = ours - theirs
    error = differences.std(ddof=1) / len(differences) ** 0.5 if len(differences) > 1 else np.inf
    return bool(differences.mean() > n_errors * error)
