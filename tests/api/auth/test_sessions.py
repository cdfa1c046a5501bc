"""POST /auth/refresh and /auth/logout: a login goes on, ends on one device, or on all."""

import time

import httpx
import jwt
import pytest

from tests.api.auth.accounts import SECRET, WEEK, Account, an_account, bearer, log_in, me, rows
from tests.api.auth.test_tokens import all_refused, locked, optional, refusals, signed


async def tokens_of(here: httpx.AsyncClient, account: Account, n_more: int) -> list[str]:
    """The account's first token, and those of so many more logins."""
    more = [(await log_in(here, account.email)).json()["access_token"] for _ in range(n_more)]
    return [account.token, *more]


async def refreshed(here: httpx.AsyncClient, token: str) -> str:
    """The token that another is renewed to."""
    answer = await here.post("/auth/refresh", headers=bearer(token))
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


async def log_out(here: httpx.AsyncClient, token: str, everywhere: str | None = None) -> httpx.Response:
    """The answer to a logout."""
    params = {} if everywhere is None else {"all": everywhere}
    return await here.post("/auth/logout", params=params, headers=bearer(token))


async def good(here: httpx.AsyncClient, tokens: list[str]) -> list[bool]:
    """Which of them still count."""
    return [(await me(here, token))[0] == 200 for token in tokens]


async def test_a_renewed_token_is_the_same_login_and_lasts_from_now_on(here: httpx.AsyncClient, ada: Account) -> None:
    old = signed(ada)  # good for another day

    answer = await here.post("/auth/refresh", headers=bearer(old))

    said = jwt.decode(answer.json()["access_token"], SECRET, ["HS256"])
    assert (answer.json()["user"], answer.json()["expires_in"]) == (ada.user, WEEK)
    assert (said["sub"], said["ver"], said["exp"] - said["iat"]) == (str(ada.id), 1, WEEK)
    assert await good(here, [old, answer.json()["access_token"]]) == [True, True]


async def test_a_login_is_renewed_until_its_greatest_age_and_no_longer(here: httpx.AsyncClient, ada: Account) -> None:
    day, now = 24 * 60 * 60, int(time.time())
    young, old, over = (signed(ada, auth_time=now - n_days * day) for n_days in (80, 89, 91))

    answers = [await here.post("/auth/refresh", headers=bearer(token)) for token in (young, old, over)]
    again = await here.post("/auth/refresh", headers=bearer(answers[1].json()["access_token"]))

    assert [answer.status_code for answer in answers] == [200, 200, 401]
    assert answers[0].json()["expires_in"] == WEEK
    assert day - 60 < answers[1].json()["expires_in"] <= day
    assert day - 60 < again.json()["expires_in"] <= day  # renewed twice, it ends at the same moment
    said = answers[2].json()
    assert (said["error"], said["detail"]) == ("login_too_old", "You logged in more than 90 days ago: log in again.")


async def test_a_token_that_is_not_good_is_not_renewed(here: httpx.AsyncClient, ada: Account) -> None:
    await log_out(here, ada.token)

    answers = [await here.post("/auth/refresh", headers=headers) for headers in ({}, ada.bearer, bearer("x"))]

    assert [answer.json()["error"] for answer in answers] == ["token_missing", "token_revoked", "token_invalid"]


async def test_a_logout_ends_this_device_and_what_was_renewed_there_and_no_other(
    here: httpx.AsyncClient, ada: Account
) -> None:
    friend = await an_account(here)
    first, second, third = await tokens_of(here, ada, 2)
    renewed = await refreshed(here, await refreshed(here, second))

    answer = await log_out(here, second)

    assert (answer.status_code, answer.json()) == (200, {"logged_out": True})
    tokens = [first, second, renewed, third, friend.token]
    assert await good(here, tokens) == [True, False, False, True, True]
    next_one = (await log_in(here, ada.email)).json()["access_token"]
    assert await good(here, [*tokens, next_one]) == [True, False, False, True, True, True]


async def test_a_token_that_logged_out_opens_nothing(here: httpx.AsyncClient, ada: Account) -> None:
    await log_in(here, ada.email)
    await log_out(here, ada.token)
    routes = [*locked(), *optional()]

    assert await refusals(here, routes, ada.bearer) == all_refused(routes, "token_revoked")


@pytest.mark.parametrize(("everywhere", "left"), [("true", False), ("false", True), (None, True)])
async def test_all_says_whether_other_devices_end(
    here: httpx.AsyncClient, ada: Account, everywhere: str | None, left: bool
) -> None:
    friend = await an_account(here)
    first, second, third = await tokens_of(here, ada, 2)
    await log_out(here, first)

    await log_out(here, second, everywhere)

    assert await good(here, [first, second, third, friend.token]) == [False, False, left, True]


async def test_logins_that_ended_stay_ended_in_whatever_order_and_are_listed_only_where_they_must_be(
    here: httpx.AsyncClient, address: str, ada: Account
) -> None:
    tokens = await tokens_of(here, ada, 4)
    listed = []
    for place in (2, 4, 0, 1):
        await log_out(here, tokens[place])
        listed += rows(
            address, "select tokens_valid_from, ended_token_versions from cinelibre.users where id = %s", ada.id
        )

    # Logins 1 to 5 ended as 3, 5, 1, 2. After the last of them tokens are good from 4 on, and of these 5 has ended.
    assert listed == [(1, [3]), (1, [3, 5]), (2, [3, 5]), (4, [5])]
    assert await good(here, tokens) == [False, False, False, True, False]
    again = [(await log_out(here, tokens[3])).status_code, (await log_out(here, tokens[3])).status_code]
    assert again == [200, 401]
    [(valid_from, ended)] = rows(
        address, "select tokens_valid_from, ended_token_versions from cinelibre.users where id = %s", ada.id
    )
    assert (valid_from, ended) == (6, [])


@pytest.mark.parametrize(("ended_limit", "oldest_is_good"), [(3, True), (2, False)])
async def test_one_logout_too_many_since_the_oldest_login_ends_that_one_too(
    here: httpx.AsyncClient, address: str, ada: Account, ended_limit: int, oldest_is_good: bool
) -> None:
    tokens = await tokens_of(here, ada, 6)
    for version in (2, 4, 6):
        rows(
            address, "select public.end_tokens(%s, %s, ends_all => false, ended_limit => %s)",
            ada.id, version, ended_limit,
        )  # fmt: skip

    # Of logins 1 to 7 the second, fourth and sixth ended; where only two may be listed, all up to the second are over.
    assert await good(here, tokens) == [oldest_is_good, False, True, False, True, False, True]


async def test_a_token_kept_through_a_change_of_password_ends_with_its_own_logout(
    here: httpx.AsyncClient, ada: Account
) -> None:
    body = {"current_password": ada.password, "password": "another password"}
    await here.patch("/auth/me", headers=ada.bearer, json=body)
    other = (await log_in(here, ada.email, "another password")).json()["access_token"]

    await log_out(here, ada.token)

    assert await good(here, [ada.token, other]) == [False, True]
