"""Dead letters: shown, applied again once they are good, and given up."""

import asyncio
import json
import re
from collections import Counter
from typing import Any

import pytest

from api.jobs.consume.letters import LetterBox
from tests.jobs.consume.stage import Stage, headers_of
from tests.support.commands import Commands
from tests.support.readers import rows, write
from tests.support.servers import free_port

LATER = 77  # the id of an item that comes later
ADD_LATER = """
    insert into cinelibre.items (id, item_type, title) overriding system value values (77, 'movie', 'Later')
"""


@pytest.fixture
def commands(stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    """The command line with the stage's settings."""
    found = Commands(monkeypatch, capsys)
    found.set(**stage.environment)
    return found


async def dlq(commands: Commands, *arguments: str) -> Any:
    """Runs `dlq` beside this test's loop."""
    return await asyncio.to_thread(commands.run, "dlq", *arguments)


async def open_letters(commands: Commands) -> dict[str, Any]:
    """The letters that are not settled, by their ids."""
    ran = await dlq(commands, "list", "--json")
    return {letter["id"]: letter for letter in map(json.loads, ran.out.splitlines())}


async def refused(stage: Stage) -> tuple[str, str, str]:
    """Three letters: no JSON, and two events whose item comes later."""
    first = await stage.send(b"no [red]event\x1b[31m", key=b"k", headers=[("trace", b"\xff")])
    second = await stage.send(stage.event(LATER), stage.event(LATER, kind="view"))
    assert await stage.consume() == {"n_refused": 3}
    return first[0], second[0], second[1]


async def test_the_list_shows_reason_source_age_and_a_harmless_text(stage: Stage, commands: Commands) -> None:
    bad, early, _ = await refused(stage)

    ran = await dlq(commands, "list")
    only = await dlq(commands, "list", early, "--limit", "1")
    by_reason = await dlq(commands, "list", "--reason", "not_json")
    letters = await open_letters(commands)

    assert ran.out.splitlines()[-1].startswith("dlq: 3 letters (")
    line = next(line for line in ran.out.splitlines() if line.startswith(bad))
    assert "not_json" in line
    assert re.search(r" \d+ s ", line)
    assert "no [red]event [31m" in line
    assert (only.out.count("item_not_found"), by_reason.out.count("item_not_found")) == (1, 0)
    assert letters[bad]["key"] == "k"
    assert letters[bad]["headers"] == {"trace": {"base64": "/w=="}}
    assert (letters[early]["reason"], letters[early]["retries"]) == ("item_not_found", "0")


async def test_a_retry_applies_what_is_good_by_now_and_keeps_the_rest(stage: Stage, commands: Commands) -> None:
    bad, early, other = await refused(stage)

    too_early = await dlq(commands, "retry")
    still = await open_letters(commands)
    write(stage.url, ADD_LATER)
    ran = await dlq(commands, "retry", early)
    left = await open_letters(commands)
    rest = await dlq(commands, "retry")

    assert too_early.out.startswith("dlq: 0 applied, 0 repeated, 3 refused")
    assert {name: letter["retries"] for name, letter in still.items()} == {bad: "1", early: "1", other: "1"}
    assert ran.out.startswith("dlq: 1 applied, 0 repeated, 0 refused")
    assert left.keys() == {bad, other}
    assert rest.out.startswith("dlq: 1 applied, 0 repeated, 1 refused")
    assert (await open_letters(commands)).keys() == {bad}
    assert stage.n_applied() == 2
    kept = [(headers_of(one), one.value) for one in await stage.letters()]
    [(last, value)] = [(headers, value) for headers, value in kept if headers["dlq_retries"] == "2"]
    assert (last["dlq_reason"], last["dlq_offset"], value) == ("not_json", bad.split(":")[2], b"no [red]event\x1b[31m")


async def test_an_event_that_was_applied_meanwhile_is_settled_as_a_repeat(stage: Stage, commands: Commands) -> None:
    event = stage.event(LATER)
    await stage.send(event)
    await stage.consume()
    write(stage.url, ADD_LATER)
    await stage.send(event)
    await stage.consume()

    ran = await dlq(commands, "retry")

    assert ran.out.startswith("dlq: 0 applied, 1 repeated, 0 refused")
    assert await open_letters(commands) == {}
    assert stage.n_applied() == 1


async def test_letters_are_dropped_by_id_or_reason_and_never_all_at_once(stage: Stage, commands: Commands) -> None:
    bad, early, other = await refused(stage)

    all_at_once = await dlq(commands, "drop")
    by_id = await dlq(commands, "drop", early)
    after_id = await open_letters(commands)
    by_reason = await dlq(commands, "drop", "--reason", "not_json")

    assert (all_at_once.status, "drop needs ids or --reason" in all_at_once.error) == (1, True)
    assert by_id.out.startswith("dlq: 1 dropped")
    assert after_id.keys() == {bad, other}
    assert by_reason.out.startswith("dlq: 1 dropped")
    assert (await open_letters(commands)).keys() == {other}


async def test_a_retry_that_dies_before_its_commit_loses_no_letter(
    stage: Stage, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = set(await refused(stage))
    send = LetterBox.send

    async def dies(self: LetterBox, kept: Any) -> None:
        await send(self, kept)
        raise RuntimeError

    monkeypatch.setattr(LetterBox, "send", dies)
    with pytest.raises(RuntimeError):
        await dlq(commands, "retry")
    monkeypatch.setattr(LetterBox, "send", send)

    assert set(await open_letters(commands)) == letters  # each is shown once, though some lie there twice
    n_retries = Counter(headers_of(one)["dlq_retries"] for one in await stage.letters())
    assert n_retries["0"] == 3
    assert n_retries["1"] > 0
    assert (await dlq(commands, "retry")).out.startswith("dlq: 0 applied, 0 repeated, 3 refused")


async def test_only_one_settles_letters_at_a_time(stage: Stage, commands: Commands) -> None:
    await stage.db.one("begin_job", job_name="dlq", holder="elsewhere:1")

    ran = await dlq(commands, "retry")

    assert (ran.status, "dlq is under way" in ran.error) == (1, True)
    assert rows(stage.url, "select count(*)::integer from cinelibre.job_runs") == [(1,)]


async def test_without_kafka_it_says_so(commands: Commands) -> None:
    commands.set(KAFKA_BOOTSTRAP_SERVERS=f"127.0.0.1:{free_port()}")

    away = await dlq(commands, "list")
    commands.set(ENABLE_KAFKA="false")
    off = await dlq(commands, "list")

    assert (away.status, "Kafka does not answer as it should" in away.error) == (1, True)
    assert (off.status, "ENABLE_KAFKA" in off.error) == (1, True)
