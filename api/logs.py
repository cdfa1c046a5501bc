"""One JSON line per event, with the id of the request it belongs to."""

import json
import logging
import sys
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

SELDOM_SECONDS = 60.0  # between two lines of what anybody can make happen
MAX_COMPLAINTS = 100  # that are told apart

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


class JsonFormatter(logging.Formatter):
    """Event name, then its fields: `log.info("titles_synced", extra={"fields": {"n_new": 12}})`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON, never more, whatever the message holds."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        if request_id.get() is not None:
            line["request_id"] = request_id.get()
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class LibrariesSeldom(logging.Filter):
    """What libraries complain of under load comes a thousand times a second: one line a minute of each complaint."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._told: dict[tuple[object, ...], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to tell it; `n_more` says how many were kept back since the line before."""
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
    """Sends everything of this process to stderr as JSON from `level` up; libraries from WARNING up."""
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
    """Milliseconds since it was made."""

    def __init__(self) -> None:
        self._start = time.perf_counter()

    @property
    def ms(self) -> float:
        """To a tenth of a millisecond."""
        return round((time.perf_counter() - self._start) * 1000, 1)


def log_event(logger: logging.Logger, event: str, level: int = logging.INFO, **fields: Any) -> None:
    """`log_event(log, "schema_shipped", n_functions=13)`. Never pass a secret or a body."""
    logger.log(level, event, extra={"fields": fields})


class Seldom:
    """An event that anybody can make happen a thousand times a second: one line a minute, with their number."""

    def __init__(self, logger: logging.Logger, event: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._logger = logger
        self._event = event
        self._clock = clock
        self._told_at = -SELDOM_SECONDS
        self._n = 0

    def tell(self, **fields: Any) -> None:
        """Counts it, and logs it with `n` since the line before unless that is less than a minute old."""
        self._n += 1
        if self._clock() - self._told_at >= SELDOM_SECONDS:
            log_event(self._logger, self._event, logging.WARNING, n=self._n, **fields)
            self._told_at, self._n = self._clock(), 0
