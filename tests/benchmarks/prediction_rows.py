"""What predicted ratings are judged by: hidden ratings, their errors, and what predicts the same for everybody."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from api.jobs.evaluate.baselines import DAMPING, count_raters
from api.jobs.evaluate.protocols import Histories, hold_out_newest

LEAST = 3  # ratings of the reader's in common with others, and of the movie: below it nothing is predicted


class Hidden(NamedTuple):
    """A hidden rating."""

    rater: int
    movie: int
    stars: float


def hidden_of(histories: Histories) -> tuple[Histories, list[Hidden]]:
    """What is known, and the newest fifth that is hidden."""
    known = hold_out_newest(histories).known
    return known, [
        Hidden(rater, one.movielens_id, one.rating)
        for rater, history in histories.items()
        for one in history[len(known[rater]) :]
    ]


def supported(known: Histories, hidden: Sequence[Hidden]) -> list[Hidden]:
    """Those for which enough is known."""
    n_raters = count_raters(known)
    n_own = {rater: sum(n_raters[one.movielens_id] > 1 for one in history) for rater, history in known.items()}
    return [one for one in hidden if min(n_raters[one.movie], n_own[one.rater]) >= LEAST]


def mean_of(known: Histories) -> float:
    """The mean of all ratings."""
    stars = [one.rating for history in known.values() for one in history]
    return sum(stars) / len(stars)


def damped_means(known: Histories, asked: Sequence[Hidden]) -> list[float]:
    """Each movie's mean, damped towards the mean of all."""
    mean, n_raters = mean_of(known), count_raters(known)
    sums = dict.fromkeys(n_raters, 0.0)
    for history in known.values():
        for one in history:
            sums[one.movielens_id] += one.rating
    return [(sums.get(one.movie, 0.0) + DAMPING * mean) / (n_raters[one.movie] + DAMPING) for one in asked]


def rmse(predicted: Sequence[float], asked: Sequence[Hidden]) -> float:
    """The root of the mean squared error."""
    return math.sqrt(sum((guess - one.stars) ** 2 for guess, one in zip(predicted, asked, strict=True)) / len(asked))
