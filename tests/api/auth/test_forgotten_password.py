"""POST /auth/forgot-password and /auth/reset-password: a code, once, for half an hour; nobody learns who is here."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from api.app import create_app
from api.auth import mail, reset
from api.errors import Misconfigured
from api.security.reset_codes import ALPHABET, hash_code, new_code
from api.settings import read_settings
from tests.api.auth.accounts import (
    NEW_PASSWORD,
    PASSWORD,
    Account,
    an_account,
    an_email,
    generous,
    log_in,
    me,
    rows,
    without_request_id,
)
from tests.conftest import client_of
from tests.support.mail import Inbox, mail_server
from tests.support.waiting import until

BY_MAIL = {"by": "mail", "detail": reset.BY_MAIL}
CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}")
BAD_CODE = {"error": "invalid_code", "detail": "code: This code is wrong, used or too old: ask for a new one."}
KEPT = "select code_hash, n_tries from cinelibre.reset_codes where user_id = %s order by made_at, code_hash"


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """What is mailed."""
    with mail_server() as started:
        yield started


@pytest.fixture
async def mailing(address: str, inbox: Inbox) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a service that mails."""
    url = SecretStr(f"smtp://127.0.0.1:{inbox.port}?tls=off")
    settings = generous(address, smtp_url=url, mail_from="films@example.org", site_name="The Club")
    async with client_of(create_app(settings)) as opened:
        yield opened


async def forgot(here: httpx.AsyncClient, email: str) -> httpx.Response:
    """The answer to who forgot their password."""
    return await here.post("/auth/forgot-password", json={"email": email})


async def renew(here: httpx.AsyncClient, email: str, code: str, password: str = NEW_PASSWORD) -> httpx.Response:
    """The answer to a new password by a code."""
    return await here.post("/auth/reset-password", json={"email": email, "code": code, "password": password})


def keep(address: str, account: Account, age: str = "0 minutes", n_tries: int = 0) -> str:
    """A code of the account, made so long ago and missed so often."""
    code = new_code()
    rows(
        address,
        "insert into cinelibre.reset_codes (user_id, code_hash, made_at, n_tries)"
        " values (%s, %s, now() - %s::interval, %s)",
        account.id,
        hash_code(account.email, code),
        age,
        n_tries,
    )
    return code


async def test_a_code_comes_by_mail_that_says_nothing_but_the_code_and_where_it_is_for(
    mailing: httpx.AsyncClient, inbox: Inbox, address: str
) -> None:
    ada = await an_account(mailing)

    answer = await forgot(mailing, ada.email.upper())

    assert (answer.status_code, answer.json()) == (200, BY_MAIL)
    [sent] = inbox.wait_for(1)
    code, site = sent.get_content().split(maxsplit=1)
    assert CODE.fullmatch(code)
    assert site.strip() == "The Club"
    assert (sent["From"], sent["To"], sent["Subject"]) == (
        "films@example.org",
        ada.email,
        "The Club: a code for a new password",
    )
    assert rows(address, KEPT, ada.id) == [(hash_code(ada.email, code), 0)]
    assert code not in str(rows(address, "select to_jsonb(c) from cinelibre.reset_codes as c"))


async def test_the_code_sets_the_password_ends_every_token_and_works_once(
    mailing: httpx.AsyncClient, inbox: Inbox, address: str
) -> None:
    ada, friend = await an_account(mailing), await an_account(mailing)
    friends_code = keep(address, friend)
    await forgot(mailing, ada.email)
    code = inbox.wait_for(1)[0].get_content().split()[0]

    answer = await renew(mailing, ada.email, f" {code.lower().replace('-', ' ')} ")
    again = await renew(mailing, ada.email, code, PASSWORD)

    assert (answer.status_code, answer.json()["user"]) == (200, ada.user)
    assert [await me(mailing, token) for token in (answer.json()["access_token"], ada.token, friend.token)] == [
        (200, None),
        (401, "token_revoked"),
        (200, None),
    ]
    assert (again.status_code, without_request_id(again)) == (401, BAD_CODE)
    logins = [(ada.email, NEW_PASSWORD), (ada.email, PASSWORD), (friend.email, PASSWORD)]
    assert [(await log_in(mailing, *login)).status_code for login in logins] == [200, 401, 200]
    assert rows(address, KEPT, ada.id) == []
    assert rows(address, KEPT, friend.id) == [(hash_code(friend.email, friends_code), 0)]


async def test_nobody_learns_who_has_an_account(
    mailing: httpx.AsyncClient, inbox: Inbox, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "api")
    ada, nobody = await an_account(mailing), an_email()
    before = rows(address, "select count(*) from cinelibre.reset_codes")

    asked = await forgot(mailing, nobody)
    tried = await renew(mailing, nobody, new_code())
    wrong = await renew(mailing, ada.email, new_code())

    assert (asked.status_code, asked.json()) == (200, BY_MAIL)
    assert (tried.status_code, without_request_id(tried)) == (401, BAD_CODE)
    assert (wrong.status_code, without_request_id(wrong)) == (401, BAD_CODE)
    assert rows(address, "select count(*) from cinelibre.reset_codes") == before
    assert inbox.mails == []
    assert [word for word in (nobody, ada.email, NEW_PASSWORD) if word in caplog.text] == []


