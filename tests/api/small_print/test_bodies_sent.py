"""Bodies: what they do not know is refused, and what is no JSON is malformed."""

import httpx
import pytest

from tests.api.auth.accounts import bearer
from tests.api.small_print.every_route import BODIES, DESCRIBED, address_of, body_schema


@pytest.mark.parametrize(("method", "path"), BODIES)
async def test_a_field_that_a_body_does_not_know_is_refused_with_those_it_knows(
    here: httpx.AsyncClient, token: str, method: str, path: str
) -> None:
    known = sorted(body_schema(DESCRIBED["paths"][path][method.lower()])["properties"])

    answer = await here.request(
        method, address_of(path), json={**BODIES[method, path], "colour": "red"}, headers=bearer(token)
    )

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")
    [told] = answer.json()["fields"]
    assert told["field"] == "colour"
    names = told["message"].removeprefix("There is no such field here; known are ").removesuffix(".").split(", ")
    assert set(known) <= set(names)


async def test_a_field_of_an_inner_object_is_told_by_its_place(here: httpx.AsyncClient) -> None:
    answer = await here.post("/recommendations/session", json={"items": [{"item_id": 1}, {"item_id": 2, "stars": 4}]})

    assert answer.status_code == 422
    assert answer.json()["fields"] == [
        {"field": "items.1.stars", "message": "There is no such field here; known are item_id, rating."}
    ]


async def test_an_event_with_an_unknown_field_keeps_no_other_back(here: httpx.AsyncClient, token: str) -> None:
    events = [{"interaction_type": "search", "query": "rain", "colour": "red"}, BODIES["POST", "/events/search"]]
    events[1] = {"interaction_type": "search", "query": "snow"}

    answer = await here.post("/interactions/batch", json={"events": events}, headers=bearer(token))

    assert (answer.status_code, answer.json()["n_recorded"]) == (200, 1)
    [refused] = answer.json()["refused"]
    assert (refused["index"], refused["error"]) == (0, "invalid_input")
    assert refused["detail"].startswith("colour: There is no such field here; known are book_id, ")


async def test_of_two_ids_none_is_chosen(here: httpx.AsyncClient, token: str) -> None:
    sent = {"interaction_type": "like", "item_id": 1, "movie_id": 2}

    answer = await here.post("/interactions", json=sent, headers=bearer(token))

    assert answer.status_code == 422
    assert answer.json()["detail"] == "body: Exactly one id is needed, not 2: send item_id or movie_id."


async def test_names_of_fields_are_told_whatever_they_are(here: httpx.AsyncClient) -> None:
    strange = b'{"email": "a@example.com", "password": "x", "\\ud800": 1, "\\u0000": 2}'
    json = {"Content-Type": "application/json"}

    answer = await here.post("/auth/login", content=strange, headers=json)
    many = await here.post("/auth/login", json={f"f{number}": 1 for number in range(500)})

    assert [one["field"] for one in answer.json()["fields"]] == ["?", "\x00"]
    assert (many.status_code, len(many.json()["fields"])) == (422, 10)


@pytest.mark.parametrize("name", ["item_type", "type"])
async def test_a_body_takes_either_name_of_the_type(here: httpx.AsyncClient, token: str, name: str) -> None:
    answer = await here.post("/ratings", json={"item_id": 1, "rating": 4, name: "book"}, headers=bearer(token))
    wrong = await here.post("/ratings", json={"item_id": 1, "rating": 4, name: "song"}, headers=bearer(token))

    assert (answer.status_code, answer.json()["error"]) == (404, "item_not_found")
    assert wrong.json()["fields"] == [{"field": name, "message": "It must be 'movie' or 'book'."}]


@pytest.mark.parametrize(("method", "path"), BODIES)
@pytest.mark.parametrize("body", [b"{", b"rating=4", b'{"item_id": 1,}', b"\xff\xfe", b"nonsense", b"{'a': 1}"])
async def test_a_body_that_is_no_json_is_malformed(
    here: httpx.AsyncClient, token: str, method: str, path: str, body: bytes
) -> None:
    json = {"Content-Type": "application/json"}

    answer = await here.request(method, address_of(path), content=body, headers={**bearer(token), **json})

    assert (answer.status_code, answer.json()["error"]) == (400, "malformed_body")
    assert set(answer.json()) == {"error", "detail", "request_id"}


async def test_json_that_is_not_sent_as_json_is_told_how(here: httpx.AsyncClient) -> None:
    answer = await here.post(
        "/auth/login", content=b'{"email": "a@b.de"}', headers={"Content-Type": "application/x-www-form-urlencoded"}
    )

    assert (answer.status_code, answer.json()["error"]) == (400, "malformed_body")
    assert answer.json()["detail"] == "The body must be JSON, sent with `Content-Type: application/json`."


async def test_no_body_at_all_is_a_422_that_says_so(here: httpx.AsyncClient) -> None:
    answer = await here.post("/auth/login")

    assert (answer.status_code, answer.json()["fields"]) == (422, [{"field": "body", "message": "This is needed."}])


@pytest.mark.parametrize(("name", "value"), [("seconds", True), ("fraction", False), ("item_id", True)])
async def test_true_is_no_number(here: httpx.AsyncClient, token: str, name: str, value: bool) -> None:
    answer = await here.post("/events/watch", json={"item_id": 1, name: value}, headers=bearer(token))

    assert answer.status_code == 422
    assert answer.json()["fields"] == [{"field": name, "message": "It must be a number, and not true or false."}]
