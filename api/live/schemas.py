"""What /live and its neighbors answer."""

from typing import Literal

from pydantic import Field

from api.schemas import Answer

Counter = int


class LiveState(Answer):
    """A counter for each kind of change; one that differs from before says that something changed."""

    list: Counter = Field(description="Your list would be another now")
    rows: Counter = Field(description="The rows of your front page would be others now")
    matches: Counter = Field(description="Your ratings changed, or somebody asked you or became your friend")
    friends: Counter = Field(description="A friend rated something, or you have other friends")


class LiveTicket(Answer):
    """A ticket that opens one connection."""

    ticket: str = Field(description="For GET /live?ticket=…")
    expires_in: int = Field(description="Seconds within which it must be used")


class LiveMessage(Answer):
    """The `data` of an event, and a message by WebSocket."""

    kind: Literal["hello", "list", "rows", "matches", "friends", "alive", "end"] = Field(
        description="`alive` comes by WebSocket alone"
    )
    id: str | None = Field(None, description="From where to go on; also the id of the event")
    counter: Counter | None = Field(None, description="The counter of this kind now")
    counters: LiveState | None = Field(None, description="With `hello`: all counters")
    reason: Literal["replaced", "token_ended", "stopping"] | None = Field(
        None, description="With `end`: why the connection closes"
    )
