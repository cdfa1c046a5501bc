"""GET, PATCH and DELETE /auth/me: one's own account."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from tests.api.auth.accounts import (
    JSON,
    NEW_PASSWORD,
    PASSWORD,
    Account,
    an_account,
    as_json,
    bearer,
    hash_of,
    log_in,
    me,
    meanwhile,
    register,
    rows,
    user_in,
    without_request_id,
)

NOT_YOURS = {"error": "invalid_credentials", "detail": "current_password: This is not the password of this account."}


async def change(here: httpx.AsyncClient, account: Account, **given: Any) -> httpx.Response:
    """The answer to PATCH /auth/me."""
    return await here.patch("/auth/me", headers=account.bearer, json=given)


async def delete(here: httpx.AsyncClient, account: Account, password: str | None = None) -> httpx.Response:
    """The answer to DELETE /auth/me with a password, or without a body."""
    body = None if password is None else as_json({"password": password})
    return await here.request("DELETE", "/auth/me", headers={**account.bearer, **JSON}, content=body)


def row_of(address: str, account: Account) -> Any:
    """Everything that is kept of the account."""
    return rows(address, "select to_jsonb(u) from cinelibre.users as u where id = %s", account.id)


@pytest.mark.parametrize(
    "given",
    [
        {"name": "Ada Ж 🎬"},
        {"timezone": "America/Sao_Paulo"},
        {"discoverable": True},
        {"name": "Ada", "timezone": "Asia/Kolkata", "discoverable": True},
    ],
)
async def test_what_is_sent_changes_and_the_rest_stays(
    here: httpx.AsyncClient, ada: Account, given: dict[str, Any]
) -> None:
    friend = await an_account(here)

    answer = await change(here, ada, **given)

    assert (answer.status_code, answer.json()) == (200, {**ada.user, **given})
    assert user_in(await here.get("/auth/me", headers=ada.bearer)) == {**ada.user, **given}
    assert user_in(await here.get("/auth/me", headers=friend.bearer)) == friend.user


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"name": None, "timezone": None, "discoverable": None, "password": None, "current_password": None},
        {"current_password": PASSWORD},
    ],
)
async def test_nothing_that_may_be_changed_changes_nothing(
    here: httpx.AsyncClient, address: str, ada: Account, given: dict[str, Any]
) -> None:
    before = row_of(address, ada)

    answer = await change(here, ada, **given)

    assert (answer.status_code, answer.json()) == (200, ada.user)
    assert row_of(address, ada) == before


@pytest.mark.parametrize("field", ["id", "email", "role", "token_version", "tokens_valid_from", "created_at"])
async def test_what_nobody_may_change_is_refused_and_changes_nothing(
    here: httpx.AsyncClient, address: str, ada: Account, field: str
) -> None:
    before = row_of(address, ada)

    answer = await change(here, ada, name="Mallory", **{field: 1})

    assert (answer.status_code, answer.json()["fields"][0]["field"]) == (422, field)
    assert row_of(address, ada) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("timezone", "Mars/Phobos"),
        ("timezone", "IST"),
        ("timezone", "EST5EDT"),
        ("timezone", "Etc/GMT+5"),
        ("timezone", "Asia/Nowhere5"),
        ("timezone", "Asia/Kolkata-5"),
        ("timezone", "posix/Asia/Kolkata"),
        ("timezone", "+05:30"),
        ("timezone", ""),
        ("timezone", "\ud800"),
        ("name", " "),
        ("name", "a" * 101),
        ("name", "a\x00b"),
        ("name", "\ud800"),
        ("discoverable", "perhaps"),
        ("discoverable", 2),
        ("password", "short"),
        ("password", "a" * 129),
        ("password", "with \ud800 half a pair"),
        ("current_password", "\udfff"),
    ],
)
async def test_what_cannot_be_kept_is_refused_and_nothing_changes(
    here: httpx.AsyncClient, address: str, ada: Account, field: str, value: Any
) -> None:
    before = row_of(address, ada)
    given = {"name": "Changed", "timezone": "Asia/Kolkata", "current_password": PASSWORD, field: value}

    answer = await here.patch("/auth/me", headers={**ada.bearer, **JSON}, content=as_json(given))

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")
    assert answer.json()["detail"].startswith(f"{field}: ")
    assert row_of(address, ada) == before


async def test_a_new_password_keeps_this_token_and_ends_the_others(here: httpx.AsyncClient, ada: Account) -> None:
    second, third = [(await log_in(here, ada.email)).json()["access_token"] for _ in range(2)]

    answer = await here.patch(
        "/auth/me", headers=bearer(second), json={"current_password": PASSWORD, "password": NEW_PASSWORD}
    )

    assert (answer.status_code, answer.json()) == (200, ada.user)
    assert [await me(here, token) for token in (ada.token, second, third)] == [
        (401, "token_revoked"),
        (200, None),
        (401, "token_revoked"),
    ]
    assert [(await log_in(here, ada.email, password)).status_code for password in (PASSWORD, NEW_PASSWORD)] == [
        401,
        200,
    ]
    assert await me(here, second) == (200, None)


async def test_a_token_that_was_kept_lasts_through_the_next_change_and_ends_with_the_logout(
    here: httpx.AsyncClient, ada: Account
) -> None:
    await change(here, ada, current_password=PASSWORD, password=NEW_PASSWORD)
    other = (await log_in(here, ada.email, NEW_PASSWORD)).json()["access_token"]

    again = await change(here, ada, current_password=NEW_PASSWORD, password=PASSWORD)

    assert again.status_code == 200
    assert [await me(here, token) for token in (ada.token, other)] == [(200, None), (401, "token_revoked")]
    await here.post("/auth/logout", headers=ada.bearer)
    assert await me(here, ada.token) == (401, "token_revoked")


async def test_a_kept_token_ends_when_another_login_changes_the_password(here: httpx.AsyncClient, ada: Account) -> None:
    await change(here, ada, current_password=PASSWORD, password=NEW_PASSWORD)
    other = (await log_in(here, ada.email, NEW_PASSWORD)).json()["access_token"]

    await here.patch("/auth/me", headers=bearer(other), json={"current_password": NEW_PASSWORD, "password": PASSWORD})

    assert [await me(here, token) for token in (ada.token, other)] == [(401, "token_revoked"), (200, None)]


@pytest.mark.parametrize("current", [NEW_PASSWORD, PASSWORD.upper(), "x"])
async def test_a_wrong_current_password_changes_nothing_at_all(
    here: httpx.AsyncClient, address: str, ada: Account, current: str
) -> None:
    before = row_of(address, ada)

    answer = await change(here, ada, name="Mallory", current_password=current, password=NEW_PASSWORD)

    assert (answer.status_code, without_request_id(answer)) == (401, NOT_YOURS)
    assert row_of(address, ada) == before
    assert await me(here, ada.token) == (200, None)


async def test_a_new_password_needs_the_current_one(here: httpx.AsyncClient, address: str, ada: Account) -> None:
    before = row_of(address, ada)

    answer = await change(here, ada, name="Mallory", password=NEW_PASSWORD)

    assert (answer.status_code, without_request_id(answer)) == (
        422,
        {"error": "invalid_input", "detail": "current_password: This is needed to change the password."},
    )
    assert row_of(address, ada) == before


@pytest.mark.parametrize("password", ["password1", "{email}"])
async def test_a_new_password_that_anybody_would_try_is_refused(
    here: httpx.AsyncClient, address: str, ada: Account, password: str
) -> None:
    before = row_of(address, ada)

    answer = await change(here, ada, current_password=PASSWORD, password=password.format(email=ada.email))

    assert (answer.status_code, answer.json()["error"]) == (422, "password_too_common")
    assert row_of(address, ada) == before


async def test_a_password_changed_elsewhere_meanwhile_is_not_changed_again(
    app: FastAPI, here: httpx.AsyncClient, address: str, ada: Account
) -> None:
    elsewhere = "update cinelibre.users set password_hash = 'changed elsewhere' where id = %s"
    with meanwhile(app, lambda: rows(address, elsewhere, ada.id)):
        answer = await change(here, ada, name="Mallory", current_password=PASSWORD, password=NEW_PASSWORD)

    assert (answer.status_code, without_request_id(answer)) == (401, NOT_YOURS)
    assert hash_of(address, ada) == "changed elsewhere"
    assert user_in(await here.get("/auth/me", headers=ada.bearer)) == ada.user


async def test_an_account_without_a_password_does_not_get_one_by_patch(
    here: httpx.AsyncClient, address: str, ada: Account
) -> None:
    rows(address, "update cinelibre.users set password_hash = null where id = %s", ada.id)

    answer = await change(here, ada, current_password="a password that nobody has", password=NEW_PASSWORD)

    assert (answer.status_code, without_request_id(answer)) == (401, NOT_YOURS)


async def test_a_deleted_account_is_gone_and_its_email_is_free(
    here: httpx.AsyncClient, address: str, ada: Account
) -> None:
    friend = await an_account(here)

    answer = await delete(here, ada, PASSWORD)

    assert (answer.status_code, answer.json()) == (200, {"deleted": True})
    assert row_of(address, ada) == []
    assert (await log_in(here, ada.email)).status_code == 401
    assert user_in(await here.get("/auth/me", headers=friend.bearer)) == friend.user
    again = await register(here, email=ada.email)
    assert again.status_code == 201
    assert again.json()["user"]["id"] != ada.id
    assert await me(here, ada.token) == (401, "token_revoked")


async def test_an_account_is_not_deleted_without_its_password(
    here: httpx.AsyncClient, address: str, ada: Account
) -> None:
    before = row_of(address, ada)

    answers = [await delete(here, ada, password) for password in (None, NEW_PASSWORD, PASSWORD.upper())]
    empty = await here.request("DELETE", "/auth/me", headers=ada.bearer, json={})

    assert [(answer.status_code, answer.json()["error"]) for answer in (*answers, empty)] == [
        (422, "invalid_input"),
        (401, "invalid_credentials"),
        (401, "invalid_credentials"),
        (422, "invalid_input"),
    ]
    assert [answer.json()["detail"].partition(":")[0] for answer in answers] == ["password"] * 3
    assert row_of(address, ada) == before


async def test_an_account_whose_password_changes_meanwhile_is_not_deleted(
    app: FastAPI, here: httpx.AsyncClient, address: str, ada: Account
) -> None:
    elsewhere = "update cinelibre.users set password_hash = 'changed elsewhere' where id = %s"
    with meanwhile(app, lambda: rows(address, elsewhere, ada.id)):
        answer = await delete(here, ada, PASSWORD)

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_credentials")
    assert hash_of(address, ada) == "changed elsewhere"
