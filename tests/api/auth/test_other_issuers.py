"""Tokens of another issuer: what counts, what does not, and what their users can do there."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.db import Database
from api.http.tokens import MAX_KNOWN, Tokens
from tests.api.auth.outsiders import me, trusting
from tests.support.issuer import AUDIENCE, OtherIssuer, an_rsa_key, serving_issuer
from tests.support.readers import rows

MINUTE = 60


async def refusal(there: httpx.AsyncClient, token: str) -> tuple[int, str]:
    """How a token is refused."""
    answer = await there.get("/auth/me", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code, answer.json()["error"]


async def test_the_first_request_makes_the_account_and_later_tokens_find_it(
    there: httpx.AsyncClient, issuer: OtherIssuer, database_url: str
) -> None:
    first = await me(there, issuer.bearer(name="Ada", role="service_role", email="ada@example.com"))
    later = await me(there, issuer.bearer(iat=int(time.time()) - 5, role="admin"))
    other = await me(there, issuer.bearer("grace"))

    assert (first["name"], first["role"], first["email"]) == ("Ada", "user", None)
    assert later["id"] == first["id"] != other["id"]
    made = rows(database_url, "select external_id, email, password_hash from cinelibre.users order by id")
    assert made == [(f"{issuer.issuer} ada", None, None), (f"{issuer.issuer} grace", None, None)]
    assert issuer.n_asked == 1


async def test_requests_at_once_make_one_account(there: httpx.AsyncClient, issuer: OtherIssuer) -> None:
    found = await asyncio.gather(*(me(there, issuer.bearer(iat=int(time.time()) - age)) for age in range(20)))

    assert len({account["id"] for account in found}) == 1


async def test_rs256_counts_as_es256_does_and_keys_rotate(there: httpx.AsyncClient, issuer: OtherIssuer) -> None:
    issuer.rotate("of RSA", an_rsa_key())

    assert (await me(there, issuer.bearer()))["role"] == "user"


async def test_our_own_tokens_count_beside_theirs(there: httpx.AsyncClient) -> None:
    given = {"email": "ada@example.com", "password": "correct horse battery"}
    made = (await there.post("/auth/register", json=given)).json()

    assert (await me(there, {"Authorization": f"Bearer {made['access_token']}"}))["email"] == "ada@example.com"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"aud": "another service"}, "token_invalid"),
        ({"aud": None}, "token_invalid"),
        ({"iss": "https://evil.example"}, "token_invalid"),
        ({"iss": None}, "token_invalid"),
        ({"sub": None}, "token_invalid"),
        ({"sub": ""}, "token_invalid"),
        ({"sub": "a" * 256}, "token_invalid"),
        ({"sub": "ada\x00"}, "token_invalid"),
        ({"sub": 25}, "token_invalid"),
        ({"exp": None}, "token_invalid"),
        ({"iat": None}, "token_invalid"),
        ({"iat": "today"}, "token_invalid"),
        ({"exp": 1_700_000_000}, "token_expired"),
    ],
)
async def test_a_token_with_a_wrong_claim_does_not_count(
    there: httpx.AsyncClient, issuer: OtherIssuer, given: dict[str, Any], expected: str
) -> None:
    assert await refusal(there, jwt_of(issuer, **given)) == (401, expected)


def jwt_of(issuer: OtherIssuer, **given: Any) -> str:
    """A token of the issuer's with claims that PyJWT itself would not write."""
    subject = given.pop("sub", "ada")
    return issuer.token(**{"subject": subject, **given}) if isinstance(subject, str) else _odd(issuer, subject, given)


def _odd(issuer: OtherIssuer, subject: Any, given: dict[str, Any]) -> str:
    [(key_id, key)] = issuer.keys.items()
    now = int(time.time())
    claims = {"iss": issuer.issuer, "aud": AUDIENCE, "iat": now, "exp": now + MINUTE, **given}
    claims |= {} if subject is None else {"sub": subject}
    return jwt.PyJWS().encode(json.dumps(claims).encode(), key, "ES256", headers={"kid": key_id})


