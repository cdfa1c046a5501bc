"""An answer that stays open, as server-sent events: a raw ASGI application, so that a connection costs little.

Each holds two small tasks: one waits for messages, the other for the client to leave.
"""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from api.errors import Overloaded
from api.http.admission import visit_of
from api.http.connections import CONNECTION
from api.http.features import RuledRoute
from api.live.service import Entrance
from api.push.hub import Hub
from api.push.listeners import Listener
from api.push.readers import STOPPING

STREAM = "stream"  # its name in the scope, from FastAPI's answer to ours
HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store, no-transform"),
    (b"connection", b"close"),
    (b"x-accel-buffering", b"no"),  # nginx would hold events back
]
LEAST_RETRY_MS, RETRY_STEP_MS, RETRY_STEPS = 2000, 500, 12  # spreads clients that come back after a restart


class EventStream(JSONResponse):
    """What a route answers to open a stream: `LastingRoute` sends it once FastAPI is done. Each event is JSON."""

    media_type = "text/event-stream"

    def __init__(self, hub: Hub, entrance: Entrance) -> None:
        super().__init__(None)
        self._hub = hub
        self._entrance = entrance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the connection in. Raises `Overloaded` if there are too many."""
        scope[STREAM] = (self._hub, listen(self._hub, self._entrance, scope))
        scope["lasted"] = True
        visit_of(scope).leave_for_good()


class LastingRoute(RuledRoute):
    """A route whose answer stays open; what FastAPI held to make it is let go before."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let FastAPI decide, and then answer."""
        await super().handle(scope, receive, send)
        if STREAM in scope:
            hub, listener = scope.pop(STREAM)
            await send_events(hub, listener, receive, send)


async def send_events(hub: Hub, listener: Listener, receive: Receive, send: Send) -> None:
    """Send messages until either side ends it."""
    leaving = asyncio.create_task(_leave(receive, listener))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        retry = LEAST_RETRY_MS + hub.readers.n_listeners % RETRY_STEPS * RETRY_STEP_MS
        body = f"retry: {retry}\n\n".encode()
        while messages := await listener.next():
            body += b"".join(message.event for message in messages)
            await send({"type": "http.response.body", "body": body, "more_body": True})
            body = b""
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        leaving.cancel()
        hub.leave(listener)


def listen(hub: Hub, entrance: Entrance, scope: Scope) -> Listener:
    """Count a connection in, with the server and with the hub. Raises `Overloaded` if either has too many."""
    connection = scope.get("state", {}).get(CONNECTION)
    listener = Listener(entrance.reader_id, entrance.claims, connection.abort if connection else lambda: None)
    listener.put(entrance.first)
    hub.join(listener, entrance.counters)
    if connection is not None and not connection.stay(lambda: listener.end(STOPPING)):
        hub.leave(listener)
        raise Overloaded("Too many clients are connected: ask GET /live/state now and then instead.")
    return listener


async def _leave(receive: Receive, listener: Listener) -> None:
    """Wait until the client is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.drop()


def last_id_of(request: Request, named: str | None) -> str | None:
    """Return the id of the last message that a client got: as a parameter, or as an EventSource sends it by itself."""
    return named or request.headers.get("last-event-id")
