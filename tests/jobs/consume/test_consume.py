"""Events of other services from a topic into the database, and what is refused to the dead letters."""

import json
from collections.abc import Awaitable
from pathlib import Path
from uuid import uuid4

from api.jobs.consume.events import MAX_EVENT_BYTES
from tests.jobs.consume.stage import Stage, headers_of
from tests.support.readers import ABSENT, DUNE, EMMA, RAN, ago, rows
from tests.support.waiting import until

LOG = "select user_id, item_id, interaction_type from cinelibre.interactions order by user_id, item_id"
RATINGS = "select user_id, item_id, rating::float8, source from cinelibre.ratings order by user_id, item_id"


async def test_interactions_ratings_and_feedback_are_applied_and_committed(stage: Stage) -> None:
    listed = {"item_id": EMMA, "kind": "not_for_me", "recommendation_id": str(uuid4()), "given_at": ago(90 * 86_400)}
    await stage.send(
        stage.event(DUNE),
        stage.event(type="rating", data={"item_id": RAN, "rating": 4.5, "occurred_at": ago(400 * 86_400)}),
        stage.event(type="feedback", user_id=stage.bob_id, data=listed),
        {**stage.event(DUNE), "user_id": None, "email": "bob@example.org"},
    )

    counts = await stage.consume()

    ada, bob = stage.ada_id, stage.bob_id
    assert counts == {"n_applied": 4}
    assert rows(stage.url, LOG) == [(ada, DUNE, "like"), (ada, RAN, "rate"), (bob, DUNE, "like"), (bob, EMMA, "hide")]
    assert (ada, RAN, 4.5, "rating") in rows(stage.url, RATINGS)
    assert await stage.committed() == 4
    assert await stage.letters() == []


async def test_what_is_delivered_again_is_applied_once(stage: Stage) -> None:
    event = stage.event()
    await stage.send(event, event)

    first = await stage.consume()
    await stage.send(event)
    second = await stage.consume()

    assert (first, second) == ({"n_applied": 1, "n_repeated": 1}, {"n_repeated": 1})
    assert stage.n_applied() == 1


async def test_our_own_events_are_no_news(stage: Stage) -> None:
    await stage.send(stage.event(), headers=[("origin", b"cinelibre")])
    await stage.send(stage.event(RAN), headers=[("origin", b"cinelibre-of-others")])

    assert await stage.consume() == {"n_own": 1, "n_applied": 1}


async def test_what_is_refused_lies_in_the_dead_letters_as_it_came_with_its_reason(stage: Stage) -> None:
    unknown = stage.event(ABSENT)
    values = [
        b"{ not json \xff",
        b"",
        json.dumps({**stage.event(), "version": 2}).encode(),
        json.dumps(unknown).encode(),
    ]
    places = await stage.send(*values, key=b"the key", headers=[("trace", b"abc"), ("dlq_reason", b"forged")])
    await stage.send(stage.event())

    counts = await stage.consume()

    letters = sorted(await stage.letters(), key=lambda letter: headers_of(letter)["dlq_offset"])
    assert counts == {"n_refused": 4, "n_applied": 1}
    assert [letter.value for letter in letters] == values
    assert {letter.key for letter in letters} == {b"the key"}
    reasons = ["not_json", "not_json", "not_an_event", "item_not_found"]
    for letter, place, reason in zip(letters, places, reasons, strict=True):
        topic, partition, offset = place.split(":")
        assert headers_of(letter) == {
            "trace": "abc", "dlq_reason": reason, "dlq_topic": topic, "dlq_partition": partition, "dlq_offset": offset,
            "dlq_retries": "0",
        }  # fmt: skip
    assert await stage.committed() == 5


async def test_what_is_too_large_is_refused_and_kept_whole_or_cut(stage: Stage) -> None:
    large = b'"%s"' % (b"x" * MAX_EVENT_BYTES)
    largest = b"y" * 1_048_400  # with our headers it is more than the broker takes
    fits = json.dumps(stage.event()).encode().ljust(MAX_EVENT_BYTES)
    await stage.send(large, largest, fits)

    counts = await stage.consume()

    letters = {len(letter.value): headers_of(letter) for letter in await stage.letters()}
    assert counts == {"n_refused": 2, "n_applied": 1}
    assert letters.keys() == {len(large), 100_000}
    assert letters[100_000]["dlq_cut_from"] == str(len(largest))
    assert {one["dlq_reason"] for one in letters.values()} == {"too_large"}


async def test_what_the_database_alone_finds_bad_stops_no_other(stage: Stage) -> None:
    hostile = stage.event()
    hostile["data"]["context"] = {"page": "a\x00b"}
    await stage.send(*(stage.event(kind="view") for _ in range(9)), hostile, stage.event(RAN))

    counts = await stage.consume()

    assert counts == {"n_applied": 10, "n_refused": 1}
    assert [headers_of(letter)["dlq_reason"] for letter in await stage.letters()] == ["invalid_input"]


async def test_a_sigterm_ends_it_with_everything_committed(stage: Stage, tmp_path: Path) -> None:
    await stage.send(*(stage.event(kind="view") for _ in range(50)))

    with stage.process(tmp_path) as job:
        await stage.until_applied(50)
        await until(lambda: _is(stage.committed(), 50), 0.1)
        job.process.terminate()
        status = job.process.wait(60)

    assert (status, stage.n_applied()) == (0, 50)
    assert "consume: 50 applied" in job.printed


async def _is(found: Awaitable[int], expected: int) -> bool:
    return await found == expected
