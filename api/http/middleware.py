"""What surrounds every request: its id, its prefix, CORS, the last resort for errors, one log line, metrics."""

import logging
import re
import uuid
from typing import Any, cast

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api.errors import CineLibreError, NotFound
from api.http.caching import PERSONAL
from api.http.cors import Cors
from api.http.error_responses import error_response
from api.logs import Stopwatch, log_event, request_id
from api.metrics import Metrics, count_into
from api.settings import Settings

log = logging.getLogger(__name__)

_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OUR_MISTAKE = "This is our mistake; the log has it under the request id."
LONGEST_PATH = 200  # characters of a path in the log

SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",  # a page that needs more sets its own
}
PAGE_POLICY = "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"  # for HTML that sets none
TRANSPORT_SECURITY = "max-age=31536000"  # only if TLS or a trusted proxy says that the request came by https


class Surroundings:
    """The outermost layer. It reads the settings late, because they are known only once the app has started."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics
        self._surrounded: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass requests on with everything that surrounds them; cut a refusal to start down to one sentence."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, _only_sentences(send))
        elif scope["type"] == "http":
            tracing = scope["app"].state.tracing
            if tracing is None:
                await self._answer(scope, receive, send)
            else:
                await tracing.answer(self._answer, scope, receive, send)
        else:
            await self._connect(scope, receive, send)

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a WebSocket on, below the prefix."""
        token = request_id.set(uuid.uuid4().hex)
        try:
            await self._inner(scope)(scope, receive, send)
        finally:
            request_id.reset(token)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = Headers(scope=scope).get("x-request-id", "")
        token = request_id.set(given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex)
        count_into(self._metrics)
        watch, status, n_bytes = Stopwatch(), 0, 0

        async def send_with_id(message: Message) -> None:
            nonlocal status, n_bytes
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(MutableHeaders(scope=message), is_https=scope["scheme"] == "https")
            else:
                n_bytes += len(message.get("body", b""))
            await send(message)

        try:
            await self._inner(scope)(scope, receive, send_with_id)
        except Exception:
            log.exception("request_failed", extra={"fields": {"path": scope["path"][:LONGEST_PATH]}})
            if status == 0:
                failed = error_response(CineLibreError(OUR_MISTAKE, slug="internal_error"))
                await failed(scope, receive, send_with_id)
        finally:
            self._record(scope, status, watch.ms, n_bytes)
            request_id.reset(token)

    def _inner(self, scope: Scope) -> ASGIApp:
        settings = cast(Settings, scope["app"].state.settings)
        prefix = settings.api_prefix
        if prefix:
            if scope["path"] != prefix and not scope["path"].startswith(f"{prefix}/"):
                return error_response(NotFound(f"There is nothing here: every address begins with {prefix}."))
            scope["root_path"] = prefix
            if scope["path"] == prefix:
                scope["path"] = f"{prefix}/"
        if self._surrounded is None:
            self._surrounded = _configured(self._app, settings)
        return self._surrounded

    def _record(self, scope: Scope, status: int, ms: float, n_bytes: int) -> None:
        route = getattr(scope.get("route"), "path", "unmatched")
        method = scope["method"] if scope["method"] in METHODS else "other"  # keeps the set of labels closed
        if "lasted" not in scope:  # how long a connection stays open says nothing of us
            self._metrics.count_request(method, route, status, ms / 1000, n_bytes)
        quiet = route.startswith(("/health", "/app")) or route == "/metrics"
        log_event(
            log,
            "request",
            logging.DEBUG if quiet else logging.INFO,
            method=method,
            path=scope["path"][:LONGEST_PATH],
            route=route,
            status=status,
            ms=ms,
        )


def _add_headers(headers: MutableHeaders, *, is_https: bool) -> None:
    """Add the headers that every answer has, whichever layer gave it."""
    headers["X-Request-ID"] = request_id.get() or ""
    if headers.get("content-type", "").startswith("text/html"):
        headers.setdefault("content-security-policy", PAGE_POLICY)
    headers.setdefault("cache-control", PERSONAL)
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    if is_https:
        headers.setdefault("strict-transport-security", TRANSPORT_SECURITY)


def _configured(app: ASGIApp, settings: Settings) -> ASGIApp:
    """Wrap the application as its settings ask: CORS, and proxies that are trusted to name the client."""
    app = Cors(app, settings.allowed_origins)
    if settings.trusted_proxies:
        app = cast(ASGIApp, ProxyHeadersMiddleware(cast(Any, app), settings.trusted_proxies))
    return app


def _only_sentences(send: Send) -> Send:
    """Cut a failed start to one sentence: Starlette reports a traceback, and a person needs its last line."""

    async def send_sentence(message: Message) -> None:
        if message["type"] == "lifespan.startup.failed":
            last = message.get("message", "").strip().splitlines()[-1:]
            message = {**message, "message": re.sub(r"^[\w.]+: ", "", last[0]) if last else ""}
        await send(message)

    return send_sentence
