"""What feedback decides: which event it stands for, and which reason is meant."""

from typing import Any

from api.errors import InvalidInput
from api.feedback.schemas import NewFeedback
from api.http.callers import Caller
from api.ranking.reasons import explain
from api.signals import SIGNALS

WRONG_REASON = "wrong_reason"


async def record_feedback(me: Caller, given: NewFeedback) -> Any:
    """Record feedback. A wrong reason costs a call more, because reasons are made of the receipt here."""
    if given.reason_key is not None and given.kind != WRONG_REASON:
        raise InvalidInput("reason_key: Only wrong_reason takes one; leave it out.", slug="invalid_input")
    recommendation_id = str(given.recommendation_id)
    reason = None
    if given.kind == WRONG_REASON:
        receipt = await me.one("get_receipt", recommendation_id=recommendation_id, item_id=given.item_id)
        reason = choose_reason(reasons_of(receipt), given.reason_key)
    return await me.one(
        "record_feedback",
        recommendation_id=recommendation_id,
        item_id=given.item_id,
        kind=given.kind,
        signal=SIGNALS[given.kind],
        comment=given.comment,
        reason_source=reason and reason["source"],
        reason_key=reason and reason["key"],
    )


def reasons_of(receipt: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the reasons that the list gave for an item."""
    item_type = receipt["item"]["item_type"]
    return explain(receipt["contributions"], receipt.get("evidence") or {}, item_type, receipt.get("variety"))


def choose_reason(reasons: list[dict[str, Any]], key: str | None) -> dict[str, Any] | None:
    """Return the reason with this key, or the first one; None if there is none at all.

    Raises `InvalidInput` (`reason_not_found`) if the list gave no such reason.
    """
    found = [reason for reason in reasons if key in {None, reason["key"]}]
    if key is not None and not found:
        given = ", ".join(dict.fromkeys(reason["key"] for reason in reasons)) or "none"
        raise InvalidInput(f"reason_key: The list gave no such reason; it gave {given}.", slug="reason_not_found")
    return next(iter(found), None)
