"""Which methods an address takes is said by OPTIONS, and with every 405."""

import httpx
import pytest

from tests.api.auth.accounts import bearer
from tests.api.small_print.every_route import DESCRIBED, address_of

WITH_HEAD = {"/", "/health/live", "/health/ready"}
METHODS = {
    path: {method.upper() for method in methods} | {"OPTIONS"} | ({"HEAD"} if path in WITH_HEAD else set())
    for path, methods in DESCRIBED["paths"].items()
}


def allowed(answer: httpx.Response) -> set[str]:
    """What its header names."""
    return set(answer.headers["allow"].split(", "))


@pytest.mark.parametrize("path", METHODS)
async def test_options_says_every_method_of_an_address(here: httpx.AsyncClient, path: str) -> None:
    answer = await here.options(address_of(path))

    assert (answer.status_code, answer.content) == (204, b"")
    assert allowed(answer) == METHODS[path]


@pytest.mark.parametrize("path", METHODS)
async def test_a_wrong_method_is_a_405_that_says_every_right_one(
    here: httpx.AsyncClient, token: str, path: str
) -> None:
    wrong = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} - METHODS[path]

    for method in wrong:
        answer = await here.request(method, address_of(path), headers=bearer(token))

        assert answer.status_code == 405, method
        assert allowed(answer) == METHODS[path]


async def test_an_address_of_its_own_is_never_taken_for_an_id(here: httpx.AsyncClient, token: str) -> None:
    answer = await here.delete("/ratings/my", headers=bearer(token))
    other = await here.delete("/ratings/mine", headers=bearer(token))

    assert (answer.status_code, answer.json()["error"]) == (405, "method_not_allowed")
    assert allowed(answer) == {"GET", "OPTIONS"}
    assert (other.status_code, other.json()["fields"][0]["field"]) == (422, "rating_id")


async def test_an_address_that_there_is_not_has_no_methods(here: httpx.AsyncClient) -> None:
    assert (await here.options("/nowhere")).status_code == 404
