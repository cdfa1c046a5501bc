"""One JSON line for each event, with the id of its request."""

import json
import logging
import sys
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

SELDOM_SECONDS = 60.0  # between two lines of an event that anybody can cause
MAX_COMPLAINTS = 100  # different messages of libraries that are counted apart

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
trace_id: ContextVar[str | None] = ContextVar("trace_id", default=None)  # of OpenTelemetry, where traces are sent


class JsonFormatter(logging.Formatter):
    """Writes the event's name, then its fields: `log.info("titles_synced", extra={"fields": {"n_new": 12}})`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return exactly one line of JSON, whatever the message contains."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        if request_id.get() is not None:
            line["request_id"] = request_id.get()
        if trace_id.get() is not None:
            line["trace_id"] = trace_id.get()
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class LibrariesSeldom(logging.Filter):
    """Lets one line a minute pass of each complaint of a library; under load there would be thousands a second."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._told: dict[tuple[object, ...], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether to log a record; `n_more` counts those held back since the line before."""
        if record.name.startswith("api"):
            return True
        complaint = (record.name, str(record.msg)[:40], record.exc_info[0] if record.exc_info else None)
        told_at, n_more = self._told.get(complaint, (-SELDOM_SECONDS, 0))
        if self._clock() - told_at < SELDOM_SECONDS:
            self._told[complaint] = (told_at, n_more + 1)
            return False
        if len(self._told) >= MAX_COMPLAINTS:
            self._told.clear()
        self._told[complaint] = (self._clock(), 0)
        if n_more:
            record.fields = {"n_more": n_more}
        return True


def configure_logs(level: str) -> None:
    """Send everything of this process to stderr as JSON: from `level` up, and libraries from WARNING up."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(LibrariesSeldom())
    logging.basicConfig(level="WARNING", handlers=[handler], force=True)
    logging.getLogger("api").setLevel(level)
    for name in ("uvicorn.error", "gunicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
        logger.setLevel(logging.WARNING)


class Stopwatch:
    """Measures milliseconds since it was made."""

    def __init__(self) -> None:
        self._start = time.perf_counter()

    @property
    def ms(self) -> float:
        """Return the milliseconds, rounded to a tenth."""
        return round((time.perf_counter() - self._start) * 1000, 1)


def log_event(logger: logging.Logger, event: str, level: int = logging.INFO, **fields: Any) -> None:
    """Log an event with fields: `log_event(log, "schema_shipped", n_functions=13)`. Never pass a secret or a body."""
    logger.log(level, event, extra={"fields": fields})


class Seldom:
    """Logs an event that anybody can cause thousands of times a second: one line a minute, with the number."""

    def __init__(self, logger: logging.Logger, event: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._logger = logger
        self._event = event
        self._clock = clock
        self._told_at = -SELDOM_SECONDS
        self._n = 0

    def tell(self, **fields: Any) -> None:
        """Count the event, and log it with `n`, its count since the last line, if that line is a minute old."""
        self._n += 1
        if self._clock() - self._told_at >= SELDOM_SECONDS:
            log_event(self._logger, self._event, logging.WARNING, n=self._n, **fields)
            self._told_at, self._n = self._clock(), 0
