"""Query parameters: what a route does not know it refuses; what has two names has both everywhere."""

import httpx
import pytest

from tests.api.auth.accounts import bearer
from tests.api.small_print.every_route import DESCRIBED, NAMES, ROUTES, address_of


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=NAMES)
async def test_a_parameter_that_a_route_does_not_know_is_refused_with_those_it_knows(
    here: httpx.AsyncClient, token: str, method: str, path: str
) -> None:
    described = DESCRIBED["paths"][path][method.lower()].get("parameters", [])
    known = sorted(one["name"] for one in described if one["in"] == "query")

    headers = {} if path == "/metrics" else bearer(token)
    answer = await here.request(method, address_of(path), params={"colour": "red"}, headers=headers)

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")
    remedy = f"known are {', '.join(known)}" if known else "none is"
    message = f"There is no such parameter here; {remedy}."
    assert answer.json()["fields"] == [{"field": "colour", "message": message}]
    assert answer.json()["detail"] == f"colour: {message}"


async def test_an_unknown_parameter_is_told_whatever_it_is_called(here: httpx.AsyncClient) -> None:
    strange = await here.get("/movies?%ED%A0%80=1&%00=2&" + "a" * 500 + "=3")
    many = await here.get("/movies", params={f"p{number}": "1" for number in range(500)})

    assert [len(one["field"]) <= 40 for one in strange.json()["fields"]] == [True] * 3
    assert len(many.json()["fields"]) == 10


@pytest.mark.parametrize(("one", "same"), [("item_type", "type"), ("genres", "genre"), ("languages", "language")])
def test_what_has_two_names_has_them_on_every_route(one: str, same: str) -> None:
    for path, methods in DESCRIBED["paths"].items():
        for operation in methods.values():
            names = {told["name"] for told in operation.get("parameters", []) if told["in"] == "query"}
            assert (one in names) == (same in names), path


@pytest.mark.parametrize("path", ["/movies", "/recommendations/popular"])
async def test_either_name_narrows_and_both_mean_any_of_all(client: httpx.AsyncClient, path: str) -> None:
    async def found(asked: str) -> set[int]:
        answer = await client.get(f"{path}?limit=100&{asked}")
        return {item["id"] for item in answer.json()["items"]}

    tamil, hindi = await found("languages=ta"), await found("languages=hi")

    assert tamil - hindi == tamil != set()
    assert await found("language=ta") == tamil
    assert await found("language=ta&languages=hi") == tamil | hindi
    assert await found("genre=Drama") == await found("genres=Drama") != await found("genre=Comedy")
