"""Keeping a list steady: a rating or two leaves most of what stood first where it was."""

from collections.abc import Collection, Sequence

from api.ranking import Ranked


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
