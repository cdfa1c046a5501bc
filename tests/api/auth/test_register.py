"""POST /auth/register: what it answers, what it takes, and that an e-mail has one account."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import jwt
import pytest

from tests.api.auth.accounts import (
    JSON,
    NEW_PASSWORD,
    PASSWORD,
    SECRET,
    WEEK,
    Account,
    an_account,
    an_email,
    as_json,
    bearer,
    log_in,
    me,
    register,
    rows,
    user_in,
    without_request_id,
)

TAKEN = {"error": "email_taken", "detail": "email: There is an account with this e-mail already; log in."}


def n_accounts(address: str, email: str) -> int:
    """How many accounts have the e-mail, in any case."""
    [(found,)] = rows(address, "select count(*) from cinelibre.users where lower(email) = lower(%s)", email)
    return int(found)


async def test_registering_makes_an_account_that_is_logged_in(here: httpx.AsyncClient) -> None:
    email = an_email()
    before = datetime.now(UTC)

    answer = await register(here, email=email, name="Ada", timezone="Asia/Kolkata")

    assert answer.status_code == 201
    said = answer.json()
    user = said["user"]
    assert said == {"access_token": said["access_token"], "token_type": "bearer", "expires_in": WEEK, "user": user}
    assert user == {
        "id": user["id"],
        "email": email,
        "name": "Ada",
        "role": "user",
        "timezone": "Asia/Kolkata",
        "discoverable": False,
        "shares_ratings": False,
        "person_id": user["person_id"],
        "created_at": user["created_at"],
    }
    assert UUID(user["person_id"]).version == 4
    assert abs((datetime.fromisoformat(user["created_at"]) - before).total_seconds()) < 3600
    mine = await here.get("/auth/me", headers=bearer(said["access_token"]))
    assert (mine.status_code, user_in(mine)) == (200, user)


async def test_the_token_is_hs256_for_a_week_and_holds_nothing_but_numbers(ada: Account) -> None:
    claims = jwt.decode(ada.token, SECRET, ["HS256"])

    assert jwt.get_unverified_header(ada.token) == {"alg": "HS256", "typ": "JWT"}
    begun = claims["iat"]
    assert claims == {"sub": str(ada.id), "ver": 1, "auth_time": begun, "iat": begun, "exp": begun + WEEK}


async def test_of_a_password_only_an_argon2id_hash_is_kept(here: httpx.AsyncClient, address: str, ada: Account) -> None:
    [(kept, row)] = rows(address, "select password_hash, u::text from cinelibre.users as u where id = %s", ada.id)

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORD not in row


@pytest.mark.parametrize(
    ("field", "value"), [("role", "admin"), ("id", 1), ("discoverable", True), ("token_version", 99)]
)
async def test_nobody_registers_as_more_than_a_user(
    here: httpx.AsyncClient, address: str, field: str, value: Any
) -> None:
    email = an_email()

    refused = await register(here, email=email, **{field: value})

    assert (refused.status_code, refused.json()["fields"][0]["field"]) == (422, field)
    assert n_accounts(address, email) == 0
    user = (await an_account(here, email=email)).user
    assert (user["role"], user["discoverable"]) == ("user", False)


@pytest.mark.parametrize(
    "again", ["mixed.case{n}@example.com", "Mixed.Case{n}@EXAMPLE.com", "MIXED.CASE{n}@example.COM"]
)
async def test_an_email_is_one_account_however_it_is_typed(here: httpx.AsyncClient, address: str, again: str) -> None:
    number = an_email().removeprefix("reader").removesuffix("@example.com")
    first = await an_account(here, email=f"Mixed.Case{number}@Example.com")

    second = await register(here, email=again.format(n=number), password=NEW_PASSWORD)

    assert first.email == f"mixed.case{number}@example.com"
    assert (second.status_code, without_request_id(second)) == (409, TAKEN)
    assert n_accounts(address, first.email) == 1
    assert (await log_in(here, again.format(n=number))).json()["user"] == first.user


async def test_registering_again_changes_nothing_of_the_account(here: httpx.AsyncClient, ada: Account) -> None:
    again = await register(here, email=ada.email, password=NEW_PASSWORD, name="Mallory", timezone="Asia/Kolkata")

    assert (again.status_code, without_request_id(again)) == (409, TAKEN)
    assert user_in(await here.get("/auth/me", headers=ada.bearer)) == ada.user
    assert (await log_in(here, ada.email, NEW_PASSWORD)).status_code == 401
    assert (await log_in(here, ada.email)).status_code == 200


async def test_of_two_registrations_at_once_one_wins_and_its_password_counts(
    here: httpx.AsyncClient, address: str
) -> None:
    emails = [an_email() for _ in range(10)]

    pairs = [
        await asyncio.gather(register(here, email=email), register(here, email=email.upper(), password=NEW_PASSWORD))
        for email in emails
    ]

    assert [sorted(answer.status_code for answer in pair) for pair in pairs] == [[201, 409]] * 10
    assert [n_accounts(address, email) for email in emails] == [1] * 10
    for pair, email in zip(pairs[:3], emails, strict=False):
        winner = [PASSWORD, NEW_PASSWORD][[answer.status_code for answer in pair].index(201)]
        logins = [(await log_in(here, email, password)).status_code for password in (PASSWORD, NEW_PASSWORD)]
        assert logins == [200 if password == winner else 401 for password in (PASSWORD, NEW_PASSWORD)]


@pytest.mark.parametrize(
    "email",
    [
        "",
        "reader",
        "reader@",
        "@example.com",
        "a b@example.com",
        "reader@example.com\x00",
        "re\x00ader@example.com",
        "re\ud800ader@example.com",
        "reader@exa\ud800mple.com",
        "reader@example.com, other@example.com",
        "reader@example.com\nBcc: other@example.com",
        f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 63}.example.com",
        None,
        7,
        ["reader@example.com"],
    ],
)
async def test_what_is_no_email_is_refused(here: httpx.AsyncClient, address: str, email: Any) -> None:
    before = rows(address, "select count(*) from cinelibre.users")

    answer = await here.post("/auth/register", content=as_json({"email": email, "password": PASSWORD}), headers=JSON)

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")
    assert answer.json()["detail"].startswith("email: ")
    assert rows(address, "select count(*) from cinelibre.users") == before


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("  Ada  ", "Ada"),
        ("Žofie 🎬", "Žofie 🎬"),
        ("'; drop table users; --", "'; drop table users; --"),
        ("a" * 100, "a" * 100),
    ],
)
async def test_a_name_is_kept_as_it_was_typed(here: httpx.AsyncClient, name: str, kept: str) -> None:
    account = await an_account(here, name=name)

    assert (account.user["name"], (await here.get("/auth/me", headers=account.bearer)).json()["name"]) == (kept, kept)


@pytest.mark.parametrize(
    "timezone",
    ["UTC", "Asia/Kolkata", "America/Argentina/Buenos_Aires", "America/Port-au-Prince", "US/Pacific", "asia/kolkata"],
)
async def test_a_timezone_is_a_place(here: httpx.AsyncClient, timezone: str) -> None:
    assert (await an_account(here, timezone=timezone)).user["timezone"] == timezone


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "a" * 101),
        ("name", "a\x00b"),
        ("name", "a\ud800b"),
        ("name", {"a": 1}),
        ("timezone", "Mars/Phobos"),
        ("timezone", "IST"),
        ("timezone", "EST5EDT"),
        ("timezone", "Etc/GMT+5"),
        ("timezone", "Asia/Nowhere5"),
        ("timezone", "Asia/Kolkata-5"),
        ("timezone", "posix/Asia/Kolkata"),
        ("timezone", "+05:30"),
        ("timezone", ""),
        ("timezone", "a\x00b"),
        ("timezone", "\udfff"),
        ("timezone", "a" * 65),
        ("timezone", "'; drop table users; --"),
        ("timezone", None),
        ("password", None),
        ("password", 12345678),
        ("password", "1234567"),
        ("password", "a" * 129),
        ("password", "a" * 1001),
        ("password", "correct\ud800horse battery"),
        ("password", ["correct horse battery"]),
    ],
)
async def test_what_cannot_be_kept_is_refused_and_nothing_is_made(
    here: httpx.AsyncClient, address: str, field: str, value: Any
) -> None:
    given = {"email": an_email(), "password": PASSWORD, field: value}

    answer = await here.post("/auth/register", content=as_json(given), headers=JSON)

    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")
    assert answer.json()["detail"].startswith(f"{field}: ")
    assert n_accounts(address, str(given["email"])) == 0


@pytest.mark.parametrize(
    "password",
    ["пароль ж 🎬 ключ", "with\x00a null inside", " spaces around it ", "a" * 128, "🎬" * 128, "%s {b} $1 \\ '"],
)
async def test_a_password_of_any_characters_logs_in_and_nothing_near_it_does(
    here: httpx.AsyncClient, password: str
) -> None:
    account = await an_account(here, password=password)

    assert (await log_in(here, account.email, password)).status_code == 200
    assert (await log_in(here, account.email, password[:-1])).status_code == 401


@pytest.mark.parametrize("password", ["password", "PassWord1", "qwertyuiop", "12345678"])
async def test_a_password_that_anybody_would_try_is_refused(
    here: httpx.AsyncClient, address: str, password: str
) -> None:
    email = an_email()

    answer = await register(here, email=email, password=password)

    assert (answer.status_code, without_request_id(answer)) == (
        422,
        {"error": "password_too_common", "detail": "password: This password is too common: choose another."},
    )
    assert n_accounts(address, email) == 0


@pytest.mark.parametrize("password", ["{email}", "{EMAIL}", "{local}"])
async def test_a_password_that_is_the_email_is_refused(here: httpx.AsyncClient, password: str) -> None:
    email = f"long.name.{an_email()}"
    typed = password.format(email=email, EMAIL=email.upper(), local=email.partition("@")[0])

    answer = await register(here, email=email, password=typed)

    assert (answer.status_code, answer.json()["error"]) == (422, "password_too_common")


async def test_a_session_of_register_ends_with_the_logout_of_all_by_another(
    here: httpx.AsyncClient, ada: Account
) -> None:
    other = (await log_in(here, ada.email)).json()["access_token"]

    left = await here.post("/auth/logout?all=true", headers=bearer(other))

    assert (left.status_code, left.json()) == (200, {"logged_out": True})
    assert [await me(here, token) for token in (ada.token, other)] == [(401, "token_revoked")] * 2
