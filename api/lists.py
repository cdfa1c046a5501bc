"""From an order by scores to that of a list, in pure functions: one of a work, variety, and what stays standing."""

from collections.abc import Collection, Iterable, Sequence
from math import inf
from typing import NamedTuple

from api.candidates import Ranked

FULL_AFTER = 6  # places, from which on variety has all its weight
MANY_GENRES = 4  # new ones are worth as much as all the way from the worst score to the best
POOL = 150  # of the best compete for the places of a list


class Former(NamedTuple):
    """What stood first on a list before it is made anew, and how much of that may change."""

    item_ids: Collection[int]
    n_first: int
    most_new: int


def one_of_each_work(ranked: Iterable[Ranked]) -> list[Ranked]:
    """Without further editions of what stands higher."""
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
    """Greedy, like maximal marginal relevance (Carbonell and Goldstein 1998), with the gain of covering what a list
    lacks (Santos et al. 2010): each place goes to the largest (1 − d) · score + d · new genres / 4.

    Scores are stretched to run from 0 to 1 over the best `POOL`, who alone compete. New is a genre that nothing above
    has and that is not unwanted. d grows with the places that are taken, from 0 to `diversity` at the seventh: the
    first are the likeliest to please.
    """
    pool = ranked[: max(POOL, limit)]
    if diversity == 0 or len(ranked) <= 1:
        return list(ranked[:limit])
    worst, best = pool[-1].score, pool[0].score
    left = [
        ((one.score - worst) / max(best - worst, 1e-9), one, set(one.candidate.genres).difference(unwanted))
        for one in pool
    ]
    every_genre: set[str] = set().union(*(genres for _, _, genres in left))
    chosen: list[Ranked] = []
    shown: set[str] = set()
    while left and len(chosen) < limit:
        share = diversity * min(1.0, len(chosen) / FULL_AFTER)
        by_genre = share / MANY_GENRES
        place, largest, most_by_genre = 0, -inf, by_genre * len(every_genre - shown)
        for n, (score, _, genres) in enumerate(left):
            value = (1 - share) * score
            if value + most_by_genre <= largest:
                break  # those with lesser scores cannot be larger
            value += by_genre * len(genres - shown)
            if value > largest:
                place, largest = n, value
        _, taken, genres = left.pop(place)
        chosen.append(taken._replace(new_genres=tuple(sorted(genres - shown)) if chosen else ()))
        shown |= genres
    return chosen


def keep_steady(
    chosen: Sequence[Ranked], ranked: Sequence[Ranked], former: Collection[int], n_first: int, most_new: int
) -> list[Ranked]:
    """The chosen, of whose first `n_first` at most `most_new` were not among the former first.

    What would be new beyond that, least in score first, makes way for the best of the former that could still be
    recommended; the first stand in the order of their scores then.
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
