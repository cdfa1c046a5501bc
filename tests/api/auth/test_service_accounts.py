"""A service acts for users with ?user_id=, each time on record; nobody else acts for anybody."""

import asyncio
from typing import Any, NamedTuple

import httpx
import pytest
from fastapi import FastAPI

from api.jobs.accounts import WantedAccount, write_account
from tests.api.auth.accounts import (
    NEW_PASSWORD,
    PASSWORD,
    Account,
    an_account,
    an_email,
    bearer,
    log_in,
    me,
    rows,
    user_in,
    without_request_id,
)
from tests.api.auth.test_tokens import Route, ask, locked, refusals

NOT_A_SERVICE = {"error": "not_a_service", "detail": "Only a service account acts for others: leave user_id out."}


class Service(NamedTuple):
    """An account made on the command line, and its token."""

    id: int
    email: str
    token: str

    @property
    def bearer(self) -> dict[str, str]:
        """The header that says who calls."""
        return bearer(self.token)


def for_users() -> list[Route]:
    """The routes at which a service names a user by a parameter; two have the user in their address instead, and an
    admin acts for nobody.
    """
    return [route for route in locked() if not route[1].startswith(("/features/{user_id}", "/admin/"))]


async def made(app: FastAPI, role: str) -> Service:
    """An account with that role, made as `python -m api.jobs user` does."""
    email = an_email()
    said = await write_account(
        app.state.db, app.state.settings, WantedAccount(email, role, password=PASSWORD, token_days=1)
    )
    line, token = said.split("\n")[:2]
    return Service(int(line.partition(", id ")[2].partition(";")[0]), email, token)


@pytest.fixture
async def service(app: FastAPI, here: httpx.AsyncClient) -> Service:
    """A service account."""
    return await made(app, "service")


def audit(address: str, actor_id: int) -> list[tuple[Any, ...]]:
    """Whom the actor acted for, and by which route, in order."""
    return rows(address, "select user_id, action from cinelibre.audit_events where actor_id = %s order by id", actor_id)


async def test_with_an_ordinary_token_no_route_takes_a_user_id(here: httpx.AsyncClient, address: str) -> None:
    ada, friend = await an_account(here), await an_account(here)
    before = rows(address, "select to_jsonb(u) from cinelibre.users as u where id in (%s, %s)", ada.id, friend.id)

    for user_id in (friend.id, ada.id, 2**31 - 1):
        answers = await refusals(here, for_users(), ada.bearer, user_id=user_id)
        assert answers == dict.fromkeys(for_users(), (403, "not_a_service", None))

    assert (
        rows(address, "select to_jsonb(u) from cinelibre.users as u where id in (%s, %s)", ada.id, friend.id) == before
    )
    assert audit(address, ada.id) == []


async def test_the_refusal_says_to_leave_it_out(here: httpx.AsyncClient, ada: Account) -> None:
    answer = await here.get("/auth/me", params={"user_id": ada.id}, headers=ada.bearer)

    assert (answer.status_code, without_request_id(answer)) == (403, NOT_A_SERVICE)


async def test_an_admin_acts_for_nobody(app: FastAPI, here: httpx.AsyncClient, address: str, ada: Account) -> None:
    admin = await made(app, "admin")

    answer = await here.get("/auth/me", params={"user_id": ada.id}, headers=admin.bearer)

    assert (answer.status_code, without_request_id(answer)) == (403, NOT_A_SERVICE)
    assert audit(address, admin.id) == []


