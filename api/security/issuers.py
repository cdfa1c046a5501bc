"""Tokens of another issuer, such as Supabase Auth: JWT, ES256 or RS256, checked against the issuer's public keys.

The address of the keys is a setting. What a token says of keys (`jku`, `x5u`, `jwk`) is never read.
"""

import time
from collections.abc import Mapping
from typing import Any, NamedTuple

import jwt

from api.errors import Unauthorized
from api.security.keys import KeyRing
from api.security.tokens import CLOCK_SECONDS

MAX_SUBJECT = 255  # characters, as OpenID Connect has it
MAX_NAME = 100
# We check these ourselves: PyJWT's leeway for a clock that is ahead would extend the expiry too.
_CHECKED: Any = {"require": ["sub", "iss", "aud", "iat", "exp"], "verify_iat": False, "verify_nbf": False}


class Passport(NamedTuple):
    """Whom a token of another issuer names.

    `external_id` is issuer and subject. The moments are seconds since 1970; `signed_in` is when the user last proved
    who they are, as far as the token says.
    """

    external_id: str
    name: str | None
    issued_at: int
    signed_in: int
    expires_at: int


class Issuer:
    """Another issuer whose tokens count."""

    def __init__(self, keys: KeyRing, issuer: str, audience: str) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience

    async def read(self, token: str) -> Passport:
        """Return whom a token names. Raises `Unauthorized`, or `IssuerUnavailable` if its key is not to be had."""
        key = await self._keys.find(_key_id(token))
        try:
            claims = jwt.decode(
                token,
                key.key,
                algorithms=[key.algorithm_name],  # the key decides, never the token
                issuer=self._issuer,
                audience=self._audience,
                options=_CHECKED,
            )
        except jwt.ExpiredSignatureError:
            raise Unauthorized("This token has expired: renew it where you got it.", slug="token_expired") from None
        except jwt.InvalidTokenError as error:
            raise _refused(_FAULTS.get(type(error), "its signature or its form is wrong")) from None
        return self._passport(claims)

    def may_have_signed(self, token: str) -> bool:
        """Say whether a token claims to be signed as other issuers sign; ours have another algorithm."""
        return _header(token).get("alg") in {"ES256", "RS256"}

    async def close(self) -> None:
        """Close the connections to the issuer."""
        await self._keys.close()

    def _passport(self, claims: Mapping[str, Any]) -> Passport:
        subject, issued, name = claims["sub"], claims["iat"], claims.get("name")
        latest = time.time() + CLOCK_SECONDS
        if not all(_is_number(moment) and moment <= latest for moment in (issued, claims.get("nbf", issued))):
            raise _refused("it counts only from a later moment on")
        if not isinstance(subject, str) or not 0 < len(subject) <= MAX_SUBJECT or not subject.isprintable():
            raise _refused("its `sub` names nobody")
        is_name = isinstance(name, str) and name.isprintable() and bool(name.strip())
        return Passport(
            f"{self._issuer} {subject}",
            str(name).strip()[:MAX_NAME] if is_name else None,
            int(issued),
            _signed_in(claims, int(issued)),
            int(claims["exp"]),
        )


# What to tell by PyJWT's errors, so that whoever sets the service up sees which setting to look at.
_FAULTS: dict[type[Exception], str] = {
    jwt.InvalidIssuerError: "its `iss` is not AUTH_ISSUER",
    jwt.InvalidAudienceError: "its `aud` is not AUTH_AUDIENCE",
    jwt.MissingRequiredClaimError: "it lacks `sub`, `iss`, `aud`, `iat` or `exp`",
}


def _key_id(token: str) -> str:
    """Return the id of the key that a token names. Raises `Unauthorized` without one."""
    named = _header(token).get("kid")
    if not isinstance(named, str):
        raise _refused("its head names no key (`kid`)")
    return named


def _header(token: str) -> Mapping[str, Any]:
    try:
        return jwt.get_unverified_header(token)
    except jwt.InvalidTokenError:
        return {}


def _signed_in(claims: Mapping[str, Any], issued: int) -> int:
    """Return when the user signed in: OpenID's `auth_time`, the newest of Supabase's `amr`, else the time of issue."""
    methods = claims.get("amr")
    proofs = [one.get("timestamp") for one in methods if isinstance(one, dict)] if isinstance(methods, list) else []
    told = [int(moment) for moment in (claims.get("auth_time"), *proofs) if moment is not None and _is_number(moment)]
    return max(told, default=issued)


def _is_number(value: Any) -> bool:
    return type(value) in {int, float} and 0 <= value < 2**53


def _refused(why: str) -> Unauthorized:
    return Unauthorized(f"This token of another issuer does not count: {why}.", slug="token_invalid")
