"""Query parameters: what a route does not know it refuses; what has two names has both everywhere."""

import httpx
import pytest

from tests.api.auth.accounts import bearer
from tests.api.small_print.every_route import BODIES, DESCRIBED, NAMES, ROUTES, address_of, needed


def parameters_of(method: str, path: str) -> set[str]:
    """The names of the query parameters that the document names."""
    described = DESCRIBED["paths"][path][method.lower()].get("parameters", [])
    return {one["name"] for one in described if one["in"] == "query"}


WRONG = {"item_type": "play", "type": "play", "languages": "tamil", "language": "tamil"}
WRONG |= dict.fromkeys(("genres", "genre"), "x" * 51)
NARROWED = [(method, path) for method, path in ROUTES if WRONG.keys() & parameters_of(method, path)]


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=NAMES)
async def test_a_parameter_that_a_route_does_not_know_is_refused_with_those_it_knows(
    here: httpx.AsyncClient, token: str, method: str, path: str
) -> None:
    known = sorted(parameters_of(method, path))

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
    for method, path in ROUTES:
        assert (one in parameters_of(method, path)) == (same in parameters_of(method, path)), path


@pytest.mark.parametrize(("method", "path"), NARROWED, ids=[f"{method} {path}" for method, path in NARROWED])
async def test_both_names_of_a_filter_are_read_on_every_route_that_has_one(
    here: httpx.AsyncClient, token: str, method: str, path: str
) -> None:
    sent = {name: value for name, value in WRONG.items() if name in parameters_of(method, path)}

    answer = await here.request(
        method, address_of(path), params=needed(path) | sent, json=BODIES.get((method, path)), headers=bearer(token)
    )

    assert answer.status_code == 422
    assert {one["field"] for one in answer.json()["fields"]} == set(sent)


def test_a_parameter_has_one_name_on_all_routes() -> None:
    assert {name for method, path in ROUTES for name in parameters_of(method, path)} == {
        *("item_type", "type", "genres", "genre", "languages", "language", "exclude_genres"),
        *("year_from", "year_to", "runtime_max", "exclude_watchlist", "include_seen", "across"),
        *("limit", "skip", "sort", "as_of", "batch", "recommendation_id", "threshold", "diversity", "max_genres"),
        *("q", "parse", "ignore", "refresh", "user_id", "all", "fields", "ids", "skip_ids"),
        *("days", "ticket", "last_event_id"),
    }


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
