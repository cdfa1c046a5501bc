"""Pure functions that decide which users are asked and which ratings are hidden: the newest fifth, and newcomers."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from api.readers.catalogue.movielens import MovieLensRating

LIKED = 4.0
FEWEST = 20  # ratings that a user needs before some are held out
N_FOLDS = 10

Histories = dict[int, list[MovieLensRating]]  # by rater, oldest first


class Split(NamedTuple):
    """What is known of each rater, and which movies would be right to recommend."""

    known: Histories
    relevant: dict[int, set[int]]
    n_liked: int = 0  # hidden ratings that were likes
    n_unknown: int = 0  # of these, movies without a known rating, which no system could recommend


def histories_of(ratings: Iterable[MovieLensRating]) -> Histories:
    """Return every rater's ratings, ordered by second and then by movie."""
    histories: Histories = defaultdict(list)
    for rating in ratings:
        histories[rating.rater].append(rating)
    return {
        rater: sorted(histories[rater], key=lambda one: (one.rated_at, one.movielens_id)) for rater in sorted(histories)
    }


def hold_out_newest(histories: Histories) -> Split:
    """Hide the newest fifth, rounded down, of everybody with at least 20 ratings."""
    known, hidden = {}, {}
    for rater, history in histories.items():
        n_hidden = len(history) // 5 if len(history) >= FEWEST else 0
        known[rater] = history[: len(history) - n_hidden]
        hidden[rater] = history[len(history) - n_hidden :]
    return _split(known, hidden, known)


def hold_out_newcomers(histories: Histories, newcomers: Sequence[int], n_visible: int) -> tuple[Histories, Split]:
    """Hide all but the first few ratings of the newcomers; return the others' ratings and the split.

    Only movies that the others rated count as relevant.
    """
    others = {rater: history for rater, history in histories.items() if rater not in set(newcomers)}
    known = {rater: histories[rater][:n_visible] for rater in newcomers}
    hidden = {rater: histories[rater][n_visible:] for rater in newcomers}
    return others, _split(known, hidden, others)


def folds(raters: Sequence[int], n_folds: int = N_FOLDS, seed: int = 0) -> list[list[int]]:
    """Put everybody once into groups of equal size; the same for the same seed."""
    shuffled = random.Random(seed).sample(sorted(raters), len(raters))  # noqa: S311  a split, not a secret
    return [sorted(shuffled[fold::n_folds]) for fold in range(n_folds)]


def _split(known: Histories, hidden: Histories, trained: Histories) -> Split:
    """Make a split: relevant is what was hidden, liked and known to training. A rater without any is left out."""
    movies = {rating.movielens_id for history in trained.values() for rating in history}
    liked = {rater: {one.movielens_id for one in history if one.rating >= LIKED} for rater, history in hidden.items()}
    relevant = {rater: items & movies for rater, items in liked.items()}
    n_liked, n_relevant = (sum(map(len, found.values())) for found in (liked, relevant))
    return Split(known, {rater: items for rater, items in relevant.items() if items}, n_liked, n_liked - n_relevant)
