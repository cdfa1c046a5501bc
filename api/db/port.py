"""What the service asks of a database: call a SQL function by name. Nothing else crosses this line."""

from typing import Any, Protocol


class Database(Protocol):
    """The SQL functions of `public`, called by name; one call is one transaction and one round trip."""

    async def rows(self, function: str, /, **args: Any) -> list[dict[str, Any]]:
        """What a set-returning function answers, one dict a row.

        Arguments are anything JSON can say; omitted ones keep the function's defaults.
        Raises a `CineLibreError`, never a driver's own.
        """
        ...

    async def one(self, function: str, /, **args: Any) -> Any:
        """What a function that returns a single value answers; None for null."""
        ...
