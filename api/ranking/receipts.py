"""What is stored of a ranked item."""

from typing import Any

from api.ranking.candidates import Ranked, Summand


def receipt_of(one: Ranked, place: int) -> dict[str, Any]:
    """Return what is stored of a ranked item; its score is the sum of its contributions.

    `variety` says where the scores alone would put it, and for which genres it stands higher.
    """
    return {
        "item_id": one.candidate.item_id,
        "score": one.score,
        "contributions": [_told_part(part) for part in one.contributions],
        "variety": {"rank": one.rank, "genres": list(one.new_genres) if one.rank > place else []},
    }


def _told_part(part: Summand) -> dict[str, Any]:
    source, weight, value, maximum, feature = part
    told = {"source": source, "weight": weight, "value": value, "maximum": maximum}
    if feature is not None:
        told["feature"] = feature
    told["contribution"] = part.points
    return told
