"""A database that tells how long every call took."""

import time
from collections.abc import Callable
from typing import Any

from api.db.port import Database
from api.errors import CineLibreError

Tell = Callable[[str, float, int], None]
OK, OUR_MISTAKE = 200, 500


class MeasuredDatabase(Database):
    """Passes calls on to `inner`, and tells of each the function, the seconds, and 200 or the status of its error."""

    def __init__(self, inner: Database, tell: Tell) -> None:
        self.inner = inner
        self._tell = tell

    async def text(self, function: str, /, **args: Any) -> bytes:
        """Call as `Database.text` says."""
        start, status = time.perf_counter(), OUR_MISTAKE
        try:
            answer = await self.inner.text(function, **args)
            status = OK
        except CineLibreError as error:
            status = error.status
            raise
        finally:
            self._tell(function, time.perf_counter() - start, status)
        return answer

    def count_connections(self) -> dict[str, int]:
        """Count as `Database.count_connections` says."""
        return self.inner.count_connections()

    async def describe_replica(self) -> dict[str, Any] | None:
        """Describe as `Database.describe_replica` says."""
        return await self.inner.describe_replica()
