"""What lists look like in an answer, and what is written down of it for the next reading."""

from collections.abc import Sequence
from typing import Any

from api.http.callers import Caller
from api.http.cards import write
from api.ranking.reasons import explain

Json = dict[str, Any]

PLACE = ("score", "place", "reasons", "prediction")  # what is written down of an item at its place in a list
MATERIAL = frozenset({"contributions", "evidence", "variety", "exploring"})  # makes the reasons; a receipt shows it
NOBODY: Json = {"matched_users": {"named": [], "others": 0}, "potential_matches": {"count": 0, "named": []}}
NAMING = "friends"  # the source whose reasons name people, which are those of the reading


def explained(item: Json) -> Json:
    """Add reasons to an item of a stored list."""
    item_type = item["item"]["item_type"] if "item" in item else item["item_type"]
    evidence, exploring = item.get("evidence") or {}, item.get("exploring")
    reasons = explain(item["contributions"], evidence, item_type, item.get("variety"), exploring)
    return {**item, "reasons": reasons}


def listed(item: Json) -> Json:
    """Return an item of a list with its reasons, and without what these are made of."""
    shown = {name: value for name, value in explained(item).items() if name not in MATERIAL}
    return NOBODY | shown


def told(made: Json) -> Json:
    """Add `method`, the sources in one word."""
    return {**made, "method": "+".join(made["sources"]) or "nothing"}


def nothing(emptied_by: list[str], variant: str | None) -> Json:
    """Return an empty list, and the filters that emptied it."""
    empty: Json = {
        "recommendation_id": None,
        "variant": variant,
        "sources": [],
        "items": [],
        "total": 0,
        "is_stored": False,
        "exhausted": True,
    }
    return told({**empty, "needs_neighbors": False, "emptied_by": emptied_by, "degraded": []})


def answer_of(stored: Json, n_served: int, *, is_stored: bool) -> Json:
    """Return a batch that SQL cut; `n_served` is how many of the list were served with it."""
    return told(
        {
            "recommendation_id": stored["recommendation_id"],
            "variant": stored["variant"],
            "sources": stored["sources"],
            "items": [listed(item) for item in stored["items"]],
            "total": stored["total"],
            "is_stored": is_stored,
            "exhausted": stored["total"] <= n_served,
            "needs_neighbors": False,
            "emptied_by": [],
            "degraded": [],
        }
    )


def brief_of(answer: Json) -> Json:
    """Return a list as ids, scores and the keys of reasons."""
    return {
        "recommendation_id": answer["recommendation_id"],
        "variant": answer["variant"],
        "items": [brief_item(item) for item in answer["items"]],
        "total": answer["total"],
    }


def brief_item(item: Json) -> Json:
    """Return an item of a list as its id, its score and the keys of its reasons."""
    keys = list(dict.fromkeys(reason["key"] for reason in item["reasons"]))
    return {"id": item["id"], "score": item["score"], "reasons": keys}


async def keep_told(me: Caller, answer: Json) -> None:
    """Write down what an answer says of its items, unless the request leaves nothing behind or it names friends."""
    if not me.is_incognito and NAMING not in answer["sources"]:
        await keep_places(me, answer["recommendation_id"], answer["items"])


async def keep_places(me: Caller, recommendation_id: str, items: Sequence[Json]) -> None:
    """Write down what is said of items at their places in a list."""
    await me.text(
        "keep_told",
        recommendation_id=recommendation_id,
        places=[item["place"] for item in items],
        told=[write({name: item[name] for name in PLACE}).decode() for item in items],
        brief=[write(brief_item(item)).decode() for item in items],
    )
