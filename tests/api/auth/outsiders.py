"""A service that trusts another issuer, and what its tokens open."""

from typing import Any

import httpx

from api.settings import Settings
from tests.api.auth.accounts import generous
from tests.support.issuer import AUDIENCE, OtherIssuer


def trusting(database_url: str, issuer: OtherIssuer) -> Settings:
    """Settings that let the issuer's tokens in."""
    named = {"auth_jwks_url": issuer.jwks_url, "auth_issuer": issuer.issuer, "auth_audience": AUDIENCE}
    return generous(database_url, **named)


async def me(here: httpx.AsyncClient, headers: dict[str, str]) -> dict[str, Any]:
    """The account of a token that counts."""
    answer = await here.get("/auth/me", headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())
