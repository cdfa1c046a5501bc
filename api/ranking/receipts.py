"""What is stored of a ranked item."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.ranking.candidates import Explored, Ranked, Summand


def receipt_of(one: Ranked, place: int) -> dict[str, Any]:
    """Return what is stored of a ranked item; its score is the sum of its contributions.

    `variety` says where the scores alone would put it, and for which genres it stands higher. `exploring` says, of the
    item at the exploring place alone, how likely it came there and how little is known of it.
    """
    told = {
        "item_id": one.candidate.item_id,
        "score": one.score,
        "contributions": [_told_part(part) for part in one.contributions],
        "variety": {"rank": one.rank, "genres": list(one.new_genres) if one.rank > place else []},
    }
    return told if one.explored is None else {**told, "exploring": _told_exploring(one.explored)}


def log_of(ranked: Sequence[Ranked], preset: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return what chance decided of a list, for off-policy evaluation; None if it decided nothing.

    `preset` is the one that was drawn, with its propensity and the length of history.
    """
    drawn = {} if preset is None else {**preset, "preset_propensity": preset["propensity"], "propensity": None}
    for place, one in enumerate(ranked, 1):
        if one.explored is not None:
            chosen, choices = one.explored.chosen, [list(choice) for choice in one.explored.choices]
            known = {"place": place, "item_id": chosen.item_id, "propensity": chosen.chance, "choices": choices}
            return {**drawn, **known, "prior": list(one.explored.prior)}
    return drawn or None


def _told_exploring(explored: Explored) -> dict[str, Any]:
    chosen = explored.chosen
    return {
        "propensity": chosen.chance,
        "n_choices": len(explored.choices),
        "fit": chosen.fit,
        "days": explored.days,
        "n_shown": chosen.n_shown,
        "n_clicked": chosen.n_clicked,
        "n_raters": chosen.n_raters,
        "n_likes": chosen.n_likes,
    }


def _told_part(part: Summand) -> dict[str, Any]:
    source, weight, value, maximum, feature = part
    told = {"source": source, "weight": weight, "value": value, "maximum": maximum}
    if feature is not None:
        told["feature"] = feature
    told["contribution"] = part.points
    return told
