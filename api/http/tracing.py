"""OpenTelemetry traces, where `OTEL_EXPORTER_OTLP_ENDPOINT` is set: a span a request, and one a call of the database.

A span has the route's template and the function's name, never an address, a parameter or a header: these say what
people look for. FastAPI's own telemetry would send them, so it stays off.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from fastapi.telemetry import TelemetryConfig
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.db import Database
from api.errors import CineLibreError, Misconfigured
from api.logs import trace_id
from api.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import SpanKind, Tracer
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

MOST_WAITING = 1024  # spans, of about 2 kB; beyond them the oldest go
AT_ONCE = 512  # spans, in one request to the collector
EXPORT_SECONDS = 2.0  # for one request with its retries: so long, at most three times, a stop waits for a collector
NAMED = "cinelibre"
NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "auto_configure": False,
}  # FastAPI's
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Tracing:
    """Sends spans from a thread of its own. If the collector is away they are dropped, and nobody waits."""

    def __init__(self, settings: Settings) -> None:
        self._provider = _provider_of(settings)
        self._tracer = self._provider.get_tracer(NAMED)
        self._propagator, self._kind = _propagator_and_kind()

    async def answer(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request within a span, which is a part of the caller's trace if `traceparent` names one."""
        method = scope["method"] if scope["method"] in METHODS else "other"
        given = next((value for name, value in scope["headers"] if name == b"traceparent"), b"")
        parent = self._propagator.extract({"traceparent": given.decode("latin-1")})
        with self._tracer.start_as_current_span(
            method, parent, self._kind, record_exception=False, set_status_on_exception=False
        ) as span:
            trace_id.set(f"{span.get_span_context().trace_id:032x}")

            async def send_noting(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                await send(message)

            try:
                await app(scope, receive, send_noting)
            finally:
                route = getattr(scope.get("route"), "path", "unmatched")
                span.update_name(f"{method} {route}")
                span.set_attributes({"http.request.method": method, "http.route": route})

    def of_database(self, db: Database) -> Database:
        """Wrap a database: every call is a span, within that of its request."""
        return TracedDatabase(db, self._tracer)

    async def close(self) -> None:
        """Send what waits, and end the thread."""
        await asyncio.to_thread(self._provider.shutdown)


@asynccontextmanager
async def open_tracing(settings: Settings) -> AsyncIterator[Tracing | None]:
    """Open what sends traces if a collector is named. Only then is OpenTelemetry's SDK imported."""
    if settings.otel_exporter_otlp_endpoint is None:
        yield None
        return
    tracing = Tracing(settings)
    try:
        yield tracing
    finally:
        await tracing.close()


class TracedDatabase(Database):
    """Passes calls on to `inner`, each within a span of the function's name."""

    def __init__(self, inner: Database, tracer: "Tracer") -> None:
        from opentelemetry.trace import SpanKind, StatusCode

        self.inner, self._tracer = inner, tracer
        self._kind, self._error = SpanKind.CLIENT, StatusCode.ERROR

    async def text(self, function: str, /, **args: Any) -> bytes:
        """Call as `Database.text` says."""
        told = {"db.system.name": "postgresql", "db.stored_procedure.name": function}
        with self._tracer.start_as_current_span(
            function, kind=self._kind, attributes=told, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                return await self.inner.text(function, **args)
            except Exception as error:
                slug = error.slug if isinstance(error, CineLibreError) else type(error).__name__
                span.set_attribute("error.type", slug)
                span.set_status(self._error)
                raise

    def count_connections(self) -> dict[str, int]:
        """Count as `Database.count_connections` says."""
        return self.inner.count_connections()

    async def describe_replica(self) -> dict[str, Any] | None:
        """Describe as `Database.describe_replica` says."""
        return await self.inner.describe_replica()


def _propagator_and_kind() -> tuple["TraceContextTextMapPropagator", "SpanKind"]:
    from opentelemetry.trace import SpanKind
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    return TraceContextTextMapPropagator(), SpanKind.SERVER


def _provider_of(settings: Settings) -> "TracerProvider":
    """Make what sends spans. Sampling, headers and the service's name are the SDK's own variables, `OTEL_…`."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import OTELResourceDetector, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise Misconfigured(
            "OTEL_EXPORTER_OTLP_ENDPOINT needs OpenTelemetry: pip install -r requirements-otel.txt."
        ) from None
    logging.getLogger("opentelemetry.sdk._shared_internal").setLevel(logging.ERROR)  # it logs every dropped span
    exporter = OTLPSpanExporter(
        f"{str(settings.otel_exporter_otlp_endpoint).rstrip('/')}/v1/traces", timeout=EXPORT_SECONDS
    )
    named = Resource({"service.name": NAMED}).merge(OTELResourceDetector().detect())  # OTEL_SERVICE_NAME overrules
    provider = TracerProvider(resource=named, shutdown_on_exit=False)
    provider.add_span_processor(
        BatchSpanProcessor(exporter, max_queue_size=MOST_WAITING, max_export_batch_size=AT_ONCE)
    )
    return provider
