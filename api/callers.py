"""Who calls: each passes its token's claims on with every function it calls, where they are checked."""

from typing import Any

from api.db import Database
from api.tokens import Claims


class Caller:
    """Someone with a token, or a service that acts for a user; calls functions in that name.

    The token's signature and end are checked already. Whether it still counts, and what its account may do, the
    function itself checks in the same round trip: `cinelibre.require_caller`.
    """

    def __init__(self, db: Database, claims: Claims, acts_for: int | None = None) -> None:
        self._db = db
        self._who = {"caller_id": claims.user_id, "caller_version": claims.version, "acts_for": acts_for}
        self.claims = claims
        self.acts_for_another = acts_for is not None
        self.user_id = acts_for or claims.user_id

    async def one(self, function: str, /, **args: Any) -> Any:
        """As `Database.one`."""
        return await self._db.one(function, **self._who, **args)

    async def rows(self, function: str, /, **args: Any) -> list[dict[str, Any]]:
        """As `Database.rows`."""
        return await self._db.rows(function, **self._who, **args)


class Visitor:
    """Anybody: calls functions in the name of the token that came, or in nobody's."""

    def __init__(self, db: Database, claims: Claims | None) -> None:
        self._db = db
        self.is_known = claims is not None
        self._who = {"caller_id": claims.user_id, "caller_version": claims.version} if claims else {}

    async def one(self, function: str, /, **args: Any) -> Any:
        """As `Database.one`."""
        return await self._db.one(function, **self._who, **args)

    async def rows(self, function: str, /, **args: Any) -> list[dict[str, Any]]:
        """As `Database.rows`."""
        return await self._db.rows(function, **self._who, **args)
