"""Why an item stands at the exploring place, for people: what is not known of it yet, before the usual reasons."""

from collections.abc import Sequence

from api.ranking.exploring import NEW_DAYS
from api.ranking.reason_parts import ReasonParts, StoredEvidence, make_reason


def reasons_of_explored(reasons: Sequence[ReasonParts], found: StoredEvidence) -> list[ReasonParts]:
    """Return the reasons of an item at the exploring place: first that little is known of it.

    What is less the reader's kind is said only if taste as a whole speaks against the item.
    """
    of_taste = sum(reason["contribution"] for reason in reasons if reason["source"] == "taste")
    told = [reason for reason in reasons if of_taste < 0 or reason["key"] != "less_your_kind"]
    return [of_exploring(found), *told]


def of_exploring(found: StoredEvidence) -> ReasonParts:
    """Return the reason of an item that chance put on a list, because too little is known of it."""
    is_new, n_raters = found["days"] < NEW_DAYS, found["n_raters"]
    begins = "New here, little is known yet" if is_new else "Little is known of it here yet"
    if n_raters == 0:
        known = "nobody has rated it"
    else:
        known = "one person rated it" if n_raters == 1 else f"{n_raters} people rated it"
    key = "new_here" if is_new else "little_known"
    said = make_reason(key, f"{begins}: {known}", n_raters=n_raters, days=found["days"])
    return {"source": "exploring", **said, "contribution": 0.0}
