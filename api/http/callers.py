"""Who calls a function: a caller or a visitor passes the claims of their token on, and the function checks them."""

from typing import Any

from api.db import Database
from api.push.hub import Hub
from api.security.tokens import Claims


class Caller:
    """A user with a token, or a service that acts for a user; calls functions in that user's name.

    The token's signature and expiry are checked before. In the same round trip, `cinelibre.require_caller` checks
    whether the token still counts and what its account may do.
    """

    def __init__(
        self,
        db: Database,
        claims: Claims,
        acts_for: int | None = None,
        *,
        is_incognito: bool = False,
        hub: Hub | None = None,
    ) -> None:
        self._db = db
        self._hub = hub
        self._who = {"caller_id": claims.user_id, "caller_version": claims.version, "acts_for": acts_for}
        self.claims = claims
        self.is_incognito = is_incognito
        self.acts_for_another = acts_for is not None
        self.user_id = acts_for or claims.user_id

    async def one(self, function: str, /, **args: Any) -> Any:
        """Call a function as `Database.one` does."""
        answer = await self._db.one(function, **self._who, **args)
        self._note(function, args)
        return answer

    async def rows(self, function: str, /, **args: Any) -> list[dict[str, Any]]:
        """Call a function as `Database.rows` does."""
        answer = await self._db.rows(function, **self._who, **args)
        self._note(function, args)
        return answer

    async def text(self, function: str, /, **args: Any) -> bytes:
        """Call a function as `Database.text` does."""
        answer = await self._db.text(function, **self._who, **args)
        self._note(function, args)
        return answer

    def _note(self, function: str, args: dict[str, Any]) -> None:
        """Let those who listen to /live hear of what the call changed."""
        if self._hub is not None:
            self._hub.note(self.user_id, function, args)


class Visitor:
    """Anybody: calls functions in the name of the token that came, or in nobody's name."""

    def __init__(self, db: Database, claims: Claims | None) -> None:
        self._db = db
        self._who = {"caller_id": claims.user_id, "caller_version": claims.version} if claims else {}

    async def one(self, function: str, /, **args: Any) -> Any:
        """Call a function as `Database.one` does."""
        return await self._db.one(function, **self._who, **args)

    async def rows(self, function: str, /, **args: Any) -> list[dict[str, Any]]:
        """Call a function as `Database.rows` does."""
        return await self._db.rows(function, **self._who, **args)

    async def text(self, function: str, /, **args: Any) -> bytes:
        """Call a function as `Database.text` does."""
        return await self._db.text(function, **self._who, **args)
