"""What the service asks of a database: call a SQL function by name. Nothing else crosses this line."""

from abc import ABC, abstractmethod
from typing import Any

from pydantic_core import from_json  # twice as fast as the standard library's, and here anyway

from api.errors import Unavailable


class Database(ABC):
    """The SQL functions of `public`, called by name; one call is one transaction and one round trip.

    Arguments are anything that JSON can express; omitted ones keep the function's defaults. A call raises a
    `CineLibreError`, never a driver's error.
    """

    @abstractmethod
    async def text(self, function: str, /, **args: Any) -> bytes:
        """Return what a function answers as JSON that nobody has parsed: `null` for null, `[]` for no rows."""

    async def rows(self, function: str, /, **args: Any) -> list[dict[str, Any]]:
        """Return the rows of a set-returning function, one dict each."""
        rows: list[dict[str, Any]] = _parse(await self.text(function, **args))
        return rows

    async def one(self, function: str, /, **args: Any) -> Any:
        """Return the value of a function that returns a single value; None for null."""
        return _parse(await self.text(function, **args))

    def count_connections(self) -> dict[str, int]:
        """Count the connections of this process by what they do; empty if an adapter does not know."""
        return {}

    async def describe_replica(self) -> dict[str, Any] | None:
        """Say whether a replica serves, why not, and how far it is behind; None if none is configured."""
        return None


def _parse(answer: bytes) -> Any:
    try:
        return from_json(answer)
    except ValueError as error:  # something between us and the database wrote it
        raise Unavailable from error
