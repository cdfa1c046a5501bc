"""How much a request may send: a megabyte, and what an import needs."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import TooLarge
from api.middleware import error_response

MEGABYTE = 1024 * 1024
MAX_BODY = MEGABYTE
MAX_FILE = 10 * MEGABYTE
MAX_IMPORT = MAX_FILE + 64 * 1024  # and what surrounds a file in a form


class BodyLimit:
    """Refuses a body that says it is too large before it is read, and one that does not say so while it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, with a bounded body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = MAX_IMPORT if scope["path"].endswith("/library/import") else MAX_BODY
        sentence = f"The body has more than {limit // MEGABYTE} MB."
        said = Headers(scope=scope).get("content-length", "0")
        if len(said) > 15 or not said.isdecimal() or int(said) > limit:
            await error_response(TooLarge(sentence, slug="body_too_large"))(scope, receive, send)
            return
        n_received = 0

        async def receive_bounded() -> Message:
            nonlocal n_received
            message = await receive()
            n_received += len(message.get("body", b""))
            if n_received > limit:
                raise HTTPException(413, sentence)
            return message

        await self._app(scope, receive_bounded, send)
