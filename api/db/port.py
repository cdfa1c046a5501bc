"""What the service asks of a database: call a SQL function by name. Nothing else crosses this line."""

from typing import Any, Protocol


class Database(Protocol):
    """The SQL functions of `public`, called by name; one call is one transaction and one round trip."""

    async def rows(self, function: str, /, **args: Any) -> list[dict[str, Any]]:
        """Return the rows of a set-returning function, one dict each.

        Arguments are anything that JSON can express; omitted ones keep the function's defaults. Raises a
        `CineLibreError`, never a driver's error.
        """
        ...

    async def one(self, function: str, /, **args: Any) -> Any:
        """Return the value of a function that returns a single value; None for null."""
        ...
