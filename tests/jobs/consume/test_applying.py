"""What the database says to a batch: a bad event is found by halving, and an absent database is waited for."""

from typing import Any

import pytest

from api.db import Database
from api.errors import CineLibreError, DatabaseFailed, InvalidInput, NotFound, Overloaded, SchemaOutdated, Unavailable
from api.jobs.consume.applying import MOST_EVENTS, Applier, apply_events
from api.jobs.consume.events import Refused
from api.jobs.consume.remembering import Memory

EVENTS = [{"event_id": str(number)} for number in range(8)]


class Answers(Database):
    """Applies all events but those in `bad`; the first calls fail as `errors` say."""

    def __init__(self, bad: set[str] | None = None, errors: list[CineLibreError] | None = None) -> None:
        self.bad = bad or set()
        self.errors = errors or []
        self.sizes: list[int] = []
        self.functions: set[str] = set()

    async def text(self, function: str, /, **args: Any) -> bytes:
        """Is not asked."""
        raise NotImplementedError

    async def one(self, function: str, /, **args: Any) -> Any:
        """Answers as the function does."""
        self.functions.add(function)
        self.sizes.append(len(args["events"]))
        if self.errors:
            raise self.errors.pop(0)
        if self.bad & {event["event_id"] for event in args["events"]}:
            raise InvalidInput("context: It is bad.", slug="invalid_input")
        return [{"outcome": "applied", "reason": None} for _ in args["events"]]


async def test_a_batch_that_is_refused_as_a_whole_is_halved_until_the_bad_one_is_found() -> None:
    db = Answers(bad={"2"})

    outcomes = await apply_events(db, EVENTS)

    assert outcomes == ["applied"] * 2 + [Refused("invalid_input", "context: It is bad.")] + ["applied"] * 5
    assert db.sizes == [8, 4, 2, 2, 1, 1, 4]


async def test_a_dry_run_asks_only_what_reads() -> None:
    db = Answers(bad={"2"})

    await apply_events(db, EVENTS, is_dry=True)

    assert db.functions == {"get_foreign_outcomes"}


@pytest.mark.parametrize("error", [Unavailable(), Overloaded(), SchemaOutdated(), DatabaseFailed()])
async def test_what_says_nothing_of_the_events_is_waited_for(error: CineLibreError) -> None:
    paused: list[Exception] = []

    async def pause(who: str, error: Exception) -> None:
        paused.append(error)

    db = Answers(errors=[error, error])

    outcomes = await Applier(db, pause, lambda: None).apply(EVENTS)

    assert outcomes == ["applied"] * 8
    assert paused == [error, error]


async def test_after_a_failure_fewer_are_tried_at_once_and_then_more_again() -> None:
    async def pause(who: str, error: Exception) -> None:
        return

    db = Answers(errors=[Unavailable()] * 3)
    applier = Applier(db, pause, lambda: None)

    outcomes = await applier.apply([{"event_id": str(number)} for number in range(MOST_EVENTS)])

    assert len(outcomes) == MOST_EVENTS
    assert db.sizes == [200, 100, 50, 25, 50, 100, 25]


async def test_an_event_whose_item_goes_meanwhile_is_refused_by_the_databases_own_word() -> None:
    assert await apply_events(Answers(errors=[NotFound()]), EVENTS[:1]) == [Refused("not_found", NotFound().detail)]


def test_memory_is_bounded() -> None:
    memory = Memory(2)

    assert [memory.is_new(name) for name in ("a", "b", "a", "c", "b", "a")] == [True, True, False, True, False, True]
