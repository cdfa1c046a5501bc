"""Why an item is on a list, for people: a key with parameters for translators, and a sentence.

A reason is given only if it is true and helps. The receipt has every summand, whether said or not.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from api.ranking.exploring_reasons import reasons_of_explored
from api.ranking.friend_reasons import of_friends
from api.ranking.languages import name_of_language
from api.ranking.reason_parts import ReasonParts, StoredEvidence, enumerate_words, make_reason
from api.ranking.seasons import SEASON, of_season

StoredContribution = Mapping[str, Any]

FEWEST_PEOPLE = 2  # who gave 4 or more; one person is no evidence
GOOD_AVERAGE = 3.75
N_FEATURES = 3  # named in a sentence
LEAST_SHARE = 0.2  # of what the strongest feature adds; a weaker feature is not named
LIKED = 4.0
ENOUGH = 2  # personal reasons; with so many, popularity adds nothing
THINGS = {"movie": "films", "book": "books"}


def explain(
    contributions: Sequence[StoredContribution],
    evidence: Mapping[str, StoredEvidence],
    item_type: str,
    variety: StoredEvidence | None = None,
    exploring: StoredEvidence | None = None,
) -> list[ReasonParts]:
    """Return the reasons, weightiest first; then what speaks against the item, then what variety did.

    `contributions` and `evidence` come from a stored list: what each source adds and what it goes by. `variety` names
    the genres for which the item stands higher than its score. `exploring` says how little is known of an item that
    chance put there: `reasons_of_explored`.
    """
    reasons = []
    for part in contributions:
        say = SAID.get(part["source"])
        if say and part["contribution"] > 0 and (reason := say(evidence.get(part["source"]) or {})):
            reasons.append({"source": part["source"], **reason, "contribution": part["contribution"]})
    reasons += _of_taste(contributions, item_type) + _of_shown(contributions) + _of_season(contributions)
    if sum(reason["contribution"] > 0 for reason in reasons) > ENOUGH:
        reasons = [reason for reason in reasons if reason["source"] != "popular"]
    reasons.sort(key=lambda reason: (-reason["contribution"], reason["source"]))
    if variety and variety["genres"]:
        reasons.append({"source": "variety", **_variety(variety["genres"]), "contribution": 0.0})
    return reasons if exploring is None else reasons_of_explored(reasons, exploring)


def _neighbors(found: StoredEvidence) -> ReasonParts | None:
    n_liked, n_people, average = found.get("n_liked", 0), found.get("count", 0), found.get("average") or 0.0
    if n_liked < FEWEST_PEOPLE:
        return None
    is_simulated = bool(found.get("is_simulated"))
    who = "simulated people" if is_simulated else "people"
    if average >= GOOD_AVERAGE:
        text = f"{n_people} {who} with your taste gave it {average:.1f} on average"
        return make_reason("neighbors_average", text, n_people=n_people, average=average, is_simulated=is_simulated)
    text = f"{n_liked} {who} with your taste liked it"
    return make_reason("neighbors_liked", text, n_people=n_liked, is_simulated=is_simulated)


def _items(found: StoredEvidence) -> ReasonParts | None:
    parts = [part for part in found.get("top", []) if part["share"] > 0]
    if looked := _carried_by_looks(parts):
        return _looked(looked)
    liked = [part for part in parts if (part["rating"] or 0.0) >= LIKED][:2]
    if not liked:
        return None
    if all(part["is_stated"] for part in liked):
        given = [f"{part['title']} {part['rating']:g} stars" for part in liked]
        text = f"Because you gave {enumerate_words(given)}"
    else:
        text = f"Because you liked {enumerate_words([part['title'] for part in liked])}"
    return make_reason("because_you_liked", text, items=[_named(part) for part in liked])


def _carried_by_looks(parts: Sequence[StoredEvidence]) -> list[StoredEvidence]:
    """Return the two weightiest items that the reader only looked at, if these say more than those they rated."""
    looked = [part for part in parts if part["rating"] is None]
    of_looks = sum(part["share"] for part in looked)
    return looked[:2] if of_looks > sum(part["share"] for part in parts) - of_looks else []


def _looked(looked: Sequence[StoredEvidence]) -> ReasonParts:
    text = f"Because you looked at {enumerate_words([part['title'] for part in looked])}"
    return make_reason("because_you_looked", text, items=[_named(part) for part in looked])


def _content(found: StoredEvidence) -> ReasonParts | None:
    near = [part for part in found.get("top", []) if part["share"] > 0]
    if looked := _carried_by_looks(near):
        return _looked(looked)
    if not near:
        return None
    near = near[:2]
    return make_reason(
        "similar_story",
        f"Its story is like {enumerate_words([part['title'] for part in near])}",
        items=[_named(part) for part in near],
    )


def _popular(found: StoredEvidence) -> ReasonParts | None:
    n_likes, n_elsewhere = found.get("like_count", 0), found.get("external_count") or 0
    is_simulated, is_liked = bool(found.get("simulated_count")), n_likes >= FEWEST_PEOPLE
    if is_liked and is_simulated and 2 * n_likes >= found.get("rating_count", 0):
        return make_reason("liked_by_simulated", "Well liked by the demo's simulated raters", n_likes=n_likes)
    if is_liked and not is_simulated:
        return make_reason("liked_here", f"Liked by {n_likes} readers here", n_likes=n_likes)
    if n_elsewhere > 1:
        return make_reason(
            "known_elsewhere", f"Widely known: rated {n_elsewhere:,} times elsewhere", n_ratings=n_elsewhere
        )
    return None


SAID: dict[str, Callable[[StoredEvidence], ReasonParts | None]] = {
    "neighbors": _neighbors,
    "ease": _items,
    "cosine": _items,
    "content": _content,
    "popular": _popular,
    "friends": of_friends,
}


def _of_taste(contributions: Sequence[StoredContribution], item_type: str) -> list[ReasonParts]:
    """Return one reason for the features that the reader likes and one for those they do not."""
    reasons = []
    for key, begins, sign in (("you_like", "You like", 1), ("less_your_kind", "Less your kind:", -1)):
        parts = [part for part in contributions if _is_of_taste(part) and part["contribution"] * sign > 0]
        parts.sort(key=lambda part: -abs(part["contribution"]))
        told = [part for part in parts if abs(part["contribution"]) >= LEAST_SHARE * abs(parts[0]["contribution"])]
        if told:
            features = [{"kind": kind, "name": name} for kind, name in (part["feature"] for part in told[:N_FEATURES])]
            names = [name_of_feature(one["kind"], one["name"], item_type) for one in features]
            points = sum(part["contribution"] for part in parts)
            reasons.append(
                {
                    "source": "taste",
                    **make_reason(key, f"{begins} {enumerate_words(names)}", features=features),
                    "contribution": points,
                }
            )
    return reasons


def _is_of_taste(part: StoredContribution) -> bool:
    return bool(part.get("feature")) and part["source"] != SEASON


def _of_season(contributions: Sequence[StoredContribution]) -> list[ReasonParts]:
    return [
        {"source": SEASON, **of_season(part["feature"]), "contribution": part["contribution"]}
        for part in contributions
        if part["source"] == SEASON
    ]


def name_of_feature(kind: str, name: str, item_type: str) -> str:
    """Name a feature as people say it: "Tamil films", "thriller", "films of the 1990s", "Mani Ratnam"."""
    things = THINGS[item_type]
    if kind == "language":
        return f"{name_of_language(name)} {things}"
    if kind == "decade":
        return f"{things} of the {name}s"
    if kind == "type":
        return things
    return name.lower() if kind == "genre" else name


def _of_shown(contributions: Sequence[StoredContribution]) -> list[ReasonParts]:
    """Return why an item steps back that the reader was shown day after day."""
    said = make_reason("shown_often", "You saw it on five days and passed it by, so it steps back for two weeks")
    return [
        {"source": "shown", **said, "contribution": part["contribution"]}
        for part in contributions
        if part["source"] == "shown"
    ]


def _variety(genres: Sequence[str]) -> ReasonParts:
    return make_reason(
        "brings_variety",
        f"Brings variety: {enumerate_words([genre.lower() for genre in genres[:2]])}",
        genres=list(genres),
    )


def _named(part: StoredEvidence) -> dict[str, Any]:
    """Return the item as a parameter, with the reader's stars; null if only a like or a mark stands for them."""
    return {
        "item_id": part["item_id"],
        "title": part["title"],
        "rating": part["rating"] if part["is_stated"] else None,
    }
