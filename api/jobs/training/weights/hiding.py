"""Pure functions that choose whose later likes are hidden, to judge weights by: old users and newcomers.

They take everything from the ratings that training was given. `evaluate` keeps the ratings that it judges by from
training, so it never judges weights by the ratings that chose them.
"""

import random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from api.jobs.training.fitting.models import Ratings

LIKED = 4.0
FEWEST = 20  # ratings that a judged user needs
MOST_READERS = 1_000
MOST_NEWCOMERS = 500
VISIBLE = {1: (1, 2), 3: (3, 4), 5: (5,), 6: (7, 10)}  # ratings of a newcomer, by the band that they judge
MOST_OF_A_HISTORY = 1_000  # as in list_rated
HALF_LIFE_DAYS = 30  # as in age_of_rating
SECONDS_A_DAY = 86_400

Positions = NDArray[np.intp]


class Reader(NamedTuple):
    """A judged user: what they rated, newest first, and what they liked later. Items are columns."""

    user: int  # their row among the known ratings, −1 without one
    items: NDArray[np.int32]
    stars: NDArray[np.float32]
    ages: NDArray[np.float64]  # how much each rating counts, from 1 down to a half
    wanted: frozenset[int]


class Trial(NamedTuple):
    """What everybody may know, and who is judged."""

    known: Ratings
    readers: list[Reader]


def hide_newest(ratings: Ratings) -> Trial:
    """Hide the newest fifth of up to a thousand users with twenty ratings or more."""
    histories = _histories(ratings, MOST_READERS, 0)
    hidden = {user: rows[len(rows) - len(rows) // 5 :] for user, rows in histories.items()}
    known = _without(ratings, np.concatenate([*hidden.values(), np.array([], np.intp)]))
    return Trial(
        known, _readers(ratings, known, {user: rows[: -len(hidden[user])] for user, rows in histories.items()}, hidden)
    )


def hide_newcomers(ratings: Ratings) -> dict[int, Trial]:
    """Return by band up to five hundred users, at most a third, of whom only the first few ratings are visible."""
    histories = _histories(ratings, min(MOST_NEWCOMERS, len(ratings.user_ids) // 3), 1)
    known = _without(ratings, np.concatenate([*histories.values(), np.array([], np.intp)]))
    trials = {}
    for band, choices in VISIBLE.items():
        seen = {user: rows[: choices[n % len(choices)]] for n, (user, rows) in enumerate(histories.items())}
        hidden = {user: rows[len(seen[user]) :] for user, rows in histories.items()}
        readers = _readers(ratings, known, seen, hidden)
        trials[band] = Trial(known, [reader._replace(user=-1) for reader in readers])
    return trials


def _histories(ratings: Ratings, most: int, seed: int) -> dict[int, Positions]:
    """Return the rows of each of a sample of users who rated enough, oldest first, within one second by item."""
    counts = np.bincount(ratings.users, minlength=len(ratings.user_ids))
    enough = np.flatnonzero(counts >= FEWEST).tolist()
    sampled = random.Random(seed).sample(enough, min(len(enough), most))  # noqa: S311  a sample, not a secret
    order = np.lexsort((ratings.items, ratings.seconds, ratings.users))
    first = np.searchsorted(ratings.users[order], np.arange(len(ratings.user_ids) + 1))
    return {user: order[first[user] : first[user + 1]] for user in sorted(sampled)}


def _without(ratings: Ratings, hidden: Positions) -> Ratings:
    keeps = np.ones(len(ratings.users), bool)
    keeps[hidden] = False
    return ratings._replace(
        users=ratings.users[keeps],
        items=ratings.items[keeps],
        stars=ratings.stars[keeps],
        seconds=ratings.seconds[keeps],
    )


def _readers(
    ratings: Ratings, known: Ratings, seen: dict[int, Positions], hidden: dict[int, Positions]
) -> list[Reader]:
    """Return the users who later liked something that others rated too."""
    is_known = np.bincount(known.items, minlength=len(ratings.item_ids)) > 0
    readers = []
    for user, rows in seen.items():
        newest = rows[np.lexsort((ratings.items[rows], -ratings.seconds[rows]))][:MOST_OF_A_HISTORY]
        later = hidden[user]
        liked = ratings.items[later[(ratings.stars[later] >= LIKED) & is_known[ratings.items[later]]]]
        if len(liked):
            wanted = frozenset(liked.tolist())
            ages = ages_of(ratings.seconds[newest])
            readers.append(Reader(user, ratings.items[newest], ratings.stars[newest], ages, wanted))
    return readers


def ages_of(seconds: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how much each rating of a history counts, newest first, as age_of_rating computes it."""
    days = (seconds[:1] - seconds) / SECONDS_A_DAY
    return np.asarray(0.5 + 0.5 * 0.5 ** (days / HALF_LIFE_DAYS))
