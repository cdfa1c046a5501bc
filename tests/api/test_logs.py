"""What anybody can make happen a thousand times a second fills no disk."""

import json
import logging

import pytest

from api.logs import SELDOM_SECONDS, JsonFormatter, LibrariesSeldom, Seldom


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        """The seconds it shows."""
        return self.seconds


def lines(records: list[logging.LogRecord]) -> list[dict[str, object]]:
    """The lines of a log, without their moments."""
    told = [json.loads(JsonFormatter().format(record)) for record in records]
    return [{name: value for name, value in line.items() if name != "at"} for line in told]


def test_an_event_is_one_line_a_minute_with_their_number(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    seldom = Seldom(logging.getLogger("api.tests"), "connections_dropped", clock)
    for second in (0, 1, SELDOM_SECONDS - 1, SELDOM_SECONDS):
        clock.seconds = second
        seldom.tell(why="too_many")

    line = {"level": "warning", "event": "connections_dropped", "why": "too_many"}
    assert lines(caplog.records) == [{**line, "n": 1}, {**line, "n": 3}]


def complaint(name: str, text: str, second: float, clock: Clock, seldom: LibrariesSeldom) -> dict[str, object] | None:
    """The line of a complaint; None where there is none."""
    clock.seconds = second
    record = logging.makeLogRecord({"name": name, "levelname": "ERROR", "msg": text})
    return lines([record])[0] if seldom.filter(record) else None


def test_a_library_says_the_same_once_a_minute_and_how_often_it_did() -> None:
    clock = Clock()
    seldom = LibrariesSeldom(clock)
    accepting = "socket.accept() out of system resource\nsocket: <{}>"
    line = {"level": "error"}

    told = [
        complaint("asyncio", accepting.format(1), 0, clock, seldom),
        complaint("asyncio", accepting.format(2), 1, clock, seldom),
        complaint("asyncio", "another", 2, clock, seldom),
        complaint("uvicorn.error", "another", 3, clock, seldom),
        complaint("asyncio", accepting.format(3), SELDOM_SECONDS - 1, clock, seldom),
        complaint("asyncio", accepting.format(4), SELDOM_SECONDS, clock, seldom),
    ]

    assert told == [
        {**line, "event": accepting.format(1)},
        None,
        {**line, "event": "another"},
        {**line, "event": "another"},
        None,
        {**line, "event": accepting.format(4), "n_more": 2},
    ]


def test_our_own_lines_are_all_told() -> None:
    seldom = LibrariesSeldom(Clock())

    record = logging.makeLogRecord({"name": "api.http.middleware", "msg": "request"})
    assert [seldom.filter(record) for _ in range(3)] == [True, True, True]


def test_complaints_of_many_kinds_take_no_memory_for_good() -> None:
    seldom = LibrariesSeldom(Clock())
    for number in range(1000):
        seldom.filter(logging.makeLogRecord({"name": "asyncio", "msg": f"{number}"}))

    assert len(seldom._told) <= 100
