"""What the database says to a batch: a bad event is found by halving, and an absent database is waited for."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from api.db import Database
from api.db.postgres import open_postgres
from api.db.supabase import open_supabase
from api.errors import CineLibreError, DatabaseFailed, InvalidInput, NotFound, Overloaded, SchemaOutdated, Unavailable
from api.jobs.consume.applying import MOST_EVENTS, Applier, apply_events
from api.jobs.consume.events import Refused
from api.jobs.consume.remembering import Memory
from tests.support.readers import ABSENT, DUNE, a_caller, ago, write_items
from tests.support.servers import Server, running_postgrest, token

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


@pytest.mark.parametrize("wire", ["psycopg", "postgrest"])
async def test_over_both_wires_one_bad_event_stops_no_other(
    wire: str, database_url: str, server: Server, tmp_path: Path
) -> None:
    async with open_postgres(database_url, 2) as postgres:
        await write_items(postgres)
        reader = await a_caller(postgres)
        told = {"user_id": reader.user_id, "interaction_type": "like", "occurred_at": ago(9)}
        events = [{"event_id": str(uuid4()), "item_id": DUNE, **told} for _ in range(5)]
        events[2]["context"] = {"page": "a\x00b"}
        events[3]["item_id"] = ABSENT
        if wire == "psycopg":
            outcomes = await apply_events(postgres, events)
        else:
            database = database_url.split("@/")[1].split("?", maxsplit=1)[0]
            with running_postgrest(server, database, tmp_path) as url:
                async with open_supabase(url, token("service_role"), 2) as supabase:
                    outcomes = await apply_events(supabase, events)

    reasons = [outcome.reason if isinstance(outcome, Refused) else outcome for outcome in outcomes]
    assert reasons == ["applied", "applied", "invalid_input", "item_not_found", "applied"]
