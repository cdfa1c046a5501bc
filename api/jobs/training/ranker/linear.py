"""A linear ranker: the blend's score, and a correction of each feature.

It minimises the cross-entropy of a softmax over each reader's candidates (Cao et al., Learning to rank: from pairwise
to listwise, 2007), by L-BFGS. The problem is convex, so the same examples bring the same ranker.
"""

from typing import Any, NamedTuple

import numpy as np
from scipy import optimize

from api.jobs.training.ranker.examples import FEATURES, Examples, Floats

DECAY = 0.1  # of the squared corrections
SCORE = FEATURES.index("score")


class Linear:
    """Scores by a weight for each feature; that of the blend's score is 1, so that the ranker only corrects it."""

    def __init__(self, weights: Any) -> None:
        self.weights = np.asarray(weights, np.float32)

    def scores(self, features: Floats) -> Floats:
        """Return the scores of candidates by features."""
        return np.asarray(features @ self.weights, np.float32)


def fit_linear(examples: Examples, decay: float = DECAY) -> Linear:
    """Fit the corrections. Readers without a wanted candidate teach nothing."""
    features = np.asarray(examples.features, np.float64)
    spread = features.std(axis=0)
    spread[spread == 0] = np.inf  # such a feature says nothing
    lesson = _Lesson.of(examples, features / spread, decay)
    start = np.zeros(features.shape[1])
    start[SCORE] = 1
    found = optimize.minimize(lesson.loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x / spread
    return Linear(found / found[SCORE] if found[SCORE] > 0 else found)


class _Lesson(NamedTuple):
    """What is minimised: scaled features, which share of a reader's wish each candidate is, and where readers begin."""

    features: Any
    share: Any
    starts: Any
    sizes: Any
    decay: float

    @classmethod
    def of(cls, examples: Examples, features: Any, decay: float) -> "_Lesson":
        starts = np.concatenate([[0], np.cumsum(examples.sizes)[:-1]])
        n_wanted = np.add.reduceat(examples.is_wanted.astype(float), starts)
        share = examples.is_wanted / np.repeat(np.maximum(n_wanted, 1), examples.sizes)
        return cls(features, share, starts, examples.sizes, decay)

    def loss(self, weights: Any) -> tuple[float, Any]:
        """Return the mean cross-entropy with the decay of the corrections, and its gradient."""
        scores = self.features @ weights
        scores -= np.repeat(np.maximum.reduceat(scores, self.starts), self.sizes)
        exps = np.exp(scores)
        sums = np.repeat(np.add.reduceat(exps, self.starts), self.sizes)
        teaches = np.add.reduceat(self.share, self.starts) > 0
        n_readers = max(int(teaches.sum()), 1)
        missed = np.repeat(teaches, self.sizes) * (exps / sums - self.share)
        corrections = np.where(np.arange(len(weights)) == SCORE, 0, weights)
        value = -float((self.share * (scores - np.log(sums))).sum()) / n_readers
        penalty = self.decay * float(corrections @ corrections)
        return value + penalty, missed @ self.features / n_readers + 2 * self.decay * corrections