async def test_what_a_service_does_for_a_user_is_done_to_that_user_and_written_down(
    here: httpx.AsyncClient, address: str, service: Service, ada: Account
) -> None:
    friend = await an_account(here)
    [(item_id,)] = rows(address, "insert into cinelibre.items (item_type, title) values ('movie', 'Dune') returning id")
    for_ada: dict[str, Any] = {"params": {"user_id": ada.id}, "headers": service.bearer}

    seen = await here.get("/auth/me", **for_ada)
    rated = await here.post("/ratings", json={"item_id": item_id, "rating": 4.5}, **for_ada)
    renamed = await here.patch("/auth/me", json={"name": "Ada"}, **for_ada)
    hidden = await here.put(f"/hidden/movie/{item_id}", **for_ada)

    assert [answer.status_code for answer in (seen, rated, renamed, hidden)] == [200] * 4
    assert (user_in(seen), renamed.json()) == (ada.user, {**ada.user, "name": "Ada"})
    mine = (await here.get("/ratings/my", headers=ada.bearer)).json()["ratings"]
    assert [(rating["item_id"], rating["rating"]) for rating in mine] == [(item_id, 4.5)]
    for other in (friend.bearer, service.bearer):
        assert (await here.get("/ratings/my", headers=other)).json()["total"] == 0
    assert audit(address, service.id) == [
        (ada.id, "GET /auth/me"),
        (ada.id, "POST /ratings"),
        (ada.id, "PATCH /auth/me"),
        (ada.id, "PUT /hidden/{item_type}/{item_id}"),
    ]


async def test_every_route_lets_a_service_act_and_writes_down_which_it_was(
    here: httpx.AsyncClient, address: str, service: Service
) -> None:
    ending = {("DELETE", "/auth/me"), ("POST", "/auth/refresh")}  # a token is renewed by who holds it
    user = await an_account(here)
    routes = [route for route in for_users() if route not in ending]

    answers = {route: await ask(here, route, service.bearer, user_id=user.id) for route in routes}

    refused = {route: answer.text for route, answer in answers.items() if answer.status_code in {401, 403, 422, 500}}
    assert refused == {}
    assert audit(address, service.id) == [(user.id, f"{method} {path}") for method, path in routes]


async def test_a_service_without_user_id_is_itself_and_nothing_is_written(
    here: httpx.AsyncClient, address: str, service: Service
) -> None:
    mine = (await here.get("/auth/me", headers=service.bearer)).json()

    assert (mine["id"], mine["email"], mine["role"]) == (service.id, service.email, "service")
    assert audit(address, service.id) == []


async def test_a_service_gets_no_token_of_the_user_it_acts_for(here: httpx.AsyncClient, service: Service) -> None:
    user = await an_account(here)

    answer = await here.post("/auth/refresh", headers=service.bearer, params={"user_id": user.id})

    assert (answer.status_code, answer.json()["error"]) == (403, "not_for_others")
    assert "access_token" not in answer.text


@pytest.mark.parametrize("role", ["service", "admin"])
async def test_nobody_acts_for_a_service_or_an_admin(
    app: FastAPI, here: httpx.AsyncClient, address: str, service: Service, role: str
) -> None:
    other = await made(app, role)
    routes = for_users()

    answers = await refusals(here, routes, service.bearer, user_id=other.id)

    assert answers == dict.fromkeys(routes, (404, "user_not_found", None))
    assert audit(address, service.id) == []
    assert (await here.get("/auth/me", headers=other.bearer)).json()["role"] == role


async def test_a_service_cannot_name_itself(here: httpx.AsyncClient, address: str, service: Service) -> None:
    answer = await here.delete("/auth/me", params={"user_id": service.id}, headers=service.bearer)

    assert (answer.status_code, answer.json()["error"]) == (404, "user_not_found")
    assert await me(here, service.token) == (200, None)


async def test_an_unknown_user_is_404_and_nothing_is_written(
    here: httpx.AsyncClient, address: str, service: Service
) -> None:
    count = "select count(*), (select count(*) from cinelibre.users) from cinelibre.audit_events"
    before = rows(address, count)

    answer = await here.post(
        "/ratings", params={"user_id": 2**31 - 1}, json={"item_id": 1, "rating": 3}, headers=service.bearer
    )

    assert (answer.status_code, without_request_id(answer)) == (
        404,
        {"error": "user_not_found", "detail": "There is no user with the id 2147483647."},
    )
    assert rows(address, count) == before


@pytest.mark.parametrize("user_id", ["0", "-1", "2147483648", "ada", "1.5", "1 or 1=1", "\x00", ""])
async def test_a_user_id_that_is_none_is_refused(here: httpx.AsyncClient, service: Service, user_id: str) -> None:
    answer = await here.get("/auth/me", params={"user_id": user_id}, headers=service.bearer)

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")
    assert answer.json()["detail"].startswith("user_id: ")


