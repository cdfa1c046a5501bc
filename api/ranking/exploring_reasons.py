"""Why an item stands at the exploring place, for people: what is not known of it yet."""

from api.ranking.reason_parts import ReasonParts, StoredEvidence, make_reason

NEW_DAYS = 30  # since an item was added; what is here longer is not new


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
