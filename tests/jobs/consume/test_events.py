"""What another service may send, and how it is read; the documented schema is the one that is applied."""

import json
import subprocess
import sys
from typing import Any
from uuid import uuid4

import pytest

from api.jobs.consume.events import FOREIGN_EVENT, MAX_EVENT_BYTES, Refused, is_own, read_event
from api.settings import ROOT
from tests.support.processes import environment

EVENT_ID = str(uuid4())
AT = "2024-05-01T12:00:00+02:00"
LIKE = {"interaction_type": "like", "item_id": 1, "occurred_at": AT}
SCHEMA = ROOT / "docs" / "streams" / "foreign_event.v1.json"


def written(**more: Any) -> bytes:
    """An event as bytes."""
    return json.dumps(
        {"event_id": EVENT_ID, "type": "interaction", "version": 1, "user_id": 7, "data": LIKE} | more
    ).encode()


def read(**more: Any) -> dict[str, Any]:
    """What the database gets of an event, without what is null."""
    event = read_event(written(**more))
    assert isinstance(event, dict), event
    return {name: value for name, value in event.items() if value is not None}


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        ("interaction", LIKE, LIKE),
        ("interaction", {**LIKE, "item_type": "movie", "said": "more"}, {**LIKE, "item_type": "movie"}),
        (
            "interaction",
            {"interaction_type": "search", "query": " dune ", "occurred_at": AT},
            {"interaction_type": "search", "query": "dune", "occurred_at": AT},
        ),
        (
            "rating",
            {"item_id": 1, "rating": 4.5, "occurred_at": AT},
            {"interaction_type": "rate", "item_id": 1, "rating": 4.5, "occurred_at": AT},
        ),
        (
            "rating",
            {"item_id": 1, "rating": None, "occurred_at": AT},
            {"interaction_type": "unrate", "item_id": 1, "occurred_at": AT},
        ),
        (
            "feedback",
            {"item_id": 1, "item_type": "book", "kind": "helpful", "given_at": AT},
            {"interaction_type": "helpful", "item_id": 1, "item_type": "book", "occurred_at": AT},
        ),
        (
            "feedback",
            {"item_id": 1, "kind": "already_seen", "given_at": AT, "recommendation_id": EVENT_ID},
            {
                "interaction_type": "seen",
                "item_id": 1,
                "occurred_at": AT,
                "context": {"recommendation_id": EVENT_ID},
            },
        ),
    ],
)
def test_each_type_becomes_an_event_of_the_log(kind: str, data: dict[str, Any], expected: dict[str, Any]) -> None:
    assert read(type=kind, data=data) == {"event_id": EVENT_ID, "user_id": 7, **expected}


def test_a_reader_has_three_names() -> None:
    named = read(user_id=None, email="Ada@example.org", external_id="https://issuer.example ada")

    assert "user_id" not in named
    assert (named["email"], named["external_id"]) == ("Ada@example.org", "https://issuer.example ada")


@pytest.mark.parametrize(
    ("value", "reason", "detail"),
    [
        (None, "not_json", "EOF"),
        (b"", "not_json", "EOF"),
        (b"\xff\xfe", "not_json", ""),
        (b"[" * 60_000, "not_json", "recursion"),
        (b'{"user_id": NaN}', "not_json", ""),
        (b'{"a": "\\ud800"}', "not_json", ""),
        (b"[1]", "not_an_event", ""),
        (b"{}", "not_an_event", "type"),
        (written(type="features"), "not_an_event", "type"),
        (written(version=2), "not_an_event", "version"),
        (written(event_id="one"), "not_an_event", "event_id"),
        (written(user_id=0), "not_an_event", "user_id"),
        (written(user_id=2**31), "not_an_event", "user_id"),
        (written(data={**LIKE, "occurred_at": "2024-05-01T12:00:00"}), "not_an_event", "data.occurred_at"),
        (written(data={**LIKE, "rating": 4.3}), "not_an_event", "data.rating"),
        (written(data={**LIKE, "rating": True}), "not_an_event", "data.rating"),
        (written(data={**LIKE, "interaction_type": "LIKE!"}), "not_an_event", "data.interaction_type"),
        (written(data={**LIKE, "query": "q" * 501}), "not_an_event", "data.query"),
        (written(data={**LIKE, "context": {"a": "x" * 2_041}}), "context_too_large", "data.context"),
        (written(type="feedback", data={"item_id": 1, "kind": "wrong_reason", "given_at": AT}), "not_an_event", "kind"),
        (written(type="rating", data={"item_id": 1, "occurred_at": AT}), "not_an_event", "data.rating"),
        (written().ljust(MAX_EVENT_BYTES + 1), "too_large", "65,537 bytes"),
    ],
)
def test_what_cannot_be_read_has_a_reason_that_names_the_field(value: bytes | None, reason: str, detail: str) -> None:
    refused = read_event(value)

    assert isinstance(refused, Refused)
    assert refused.reason == reason
    assert detail in refused.detail


def test_what_just_fits_is_read() -> None:
    assert read(data={**LIKE, "context": {"a": "x" * 2_040}, "query": "q" * 500})["query"] == "q" * 500
    assert isinstance(read_event(written().ljust(MAX_EVENT_BYTES)), dict)


def test_only_the_header_of_this_service_marks_its_own() -> None:
    assert is_own((("trace", b"1"), ("origin", b"cinelibre")))
    assert not is_own((("origin", b"another"),))
    assert not is_own(())


def test_the_documented_schema_is_the_one_that_is_applied() -> None:
    described = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An event of another service, version 1",
        **FOREIGN_EVENT.json_schema(),
    }

    assert json.loads(SCHEMA.read_text()) == json.loads(json.dumps(described))


def test_the_documented_examples_can_be_read() -> None:
    text = (ROOT / "docs" / "streams.md").read_text().partition("## Events of other services")[2]
    examples = [block.partition("```")[0] for block in text.split("```json\n")[1:]]

    assert len(examples) == 3
    assert [
        read_event(example.encode()) for example in examples if isinstance(read_event(example.encode()), Refused)
    ] == []


def test_other_jobs_do_without_the_client_of_kafka() -> None:
    program = (
        "import sys, api.jobs.__main__; print(sorted(name for name in sys.modules if name.startswith('aiokafka')))"
    )

    ran = subprocess.run([sys.executable, "-c", program], env=environment(), capture_output=True, text=True, check=True)

    assert ran.stdout == "[]\n"
