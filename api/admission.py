"""How many requests are under way at once: more are turned away at the door, where it costs least."""

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
    """Refuses what would wait without bound.

    A request that waits for its own sender has no place: slow senders would keep everybody else out. Whose body is
    whole takes a place again, and is refused where there is none by then.
    """

    def __init__(self, app: ASGIApp, places: Places) -> None:
        self._app = app
        self._places = places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on while there is a place."""
        if scope["type"] != "http" or scope["path"].endswith(ALWAYS):
            await self._app(scope, receive, send)
            return
        visit = _Visit(self._places, receive, send)
        if self._places.has_one:
            await visit.pass_on(self._app, scope)
        else:
            visit.is_refused = True
        if visit.is_refused:
            await error_response(self._places.refusal())(scope, receive, send)


class _Visit:
    """One request, and whether it has a place. To the application a refusal looks as if the sender had left."""

    def __init__(self, places: Places, receive: Receive, send: Send) -> None:
        self._places = places
        self._receive = receive
        self._send = send
        self._has_place = False
        self._is_whole = False  # its body has been received
        self._is_answered = False
        self.is_refused = False

    async def pass_on(self, app: ASGIApp, scope: Scope) -> None:
        """Has it answered, in a place."""
        self._take_a_place()
        try:
            await app(scope, self._receive_without_a_place, self._send_unless_refused)
        except Exception:
            if not self.is_refused:
                raise
        finally:
            self._leave_it()

    async def _receive_without_a_place(self) -> Message:
        if self._is_whole:  # what comes now is that the sender has left: a long answer keeps its place
            return await self._receive()
        self._leave_it()
        message = await self._receive()
        if message.get("more_body", False):
            return message
        self._is_whole = True
        if self._places.has_one or self._is_answered:
            self._take_a_place()
            return message
        self.is_refused = True
        return {"type": "http.disconnect"}

    async def _send_unless_refused(self, message: Message) -> None:
        if not self.is_refused:
            self._is_answered = True
            await self._send(message)

    def _take_a_place(self) -> None:
        self._places.n_taken += 1
        self._has_place = True

    def _leave_it(self) -> None:
        self._places.n_taken -= self._has_place
        self._has_place = False