async def test_a_service_ends_a_users_tokens_and_keeps_its_own(
    here: httpx.AsyncClient, service: Service, ada: Account
) -> None:
    answer = await here.post("/auth/logout", params={"user_id": ada.id}, headers=service.bearer)

    assert answer.json() == {"logged_out": True}
    assert [await me(here, token) for token in (ada.token, service.token)] == [(401, "token_revoked"), (200, None)]


async def test_a_service_changes_a_password_only_with_the_current_one_and_ends_every_token(
    here: httpx.AsyncClient, service: Service, ada: Account
) -> None:
    for_ada: dict[str, Any] = {"params": {"user_id": ada.id}, "headers": service.bearer}
    new = {"password": NEW_PASSWORD}

    wrong = await here.patch("/auth/me", json={**new, "current_password": NEW_PASSWORD}, **for_ada)
    still = await me(here, ada.token)
    right = await here.patch("/auth/me", json={**new, "current_password": PASSWORD}, **for_ada)

    assert (wrong.status_code, still, right.status_code) == (401, (200, None), 200)
    assert [await me(here, token) for token in (ada.token, service.token)] == [(401, "token_revoked"), (200, None)]
    assert (await log_in(here, ada.email, NEW_PASSWORD)).status_code == 200


async def test_a_service_deletes_a_user_and_that_stays_on_record_without_who_it_was(
    here: httpx.AsyncClient, address: str, service: Service, ada: Account
) -> None:
    other = await an_account(here)
    await here.get("/auth/me", params={"user_id": other.id}, headers=service.bearer)
    await here.get("/history", params={"user_id": ada.id}, headers=service.bearer)

    answer = await here.delete("/auth/me", params={"user_id": ada.id}, headers=service.bearer)

    assert (answer.status_code, answer.json()) == (200, {"deleted": True})
    assert await me(here, ada.token) == (401, "token_revoked")
    assert await me(here, service.token) == (200, None)
    assert audit(address, service.id) == [(other.id, "GET /auth/me"), (None, "GET /history"), (None, "DELETE /auth/me")]
    assert rows(address, "select count(*) from cinelibre.audit_events where user_id = %s", ada.id) == [(0,)]


async def test_what_a_deleted_service_did_stays_without_its_name(
    here: httpx.AsyncClient, address: str, service: Service, ada: Account
) -> None:
    await here.get("/auth/me", params={"user_id": ada.id}, headers=service.bearer)

    await ask(here, ("DELETE", "/auth/me"), service.bearer)

    kept = rows(address, "select actor_id, action from cinelibre.audit_events where user_id = %s", ada.id)
    assert kept == [(None, "GET /auth/me")]
    assert await refusals(here, [("GET", "/auth/me")], service.bearer, user_id=ada.id) == {
        ("GET", "/auth/me"): (401, "token_revoked", "Bearer")
    }


@pytest.mark.parametrize("role", ["user", "admin"])
async def test_a_service_that_is_one_no_longer_acts_for_nobody(
    app: FastAPI, here: httpx.AsyncClient, address: str, service: Service, ada: Account, role: str
) -> None:
    await write_account(app.state.db, app.state.settings, WantedAccount(service.email, role))

    answers = [
        await here.get("/auth/me", params=params, headers=service.bearer) for params in ({}, {"user_id": ada.id})
    ]

    assert [answer.json()["error"] for answer in answers] == ["token_revoked"] * 2
    assert audit(address, service.id) == []


async def test_acting_at_once_is_written_down_each_time(
    here: httpx.AsyncClient, address: str, service: Service, ada: Account
) -> None:
    calls = [here.get("/auth/me", params={"user_id": ada.id}, headers=service.bearer) for _ in range(8)]

    answers = await asyncio.gather(*calls)

    assert [answer.status_code for answer in answers] == [200] * 8
    assert audit(address, service.id) == [(ada.id, "GET /auth/me")] * 8
