"""The context of an event: kept as it was sent, or refused."""

import json
from typing import Any

import pytest

from tests.api.interactions.events import JSON, event, log_of
from tests.support.readers import RAN, Service


def nested(depth: int) -> dict[str, Any]:
    """A context of so many objects in one another."""
    context: dict[str, Any] = {}
    for _ in range(depth - 1):
        context = {"": context}
    return context


def context_of(n_bytes: int) -> dict[str, Any]:
    """A context that takes so many bytes as compact JSON: 8 of them stand around the text."""
    return {"a": "é" * ((n_bytes - 8) // 2) + "x" * (n_bytes % 2)}


BAD_CONTEXTS = [
    pytest.param(json.dumps(context_of(2049)), id="2049 bytes"),
    pytest.param(json.dumps({"a": ["x" * 100] * 50}), id="5000 bytes in a list"),
    pytest.param('{"a": NaN}', id="NaN"),
    pytest.param('{"a": [-Infinity]}', id="minus infinity"),
    pytest.param('{"a": 1e999}', id="beyond a double"),
    pytest.param('{"a": "\\u0000"}', id="null character"),
    pytest.param('{"a\\u0000": 1}', id="null character in a key"),
    pytest.param('{"a": [{"b": "\\ud800"}]}', id="lone surrogate"),
    pytest.param('{"\\udfff": 1}', id="lone surrogate in a key"),
    pytest.param(json.dumps(nested(33)), id="33 deep"),
    pytest.param(json.dumps(nested(300)), id="300 deep"),
    pytest.param('{"a": ' + "[" * 500 + "]" * 500 + "}", id="500 lists deep"),
]


@pytest.mark.parametrize("context", BAD_CONTEXTS)
@pytest.mark.parametrize(
    ("path", "start"),
    [
        ("/interactions", '"interaction_type": "like", "item_id": 1'),
        ("/events/watch", '"item_id": 1'),
        ("/events/search", '"query": "dune"'),
    ],
)
async def test_a_context_that_cannot_be_kept_is_a_422(service: Service, path: str, start: str, context: str) -> None:
    answer = await service.ada.post(path, content=f'{{{start}, "context": {context}}}', headers=JSON)

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")
    assert "context" in answer.json()["detail"]
    assert log_of(service) == []


@pytest.mark.parametrize("context", BAD_CONTEXTS)
async def test_a_batch_goes_on_past_a_context_that_cannot_be_kept(service: Service, context: str) -> None:
    bad = f'{{"interaction_type": "like", "item_id": 1, "context": {context}}}'
    good = '{"interaction_type": "like", "item_id": 2}'

    answer = await service.ada.post("/interactions/batch", content=f'{{"events": [{bad}, {good}]}}', headers=JSON)

    assert answer.status_code == 200
    assert [(refusal["index"], refusal["error"]) for refusal in answer.json()["refused"]] == [(0, "invalid_input")]
    assert log_of(service) == [("like", RAN)]


@pytest.mark.parametrize("depth", [1_000, 100_000])
async def test_a_body_nested_without_end_is_no_error_of_ours(service: Service, depth: int) -> None:
    body = '{"interaction_type": "like", "item_id": 1, "context": {"a": ' + "[" * depth + "]" * depth + "}}"

    answer = await service.ada.post("/interactions", content=body, headers=JSON)

    assert answer.status_code in {400, 422}
    assert log_of(service) == []


@pytest.mark.parametrize(
    "context",
    [
        {},
        context_of(2048),
        nested(32),
        {"a": [1, -2.5, None, True, {"b": "ж 🎬"}]},
        {"path": "C:\\u0000"},  # a backslash, not a null character
        {"n": 10**300},
    ],
    ids=["empty", "2048 bytes", "32 deep", "all kinds", "backslash", "a large number"],
)
async def test_a_context_within_bounds_is_kept_as_it_was_sent(service: Service, context: dict[str, Any]) -> None:
    answer = await service.ada.post("/interactions", json=event("like", context=context))

    assert answer.status_code == 200, answer.text
    assert log_of(service, "context") == [(context,)]
