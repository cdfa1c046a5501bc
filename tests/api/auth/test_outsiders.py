"""What users of another issuer can do here: everything that ours can, but for passwords and renewal."""

import time
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.db import Database
from api.errors import Misconfigured
from api.settings import read_settings
from tests.api.auth.outsiders import me, trusting
from tests.conftest import client_of
from tests.support.issuer import OtherIssuer
from tests.support.readers import DUNE, rows, write_items

MINUTE = 60
WHOLE = {"auth_jwks_url": "https://a.example/keys", "auth_issuer": "https://a.example", "auth_audience": "all"}


def ago(seconds: int) -> int:
    """A moment before now, in seconds since 1970."""
    return int(time.time()) - seconds


def signed_in(claim: str, seconds: int) -> dict[str, Any]:
    """What a token says of a login so long ago: by OpenID's claim, by Supabase's, or by its own age alone."""
    others = [{"method": "otp", "timestamp": ago(seconds + 60 * MINUTE)}, "unreadable"]
    return {claim: [*others, {"method": "password", "timestamp": ago(seconds)}] if claim == "amr" else ago(seconds)}


async def status(there: httpx.AsyncClient, headers: dict[str, str]) -> tuple[int, str]:
    """Whether a token counts, and how it is refused."""
    answer = await there.get("/auth/me", headers=headers)
    return answer.status_code, answer.json().get("error", "")


async def test_they_rate_save_and_export_as_all_do(there: httpx.AsyncClient, issuer: OtherIssuer, db: Database) -> None:
    await write_items(db)
    token = issuer.bearer()

    rated = await there.post("/ratings", json={"item_id": DUNE, "rating": 4.5}, headers=token)
    saved = await there.put(f"/watchlist/movie/{DUNE}", headers=token)
    renamed = await there.patch("/auth/me", json={"name": "Ada", "timezone": "Asia/Kolkata"}, headers=token)
    exported = (await there.get("/library/export", headers=token)).json()

    assert (rated.status_code, saved.status_code) == (200, 200)
    assert (renamed.json()["name"], renamed.json()["timezone"]) == ("Ada", "Asia/Kolkata")
    assert [rating["rating"] for rating in exported["ratings"]] == [4.5]
    assert exported["account"]["email"] is None


@pytest.mark.parametrize("all_of_them", [{}, {"all": "true"}])
async def test_a_logout_ends_every_token_issued_before_it_and_none_issued_after(
    there: httpx.AsyncClient, issuer: OtherIssuer, all_of_them: dict[str, str]
) -> None:
    old, current = issuer.bearer(iat=ago(2 * MINUTE)), issuer.bearer(iat=ago(MINUTE))
    account = await me(there, current)
    await me(there, old)

    ended = await there.post("/auth/logout", params=all_of_them, headers=current)

    assert ended.json() == {"logged_out": True}
    assert await status(there, current) == await status(there, old) == (401, "token_revoked")
    assert await status(there, issuer.bearer(iat=ago(30))) == (401, "token_revoked")  # never seen before
    assert (await me(there, issuer.bearer(iat=ago(-5))))["id"] == account["id"]
    assert await status(there, current) == (401, "token_revoked")


async def test_an_ended_token_stays_ended_for_a_service_that_never_saw_it(
    there: httpx.AsyncClient, issuer: OtherIssuer, database_url: str
) -> None:
    token = issuer.bearer(iat=ago(MINUTE))
    await there.post("/auth/logout", headers=token)

    async with client_of(create_app(trusting(database_url, issuer))) as another:
        assert await status(another, token) == (401, "token_revoked")


@pytest.mark.parametrize("claim", ["auth_time", "amr", "iat"])
async def test_they_delete_their_account_after_a_recent_login(
    there: httpx.AsyncClient, issuer: OtherIssuer, database_url: str, claim: str
) -> None:
    token = issuer.bearer(**signed_in(claim, 9 * MINUTE))
    account = await me(there, token)

    deleted = await there.delete("/auth/me", headers=token)

    assert deleted.json() == {"deleted": True}
    assert rows(database_url, "select count(*) from cinelibre.users") == [(0,)]
    assert await status(there, token) == (401, "token_revoked")
    assert (await me(there, issuer.bearer(iat=ago(-5))))["id"] != account["id"]


@pytest.mark.parametrize("claim", ["auth_time", "amr", "iat"])
async def test_an_old_login_deletes_nothing(there: httpx.AsyncClient, issuer: OtherIssuer, claim: str) -> None:
    token = issuer.bearer(**signed_in(claim, 11 * MINUTE))

    refused = await there.delete("/auth/me", headers=token)

    assert (refused.status_code, refused.json()["error"]) == (401, "login_too_old")
    assert (await me(there, token))["role"] == "user"


async def test_there_is_no_password_to_change_and_no_token_of_ours_for_them(
    there: httpx.AsyncClient, issuer: OtherIssuer
) -> None:
    change = {"password": "correct horse battery", "current_password": "none"}

    changed = await there.patch("/auth/me", json=change, headers=issuer.bearer())
    renewed = await there.post("/auth/refresh", headers=issuer.bearer())
    for_another = await there.get("/auth/me", params={"user_id": 1}, headers=issuer.bearer())

    assert (changed.status_code, changed.json()["fields"][0]["field"]) == (422, "password")
    assert (renewed.status_code, renewed.json()["error"]) == (403, "not_ours_to_renew")
    assert (for_another.status_code, for_another.json()["error"]) == (403, "not_a_service")


async def test_one_function_finds_or_makes_the_account(db: Database) -> None:
    made = await db.one("enter_user", external_id="https://a.example ada", issued_at=1_800_000_000, name="Ada")
    found = await db.one("enter_user", external_id="https://a.example ada", issued_at=1_800_000_001)

    assert made == found
    assert found["token_version"] == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"auth_issuer": "https://a.example"}, "AUTH_JWKS_URL, AUTH_ISSUER and AUTH_AUDIENCE must be set together"),
        ({**WHOLE, "auth_audience": None}, "must be set together"),
        ({**WHOLE, "auth_jwks_url": "http://a.example/keys"}, "AUTH_JWKS_URL: must begin with https://"),
        ({**WHOLE, "auth_jwks_url": "a.example/keys"}, "AUTH_JWKS_URL: must begin with https://"),
        ({**WHOLE, "auth_issuer": "a b"}, "AUTH_ISSUER"),
        ({"password_login": False}, "PASSWORD_LOGIN=false leaves no way in"),
    ],
)
def test_settings_that_would_let_nobody_or_anybody_in_are_refused(given: dict[str, object], words: str) -> None:
    with pytest.raises(Misconfigured, match=words):
        read_settings(**given)


@pytest.mark.parametrize("url", ["https://a.example/keys", "http://localhost:9999/keys", "http://127.0.0.1/keys"])
def test_keys_may_come_by_plain_http_from_this_machine_alone(url: str) -> None:
    assert read_settings(**{**WHOLE, "auth_jwks_url": url, "password_login": False}).auth_jwks_url == url
