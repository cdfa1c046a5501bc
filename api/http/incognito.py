"""Requests that leave nothing behind: `X-Incognito: true`.

One rule covers all routes. What only reads is answered, and neither lists nor impressions are kept of it. What records
an event answers as usual and records nothing. Whatever else a request would store is refused, because the reader means
it to last.
"""

from typing import Literal

from fastapi import Request

from api.errors import InvalidInput

HEADER = "X-Incognito"
READING_POSTS = ("/recommendations/session", "/recommendations/refresh")
EVENTS = ("/interactions", "/events/")

RequestKind = Literal["read", "event", "stored"]


def kind_of(method: str, path: str) -> RequestKind:
    """Say what a request to a route does: it only reads, records an event, or stores what the reader states."""
    if method in ("GET", "HEAD") or path in READING_POSTS:
        return "read"
    return "event" if path.startswith(EVENTS) else "stored"


def is_incognito(request: Request) -> bool:
    """Say whether a request asks to leave nothing behind. Raises `InvalidInput` unless it says true or false."""
    given = request.headers.get(HEADER, "false").strip().lower()
    if given not in ("true", "false"):
        raise InvalidInput(f"{HEADER} must be true or false.")
    return given == "true"


async def refuse_to_store(request: Request) -> None:
    """Refuse to store anything for a request that asks to leave nothing behind; runs on every route."""
    if is_incognito(request) and kind_of(request.method, request.scope["route"].path) == "stored":
        raise InvalidInput(f"This would be kept, and {HEADER} asks to keep nothing: leave the header out.")
