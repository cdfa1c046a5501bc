"""How often somebody may try: what counts as somebody, what a refusal says, and that neither can be dodged."""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.errors import TooManyRequests
from api.http.buckets import MAX_BUCKETS, ROUNDING, Buckets
from api.http.limits import MAX_SLOWED, SLOWED_SECONDS, AttemptLimits, network_of
from tests.acceptance.test_running import gunicorn_line
from tests.api.auth.accounts import NEW_PASSWORD, SECRET, an_email, generous, without_request_id
from tests.conftest import client_of
from tests.support.processes import started
from tests.support.servers import free_port

REFUSED = {"error": "too_many_tries", "detail": "Too many tries: wait a little."}


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        """The time."""
        return self.now


def wait_of(buckets: Buckets, key: str) -> int | None:
    """Takes one; the seconds to wait where none is left."""
    wait = buckets.wait_for(key)
    return math.ceil(wait - ROUNDING / 2) if wait else None


def test_as_many_as_a_minute_has_at_once_then_one_as_each_comes_back() -> None:
    clock = Clock()
    buckets = Buckets(10, clock)

    assert [wait_of(buckets, "ada") for _ in range(12)] == [None] * 10 + [6, 6]
    clock.now += 5.75
    assert wait_of(buckets, "ada") == 1
    clock.now += 0.25
    assert [wait_of(buckets, "ada") for _ in range(2)] == [None, 6]
    clock.now += 3600
    assert [wait_of(buckets, "ada") for _ in range(11)] == [None] * 10 + [6]


def test_refused_tries_do_not_make_the_wait_longer() -> None:
    clock = Clock()
    buckets = Buckets(1, clock)
    buckets.wait_for("ada")

    waits = []
    for _ in range(6):
        waits.append(wait_of(buckets, "ada"))
        clock.now += 10

    assert waits == [60, 50, 40, 30, 20, 10]
    assert wait_of(buckets, "ada") is None


def test_one_key_does_not_count_for_another() -> None:
    buckets = Buckets(1, Clock())

    assert [wait_of(buckets, key) for key in ("ada", "ada", "grace", "grace")] == [None, 60, None, 60]


@given(
    per_minute=st.integers(1, 10_000),
    pauses=st.lists(st.floats(0, 90, allow_nan=False), max_size=30),
    start=st.floats(0, 1e7, allow_nan=False),
)
def test_after_the_seconds_that_were_said_it_works_and_a_second_earlier_it_does_not(
    per_minute: int, pauses: list[float], start: float
) -> None:
    clock = Clock(start)
    buckets = Buckets(per_minute, clock)
    for pause in pauses:
        wait_of(buckets, "ada")
        clock.now += pause
    while (wait := wait_of(buckets, "ada")) is None:
        pass

    assert 1 <= wait <= math.ceil(60 / per_minute)
    refused_at = clock.now
    clock.now = refused_at + wait - 1.001
    assert wait_of(buckets, "ada") is not None or wait == 1
    clock.now = refused_at + wait
    assert wait_of(buckets, "ada") is None


def test_buckets_are_bounded_and_the_longest_unused_is_forgotten() -> None:
    buckets = Buckets(1, Clock())
    buckets.wait_for("first")
    buckets.wait_for("second")

    for n in range(MAX_BUCKETS - 2):
        buckets.wait_for(str(n))
    assert wait_of(buckets, "first") == 60
    buckets.wait_for("one more")
    buckets.wait_for("and another")

    assert len(buckets._left) == MAX_BUCKETS
    assert wait_of(buckets, "first") == 60
    assert wait_of(buckets, "second") is None


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_an_address_counts_as_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


async def at_once(seconds: float) -> None:
    """A pause that is none."""


async def is_refused(limits: AttemptLimits, address: str, account: str) -> bool:
    """Takes one try."""
    try:
        await limits.take(address, account)
    except TooManyRequests:
        return True
    return False


