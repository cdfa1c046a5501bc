"""What matches and friends send and get. People are named by `person_id`; a name comes with friendship."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas import Answer, Item, Sent, Text

Relation = Literal["none", "asked", "asks", "friends", "declined", "blocked"]
LONGEST_REASON = 500


class KnownPerson(Answer):
    """Somebody else, as the caller may see them."""

    person_id: UUID
    name: str | None = Field(description="Null until both accepted")
    relation: Relation = Field(description="asked: you accepted; asks: they did; friends: both")


class Interval(Answer):
    """Where a correlation lies with 95 % certainty."""

    low: float
    high: float


class Difference(Answer):
    """A title that two people do not agree on."""

    item: Item
    liked_by: Literal["you", "them"] = Field(description="Who likes it more")


class Bridge(Answer):
    """What each could try: one loves it, and the other does not know it."""

    for_you: Item | None
    for_them: Item | None


class Match(KnownPerson):
    """A person whose taste agrees with the caller's, and what tells it."""

    score: float | None = Field(description="From 0 to 1; null with fewer than five common items", examples=[0.87])
    r: float | None = Field(description="The correlation of your opinions, from -1 to 1")
    n: int | None = Field(description="Of how many items both have an opinion")
    interval: Interval | None
    both_love: list[Item] = Field(description="Three at most. Until both accepted: of those that five people rated")
    differ_on: list[Difference] = Field(description="Three at most, in the same way")
    bridge: Bridge


class Matches(Answer):
    """People of similar taste: first who asked you, then by score."""

    is_discoverable: bool = Field(description="Whether you let yourself be found; if not, you find nobody")
    threshold: float
    matches: list[Match]


class BlockedPerson(Answer):
    """Somebody whom the caller blocked."""

    person_id: UUID
    blocked_at: datetime


class BlockedPeople(Answer):
    """Whom the caller blocked, the newest first."""

    blocked: list[BlockedPerson]


class PersonReport(Sent):
    """Why somebody should be looked at."""

    reason: Annotated[Text, StringConstraints(max_length=LONGEST_REASON)] = Field(examples=["The name is an insult."])


class ReportedPerson(KnownPerson):
    """A report that was stored for the operator."""

    reported: bool


class Friend(Answer):
    """Somebody who accepted the caller and whom the caller accepted."""

    person_id: UUID
    name: str | None
    friends_since: datetime
    shares_ratings: bool = Field(description="Whether they share their ratings with friends")
    can_read_ratings: bool = Field(description="Whether both do, so that you may read theirs")


class Friends(Answer):
    """The caller's friends, by name."""

    friends: list[Friend]


class FriendRating(Answer):
    """A friend's star rating, with its item; `item.mine` is what the caller did with it."""

    item: Item
    rating: float
    rated_at: datetime


class FriendRatings(Answer):
    """A page of a friend's star ratings, the newest first."""

    ratings: list[FriendRating]
    total: int
    skip: int
    limit: int