@pytest.mark.parametrize("claim", ["iat", "nbf"])
async def test_the_issuers_clock_may_be_a_minute_ahead_and_no_more(
    there: httpx.AsyncClient, issuer: OtherIssuer, claim: str
) -> None:
    ahead = int(time.time()) + MINUTE
    allowed: dict[str, Any] = {claim: ahead - 10}
    refused: dict[str, Any] = {claim: ahead + 10}

    assert (await me(there, issuer.bearer(**allowed)))["role"] == "user"
    assert await refusal(there, issuer.token(**refused)) == (401, "token_invalid")


async def test_no_trick_with_the_head_of_a_token_gets_in(there: httpx.AsyncClient, issuer: OtherIssuer) -> None:
    [(key_id, key)] = issuer.keys.items()
    claims = jwt.decode(issuer.token(), options={"verify_signature": False})
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    stolen = ec.generate_private_key(ec.SECP256R1())
    with serving_issuer() as evil:
        elsewhere = {"kid": key_id, "jku": evil.jwks_url, "x5u": evil.jwks_url}
        tricks = [
            _signed_with_the_public_key(claims, public, key_id),
            jwt.encode(claims, "", "none", headers={"kid": key_id}),
            jwt.encode(claims, stolen, "ES256", headers=elsewhere),
            jwt.encode(claims, stolen, "ES256", headers={**elsewhere, "jwk": {"kty": "EC"}}),
            jwt.encode(claims, an_rsa_key(), "RS256", headers={"kid": key_id}),
            jwt.encode(claims, key, "ES256"),
            jwt.encode(claims, stolen, "ES256", headers={"kid": "../../first"}),
        ]

        refused = [await refusal(there, token) for token in tricks]

    assert refused == [(401, "token_invalid")] * len(tricks)
    assert evil.n_asked == 0


def _signed_with_the_public_key(claims: dict[str, Any], public: bytes, key_id: str) -> str:
    """A token of HS256 whose secret is the public key; PyJWT refuses to write one."""

    def said(part: Any) -> bytes:
        return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")

    signed = said({"alg": "HS256", "kid": key_id, "typ": "JWT"}) + b"." + said(claims)
    mac = base64.urlsafe_b64encode(hmac.digest(public, signed, hashlib.sha256)).rstrip(b"=")
    return (signed + b"." + mac).decode()


async def test_an_issuer_that_is_away_is_a_503_for_new_keys_alone(
    there: httpx.AsyncClient, issuer: OtherIssuer
) -> None:
    known = issuer.bearer()
    issuer.is_away = True
    refused = await there.get("/auth/me", headers=known)
    issuer.is_away = False
    without = await there.get("/genres")

    assert (refused.status_code, refused.json()["error"]) == (503, "issuer_unavailable")
    assert refused.headers["retry-after"] == "10"
    assert without.status_code == 200


async def test_large_bodies_are_taken_from_their_users(there: httpx.AsyncClient, issuer: OtherIssuer) -> None:
    events = [{"interaction_type": "search", "query": "rain " * 90} for _ in range(40)]

    recorded = await there.post("/interactions/batch", json={"events": events}, headers=issuer.bearer())

    assert (recorded.status_code, recorded.json()["refused"]) == (200, [])


async def test_what_is_remembered_of_tokens_has_a_bound(db: Database, issuer: OtherIssuer, database_url: str) -> None:
    tokens = Tokens(trusting(database_url, issuer), db)
    claims = await tokens.read(issuer.token())
    for number in range(MAX_KNOWN):
        tokens._known[f"other {number}", 0] = claims

    await tokens.read(issuer.token("grace"))
    await tokens.close()

    assert len(tokens._known) == MAX_KNOWN
    assert next(iter(tokens._known)) == ("other 1", 0)
