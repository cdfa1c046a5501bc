"""What each source of a list goes by, as a receipt shows it."""

from uuid import UUID

from pydantic import Field

from api.schemas import Answer


class OwnItem(Answer):
    """An item of the reader's that counts for another one."""

    item_id: int
    title: str
    rating: float | None = Field(description="Null if the reader only looked at it or saved it")
    share: float | None = Field(description="Its part of what the source says, from 0 to 1")
    is_stated: bool = Field(description="Whether the reader gave these stars; else a like or a mark stands for them")


class OwnItems(Answer):
    """The items of the reader's that count most."""

    top: list[OwnItem]


class NeighborEvidence(Answer):
    """What people of the reader's taste gave the item."""

    count: int
    n_liked: int = Field(description="How many gave it 4 stars or more")
    average: float
    is_simulated: bool = Field(description="Whether any of them is a simulated one of the demo")


class PopularityEvidence(Answer):
    """How many like an item, here and at its source."""

    like_count: int
    rating_count: int
    simulated_count: int = Field(description="How many of the raters are simulated ones of the demo")
    average: float | None
    external_count: int | None
    external_rating: float | None


class FriendWhoLiked(Answer):
    """A friend, with the stars that they gave."""

    person_id: UUID
    name: str | None
    rating: float


class FriendEvidence(Answer):
    """Which friends like the item now, if you share ratings with each other."""

    count: int = Field(description="How many gave it 4 stars or more")
    people: list[FriendWhoLiked] = Field(description="Those who gave most, three at most")


class Evidence(Answer):
    """What each source goes by; null if it has nothing to say of the item."""

    neighbors: NeighborEvidence | None = None
    ease: OwnItems | None = None
    cosine: OwnItems | None = None
    content: OwnItems | None = None
    popular: PopularityEvidence | None = None
    friends: FriendEvidence | None = Field(None, description="As of now; all else is as of when the list was made")
