"""What SQL's likings weigh in lists: pure functions over rows of kind, name, liked and disliked."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.ranking.languages import name_of_language
from api.ranking.taste import OF_PEOPLE, Taste, parse_taste

KINDS = ("genre", "language", "decade", "person", "type")

Told = Mapping[str, Any]


def label_of(kind: str, key: str) -> str:
    """Return the English name of a feature: Tamil for ta, 1990s for 1990, Movies for movie."""
    match kind:
        case "language":
            return name_of_language(key)
        case "decade":
            return f"{key}s"
        case "type":
            return f"{key.capitalize()}s"
    return key


def weight_of(taste: Taste, kind: str, key: str) -> float:
    """Return what lists add to an item's T for a feature; for a type, the term that lists multiply by 0.3."""
    if kind == "type":
        return taste.types.get(key, 0.0)
    if kind == "decade":
        return taste.decades.get(int(key), ((), 0.0))[1]
    liking = taste.features[kind, key]
    return OF_PEOPLE * (max(0.0, liking.liked) - liking.disliked) if kind == "person" else liking.total


def weigh(rows: Sequence[Told], shown_limit: int) -> dict[str, list[dict[str, Any]]]:
    """Return preferences by kind, each with its weight: those of which most is said, largest weight first."""
    taste = parse_taste(rows)
    weighed = [
        {**row, "key": row["name"], "label": label_of(row["kind"], row["name"]),
         "weight": weight_of(taste, row["kind"], row["name"])}
        for row in rows
    ]  # fmt: skip
    return {kind: _strongest([one for one in weighed if one["kind"] == kind], shown_limit) for kind in KINDS}


def _strongest(weighed: list[dict[str, Any]], shown_limit: int) -> list[dict[str, Any]]:
    chosen = sorted(weighed, key=lambda one: (-abs(one["weight"]), one["key"]))[:shown_limit]
    return sorted(chosen, key=lambda one: (-one["weight"], one["key"]))


def weigh_months(rows: Sequence[Told]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Return each feature's weights by month, from rows that have a trend of liked and disliked."""
    trends: dict[tuple[str, str], list[dict[str, Any]]] = {(row["kind"], row["name"]): [] for row in rows}
    for month in zip(*(row["trend"] for row in rows), strict=True):
        taste = parse_taste([{**row, **point} for row, point in zip(rows, month, strict=True)])
        for (kind, name), points in trends.items():
            points.append({"month": month[0]["month"], "weight": weight_of(taste, kind, name)})
    return trends
