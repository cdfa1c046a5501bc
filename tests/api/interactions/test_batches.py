"""Batches of events, and events that are sent again."""

import asyncio
from typing import Any

import pytest

from tests.api.interactions.events import FAULTS, NOT_EVENTS, event, log_of, send
from tests.support.readers import ABSENT, DUNE, EMMA, RAN, SOLARIS, Service, ago

HOUR = 3600


async def test_a_batch_keeps_the_good_and_tells_each_bad_one_by_its_index(service: Service) -> None:
    answer = await send(
        service,
        event("like", DUNE),
        5,
        event("applaud", RAN),
        event("like", ABSENT),
        event("seen", RAN),
        event("rate", RAN, rating=3.33),
        event("click", EMMA, occurred_at=ago(25 * HOUR)),
        event("view", EMMA),
        event("view", EMMA),
    )

    told = [(refusal["index"], refusal["error"]) for refusal in answer.pop("refused")]
    assert told == [
        (1, "invalid_input"),
        (2, "unknown_type"),
        (3, "item_not_found"),
        (5, "invalid_input"),
        (6, "too_old"),
    ]
    assert answer == {"n_recorded": 3, "n_repeated": 1}
    assert log_of(service) == [("like", DUNE), ("seen", RAN), ("view", EMMA)]


async def test_a_batch_of_bad_events_keeps_none_and_tells_each(service: Service) -> None:
    answer = await send(service, *(given for given, _, _ in FAULTS), *NOT_EVENTS)

    slugs = [slug for _, _, slug in FAULTS] + ["invalid_input"] * len(NOT_EVENTS)
    assert (answer["n_recorded"], answer["n_repeated"]) == (0, 0)
    assert [(refusal["index"], refusal["error"]) for refusal in answer["refused"]] == list(enumerate(slugs))
    assert log_of(service) == []


@pytest.mark.parametrize("n_events", [0, 101])
async def test_no_event_and_more_than_a_hundred_are_a_422(service: Service, n_events: int) -> None:
    answer = await service.ada.post("/interactions/batch", json={"events": [event("like")] * n_events})

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")
    assert log_of(service) == []


@pytest.mark.parametrize("body", [{}, {"events": None}, {"events": {}}, {"events": "like"}, [], [event("like")]])
async def test_a_batch_that_is_no_list_of_events_is_a_422(service: Service, body: Any) -> None:
    answer = await service.ada.post("/interactions/batch", json=body)

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")


async def test_a_hundred_events_are_kept_in_their_order(service: Service) -> None:
    events = [event("search", None, query=f"words {number}") for number in range(100)]

    answer = await send(service, *events)

    assert answer == {"n_recorded": 100, "n_repeated": 0, "refused": []}
    assert [query for (query,) in log_of(service, "query")] == [given["query"] for given in events]


async def test_a_retry_with_its_key_counts_once(service: Service) -> None:
    first = await service.ada.post("/interactions", json=event("watch", idempotency_key="one"))

    again = await service.ada.post("/interactions", json=event("watch", idempotency_key="one"))
    in_batch = await send(service, event("watch", idempotency_key="one"), event("watch", idempotency_key="two"))

    assert first.json()["recorded"] is True
    assert again.json() == {"recorded": False, "id": None}
    assert in_batch == {"n_recorded": 1, "n_repeated": 1, "refused": []}
    assert log_of(service, "idempotency_key") == [("one",), ("two",)]


async def test_a_key_that_a_batch_holds_twice_counts_once(service: Service) -> None:
    answer = await send(
        service, event("watch", DUNE, idempotency_key="one"), event("watch", RAN, idempotency_key="one")
    )

    assert answer == {"n_recorded": 1, "n_repeated": 1, "refused": []}
    assert log_of(service) == [("watch", DUNE)]


async def test_a_refused_event_does_not_use_its_key_up(service: Service) -> None:
    answer = await send(service, event("like", ABSENT, idempotency_key="one"), event("like", idempotency_key="one"))

    assert (answer["n_recorded"], answer["n_repeated"]) == (1, 0)
    assert log_of(service) == [("like", DUNE)]


async def test_the_same_key_of_two_readers_is_two_keys(service: Service) -> None:
    given = event("like", idempotency_key="one")

    answers = [await client.post("/interactions", json=given) for client in (service.ada, service.bob)]

    assert [answer.json()["recorded"] for answer in answers] == [True, True]


async def test_a_key_sent_many_times_at_once_counts_once(service: Service) -> None:
    given = event("watch", idempotency_key="one")

    answers = await asyncio.gather(*(service.ada.post("/interactions", json=given) for _ in range(12)))

    assert [answer.status_code for answer in answers] == [200] * 12
    assert sum(answer.json()["recorded"] for answer in answers) == 1
    assert log_of(service) == [("watch", DUNE)]


@pytest.mark.parametrize(("sent", "kept"), [(1e-46, 0.0), (1e-300, 0.0), (1e-44, 1e-44), (0.25, 0.25)])
async def test_a_fraction_that_is_too_small_to_keep_is_nothing_and_keeps_no_other_event_back(
    service: Service, sent: float, kept: float
) -> None:
    answer = await send(service, event("watch", fraction=sent), event("like", SOLARIS))

    assert (answer["n_recorded"], answer["refused"]) == (2, [])
    [(fraction,)] = log_of(service, "fraction")[:1]
    assert fraction == pytest.approx(kept, rel=0.1, abs=0)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("9999-12-31T23:59:59-23:59", "in_the_future"),
        ("0001-01-01T00:00:00+23:59", "too_old"),
        ("2001-01-01T00:00:00+16:00", "too_old"),
        ("2001-01-01T00:00:00+15:59", "too_old"),
    ],
)
async def test_a_zone_that_the_database_does_not_know_keeps_no_other_event_back(
    service: Service, said: str, outcome: str
) -> None:
    answer = await send(service, event("view", occurred_at=said), event("like", SOLARIS))

    assert (answer["n_recorded"], [refusal["error"] for refusal in answer["refused"]]) == (1, [outcome])
