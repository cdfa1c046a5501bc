"""What a connection of /live needs before it opens: whose it is, and what this reader was told last."""

import hashlib
import secrets
from datetime import UTC, datetime
from typing import Any, NamedTuple

from api.db import Database
from api.errors import InvalidInput, Unauthorized
from api.http.callers import Caller
from api.push.messages import Counters, Message, changes, counters_of, hello
from api.ranking.ranked import MOVED
from api.security.tokens import Claims

TICKET_SECONDS = 30


class Entrance(NamedTuple):
    """Whose news a connection gets, the token that it came with, and what it says first."""

    reader_id: int
    claims: Claims
    counters: Counters
    first: list[Message]


async def make_ticket(me: Caller) -> dict[str, Any]:
    """Return a ticket. The database keeps its hash, so any process can take it."""
    ticket = secrets.token_urlsafe(24)
    made = await me.one(
        "make_live_ticket",
        ticket_hash=hash_ticket(ticket),
        token_ends_at=datetime.fromtimestamp(me.claims.expires_at, UTC).isoformat(),
        good_seconds=TICKET_SECONDS,
    )
    return {"ticket": ticket, **made}


async def enter_by_token(me: Caller, last_id: str | None) -> Entrance:
    """Let a caller in. Raises what a bad token raises."""
    counters = await me.one("get_live_state", moved_from=MOVED)
    return _entrance(me.user_id, me.claims, counters, last_id)


async def enter_by_ticket(db: Database, ticket: str, last_id: str | None) -> Entrance:
    """Let whoever brings a ticket in, once. Raises `Unauthorized`."""
    opened = await db.one("open_live", ticket_hash=hash_ticket(ticket), good_seconds=TICKET_SECONDS, moved_from=MOVED)
    if opened is None:
        raise Unauthorized(
            f"ticket: This one was used or is older than {TICKET_SECONDS} seconds: get another by POST /live/ticket.",
            slug="ticket_invalid",
        )
    claims = Claims(opened["caller_id"], opened["caller_version"], expires_at=int(opened["token_ends_at"]))
    return _entrance(opened["user_id"], claims, opened["counters"], last_id)


def hash_ticket(ticket: str) -> str:
    """Return what the database keeps of a ticket."""
    return hashlib.sha256(ticket.encode()).hexdigest()


def _entrance(reader_id: int, claims: Claims, counters: Counters, last_id: str | None) -> Entrance:
    """Make an entrance; a client that comes back is told at once what changed since the message with that id."""
    missed: list[Message] = []
    if last_id is not None:
        former = counters_of(last_id)
        if former is None:
            raise InvalidInput("last_event_id: This is no id of ours: leave it out.", slug="invalid_input")
        missed = changes(former, counters)
    return Entrance(reader_id, claims, counters, [hello(counters), *missed])
