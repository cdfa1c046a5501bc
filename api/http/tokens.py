"""Whom a token names: one of ours, or one of the issuer that the settings trust."""

import time
from collections import OrderedDict
from typing import TYPE_CHECKING, cast

from fastapi import Request
from fastapi.security import HTTPBearer

from api.db import Database
from api.errors import Unauthorized
from api.security.tokens import Claims, read_token
from api.settings import Settings

BEARER = HTTPBearer(auto_error=False, description="The access_token of a login")

if TYPE_CHECKING:
    from api.security.issuers import Issuer, Passport

MAX_KNOWN = 10_000
MAX_READ = 2_000  # tokens of ours, half a kilobyte each


class Tokens:
    """Reads tokens. A token of another issuer costs one call at its first request: the call finds or makes the user."""

    def __init__(self, settings: Settings, db: Database) -> None:
        self._settings = settings
        self._db = db
        self._issuer = _trusted(settings)
        self._ours: OrderedDict[str, Claims] = OrderedDict()
        self._known: OrderedDict[tuple[str, int], Claims] = OrderedDict()

    async def read(self, token: str) -> Claims:
        """Return a token's claims. Raises `Unauthorized`, or `IssuerUnavailable`."""
        if self._issuer is None or not self._issuer.may_have_signed(token):
            return self._read_ours(token)
        passport = await self._issuer.read(token)
        named = (passport.external_id, passport.issued_at)
        known = self._known.pop(named, None) or await self._enter(passport)
        self._known[named] = known
        while len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)
        return known._replace(signed_in=passport.signed_in, expires_at=passport.expires_at)

    def _read_ours(self, token: str) -> Claims:
        """Return the claims of a token of ours. Its signature is checked once while it is among the newest."""
        claims = self._ours.pop(token, None)
        if claims is None or claims.expires_at <= time.time():
            claims = read_token(token, self._settings.jwt_secret)
        self._ours[token] = claims
        if len(self._ours) > MAX_READ:
            self._ours.popitem(last=False)
        return claims

    async def close(self) -> None:
        """Close the connections to the issuer."""
        if self._issuer is not None:
            await self._issuer.close()

    async def _enter(self, passport: "Passport") -> Claims:
        entered = await self._db.one(
            "enter_user", external_id=passport.external_id, issued_at=passport.issued_at, name=passport.name
        )
        if entered is None:
            raise Unauthorized("This token has ended: sign in again.", slug="token_revoked")
        return Claims(entered["user_id"], entered["token_version"], is_foreign=True)


def _trusted(settings: Settings) -> "Issuer | None":
    """Return the issuer that the settings trust; what reads its tokens is imported only then."""
    if settings.auth_jwks_url is None:
        return None
    from api.security.issuers import Issuer
    from api.security.keys import KeyRing

    return Issuer(KeyRing(settings.auth_jwks_url), settings.auth_issuer or "", settings.auth_audience or "")


async def claims_of(request: Request) -> Claims | None:
    """Return the claims of a request's token, which is read once, or None without a token.

    Anything but a bearer token is refused, never anonymous.
    """
    if "claims" not in request.scope:
        request.scope["claims"] = await _read_claims(request)
    return cast(Claims | None, request.scope["claims"])


async def _read_claims(request: Request) -> Claims | None:
    bearer = await BEARER(request)
    if bearer is not None:
        return await cast(Tokens, request.app.state.tokens).read(bearer.credentials)
    if request.headers.get("authorization"):
        raise Unauthorized("Authorization must be `Bearer` and a token.", slug="token_invalid")
    return None
