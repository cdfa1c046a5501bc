"""What insights make of SQL's figures: pure functions, tested with literals. docs/algorithms.md has the formulas."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from api.insights.preferences import label_of

CHANGES = 5  # rising and falling preferences
LEAST_CHANGE = 0.05  # of a weight, before it is told
RECENCY_HALF_LIFE_DAYS = 7
EVENTS_A_DAY = 10  # more do not raise the volume
VARIED = ("genre", "language", "decade")

Figures = Mapping[str, Any]


def compare(stars: Figures) -> dict[str, Any]:
    """Return a reader's histogram beside the crowd's, each bar with its share of both."""
    bars = stars["histogram"]
    mine, crowd = (sum(bar[whose] for bar in bars) for whose in ("mine", "crowd"))
    return {
        "n_ratings": stars["n_ratings"],
        "average": stars["average"],
        "deviation": stars["deviation"],
        "crowd_average": sum(bar["stars"] * bar["crowd"] for bar in bars) / crowd if crowd else None,
        "histogram": [
            {**bar, "my_share": bar["mine"] / (mine or 1), "crowd_share": bar["crowd"] / (crowd or 1)} for bar in bars
        ],
    }


def agree(stars: Figures) -> dict[str, Any]:
    """Return how far a reader agrees with others about the same items."""
    return {
        "correlation": stars["correlation"],
        "n": stars["n_compared"],
        "my_average": stars["average_of_compared"],
        "crowd_average": stars["crowds_average"],
    }


def tell_diversity(found: Figures) -> list[dict[str, Any]]:
    """Return how varied what was seen is, by genre, language and decade, with nothing for none of a kind."""
    by_kind = {row["kind"]: row for row in found["kinds"]}
    nothing: dict[str, Any] = {"n_names": 0, "entropy": None, "shares": []}
    return [_varied(kind, by_kind.get(kind, nothing)) for kind in VARIED]


def _varied(kind: str, row: Figures) -> dict[str, Any]:
    n, entropy = row["n_names"], row["entropy"]
    return {
        "kind": kind,
        "n": n,
        "effective": math.exp(entropy) if n else 0.0,
        "evenness": entropy / math.log(n) if n > 1 else None,
        "shares": [{**share, "label": label_of(kind, share["key"])} for share in row["shares"]],
    }


def engage(recent: Figures, today: str, last_active_on: str | None) -> dict[str, Any]:
    """Return the engagement score, 0 to 100, and its parts: the mean of recency, frequency and volume."""
    idle = None if last_active_on is None else (date.fromisoformat(today) - date.fromisoformat(last_active_on)).days
    parts = {
        "recency": 0.0 if idle is None else 0.5 ** (idle / RECENCY_HALF_LIFE_DAYS),
        "frequency": recent["n_active_days"] / recent["n_days"],
        "volume": min(1.0, math.log1p(recent["n_events"]) / math.log1p(EVENTS_A_DAY * recent["n_days"])),
    }
    return {"engagement_score": round(100 * sum(parts.values()) / len(parts), 1), "engagement": {**recent, **parts}}


def tell_month(
    months: Sequence[Figures], trends: Mapping[tuple[str, str], Sequence[Figures]], diversity: Figures
) -> dict[str, Any]:
    """Return what changed this month: how much was done, which preferences rose and fell, what was seen first."""
    before, now = months[-2:]
    changes = [
        {"kind": kind, "key": key, "label": label_of(kind, key), "change": points[-1]["weight"] - points[-2]["weight"]}
        for (kind, key), points in trends.items()
    ]
    rising = sorted(changes, key=lambda one: (-one["change"], one["kind"], one["key"]))
    falling = sorted(changes, key=lambda one: (one["change"], one["kind"], one["key"]))
    return {
        "month": now["month"],
        **{name: now[name] for name in ("n_ratings", "n_events")},
        **{f"{name}_before": before[name] for name in ("n_ratings", "n_events")},
        "rising": [one for one in rising[:CHANGES] if one["change"] >= LEAST_CHANGE],
        "falling": [one for one in falling[:CHANGES] if one["change"] <= -LEAST_CHANGE],
        "first_seen": [
            {**one, "label": label_of(one["kind"], one["key"])}
            for row in diversity["kinds"]
            for one in row["new"] or []
        ],
    }
