"""POST /auth/login: a token for who knows the password, the same answer to everybody else."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import pytest
from fastapi import FastAPI
from passlib.hash import argon2

from api.app import create_app
from api.security import passwords
from tests.api.auth.accounts import (
    NEW_PASSWORD,
    PASSWORD,
    SECRET,
    WEEK,
    Account,
    an_account,
    an_email,
    bearer,
    generous,
    hash_of,
    log_in,
    me,
    meanwhile,
    rows,
    user_in,
    without_request_id,
)
from tests.conftest import client_of

WRONG = {"error": "invalid_credentials", "detail": "E-mail or password is wrong."}


class Counted:
    """A hash scheme that writes down what is asked of it."""

    def __init__(self, scheme: Any) -> None:
        self._scheme = scheme
        self.asked: list[str] = []

    def hash(self, password: str) -> str:
        """See passlib."""
        self.asked.append("hash")
        return str(self._scheme.hash(password))

    def verify(self, password: str, hashed: str) -> bool:
        """See passlib."""
        self.asked.append("verify")
        return bool(self._scheme.verify(password, hashed))

    def needs_update(self, hashed: str) -> bool:
        """See passlib."""
        return bool(self._scheme.needs_update(hashed))


async def test_a_login_answers_a_token_of_its_own_beside_the_former_one(here: httpx.AsyncClient, ada: Account) -> None:
    answer = await log_in(here, ada.email)

    said = answer.json()
    assert answer.status_code == 200
    assert said == {
        "access_token": said["access_token"],
        "token_type": "bearer",
        "expires_in": WEEK,
        "user": ada.user,
    }
    assert jwt.decode(said["access_token"], SECRET, ["HS256"])["ver"] == 2
    assert [await me(here, token) for token in (ada.token, said["access_token"])] == [(200, None)] * 2


async def test_a_token_is_good_for_as_many_days_as_a_setting_says(address: str, app: FastAPI, ada: Account) -> None:
    async with client_of(create_app(generous(address, jwt_expires_days=1))) as for_a_day:
        said = (await log_in(for_a_day, ada.email)).json()

    claims = jwt.decode(said["access_token"], SECRET, ["HS256"])
    assert (said["expires_in"], claims["exp"] - claims["iat"]) == (86_400, 86_400)


@pytest.mark.parametrize("typed", [str.upper, str.title, lambda email: f"  {email} "])
async def test_an_email_logs_in_however_it_is_typed(
    here: httpx.AsyncClient, ada: Account, typed: Callable[[str], str]
) -> None:
    answer = await log_in(here, typed(ada.email))

    assert (answer.status_code, answer.json()["user"]) == (200, ada.user)


@pytest.mark.parametrize("password", [PASSWORD.upper(), f"{PASSWORD} ", PASSWORD[:-1], "x", "a" * 1000])
async def test_another_password_does_not_log_in(here: httpx.AsyncClient, ada: Account, password: str) -> None:
    answer = await log_in(here, ada.email, password)

    assert (answer.status_code, without_request_id(answer)) == (401, WRONG)
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_an_unknown_email_gets_the_words_and_the_work_of_a_wrong_password(
    here: httpx.AsyncClient, address: str, ada: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = await an_account(here)
    rows(address, "update cinelibre.users set password_hash = null where id = %s", without.id)
    await log_in(here, an_email())  # the hash that unknown ones are compared with is made once
    counted = Counted(passwords._scheme())
    monkeypatch.setattr(passwords, "_scheme", lambda: counted)

    answers = [await log_in(here, email, NEW_PASSWORD) for email in (ada.email, an_email(), without.email)]

    assert counted.asked == ["verify"] * 3
    assert [answer.status_code for answer in answers] == [401] * 3
    assert [without_request_id(answer) for answer in answers] == [WRONG] * 3
    assert len({tuple(sorted(set(answer.headers) - {"x-request-id"})) for answer in answers}) == 1


async def test_the_password_that_nobody_has_lets_nobody_in(here: httpx.AsyncClient, address: str) -> None:
    without = await an_account(here)
    rows(address, "update cinelibre.users set password_hash = null where id = %s", without.id)

    answers = [await log_in(here, email, "a password that nobody has") for email in (an_email(), without.email)]

    assert [without_request_id(answer) for answer in answers] == [WRONG, WRONG]


@pytest.mark.parametrize("kept", ["not a hash", "$argon2id$v=19$m=19456,t=2,p=1$", "$2b$12$" + "a" * 53])
async def test_what_is_kept_and_is_no_hash_of_ours_lets_nobody_in(
    here: httpx.AsyncClient, address: str, ada: Account, kept: str
) -> None:
    rows(address, "update cinelibre.users set password_hash = %s where id = %s", kept, ada.id)

    answers = [await log_in(here, ada.email, password) for password in (PASSWORD, kept)]

    assert [without_request_id(answer) for answer in answers] == [WRONG, WRONG]


async def test_a_password_changed_while_it_was_compared_does_not_log_in(
    app: FastAPI, here: httpx.AsyncClient, address: str, ada: Account
) -> None:
    changed = argon2.using(type="ID", memory_cost=64, time_cost=1, parallelism=1).hash(NEW_PASSWORD)
    change = "update cinelibre.users set password_hash = %s where id = %s"
    with meanwhile(app, lambda: rows(address, change, changed, ada.id)):
        late = await log_in(here, ada.email)

    assert (late.status_code, without_request_id(late)) == (401, WRONG)
    assert hash_of(address, ada) == changed
    assert (await log_in(here, ada.email, NEW_PASSWORD)).status_code == 200


async def test_an_account_deleted_while_its_password_was_compared_does_not_log_in(
    app: FastAPI, here: httpx.AsyncClient, address: str, ada: Account
) -> None:
    delete = "delete from cinelibre.users where id = %s"
    with meanwhile(app, lambda: rows(address, delete, ada.id)):
        late = await log_in(here, ada.email)

    assert (late.status_code, without_request_id(late)) == (401, WRONG)


@pytest.mark.parametrize(
    "weaker",
    [
        {"type": "ID", "memory_cost": 8192, "time_cost": 2, "parallelism": 1},
        {"type": "ID", "memory_cost": 19_456, "time_cost": 1, "parallelism": 1},
        {"type": "I", "memory_cost": 19_456, "time_cost": 2, "parallelism": 1},
    ],
    ids=["memory", "passes", "type"],
)
async def test_a_weaker_hash_is_made_anew_at_the_next_login_with_the_right_password(
    here: httpx.AsyncClient, address: str, ada: Account, weaker: dict[str, Any]
) -> None:
    weak = argon2.using(**weaker).hash(PASSWORD)
    rows(address, "update cinelibre.users set password_hash = %s where id = %s", weak, ada.id)

    wrong = await log_in(here, ada.email, NEW_PASSWORD)
    after_wrong = hash_of(address, ada)
    right = await log_in(here, ada.email)
    after_right = hash_of(address, ada)
    again = await log_in(here, ada.email)

    assert [answer.status_code for answer in (wrong, right, again)] == [401, 200, 200]
    assert after_wrong == weak
    assert after_right.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hash_of(address, ada) == after_right


async def test_a_login_leaves_a_hash_of_today_as_it_is(here: httpx.AsyncClient, address: str, ada: Account) -> None:
    before = hash_of(address, ada)

    await log_in(here, ada.email)

    assert hash_of(address, ada) == before


class Held(Counted):
    """A hash scheme that compares nothing until it may; counts how many wait in it at once."""

    def __init__(self, scheme: Any) -> None:
        super().__init__(scheme)
        self.is_reached, self.may_go_on = threading.Event(), threading.Event()
        self.n_inside = self.most_inside = 0

    def verify(self, password: str, hashed: str) -> bool:
        """See passlib."""
        self.n_inside += 1
        self.most_inside = max(self.most_inside, self.n_inside)
        self.is_reached.set()
        self.may_go_on.wait(20)
        self.n_inside -= 1
        return super().verify(password, hashed)


async def test_the_service_answers_while_passwords_are_compared(
    here: httpx.AsyncClient, ada: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(passwords._scheme())
    monkeypatch.setattr(passwords, "_scheme", lambda: held)
    logins = [asyncio.create_task(log_in(here, ada.email)) for _ in range(10)]
    assert await asyncio.to_thread(held.is_reached.wait, 20)

    live = await here.get("/health/live")

    assert live.status_code == 200
    assert [login.done() for login in logins] == [False] * 10
    held.may_go_on.set()
    assert [answer.status_code for answer in await asyncio.gather(*logins)] == [200] * 10
    assert (held.most_inside, held.asked) == (1, ["verify"] * 10)


async def test_logins_at_once_each_get_a_token_that_counts(here: httpx.AsyncClient, ada: Account) -> None:
    answers = await asyncio.gather(*(log_in(here, ada.email) for _ in range(5)))

    tokens = [answer.json()["access_token"] for answer in answers]
    assert sorted(jwt.decode(token, SECRET, ["HS256"])["ver"] for token in tokens) == [2, 3, 4, 5, 6]
    assert [user_in(await here.get("/auth/me", headers=bearer(token))) for token in tokens] == [ada.user] * 5