async def test_neither_answer_comes_sooner_for_who_has_no_account(
    mailing: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    usual = asyncio.sleep

    async def counted(seconds: float) -> None:
        slept.append(seconds)
        await usual(0)

    monkeypatch.setattr(asyncio, "sleep", counted)
    ada, nobody = await an_account(mailing), an_email()
    for email in (ada.email, nobody):
        await forgot(mailing, email)
        await renew(mailing, email, new_code())

    assert [seconds for seconds in slept if seconds == reset.LEAST_SECONDS] == [reset.LEAST_SECONDS] * 4


@pytest.mark.parametrize(("age", "status"), [("29 minutes 30 seconds", 200), ("30 minutes 1 second", 401)])
async def test_a_code_is_good_for_half_an_hour(
    here: httpx.AsyncClient, address: str, ada: Account, age: str, status: int
) -> None:
    code = keep(address, ada, age)

    assert (await renew(here, ada.email, code)).status_code == status


@pytest.mark.parametrize(("n_tries", "status"), [(19, 200), (20, 401)])
async def test_a_code_that_was_missed_twenty_times_is_good_for_nothing(
    here: httpx.AsyncClient, address: str, ada: Account, n_tries: int, status: int
) -> None:
    code = keep(address, ada, n_tries=n_tries)

    assert (await renew(here, ada.email, code)).status_code == status


async def test_a_wrong_code_counts_for_the_account_and_for_nobody_else(
    here: httpx.AsyncClient, address: str, ada: Account
) -> None:
    friend = await an_account(here)
    mine, theirs = [keep(address, ada), keep(address, ada)], keep(address, friend)

    answers = [await renew(here, ada.email, code) for code in (new_code(), theirs)]

    assert [answer.status_code for answer in answers] == [401, 401]
    assert sorted(rows(address, KEPT, ada.id)) == sorted((hash_code(ada.email, code), 2) for code in mine)
    assert rows(address, KEPT, friend.id) == [(hash_code(friend.email, theirs), 0)]
    assert await me(here, ada.token) == (200, None)


async def test_of_two_tries_with_one_code_at_once_one_wins(here: httpx.AsyncClient, address: str, ada: Account) -> None:
    code = keep(address, ada)

    answers = await asyncio.gather(*(renew(here, ada.email, code) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]


async def test_a_sixth_code_within_half_an_hour_is_not_made_and_none_replaces_another(
    mailing: httpx.AsyncClient, inbox: Inbox, address: str
) -> None:
    ada = await an_account(mailing)
    old = keep(address, ada, "31 minutes")
    first = keep(address, ada, "20 minutes")

    answers = await asyncio.gather(*(forgot(mailing, ada.email) for _ in range(6)))

    assert [answer.json() for answer in answers] == [BY_MAIL] * 6
    inbox.wait_for(4)
    assert len(rows(address, KEPT, ada.id)) == 5
    assert hash_code(ada.email, old) not in str(rows(address, KEPT, ada.id))
    assert (await renew(mailing, ada.email, first)).status_code == 200


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "A" * 41}, "code"),
        ({"code": 12}, "code"),
        ({"code": None}, "code"),
        ({"email": "nobody"}, "email"),
        ({"password": "short"}, "password"),
    ],
)
async def test_what_cannot_be_read_is_refused_and_is_no_try(
    here: httpx.AsyncClient, address: str, ada: Account, given: dict[str, Any], field: str
) -> None:
    code = keep(address, ada)

    answer = await here.post(
        "/auth/reset-password", json={"email": ada.email, "code": code, "password": NEW_PASSWORD, **given}
    )

    assert (answer.status_code, answer.json()["detail"].partition(":")[0]) == (422, field)
    assert rows(address, KEPT, ada.id) == [(hash_code(ada.email, code), 0)]


async def test_without_a_mail_server_the_answer_names_the_operator_and_nothing_is_made(
    here: httpx.AsyncClient, address: str, ada: Account
) -> None:
    answer = await forgot(here, ada.email)

    assert answer.json() == {"by": "operator", "detail": reset.BY_OPERATOR}
    assert rows(address, KEPT, ada.id) == []


async def test_a_mail_that_is_not_taken_is_sent_again(
    mailing: httpx.AsyncClient, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "PAUSES", (0, 0))
    ada = await an_account(mailing)
    inbox.n_refusals = 2

    await forgot(mailing, ada.email)

    assert inbox.wait_for(1)[0]["To"] == ada.email


@pytest.mark.parametrize("url", ["smtp://127.0.0.1:{port}", "smtps://127.0.0.1:{port}", "smtp://127.0.0.1:1?tls=off"])
async def test_what_cannot_be_sent_encrypted_or_at_all_is_logged_without_the_address(
    address: str, inbox: Inbox, url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(mail, "PAUSES", ())
    settings = generous(address, smtp_url=SecretStr(url.format(port=inbox.port)))
    async with client_of(create_app(settings)) as here:
        ada = await an_account(here)
        answer = await forgot(here, ada.email)
        await until(lambda: "mail_failed" in caplog.text)

    assert (answer.json(), inbox.mails) == (BY_MAIL, [])
    assert ada.email not in caplog.text


@pytest.mark.parametrize("url", ["mail.example.com", "http://mail.example.com", "smtp://", "smtp:mail.example.com"])
def test_an_address_that_is_no_mail_server_is_refused_at_the_start_and_not_repeated(url: str) -> None:
    with pytest.raises(Misconfigured) as refusal:
        read_settings(smtp_url=url)

    assert "SMTP_URL: must be smtps://" in refusal.value.detail
    assert "mail.example.com" not in refusal.value.detail


def test_codes_differ_and_are_told_apart_by_account_alone() -> None:
    codes = {new_code() for _ in range(1000)}

    assert len(codes) == 1000
    assert all(CODE.fullmatch(code) for code in codes)
    assert set("".join(codes)) == {*ALPHABET, "-"}
    assert hash_code("a@example.org", "10AB-CDEF-GHJK") == hash_code("a@example.org", "loab cdef\tghjk")
    assert hash_code("a@example.org", "10AB-CDEF-GHJK") != hash_code("b@example.org", "10AB-CDEF-GHJK")
