"""Whether an answer changed since a client last got it, and gzip.

Compressing is safe here. To guess a secret from the length of an answer, an attacker must make a browser ask for it
again and again with the reader's rights. Pages of other sites cannot: a browser adds no bearer token by itself, as it
adds a cookie.
"""

import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.patience import LIVE

PUBLIC = "public, max-age=300"  # what is the same for everybody
PERSONAL = "private, no-store"
LEAST_BYTES = 1000  # a smaller answer fits into one packet anyway
LEVEL = 4  # docs/benchmarks.md has what each level costs


class Compression(GZipMiddleware):
    """gzip for clients that take it."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app, minimum_size=LEAST_BYTES, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; one that stays open without a compressor, which would hold 256 kB."""
        if scope.get("path", "").endswith(LIVE):
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


class Revalidation:
    """Gives public answers an ETag, and answers 304 without a body to a client that has the answer already."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "http":
            send = _Answering(send, Headers(scope=scope).get("if-none-match", "")).send
        await self._app(scope, receive, send)


class _Answering:
    """One answer. Its head waits for its body if the body decides the ETag."""

    def __init__(self, send: Send, known: str) -> None:
        self._send = send
        self._known = known
        self._head: Message | None = None

    async def send(self, message: Message) -> None:
        """Send a part of the answer, or keep the head until the body is there."""
        if message["type"] == "http.response.start" and message["status"] == 200:
            if Headers(raw=message["headers"]).get("cache-control") == PUBLIC:
                self._head = message
                return
        elif self._head is not None:
            head, self._head = self._head, None
            message = _tagged(head, message, self._known)
            await self._send(head)
        await self._send(message)


def _tagged(head: Message, body: Message, known: str) -> Message:
    """Add the ETag to the head and return the body, or no body if the client knows it.

    The tag is weak, because the same answer has other bytes if it is compressed.
    """
    headers = MutableHeaders(scope=head)
    headers["ETag"] = f'W/"{hashlib.blake2b(body["body"], digest_size=12).hexdigest()}"'
    if not is_known(headers["ETag"], known):
        return body
    head["status"] = 304
    if len(body["body"]) >= LEAST_BYTES:  # a cache takes over what a 304 says, and would forget that it keeps gzip
        headers.add_vary_header("Accept-Encoding")
    del headers["content-length"], headers["content-type"]
    return {"type": "http.response.body", "body": b""}


def is_known(etag: str, known: str) -> bool:
    """Say whether a header If-None-Match names a tag; strong and weak tags count alike."""
    tags = [tag.strip().removeprefix("W/") for tag in known.split(",")]
    return etag.removeprefix("W/") in tags or tags == ["*"]
