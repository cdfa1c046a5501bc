"""What is logged of accounts: that something happened, never a password, an e-mail, a token or a secret."""

import json
import logging

import httpx
import pytest
from fastapi import FastAPI

from api.errors import Unavailable
from api.logs import JsonFormatter
from tests.api.auth.accounts import NEW_PASSWORD, PASSWORD, SECRET, an_account, an_email, bearer, log_in, register
from tests.api.test_app import BrokenDatabase


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged, as it is written."""
    formatter = JsonFormatter()
    return [formatter.format(record) for record in caplog.records]


async def test_nothing_secret_is_logged_whatever_happens_to_an_account(
    app: FastAPI, here: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    caplog.set_level(logging.DEBUG, "api")
    email = an_email()

    ada = await an_account(here, email=email, name="Ada of the logs")
    hashed = await app.state.db.one("get_login", email=email)
    await register(here, email=email)
    await register(here, email=f"{email}\x00")
    await register(here, email=f"other.{email}", password="password1")
    token = (await log_in(here, email)).json()["access_token"]
    await log_in(here, email, NEW_PASSWORD)
    await log_in(here, f"nobody.{email}", NEW_PASSWORD)
    await here.get("/auth/me", headers=bearer(f"{token}x"))
    await here.get("/auth/me", headers={"Authorization": f"Basic {token}"})
    await here.patch(
        "/auth/me", headers=bearer(token), json={"current_password": PASSWORD, "password": NEW_PASSWORD, "name": "Ada"}
    )
    await here.post("/auth/login", content=b'{"email": "%s", "password": "%s"' % (email.encode(), PASSWORD.encode()))
    await here.post("/auth/logout", headers=bearer(token))
    await here.get("/auth/me", headers=bearer(token))

    written = lines(caplog)
    requests = [json.loads(line) for line in written if '"event": "request"' in line]
    assert [line["status"] for line in requests] == [201, 409, 422, 422, 200, 401, 401, 401, 401, 200, 400, 200, 401]
    assert {line["route"] for line in requests} == {"/auth/register", "/auth/login", "/auth/logout", "/auth/me"}
    secrets = [email, PASSWORD, NEW_PASSWORD, "password1", "Ada", ada.token, token, SECRET, hashed["password_hash"]]
    assert [secret for secret in secrets if secret in "\n".join(written)] == []


@pytest.mark.parametrize("failure", [Unavailable(), RuntimeError("it broke")], ids=["away", "broken"])
async def test_nothing_secret_is_logged_when_the_database_fails(
    app: FastAPI,
    here: httpx.AsyncClient,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    failure: Exception,
) -> None:
    ada = await an_account(here)
    caplog.set_level(logging.DEBUG, "api")
    usual, app.state.db = app.state.db, BrokenDatabase(failure)
    try:
        answers = [await register(here), await log_in(here, ada.email), await here.get("/auth/me", headers=ada.bearer)]
    finally:
        app.state.db = usual

    written = "\n".join(lines(caplog))
    assert {answer.status_code for answer in answers} == {503 if isinstance(failure, Unavailable) else 500}
    assert written.count('"event": "request"') == 3
    assert [secret for secret in (ada.email, PASSWORD, ada.token, SECRET) if secret in written] == []
