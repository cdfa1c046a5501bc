"""Compares what connected readers were told with what the database says now."""

from api.db import Database
from api.push.readers import TOKEN_ENDED, Readers


async def compare(db: Database, readers: Readers, moved_from: float, changed: list[int] | None) -> None:
    """Tell readers what changed for them; `changed` names who did something, None asks for everybody."""
    if readers.n_listeners and changed != []:
        found = await db.one("get_live_changes", known=readers.known(), moved_from=moved_from, changed_ids=changed)
        for counters in found:
            readers.tell(counters["user_id"], counters)


async def end_tokens(db: Database, readers: Readers) -> None:
    """End the connections whose tokens count no more."""
    tokens = sorted({(one.claims.user_id, one.claims.version) for one in readers})
    if tokens:
        found = await db.one(
            "get_ended_tokens",
            caller_ids=[caller_id for caller_id, _ in tokens],
            caller_versions=[version for _, version in tokens],
        )
        ended = {(token["caller_id"], token["caller_version"]) for token in found}
        gone = [one for one in readers if (one.claims.user_id, one.claims.version) in ended]
        readers.end(gone, TOKEN_ENDED)
