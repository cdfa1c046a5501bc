"""Pure functions that turn a ranking into a list: one item of each work, variety, and stability."""

from collections.abc import Collection, Iterable, Sequence
from math import inf
from typing import NamedTuple

from api.ranking.candidates import Ranked

FULL_AFTER = 6  # positions, after which variety has its full weight
MANY_GENRES = 4  # so many new genres are worth as much as the step from the worst score to the best
POOL = 150  # only so many of the best items compete for a list

Stretched = tuple[float, Ranked, set[str]]  # a score from 0 to 1, its item, and the item's wanted genres


class Former(NamedTuple):
    """The top of the former list, and how much of it may change."""

    item_ids: Collection[int]
    n_first: int
    most_new: int


def one_of_each_work(ranked: Iterable[Ranked]) -> list[Ranked]:
    """Drop further editions of a work that stands higher."""
    kept: list[Ranked] = []
    works: set[int] = set()
    for one in ranked:
        work_id = one.candidate.work_id
        if work_id is None or work_id not in works:
            kept.append(one)
        if work_id is not None:
            works.add(work_id)
    return kept


def diversify(ranked: Sequence[Ranked], diversity: float, limit: int, unwanted: Collection[str] = ()) -> list[Ranked]:
    """Order a list greedily, so that each next item also covers genres that the list lacks.

    It follows maximal marginal relevance (Carbonell and Goldstein 1998), with the gain of covering what a list lacks
    (Santos et al. 2010): each position goes to the item with the largest (1 − d) · score + d · new genres / 4.

    Scores are stretched to run from 0 to 1 over the best `POOL` items, and only these compete. A genre is new if no
    item above has it and the reader does not dislike it. d grows with each position, from 0 to `diversity` at the
    seventh, because the first items should be those most likely to please.
    """
    pool = ranked[: max(POOL, limit)]
    if diversity == 0 or len(ranked) <= 1:
        return list(ranked[:limit])
    left = _stretched(pool, unwanted)
    every_genre: set[str] = set().union(*(genres for _, _, genres in left))
    chosen: list[Ranked] = []
    shown: set[str] = set()
    while left and len(chosen) < limit:
        share = diversity * min(1.0, len(chosen) / FULL_AFTER)
        _, taken, genres = left.pop(_best_place(left, shown, share, len(every_genre - shown)))
        chosen.append(taken._replace(new_genres=tuple(sorted(genres - shown)) if chosen else ()))
        shown |= genres
    return chosen


def _stretched(pool: Sequence[Ranked], unwanted: Collection[str]) -> list[Stretched]:
    worst, best = pool[-1].score, pool[0].score
    return [
        ((one.score - worst) / max(best - worst, 1e-9), one, set(one.candidate.genres).difference(unwanted))
        for one in pool
    ]


def _best_place(left: Sequence[Stretched], shown: set[str], share: float, most_new: int) -> int:
    """Return where the item with the largest value stands; no item has more than `most_new` new genres."""
    by_genre = share / MANY_GENRES
    position, largest, most_by_genre = 0, -inf, by_genre * most_new
    for n, (score, _, genres) in enumerate(left):
        value = (1 - share) * score
        if value + most_by_genre <= largest:
            break  # no item with a lower score can be better
        value += by_genre * len(genres - shown)
        if value > largest:
            position, largest = n, value
    return position


def keep_steady(
    chosen: Sequence[Ranked], ranked: Sequence[Ranked], former: Collection[int], n_first: int, most_new: int
) -> list[Ranked]:
    """Return the chosen items, with at most `most_new` of the first `n_first` not among the former first.

    If more would be new, those with the lowest scores give way to the best of the former items that can still be
    recommended. The first items then stand in the order of their scores.
    """
    first = list(chosen[:n_first])
    new = [one for one in first if one.candidate.item_id not in former]
    shown = {one.candidate.item_id for one in first}
    staying = [one for one in ranked if one.candidate.item_id in former and one.candidate.item_id not in shown]
    n_changed = min(len(new) - most_new, len(staying))
    if n_changed <= 0:
        return list(chosen)
    leaving = {one.candidate.item_id for one in sorted(new, key=lambda one: one.rank)[-n_changed:]}
    first = [one for one in first if one.candidate.item_id not in leaving] + staying[:n_changed]
    first.sort(key=lambda one: one.rank)
    taken = {one.candidate.item_id for one in first}
    rest = [one for one in chosen if one.candidate.item_id not in taken]
    return (first + rest)[: len(chosen)]
