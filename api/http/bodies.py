"""How large a request's body may be and how fast it must arrive.

Bodies are read here, before a request takes a slot. The route of an import reads its body itself, because it asks other
things first; this module limits that body too.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import cast

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import CineLibreError, Overloaded, TooLarge, TooManyRequests, TooSlow, Unauthorized
from api.http.error_responses import error_response
from api.http.tokens import Tokens
from api.sizes import KILOBYTE, MAX_FILE_BYTES, MEGABYTE

IMPORT = "/library/import"


@dataclass(frozen=True)
class BodyLimits:
    """How large bodies may be, in bytes, and how long they may take to arrive."""

    stranger: int = 8 * KILOBYTE  # without a token; a registration needs a few hundred bytes
    body: int = MEGABYTE
    file: int = MAX_FILE_BYTES + 64 * KILOBYTE  # a file and the form around it
    together: int = 32 * MEGABYTE  # of all requests under way; bodies that a stranger may send are always read
    account: int = 8 * MEGABYTE  # of one account, so that it cannot use up `together`
    body_seconds: float = 10.0
    file_seconds: float = 120.0  # ten megabytes at 0.7 megabits a second


@dataclass
class _Held:
    n_bytes: int = 0
    of_accounts: Counter[int] = field(default_factory=Counter)


class Bodies:
    """Reads bodies within limits. It refuses a body that is too large, from its headers if they tell."""

    def __init__(self, app: ASGIApp, limits: BodyLimits | None = None) -> None:
        self._app = app
        self._limits = limits or BodyLimits()
        self._held = _Held()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its body, or with a limited stream of it if it is an import."""
        if scope["type"] != "http" or not _has_body(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        body = _Body(scope, receive, self._limits, self._held)
        try:
            await body.check_head()
            is_here = body.is_file or await body.arrives()
        except CineLibreError as error:
            await error_response(error)(scope, receive, send)
        else:
            if is_here:
                await self._app(scope, body.receive, send)
        finally:
            body.let_go()


def _has_body(headers: Headers) -> bool:
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


class _Body:
    """The body of one request."""

    def __init__(self, scope: Scope, receive: Receive, limits: BodyLimits, held: _Held) -> None:
        self._scope = scope
        self._receive = receive
        self._limits = limits
        self._held = held
        self.is_file = scope["path"].endswith(IMPORT)
        self._most = limits.file if self.is_file else limits.body
        self._seconds = limits.file_seconds if self.is_file else limits.body_seconds
        self._deadline = asyncio.get_running_loop().time() + self._seconds
        self._n_received = 0
        self._user_id: int | None = None  # None until the token was read
        self._is_whole = False
        self._arrived: bytes | None = None

    async def check_head(self) -> None:
        """Refuse what the headers give away: raises `TooLarge`, `Unauthorized` or `Overloaded`."""
        said = Headers(scope=self._scope).get("content-length", "0")
        if len(said) > 15 or not said.isdecimal() or int(said) > self._most:
            raise _too_large(self._most)
        if self.is_file:
            await self._require_token()
        elif int(said) > self._limits.stranger:
            await self._require_room(int(said))

    async def arrives(self) -> bool:
        """Read the whole body; return False if the sender hung up. Raises `TooSlow`, and what `check_head` raises."""
        arrived = bytearray()
        while not self._is_whole:
            message = await self._receive_in_time()
            if message["type"] != "http.request":
                return False
            arrived += message.get("body", b"")
        self._arrived = bytes(arrived)
        return True

    async def receive(self) -> Message:
        """Give the application its messages: the whole body at once, or a file piece by piece, then the disconnect."""
        if self._arrived is not None:
            body, self._arrived = self._arrived, None
            return {"type": "http.request", "body": body, "more_body": False}
        return await self._receive() if self._is_whole else await self._receive_in_time()

    def let_go(self) -> None:
        """Stop counting this body's bytes."""
        if not self.is_file:
            self._hold(-self._n_received)
            if self._user_id is not None and not self._held.of_accounts[self._user_id]:
                del self._held.of_accounts[self._user_id]

    async def _receive_in_time(self) -> Message:
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            raise TooSlow(f"The body did not arrive within {self._seconds:.0f} seconds: send it again.") from None
        self._is_whole = not message.get("more_body", False)
        await self._count(len(message.get("body", b"")))
        return message

    async def _count(self, n_bytes: int) -> None:
        self._n_received += n_bytes
        if not self.is_file:
            self._hold(n_bytes)
        if self._n_received > self._most:
            raise _too_large(self._most)
        if not self.is_file and self._n_received > self._limits.stranger:
            await self._require_room(0)

    async def _require_room(self, n_more: int) -> None:
        """Refuse a large body without a token, or if there is no room for it."""
        await self._require_token()
        if self._held.n_bytes + n_more > self._limits.together:
            raise Overloaded()
        if self._user_id is not None and self._held.of_accounts[self._user_id] + n_more > self._limits.account:
            most = self._limits.account // MEGABYTE
            raise TooManyRequests(f"Your requests under way have more than {most} MB: wait for their answers.")

    def _hold(self, n_bytes: int) -> None:
        self._held.n_bytes += n_bytes
        if self._user_id is not None:
            self._held.of_accounts[self._user_id] += n_bytes

    async def _require_token(self) -> None:
        if self._user_id is not None:
            return
        scheme, _, token = Headers(scope=self._scope).get("authorization", "").partition(" ")
        if not scheme and not self.is_file:
            raise _too_large(self._limits.stranger, ": log in, and send the token")
        if not scheme:
            raise Unauthorized(slug="token_missing")
        if scheme.lower() != "bearer":
            raise Unauthorized("Authorization must be `Bearer` and a token.", slug="token_invalid")
        claims = await cast(Tokens, self._scope["app"].state.tokens).read(token.strip())
        self._user_id = claims.user_id
        if not self.is_file:
            self._held.of_accounts[claims.user_id] += self._n_received


def _too_large(most: int, remedy: str = "") -> TooLarge:
    size = f"{most // MEGABYTE} MB" if most >= MEGABYTE else f"{most // KILOBYTE} kB"
    return TooLarge(f"The body has more than {size}{remedy}.", slug="body_too_large")
