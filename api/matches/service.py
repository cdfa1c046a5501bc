"""What matching decides: which score counts if the caller names none."""

from typing import Any

from api.http.callers import Caller
from api.settings import Settings


async def list_matches(me: Caller, settings: Settings, threshold: float | None, limit: int) -> dict[str, Any]:
    """Return the caller's matches with the score that they have at least."""
    least = settings.match_threshold if threshold is None else threshold
    found = await me.one("get_matches", threshold=least, match_limit=limit)
    return {**found, "threshold": least}