async def test_an_address_has_tries_of_its_own_and_an_account_has_some_from_each_address() -> None:
    limits = AttemptLimits(3, 2, Clock(), at_once)
    ada, grace = "ada@example.com", "grace@example.com"

    assert [await is_refused(limits, "192.0.2.1", ada) for _ in range(3)] == [False, False, True]
    assert await is_refused(limits, "192.0.2.1", grace)
    assert [await is_refused(limits, "192.0.2.2", email) for email in (ada, grace)] == [False, False]
    assert [await is_refused(limits, "2001:db8::1", f"{n}@example.com") for n in range(3)] == [False] * 3
    assert [await is_refused(limits, there, "x") for there in ("2001:db8::ffff", "2001:db8:0:1::1")] == [True, False]


async def test_tries_from_everywhere_make_those_of_an_account_slow_and_lock_nobody_out() -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    clock = Clock()
    limits = AttemptLimits(1000, 2, clock, pause)
    refused = [await is_refused(limits, f"192.0.2.{n}", "ada") for n in range(10) for _ in range(3)]

    assert refused == [False, False, True] * 10  # what one address is refused counts for no other
    assert pauses == []  # 20 of ten addresses
    assert not await is_refused(limits, "198.51.100.1", "ada")
    assert pauses == [SLOWED_SECONDS]
    assert not await is_refused(limits, "198.51.100.1", "grace")
    clock.now += 3  # 20 a minute: one is back
    assert not await is_refused(limits, "198.51.100.2", "ada")
    assert pauses == [SLOWED_SECONDS]


async def test_no_more_than_some_are_slowed_at_once() -> None:
    may_go_on = asyncio.Event()

    async def pause(_: float) -> None:
        await may_go_on.wait()

    limits = AttemptLimits(1000, 1, Clock(), pause)
    for n in range(10):
        await limits.take(f"192.0.2.{n}", "ada")
    slowed = [asyncio.create_task(limits.take(f"198.51.100.{n}", "ada")) for n in range(MAX_SLOWED)]
    await asyncio.sleep(0)

    with pytest.raises(TooManyRequests) as refusal:
        await limits.take("203.0.113.1", "ada")
    assert refusal.value.retry_after_seconds == SLOWED_SECONDS
    may_go_on.set()
    await asyncio.gather(*slowed)
    await limits.take("203.0.113.2", "ada")


@asynccontextmanager
async def limited(
    address: str, clock: Clock, *, per_address: int = 1000, per_account: int = 1000, trusted: str = ""
) -> AsyncIterator[tuple[FastAPI, httpx.AsyncClient]]:
    """A client of an application with these limits, whose minutes pass by `clock`."""
    app = create_app(generous(address, trusted_proxies=trusted))
    async with client_of(app) as opened:
        app.state.attempt_limits = AttemptLimits(per_address, per_account, clock)
        yield app, opened


async def try_login(
    here: httpx.AsyncClient, email: str, forwarded: str | None = None, path: str = "/auth/login"
) -> int:
    """The status of a try that is refused for its password where it is not refused for its number."""
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return (await here.post(path, json={"email": email, "password": "x"}, headers=headers)).status_code


async def test_too_many_tries_of_an_account_are_429_until_the_seconds_said_have_passed(address: str) -> None:
    clock, email = Clock(), an_email()
    body = {"email": email, "password": NEW_PASSWORD}
    async with limited(address, clock, per_account=3) as (_, here):
        statuses = [(await here.post("/auth/login", json=body)).status_code for _ in range(3)]
        refused = await here.post("/auth/login", json=body)
        other = await try_login(here, an_email())
        clock.now += 19
        still = await here.post("/auth/login", json=body)
        clock.now += 1
        allowed = await here.post("/auth/register", json=body)

    assert (statuses, other) == ([401] * 3, 401)
    assert (refused.status_code, without_request_id(refused)) == (429, REFUSED)
    assert (refused.headers["retry-after"], still.headers["retry-after"]) == ("20", "1")
    assert (still.status_code, allowed.status_code) == (429, 201)


