"""How many requests are under way at once: more are turned away at the door, where it costs least."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Overloaded
from api.middleware import error_response

# At a tenth of a core 7 (of all kinds) to 12 (searches) are answered a second: who comes last waits 10 to 20 s.
MAX_IN_FLIGHT = 128
ALWAYS = ("/health/live", "/metrics")  # what tells that we are overloaded, and not dead
LEAST_RETRY_SECONDS, RETRY_SPREAD = 2, 7


class Admission:
    """Refuses what would wait without bound. Who is refused comes back spread over some seconds, not all at once.

    A request that waits for its own sender has no place: slow senders would keep everybody else out.
    """

    def __init__(self, app: ASGIApp, max_in_flight: int = MAX_IN_FLIGHT) -> None:
        self._app = app
        self._max_in_flight = max_in_flight
        self._n_in_flight = 0
        self._n_refused = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on while there is a place."""
        if scope["type"] != "http" or scope["path"].endswith(ALWAYS):
            await self._app(scope, receive, send)
            return
        if self._n_in_flight >= self._max_in_flight:
            await error_response(self._refusal())(scope, receive, send)
            return

        async def receive_without_a_place() -> Message:
            self._n_in_flight -= 1
            try:
                return await receive()
            finally:
                self._n_in_flight += 1

        self._n_in_flight += 1
        try:
            await self._app(scope, receive_without_a_place, send)
        finally:
            self._n_in_flight -= 1

    def _refusal(self) -> Overloaded:
        refusal = Overloaded()
        refusal.retry_after_seconds = LEAST_RETRY_SECONDS + self._n_refused % RETRY_SPREAD
        self._n_refused += 1
        return refusal
