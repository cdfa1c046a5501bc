"""How many requests are under way at once: more are turned away at the door, where it costs least."""

from typing import cast

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Overloaded
from api.middleware import error_response

# At a tenth of a core 7 (of all kinds) to 12 (searches) are answered a second: who comes last waits 10 to 20 s.
MAX_IN_FLIGHT = 128
N_QUEUING = 3  # so many at once wait for one another on a small instance
ALWAYS = ("/health/live", "/metrics")  # what tells that we are overloaded, and not dead
LEAST_RETRY_SECONDS, RETRY_SPREAD = 2, 7


class Places:
    """The places for requests that are worked on, and how many are taken."""

    def __init__(self, n_places: int = MAX_IN_FLIGHT) -> None:
        self._n_places = n_places
        self.n_taken = 0
        self.n_refused = 0

    @property
    def has_one(self) -> bool:
        """Whether there is a place left."""
        return self.n_taken < self._n_places

    @property
    def is_queuing(self) -> bool:
        """Whether requests wait for one another."""
        return self.n_taken >= N_QUEUING

    def refusal(self) -> Overloaded:
        """Who is refused comes back spread over some seconds, not all at once."""
        refusal = Overloaded()
        refusal.retry_after_seconds = LEAST_RETRY_SECONDS + self.n_refused % RETRY_SPREAD
        self.n_refused += 1
        return refusal


class Admission:
    """Refuses what would wait without bound. Bodies have arrived by then: `api/bodies.py`."""

    def __init__(self, app: ASGIApp, places: Places) -> None:
        self._app = app
        self._places = places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on while there is a place."""
        if scope["type"] != "http" or scope["path"].endswith(ALWAYS):
            await self._app(scope, receive, send)
            return
        if not self._places.has_one:
            await error_response(self._places.refusal())(scope, receive, send)
            return
        visit = scope["visit"] = Visit(self._places, send)
        visit.take_a_place()
        try:
            await self._app(scope, receive, visit.send)
        finally:
            visit.leave_it()


class Visit:
    """One request, and whether it has a place: none while it waits for its reader to take what is sent."""

    def __init__(self, places: Places, send: Send) -> None:
        self._places = places
        self._send = send
        self._has_place = False
        self._wants_one = True

    async def send(self, message: Message) -> None:
        """Sends a part of the answer. However slow its reader is, nobody else is kept out."""
        self.leave_it()
        try:
            await self._send(message)
        finally:
            if self._wants_one:
                self.take_a_place()

    def take_a_place(self) -> None:
        """Takes one, also where there is none left: who is under way is not turned away any more."""
        self._places.n_taken += not self._has_place
        self._has_place = True

    def leave_it(self) -> None:
        """Gives it back."""
        self._places.n_taken -= self._has_place
        self._has_place = False

    def leave_for_good(self) -> None:
        """Goes on without one: for what waits elsewhere, within a bound of its own."""
        self._wants_one = False
        self.leave_it()


def visit_of(scope: Scope) -> Visit:
    """The visit that a request is."""
    return cast(Visit, scope["visit"])