async def test_the_default_is_ten_of_an_account_and_thirty_of_an_address(address: str) -> None:
    app = create_app(generous(address, login_attempts_per_minute=10, address_attempts_per_minute=30))
    async with client_of(app) as here:
        same = [await try_login(here, "same@example.com", path="/auth/register") for _ in range(11)]
        others = [await try_login(here, an_email(), path="/auth/register") for _ in range(20)]

    assert same == [422] * 10 + [429]
    assert others[:19] == [422] * 19
    assert others[19] in {422, 429}  # two seconds bring one back


@pytest.mark.parametrize("path", ["/auth/login", "/auth/register"])
async def test_writing_the_email_otherwise_is_the_same_account(address: str, path: str) -> None:
    email = f"mixed.{an_email()}"
    variants = [email, email.upper(), email.title(), f" {email} ", f"Ada <{email}>"]
    async with limited(address, Clock(), per_account=5) as (_, here):
        statuses = [await try_login(here, variant, path=path) for variant in variants]
        sixth = await try_login(here, email.swapcase(), path=path)

    assert 429 not in statuses
    assert sixth == 429


async def test_logins_and_registrations_count_together(address: str) -> None:
    email = an_email()
    async with limited(address, Clock(), per_account=2) as (_, here):
        tries = [await try_login(here, email, path=path) for path in ("/auth/login", "/auth/register") * 2]

    assert tries == [401, 422, 429, 429]


async def test_an_address_cannot_go_on_by_trying_other_emails_or_naming_other_addresses(address: str) -> None:
    spoofed = [None, "192.0.2.1", "192.0.2.2", "2001:db8::1", "127.0.0.1, 192.0.2.3", ""]
    async with limited(address, Clock(), per_address=3) as (_, here):
        tries = [await try_login(here, an_email(), forwarded, "/auth/register") for forwarded in spoofed]
        headers = {"Forwarded": "for=192.0.2.9", "X-Real-IP": "192.0.2.9", "CF-Connecting-IP": "192.0.2.9"}
        others = await here.post("/auth/login", json={"email": an_email(), "password": "x"}, headers=headers)

    assert tries == [422] * 3 + [429] * 3
    assert (others.status_code, others.headers["retry-after"]) == (429, "20")


async def test_what_a_trusted_proxy_says_counts_and_what_was_said_before_it_does_not(address: str) -> None:
    async with limited(address, Clock(), per_address=2, trusted="10.0.0.0/8, 127.0.0.1") as (_, here):
        of_one = [await try_login(here, an_email(), "192.0.2.1", "/auth/register") for _ in range(3)]
        of_other = await try_login(here, an_email(), "192.0.2.2", "/auth/register")
        spoofed = await try_login(here, an_email(), "198.51.100.1, 192.0.2.1", "/auth/register")
        through_two = await try_login(here, an_email(), "192.0.2.1, 10.0.0.1", "/auth/register")
        with_port = await try_login(here, an_email(), "192.0.2.1:4711", "/auth/register")

    assert (of_one, of_other) == ([422, 422, 429], 422)
    assert (spoofed, through_two, with_port) == (429, 429, 429)


async def test_a_proxy_that_is_not_named_is_not_believed(address: str) -> None:
    async with limited(address, Clock(), per_address=1, trusted="10.0.0.1") as (_, here):
        tries = [await try_login(here, an_email(), f"192.0.2.{n}", "/auth/register") for n in range(2)]

    assert tries == [422, 429]


async def test_every_address_of_one_ipv6_connection_is_one(address: str) -> None:
    async with limited(address, Clock(), per_address=1, trusted="127.0.0.1") as (_, here):
        tries = [
            await try_login(here, an_email(), forwarded, "/auth/register")
            for forwarded in ("2001:db8::1", "2001:db8::ffff:1", "[2001:db8::2]:443", "2001:db8:0:1::1")
        ]

    assert tries == [422, 429, 429, 422]


