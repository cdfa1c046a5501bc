"""The gate: whether a new model is as good as the one in use, on ratings that neither has seen.

The model in use was trained on all ratings of its time, so only newer ratings are a fair question. Some of them are
hidden, a model is trained on the rest, and both are asked for what was hidden. If a model's rows are recomputed every
night, it has seen the newer ratings too. Such a model cannot be asked, and new models of its kind pass.
"""

import random
import statistics
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from api.jobs.metrics import ndcg
from api.jobs.training.fitting.models import NeighborRow, Ratings

N_HIDDEN = 5  # of a user's newest ratings, at most
LIKED = 4.0
FEWEST_USERS = 50
MOST_USERS = 2_000
MARGIN = 0.05
N_RANKED = 10


class Hidden(NamedTuple):
    """The ratings that stay known, and what each asked user liked among the others: columns by row."""

    known: Ratings
    wanted: dict[int, set[int]]


class Compared(NamedTuple):
    """The mean nDCG@10 of both models over the same users, and the standard error of the difference."""

    new: float
    in_place: float
    error: float
    n_users: int

    @property
    def is_worse(self) -> bool:
        """Say whether the new model loses more than the margin and more than chance explains (two standard errors)."""
        return self.in_place - self.new > max(MARGIN * self.in_place, 2 * self.error)


def hide_newest(ratings: Ratings, since_seconds: float) -> Hidden:
    """Hide the newest ratings of users who rated since then. A user is asked who liked one of them and something
    before.
    """
    positions = _positions_from_newest(ratings)
    candidates = (ratings.seconds > since_seconds) & (positions < N_HIDDEN)
    liked = candidates & (ratings.stars >= LIKED)
    users = np.intersect1d(ratings.users[liked], ratings.users[~candidates & (ratings.stars > 2)]).tolist()
    asked = random.Random(0).sample(users, min(len(users), MOST_USERS))  # noqa: S311  a sample, not a secret
    hidden = candidates & np.isin(ratings.users, asked)
    wanted: dict[int, set[int]] = {user: set() for user in sorted(asked)}
    for user, item in zip(ratings.users[hidden & liked].tolist(), ratings.items[hidden & liked].tolist(), strict=True):
        wanted[user].add(item)
    known = ratings._replace(
        users=ratings.users[~hidden],
        items=ratings.items[~hidden],
        stars=ratings.stars[~hidden],
        seconds=ratings.seconds[~hidden],
    )
    return Hidden(known, wanted)


def _positions_from_newest(ratings: Ratings) -> NDArray[np.intp]:
    """Return for each rating how many of its user's are newer; within one second, the later item is the newer."""
    order = np.lexsort((-ratings.items, -ratings.seconds, ratings.users))
    sorted_users = ratings.users[order]
    first = np.searchsorted(sorted_users, sorted_users, side="left")
    positions = np.empty(len(order), dtype=np.intp)
    positions[order] = np.arange(len(order)) - first
    return positions


def matrix_of(rows: Iterable[NeighborRow], n_items: int) -> Any:
    """Return a model's rows as a sparse matrix: [i, j] is what item i says of item j."""
    kept = list(rows)
    lengths = [len(row.neighbors) for row in kept]
    says = np.repeat([row.item for row in kept], lengths)
    of = np.concatenate([row.neighbors for row in kept] or [np.array([], np.intp)])
    weights = np.concatenate([row.weights for row in kept] or [np.array([], np.float32)])
    return sparse.csr_matrix((weights, (says, of)), (n_items, n_items))


def rows_of(records: Iterable[Sequence[Any]], item_ids: NDArray[np.int32]) -> list[NeighborRow]:
    """Return the rows of a stored model by the columns of today's ratings, without items that nobody rates any more."""
    columns = {int(item_id): column for column, item_id in enumerate(item_ids)}
    found = []
    for item_id, neighbor_ids, weights in records:
        pairs = [(columns[one], weight) for one, weight in zip(neighbor_ids, weights, strict=True) if one in columns]
        if item_id in columns and pairs:
            neighbors = np.array([column for column, _ in pairs], np.intp)
            found.append(
                NeighborRow(columns[item_id], neighbors, np.array([weight for _, weight in pairs], np.float32))
            )
    return found


def compare(hidden: Hidden, new: Any, in_place: Any) -> Compared:
    """Ask both models for ten items that each user has not rated, by the sum of weights over what they liked."""
    liking, rated = hidden.known.liking(), _rated(hidden.known)
    scores = [
        (ndcg(_best(liking[user], rated[user], new), wanted), ndcg(_best(liking[user], rated[user], in_place), wanted))
        for user, wanted in hidden.wanted.items()
    ]
    differences = [ours - theirs for ours, theirs in scores]
    return Compared(
        statistics.fmean(ours for ours, _ in scores),
        statistics.fmean(theirs for _, theirs in scores),
        statistics.stdev(differences) / len(differences) ** 0.5 if len(differences) > 1 else 0.0,
        len(scores),
    )


def _rated(ratings: Ratings) -> Any:
    """Return who rated what, liked or not, because rated items are never recommended."""
    ones = np.ones(len(ratings.users), np.float32)
    return sparse.csr_matrix((ones, (ratings.users, ratings.items)), (len(ratings.user_ids), len(ratings.item_ids)))


def _best(liking: Any, rated: Any, model: Any) -> list[int]:
    scores = np.asarray((liking @ model).todense(), dtype=np.float32).ravel()
    scores[rated.indices] = -np.inf
    best = np.argsort(-scores, kind="stable")[:N_RANKED]
    return [int(item) for item in best if scores[item] > 0]
