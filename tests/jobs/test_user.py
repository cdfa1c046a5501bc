"""python -m api.jobs user: accounts and roles from the command line, the only way to a service or an admin."""

import asyncio
import io
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, NamedTuple

import httpx
import jwt
import pytest

from api.app import create_app
from api.jobs import __main__ as jobs
from api.settings import ROOT, Settings
from tests.api.auth.accounts import (
    NEW_PASSWORD,
    PASSWORD,
    SECRET,
    an_account,
    an_email,
    bearer,
    generous,
    log_in,
    me,
    rows,
)
from tests.conftest import client_of
from tests.support.processes import environment
from tests.support.servers import Server


@pytest.fixture(scope="module")
def address(servers: dict[int, Server]) -> Iterator[str]:
    """The address of the file's database."""
    name = servers[18].create_database("shipped")
    yield servers[18].url_of(name)
    servers[18].drop_database(name)


@pytest.fixture(scope="module")
async def here(address: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service on it."""
    async with client_of(create_app(generous(address))) as opened:
        yield opened


class Run(NamedTuple):
    """How a run of the job ended, and what it said."""

    status: int
    out: str
    error: str

    @property
    def token(self) -> str:
        """The token that it printed."""
        return self.out.split("\n")[1]


Job = Callable[..., Run]


@pytest.fixture
def job(address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Job:
    """Runs `python -m api.jobs user` with these arguments on the file's database, without a process of its own."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("JWT_SECRET_KEY", SECRET)
    monkeypatch.setattr(jobs, "configure_logs", lambda level: None)

    def run(*arguments: str, typed: str = "") -> Run:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        capsys.readouterr()
        try:
            status = jobs.main(["user", *arguments])
        except SystemExit as refused:
            status = int(str(refused.code))
        return Run(status, *capsys.readouterr())

    return run


def account(address: str, email: str) -> dict[str, Any]:
    """What is kept of the account."""
    [(kept,)] = rows(address, "select to_jsonb(u) from cinelibre.users as u where email = %s", email)
    return dict(kept)


def user_of(address: str, token: str) -> httpx.Response:
    """Who the service says a token is."""

    async def ask() -> httpx.Response:
        async with client_of(create_app(generous(address))) as here:
            return await here.get("/auth/me", headers=bearer(token))

    return asyncio.run(ask())


def login_of(address: str, email: str, password: str) -> int:
    """How the service answers a login."""

    async def ask() -> int:
        async with client_of(create_app(generous(address))) as here:
            return (await log_in(here, email, password)).status_code

    return asyncio.run(ask())


@pytest.mark.parametrize("role", ["user", "service", "admin"])
def test_a_new_account_gets_the_role_and_a_token_that_says_so(job: Job, address: str, role: str) -> None:
    email = an_email()

    done = job(email, "--role", role, "--name", "Nightly import", "--token", "30")

    kept = account(address, email)
    first, token, rest = done.out.split("\n", 2)
    assert (done.status, done.error) == (0, "")
    assert first == f"user: {email} is new, role {role}, id {kept['id']}; its token for 30 days:"
    assert re.fullmatch(r" \(\d+\.\d s\)\n", rest)
    claims = jwt.decode(token, SECRET, ["HS256"])
    begun = claims["iat"]
    assert claims == {"sub": str(kept["id"]), "ver": 1, "auth_time": begun, "iat": begun, "exp": begun + 30 * 86_400}
    said = user_of(address, token).json()
    assert (said["id"], said["email"], said["name"], said["role"]) == (kept["id"], email, "Nightly import", role)


def test_without_a_role_a_new_account_is_a_user_and_no_token_is_printed(job: Job, address: str) -> None:
    email = an_email()

    done = job(email)

    assert re.fullmatch(rf"user: {email} is new, role user, id \d+ \(\d+\.\d s\)\n", done.out)
    assert account(address, email)["role"] == "user"


def test_without_a_password_a_new_account_has_one_that_nobody_knows(job: Job, address: str) -> None:
    first, second = an_email(), an_email()

    job(first)
    job(second)

    hashes = [account(address, email)["password_hash"] for email in (first, second)]
    assert all(kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$") for kept in hashes)
    assert hashes[0] != hashes[1]
    assert login_of(address, first, "") == 422
    assert login_of(address, first, "a password that nobody has") == 401


def test_a_password_is_read_from_the_standard_input_and_never_printed(job: Job, address: str) -> None:
    email = an_email()

    done = job(email, "--password-stdin", typed=f"{PASSWORD}\nsecond line\n")

    assert (done.status, PASSWORD in done.out + done.error) == (0, False)
    assert login_of(address, email, PASSWORD) == 200


@pytest.mark.parametrize(("typed", "said"), [("short\n", "8 to 128"), ("password1\n", "too common"), ("", "8 to 128")])
def test_a_password_that_is_not_good_is_refused_and_nothing_is_made(
    job: Job, address: str, typed: str, said: str
) -> None:
    email = an_email()

    done = job(email, "--role", "admin", "--password-stdin", typed=typed)

    assert (done.status, done.out) == (1, "")
    assert said in done.error
    assert rows(address, "select id from cinelibre.users where email = %s", email) == []


def test_an_email_is_one_account_on_the_command_line_too(job: Job, address: str) -> None:
    email = an_email()
    job(email, "--role", "service")

    done = job(email.upper(), "--name", "Renamed")

    assert done.out.startswith(f"user: {email} is changed, role service, id ")
    assert (account(address, email)["name"], account(address, email)["role"]) == ("Renamed", "service")


def test_what_is_left_out_stays(job: Job, address: str) -> None:
    email = an_email()
    job(email, "--role", "admin", "--name", "Ada", "--password-stdin", typed=PASSWORD)
    before = account(address, email)

    job(email)

    after = account(address, email)
    kept = ("id", "email", "name", "role", "password_hash", "timezone", "discoverable", "created_at")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [(["--role", "admin"], ""), (["--role", "user"], ""), (["--password-stdin"], NEW_PASSWORD), (["--token", "1"], "")],
)
def test_every_change_ends_the_tokens_from_before(job: Job, address: str, arguments: list[str], typed: str) -> None:
    email = an_email()
    former = job(email, "--role", "service", "--token", "1").token
    assert user_of(address, former).status_code == 200

    job(email, *arguments, typed=typed)

    answer = user_of(address, former)
    assert (answer.status_code, answer.json()["error"]) == (401, "token_revoked")


async def test_somebody_who_registered_becomes_an_admin_and_logs_in_again(here: httpx.AsyncClient, job: Job) -> None:
    ada = await an_account(here)
    other = (await log_in(here, ada.email)).json()["access_token"]

    done = await asyncio.to_thread(job, ada.email, "--role", "admin", "--token", "1")

    assert [await me(here, token) for token in (ada.token, other, done.token)] == [
        (401, "token_revoked"),
        (401, "token_revoked"),
        (200, None),
    ]
    assert (await log_in(here, ada.email)).json()["user"] == {**ada.user, "role": "admin"}


async def test_a_token_kept_through_a_change_of_password_ends_too(here: httpx.AsyncClient, job: Job) -> None:
    ada = await an_account(here)
    body = {"current_password": PASSWORD, "password": NEW_PASSWORD}
    assert (await here.patch("/auth/me", headers=ada.bearer, json=body)).status_code == 200

    await asyncio.to_thread(job, ada.email, "--role", "user")

    assert await me(here, ada.token) == (401, "token_revoked")


async def test_a_code_is_printed_that_sets_a_new_password_and_changes_nothing_until_then(
    here: httpx.AsyncClient, address: str, job: Job
) -> None:
    ada = await an_account(here)
    before = account(address, ada.email)

    done = await asyncio.to_thread(job, ada.email.upper(), "--code")

    first, code, _ = done.out.split("\n", 2)
    assert (done.status, first) == (
        0,
        f"user: {ada.email} has a code for a new password, good once and for half an hour:",
    )
    assert account(address, ada.email) == before
    given = {"email": ada.email, "code": code, "password": NEW_PASSWORD}
    assert (await here.post("/auth/reset-password", json=given)).status_code == 200
    assert (await log_in(here, ada.email, NEW_PASSWORD)).status_code == 200


def test_a_code_for_nobody_is_refused_and_makes_no_account(job: Job, address: str) -> None:
    email = an_email()

    done = job(email, "--code")

    assert (done.status, done.out, done.error) == (1, "", f"user: There is no account with the e-mail {email}.\n")
    assert rows(address, "select id from cinelibre.users where email = %s", email) == []


@pytest.mark.parametrize("more", [["--role", "admin"], ["--name", "Ada"], ["--password-stdin"], ["--token", "1"]])
def test_a_code_goes_with_no_change(job: Job, address: str, more: list[str]) -> None:
    email = an_email()
    job(email)
    before = account(address, email)

    done = job(email, "--code", *more, typed=NEW_PASSWORD)

    assert (done.status, "leave the other options out" in done.error) == (1, True)
    assert account(address, email) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["not-an-email", "--code"], "'not-an-email' is not an e-mail address."),
        (["not-an-email"], "'not-an-email' is not an e-mail address."),
        ([""], "'' is not an e-mail address."),
        (["reader@example.com", "--role", "owner"], "--role: invalid choice: 'owner'"),
        (["reader@example.com", "--token", "0"], "'0' is not a number of days from 1 to 3650"),
        (["reader@example.com", "--token", "3651"], "'3651' is not a number of days from 1 to 3650"),
        (["reader@example.com", "--token", "a week"], "'a week' is not a number of days from 1 to 3650"),
        ([], "the following arguments are required: EMAIL"),
    ],
)
def test_what_cannot_be_done_is_said_and_not_done(job: Job, address: str, arguments: list[str], said: str) -> None:
    before = rows(address, "select count(*) from cinelibre.users")

    done = job(*arguments)

    assert done.status in {1, 2}
    assert done.out == ""
    assert said in done.error
    assert rows(address, "select count(*) from cinelibre.users") == before


def test_without_a_secret_no_token_is_made_and_nothing_is_changed(
    job: Job, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    email = an_email()
    monkeypatch.delenv("JWT_SECRET_KEY")

    refused = job(email, "--role", "service", "--token", "1")
    made = job(email, "--role", "service")

    assert (refused.status, refused.error) == (1, "user: JWT_SECRET_KEY is not set: nobody can log in.\n")
    assert made.out.startswith(f"user: {email} is new, role service, id ")


def test_it_runs_as_it_is_written_in_a_shell(address: str) -> None:
    email = an_email()

    done = subprocess.run(
        [sys.executable, "-m", "api.jobs", "user", email, "--role", "admin", "--password-stdin", "--token", "7"],
        cwd=ROOT,
        env=environment(DATABASE_URL=address, JWT_SECRET_KEY=SECRET),
        input=f"{PASSWORD}\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )

    assert done.stdout.startswith(f"user: {email} is new, role admin, id ")
    assert PASSWORD not in done.stdout + done.stderr
    assert user_of(address, done.stdout.split("\n")[1]).json()["role"] == "admin"
