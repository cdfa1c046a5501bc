"""How many requests run at once: the service turns the others away at the door, where it costs least."""

from typing import cast

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Overloaded
from api.http.client import PATH
from api.http.error_responses import error_response

# A tenth of a core answers 7 requests of all kinds, or 12 searches, a second: the last of 128 waits 10 to 20 s.
MAX_IN_FLIGHT = 128
N_QUEUING = 3  # with so many at once, requests wait for one another on a small instance
ALWAYS = ("/health/live", "/metrics")  # these tell an operator that we are overloaded, not dead
LEAST_RETRY_SECONDS, RETRY_SPREAD = 2, 7


class Slots:
    """The slots for requests that run at once, and how many are taken."""

    def __init__(self, n_slots: int = MAX_IN_FLIGHT) -> None:
        self._n_slots = n_slots
        self.n_taken = 0
        self.n_refused = 0

    @property
    def has_one(self) -> bool:
        """Say whether a slot is free."""
        return self.n_taken < self._n_slots

    @property
    def is_queuing(self) -> bool:
        """Say whether so many requests run that they wait for one another."""
        return self.n_taken >= N_QUEUING

    def refusal(self) -> Overloaded:
        """Make the error for a refused request, with a Retry-After that spreads the clients over some seconds."""
        refusal = Overloaded()
        refusal.retry_after_seconds = LEAST_RETRY_SECONDS + self.n_refused % RETRY_SPREAD
        self.n_refused += 1
        return refusal


class Admission:
    """Refuses requests that would wait without bound. `api/http/bodies.py` has read their bodies by then."""

    def __init__(self, app: ASGIApp, slots: Slots) -> None:
        self._app = app
        self._slots = slots

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on if a slot is free, else refuse it."""
        if scope["type"] != "http" or scope["path"].endswith(ALWAYS) or _is_of_client(scope):
            await self._app(scope, receive, send)
            return
        if not self._slots.has_one:
            await error_response(self._slots.refusal())(scope, receive, send)
            return
        visit = scope["visit"] = Visit(self._slots, send)
        visit.take_a_slot()
        try:
            await self._app(scope, receive, visit.send)
        finally:
            visit.leave_slot()


def _is_of_client(scope: Scope) -> bool:
    """Say whether a file of the client is asked for: it costs little, and its page says that we are overloaded."""
    asked: str = scope["path"].removeprefix(scope.get("root_path", ""))
    return asked == PATH or asked.startswith(f"{PATH}/")


class Visit:
    """One request and its slot. It has no slot while it waits for its client to read the answer."""

    def __init__(self, slots: Slots, send: Send) -> None:
        self._slots = slots
        self._send = send
        self._has_slot = False
        self._wants_one = True

    async def send(self, message: Message) -> None:
        """Send a part of the answer. A slow client keeps nobody else out, because the slot is free meanwhile."""
        self.leave_slot()
        try:
            await self._send(message)
        finally:
            if self._wants_one:
                self.take_a_slot()

    def take_a_slot(self) -> None:
        """Take a slot, even if none is free: a request that is under way is never turned away."""
        self._slots.n_taken += not self._has_slot
        self._has_slot = True

    def leave_slot(self) -> None:
        """Give the slot back."""
        self._slots.n_taken -= self._has_slot
        self._has_slot = False

    def leave_for_good(self) -> None:
        """Give the slot back for the rest of the request: it waits in a queue with a bound of its own."""
        self._wants_one = False
        self.leave_slot()


def visit_of(scope: Scope) -> Visit:
    """Return the visit of a request."""
    return cast(Visit, scope["visit"])
