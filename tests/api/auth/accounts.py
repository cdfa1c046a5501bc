"""People with accounts, as the tests of accounts need them."""

import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import httpx
import psycopg
from fastapi import FastAPI
from pydantic import SecretStr

from api.security.passwords import Passwords, Verdict
from api.security.tokens import Claims
from api.settings import Settings
from tests.conftest import settings_of

SECRET = "a-secret-of-more-than-thirty-two-bytes"
PASSWORD = "correct horse battery"
NEW_PASSWORD = "staple of another kind"
WEEK = 7 * 24 * 60 * 60
JSON = {"Content-Type": "application/json"}

_numbers = itertools.count(1)


class Account(NamedTuple):
    """Someone who registered: what the answer said, and the password."""

    token: str
    user: dict[str, Any]
    password: str

    @property
    def id(self) -> int:
        """Its number."""
        return int(self.user["id"])

    @property
    def email(self) -> str:
        """As it is kept."""
        return str(self.user["email"])

    @property
    def claims(self) -> Claims:
        """Of the token that registration answered."""
        return Claims(self.id, 1)

    @property
    def bearer(self) -> dict[str, str]:
        """The header that says who calls."""
        return bearer(self.token)


def generous(database_url: str, **given: object) -> Settings:
    """Settings for an application on `database_url` that lets everybody try often."""
    return settings_of(
        database_url=SecretStr(database_url),
        jwt_secret_key=SecretStr(SECRET),
        **{"login_attempts_per_minute": 10_000, "address_attempts_per_minute": 100_000, **given},
    )


def an_email() -> str:
    """An address that nobody has yet."""
    return f"reader{next(_numbers)}@example.com"


def as_json(body: Any) -> bytes:
    """JSON with every character outside ASCII escaped, halves of surrogate pairs too."""
    return json.dumps(body).encode()


def bearer(token: str) -> dict[str, str]:
    """The header that carries a token."""
    return {"Authorization": f"Bearer {token}"}


async def register(here: httpx.AsyncClient, **given: Any) -> httpx.Response:
    """The answer to a registration, by default of somebody new with a good password."""
    return await here.post("/auth/register", json={"email": an_email(), "password": PASSWORD, **given})


async def an_account(here: httpx.AsyncClient, **given: Any) -> Account:
    """Somebody who has just registered."""
    answer = await register(here, **given)
    assert answer.status_code == 201, answer.text
    return Account(answer.json()["access_token"], answer.json()["user"], given.get("password", PASSWORD))


async def log_in(here: httpx.AsyncClient, email: str, password: str = PASSWORD) -> httpx.Response:
    """The answer to a login."""
    return await here.post("/auth/login", json={"email": email, "password": password})


async def me(here: httpx.AsyncClient, token: str) -> tuple[int, str | None]:
    """How `GET /auth/me` answers to a token: its status, and its slug where it is refused."""
    answer = await here.get("/auth/me", headers=bearer(token))
    return answer.status_code, answer.json().get("error")


def user_in(answer: httpx.Response) -> dict[str, Any]:
    """What `GET /auth/me` says of the user, without the sizes of their lists and the end of the token."""
    return {name: value for name, value in answer.json().items() if name not in {"counts", "expires_at"}}


def rows(database_url: str, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """The answer of the database to a query; what it changes is kept."""
    with psycopg.connect(database_url) as connection:
        cursor = connection.execute(query.encode(), values)
        return cursor.fetchall() if cursor.description else []


def hash_of(database_url: str, account: Account) -> str:
    """What is kept of the account's password."""
    [(kept,)] = rows(database_url, "select password_hash from cinelibre.users where id = %s", account.id)
    return str(kept)


class Interrupted(Passwords):
    """Passwords that are compared while something else happens."""

    def __init__(self, settings: Settings, happens: Callable[[], Any]) -> None:
        super().__init__(settings)
        self._happens = happens

    async def verify(self, password: str, hashed: str | None) -> Verdict:
        """See `Passwords.verify`."""
        verdict = await super().verify(password, hashed)
        self._happens()
        return verdict


@contextmanager
def meanwhile(app: FastAPI, happens: Callable[[], Any]) -> Iterator[None]:
    """While a password is compared, this happens."""
    usual, app.state.passwords = app.state.passwords, Interrupted(app.state.settings, happens)
    try:
        yield
    finally:
        app.state.passwords.close()
        app.state.passwords = usual


def without_request_id(answer: httpx.Response) -> dict[str, Any]:
    """What an answer says, save what always differs, and the fields, which say it once more."""
    return {name: value for name, value in answer.json().items() if name not in {"request_id", "fields"}}