async def test_codes_and_deletions_are_counted_as_logins_are(address: str) -> None:
    email, other = an_email(), an_email()
    async with limited(address, Clock(), per_account=2) as (_, here):
        asked = [await here.post("/auth/forgot-password", json={"email": email}) for _ in range(3)]
        reset = {"email": other, "code": "7K2M-9XQP-H4TR", "password": NEW_PASSWORD}
        tried = [await here.post("/auth/reset-password", json=reset) for _ in range(3)]
        made = (await here.post("/auth/register", json={"email": an_email(), "password": NEW_PASSWORD})).json()
        bearer = {"Authorization": f"Bearer {made['access_token']}"}
        wrong = {"password": "not the password"}
        deleted = [await here.request("DELETE", "/auth/me", json=wrong, headers=bearer) for _ in range(3)]

    assert [answer.status_code for answer in asked] == [200, 200, 429]
    assert [answer.status_code for answer in tried] == [401, 401, 429]
    assert [answer.status_code for answer in deleted] == [401, 401, 429]


async def test_a_new_password_is_a_try_and_a_new_name_is_none(address: str) -> None:
    wrong = {"current_password": "not the password", "password": NEW_PASSWORD}
    async with limited(address, Clock(), per_account=2) as (_, here):
        made = (await here.post("/auth/register", json={"email": an_email(), "password": NEW_PASSWORD})).json()
        bearer = {"Authorization": f"Bearer {made['access_token']}"}
        renamed = [await here.patch("/auth/me", json={"name": name}, headers=bearer) for name in ("A", "B", "C")]
        tried = [await here.patch("/auth/me", json=wrong, headers=bearer) for _ in range(3)]

    assert [answer.status_code for answer in renamed] == [200] * 3
    assert [answer.status_code for answer in tried] == [401, 401, 429]


async def test_wrong_logins_from_elsewhere_do_not_keep_the_owner_out(address: str) -> None:
    email = an_email()
    async with limited(address, Clock(), per_account=2, trusted="127.0.0.1") as (_, here):
        await here.post("/auth/register", json={"email": email, "password": NEW_PASSWORD})
        wrong = [await try_login(here, email, "192.0.2.66") for _ in range(4)]
        body = {"email": email, "password": NEW_PASSWORD}
        owner = await here.post("/auth/login", json=body, headers={"X-Forwarded-For": "198.51.100.1"})

    assert (wrong, owner.status_code) == ([401, 401, 429, 429], 200)


async def test_nothing_but_logins_and_registrations_is_counted(address: str) -> None:
    async with limited(address, Clock(), per_address=1, per_account=1) as (_, here):
        session = (await here.post("/auth/register", json={"email": an_email(), "password": NEW_PASSWORD})).json()
        headers = {"Authorization": f"Bearer {session['access_token']}"}
        mine = [(await here.get("/auth/me", headers=headers)).status_code for _ in range(3)]
        catalogue = [(await here.get("/movies")).status_code for _ in range(3)]

    assert (mine, catalogue) == ([200] * 3, [200] * 3)


def test_behind_the_procfiles_line_a_forwarded_address_is_not_believed(address: str, tmp_path: Path) -> None:
    with started(
        gunicorn_line(),
        tmp_path / "out",
        free_port(),
        DATABASE_URL=address,
        JWT_SECRET_KEY=SECRET,
        ADDRESS_ATTEMPTS_PER_MINUTE="2",
        TRUSTED_PROXIES="",
    ) as service:
        service.wait_for()
        answers = [
            httpx.post(
                f"{service.url}/auth/register",
                json={"email": an_email(), "password": "x"},
                headers={"X-Forwarded-For": f"192.0.2.{n}", "X-Forwarded-Proto": "https"},
                timeout=30,
            )
            for n in range(3)
        ]

    assert [answer.status_code for answer in answers] == [422, 422, 429]
    assert 1 <= int(answers[2].headers["retry-after"]) <= 30
