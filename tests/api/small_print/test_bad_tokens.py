"""A bad token is a 401 on every route, never taken for none."""

import httpx
import pytest

from tests.api.auth.accounts import an_account, rows
from tests.api.small_print.every_route import BODIES, NAMES, ROUTES, address_of, needed


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=NAMES)
@pytest.mark.parametrize("header", ["Bearer nonsense", "Basic dTpw", "Bearer"])
async def test_a_bad_token_is_a_401_on_every_route(
    here: httpx.AsyncClient, method: str, path: str, header: str
) -> None:
    answer = await here.request(
        method, address_of(path), headers={"Authorization": header}, json=BODIES.get((method, path))
    )

    assert answer.status_code == 401
    assert answer.json()["error"] == ("unauthorized" if path == "/metrics" else "token_invalid")


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=NAMES)
async def test_an_ended_token_is_a_401_on_every_route_that_asks_the_database(
    here: httpx.AsyncClient, address: str, method: str, path: str
) -> None:
    ended = await an_account(here)
    assert (await here.post("/auth/logout", headers=ended.bearer)).status_code == 200
    n_accounts = rows(address, "select count(*) from cinelibre.users")

    answer = await here.request(
        method, address_of(path), headers=ended.bearer, json=BODIES.get((method, path)), params=needed(path)
    )

    if path in {"/", "/settings", "/health/live", "/metrics", "/library/import"}:
        return
    assert (answer.status_code, answer.json()["error"]) == (401, "token_revoked")
    assert rows(address, "select count(*) from cinelibre.users") == n_accounts
