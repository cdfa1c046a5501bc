"""The tokens that say who calls: JWT, HS256, with the user's id and the number of the login.

PyJWT is imported at the first token, because it brings all of `cryptography`.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from api.errors import Unauthorized

if TYPE_CHECKING:
    from jwt.types import Options

ALGORITHM = "HS256"
CLOCK_SECONDS = 60  # another instance's clock may be so far ahead of ours
# We check the time of issue ourselves: PyJWT's leeway for it would extend the expiry too.
_CHECKED: "Options" = {"require": ["sub", "ver", "iat", "exp"], "verify_iat": False}


class Claims(NamedTuple):
    """Whom a token names, and which login it came from. The database says whether that login still counts.

    `signed_in` is when that login was, in seconds since 1970; a renewed token keeps it. `expires_at` is when a token
    that was read ends, in the same seconds; it is 0 in claims to be written. `is_foreign` says that another issuer
    signed the token.
    """

    user_id: int
    version: int
    signed_in: int | None = None
    expires_at: int = 0
    is_foreign: bool = False


def write_token(claims: Claims, secret: str, lifetime: timedelta, now: datetime | None = None) -> str:
    """Return a signed token that expires after `lifetime`."""
    import jwt

    issued = now or datetime.now(UTC)
    signed_in = int(issued.timestamp()) if claims.signed_in is None else claims.signed_in
    said = {"sub": str(claims.user_id), "ver": claims.version, "auth_time": signed_in}
    return jwt.encode({**said, "iat": issued, "exp": issued + lifetime}, secret, ALGORITHM)


def read_token(token: str, secret: str) -> Claims:
    """Return a token's claims. Raises `Unauthorized` if the token is not ours, malformed or expired."""
    import jwt

    try:
        claims = jwt.decode(token, secret, [ALGORITHM], options=_CHECKED)
        version, user_id = claims["ver"], int(claims["sub"])
    except jwt.ExpiredSignatureError:
        raise Unauthorized("This token has expired: log in again.", slug="token_expired") from None
    except (jwt.InvalidTokenError, ValueError):
        raise Unauthorized("This token is not one of ours: log in again.", slug="token_invalid") from None
    issued = claims["iat"]
    is_issued = type(issued) in {int, float} and issued <= time.time() + CLOCK_SECONDS
    if not is_issued or type(version) is not int or not (0 < user_id < 2**31 and 0 <= version < 2**31):
        raise Unauthorized("This token is not one of ours: log in again.", slug="token_invalid")
    signed_in = claims.get("auth_time", issued)  # tokens of before the claim are as old as they say
    if type(signed_in) not in {int, float} or not 0 <= signed_in <= issued:
        raise Unauthorized("This token is not one of ours: log in again.", slug="token_invalid")
    return Claims(user_id, version, int(signed_in), int(claims["exp"]))
