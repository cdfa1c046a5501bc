"""Imports rows for which the reader chose the item."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from api.http.callers import Caller
from api.library.importing import NOTHING_KEPT
from api.library.schemas import ItemChoice
from api.readers.library.kept import read_kept
from api.readers.parsing.cells import BadCell
from api.sentences import join, tell
from api.sizes import REVIEWS_A_DAY


async def import_choices(me: Caller, given: list[Any]) -> dict[str, Any]:
    """Apply each choice as an import would have applied its row; return what became of each, in their order.

    An unreadable choice is `bad`, a choice of an unknown item `not_found`; neither keeps another back.
    """
    now = datetime.now(UTC)
    rows = [_read(body, now) for body in given]
    readable = [row for row in rows if "kept" in row]
    # Even if empty: it refuses an ended token.
    outcomes = await me.one("import_choices", choices=readable, daily_reviews=REVIEWS_A_DAY)
    for row, outcome in zip(readable, outcomes, strict=True):
        del row["kept"]
        row.update({"reason": NOTHING_KEPT} if outcome["status"] == "matched" else {}, **outcome)
    return {"counts": Counter(row["status"] for row in rows), "rows": rows}


def _read(body: Any, now: datetime) -> dict[str, Any]:
    """Return a choice to be imported, or what is wrong with it."""
    try:
        choice = ItemChoice.model_validate(body)
    except ValidationError as error:
        return {"status": "bad", "reason": join(tell(error.errors(), from_body=True))}
    try:
        return {"item_id": choice.item_id, "kept": read_kept(choice.kept, now)}
    except BadCell as error:
        return {"item_id": choice.item_id, "status": "bad", "reason": str(error)}
