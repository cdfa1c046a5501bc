"""Similar items and why: what SQL measured of each likeness, said only if it is true."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from api.recommendations.similar_schemas import Key

Alike = Mapping[str, Any]
ReasonParts = dict[str, Any]

STORY_FLOOR = 0.25  # cosine; below it a reader sees nothing in common between two descriptions
MOST_NAMES = 2  # in a sentence, of people, keywords or genres
NOUNS = {"movie": "film", "book": "book"}


def present(found: Sequence[Alike]) -> dict[str, Any]:
    """Return what the SQL function found, each item with its reasons, and the keys that occur."""
    items = []
    for item in found:
        shown = {name: value for name, value in item.items() if name != "alike"}
        items.append(shown | {"reasons": explain(item["alike"], item["item_type"])})
    keys = {reason["key"] for item in items for reason in item["reasons"]}
    return {"method": "+".join(key for key in get_args(Key) if key in keys) or "story", "items": items}


def explain(alike: Alike, item_type: str) -> list[ReasonParts]:
    """Return what is true of the likeness, in the order of the keys; `item_type` is that of the item found."""
    story, together, maker = alike["story"] or 0, alike["together"] or 0, alike["maker"]
    people = [name for name in alike["people"] if name != maker][:MOST_NAMES]
    genres, keywords = alike["genres"][:MOST_NAMES], alike["keywords"][:MOST_NAMES]
    is_simulated = alike["is_simulated"]
    who = "simulated people" if is_simulated else "people"
    together_params = {"phi": round(together, 2), "is_simulated": is_simulated}
    said = [
        (alike["has_title"], "same_title", f"The {NOUNS[item_type]} of the same title", {"item_type": item_type}),
        (maker, "same_maker", f"Also by {maker}", {"name": maker}),
        (story >= STORY_FLOOR, "story", "A similar story", {"likeness": round(story, 2)}),
        (together > 0, "rated_together", f"Often liked by the same {who}", together_params),
        (people, "same_people", f"Also with {_and(people)}", {"names": people}),
        (keywords, "keywords", f"Also about: {', '.join(keywords)}", {"names": keywords}),
        (genres, "genres", f"Also {_and(genres)}", {"names": genres}),
    ]
    return [{"key": key, "text": text, "params": params} for is_true, key, text, params in said if is_true]


def _and(names: Sequence[str]) -> str:
    """Join names as people say them: `Drama and War`."""
    return " and ".join(names)
