"""What insights decide: how far they look back, and how much they show."""

from typing import Any

from api.http.callers import Caller
from api.insights.charts import agree, compare, engage, tell_diversity, tell_month
from api.insights.preferences import KINDS, weigh, weigh_months

HISTORY = 200  # ratings that likings go by; list_likings reads no more
FEATURES_A_KIND = 50
SHOWN_A_KIND = 20
SNAPSHOTS = 24  # of a reader; the oldest goes
MONTHS = 6
LEAST_RATERS = 5  # others, before an average says something
RECENT_DAYS = 30
PASSIVE = ["impression", "dwell"]  # what a page tells, and no reader does


async def features(me: Caller) -> dict[str, Any]:
    """Return what lists know of somebody's taste."""
    return _told(await me.one("get_features", history_limit=HISTORY, per_kind=FEATURES_A_KIND))


async def keep_features(me: Caller) -> dict[str, Any]:
    """Keep that as a snapshot, and return it."""
    return _told(
        await me.one("save_features", history_limit=HISTORY, per_kind=FEATURES_A_KIND, snapshot_limit=SNAPSHOTS)
    )


async def insights(me: Caller) -> dict[str, Any]:
    """Return what somebody's ratings and events say of them."""
    found = await me.one(
        "get_insights",
        history_limit=HISTORY,
        per_kind=SHOWN_A_KIND,
        month_count=MONTHS,
        least_raters=LEAST_RATERS,
        shown_limit=SHOWN_A_KIND,
        recent_days=RECENT_DAYS,
        passive=PASSIVE,
    )
    return {
        **_drawn(found.pop("preferences"), found.pop("stars"), found.pop("diversity"), found.pop("activity")),
        **found,
    }


def _drawn(
    rows: list[dict[str, Any]], stars: dict[str, Any], diversity: dict[str, Any], activity: dict[str, Any]
) -> dict[str, Any]:
    trends = weigh_months(rows)
    chosen = weigh([{**row, "trend": trends[row["kind"], row["name"]]} for row in rows], SHOWN_A_KIND)
    return {
        **{f"{kind}_preferences": chosen[kind] for kind in KINDS},
        "stars": compare(stars),
        "agreement": agree(stars),
        "diversity": tell_diversity(diversity),
        **engage(activity["recent"], activity["today"], activity["streaks"]["last_active_on"]),
        "streaks": activity["streaks"],
        "months": activity["months"],
        "this_month": tell_month(activity["months"], trends, diversity),
    }


def _told(found: dict[str, Any]) -> dict[str, Any]:
    chosen = weigh(found.pop("preferences"), FEATURES_A_KIND)
    return {**found, **{f"{kind}_preferences": chosen[kind] for kind in KINDS}}
