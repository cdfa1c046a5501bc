"""What the process counts of itself, for /metrics. Labels are from closed sets, so that nobody can fill the memory."""

from collections.abc import Iterable
from contextvars import ContextVar
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, Summary

SECONDS = (0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
BYTES = (1_000.0, 10_000.0, 100_000.0, 1_000_000.0)

Outcome = Literal["stored", "made", "empty"]


class Metrics:
    """Counts of requests, SQL functions, lists and degraded answers, and what the system says of the process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        of_route, kept = ("method", "route"), self.registry
        self._requests = Counter("cinelibre_requests", "Requests answered", (*of_route, "status"), registry=kept)
        self._seconds = Histogram(
            "cinelibre_request_seconds", "Seconds to answer", of_route, buckets=SECONDS, registry=kept
        )
        self._bytes = Histogram(
            "cinelibre_response_bytes", "Bytes of bodies, as sent", of_route, buckets=BYTES, registry=kept
        )
        self._sql = Summary("cinelibre_sql_seconds", "Seconds of calls of SQL functions", ("function",), registry=kept)
        self._sql_errors = Counter("cinelibre_sql_errors", "Calls that failed", ("function", "status"), registry=kept)
        self._lists = Counter("cinelibre_lists", "Lists answered", ("kind", "outcome"), registry=kept)
        self._degraded = Counter("cinelibre_degraded", "Answers that lacked something", ("cause",), registry=kept)
        self._found: dict[tuple[str, str, int], tuple[Counter, Histogram, Histogram]] = {}  # looked up once
        self._called: dict[str, Summary] = {}

    def count_request(self, method: str, route: str, status: int, seconds: float, n_bytes: int) -> None:
        """Count an answered request."""
        found = self._found.get((method, route, status)) or self._find(method, route, status)
        found[0].inc()
        found[1].observe(seconds)
        found[2].observe(n_bytes)

    def _find(self, method: str, route: str, status: int) -> tuple[Counter, Histogram, Histogram]:
        found = self._found[method, route, status] = (
            self._requests.labels(method, route, status),
            self._seconds.labels(method, route),
            self._bytes.labels(method, route),
        )
        return found

    def count_call(self, function: str, seconds: float, status: int) -> None:
        """Count a call of a SQL function; `status` is 200 or what its error becomes."""
        summary = self._called.get(function)
        if summary is None:
            summary = self._called[function] = self._sql.labels(function)
        summary.observe(seconds)
        if status != 200:
            self._sql_errors.labels(function, status).inc()

    def count_list(self, kind: str, outcome: Outcome) -> None:
        """Count an answered list."""
        self._lists.labels(kind, outcome).inc()

    def count_degraded(self, cause: str) -> None:
        """Count an answer that lacked something."""
        self._degraded.labels(cause).inc()


_in_use: ContextVar[Metrics | None] = ContextVar("metrics", default=None)


def count_into(metrics: Metrics) -> None:
    """Let the functions below count into these metrics for the rest of the request."""
    _in_use.set(metrics)


def count_list(kind: str, outcome: Outcome, causes: Iterable[str] = ()) -> None:
    """Count an answered list and what it lacked. Outside a request nothing is counted."""
    if (metrics := _in_use.get()) is not None:
        metrics.count_list(kind, outcome)
    count_degraded(causes)


def count_degraded(causes: Iterable[str]) -> None:
    """Count what an answer lacked. Outside a request nothing is counted."""
    if (metrics := _in_use.get()) is not None:
        for cause in causes:
            metrics.count_degraded(cause)
