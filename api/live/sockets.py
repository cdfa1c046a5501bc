"""The same messages by WebSocket, at the same address, for those who want one."""

import asyncio
from collections.abc import Generator
from typing import Any, cast

from starlette.datastructures import Headers, QueryParams
from starlette.types import Receive, Scope, Send

from api.errors import CineLibreError, InvalidInput, Unauthorized
from api.http.callers import Caller
from api.http.error_responses import error_response
from api.http.tokens import Tokens
from api.live.service import Entrance, enter_by_ticket, enter_by_token
from api.live.streams import listen
from api.push.hub import Hub
from api.push.listeners import Listener
from api.sentences import name_unknown

PARAMETERS = {"ticket", "last_event_id"}
CLOSED = 1000


class LiveSocket:
    """One WebSocket. A refusal is answered as HTTP, before the handshake ends."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send

    def __await__(self) -> Generator[Any, None, None]:
        """Serve it until either side ends it."""
        return self._serve().__await__()

    async def _serve(self) -> None:
        hub = cast(Hub, self._scope["app"].state.hub)
        try:
            await self._receive()  # the wish to connect
            listener = listen(hub, await _enter(self._scope), self._scope)
        except CineLibreError as error:
            await error_response(error)(self._scope, self._receive, self._send)
            return
        leaving = asyncio.create_task(_leave(self._receive, listener))
        try:
            await self._tell(listener)
            if not leaving.done():
                await self._send({"type": "websocket.close", "code": CLOSED})
        except OSError:
            pass  # the client is gone
        finally:
            leaving.cancel()
            hub.leave(listener)

    async def _tell(self, listener: Listener) -> None:
        await self._send({"type": "websocket.accept"})
        while messages := await listener.next():
            for message in messages:
                await self._send({"type": "websocket.send", "text": message.told})


async def _enter(scope: Scope) -> Entrance:
    """Let a client in by its ticket or its token. Raises what `GET /live` raises."""
    asked, headers, state = QueryParams(scope["query_string"]), Headers(scope=scope), scope["app"].state
    if unknown := [name for name in asked if name not in PARAMETERS]:
        raise InvalidInput.of(name_unknown(unknown, PARAMETERS, "parameter"))
    last_id = asked.get("last_event_id")
    if "ticket" in asked:
        return await enter_by_ticket(state.db, asked["ticket"], last_id)
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if not scheme:
        raise Unauthorized(slug="token_missing")
    if scheme.lower() != "bearer":
        raise Unauthorized("Authorization must be `Bearer` and a token.", slug="token_invalid")
    claims = await cast(Tokens, state.tokens).read(token.strip())
    return await enter_by_token(Caller(state.db, claims), last_id)


async def _leave(receive: Receive, listener: Listener) -> None:
    """Wait until the client is gone; what it says means nothing."""
    while (await receive())["type"] != "websocket.disconnect":
        pass
    listener.drop()
