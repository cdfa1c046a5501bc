"""What groups send and get."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas import Answer, Id, Item, Sent, Stars, Text

CODE = "7K2M-9XQP"
MAX_LIKED = 20

GroupName = Annotated[Text, StringConstraints(max_length=60), Field(examples=["Friday films"])]
GuestName = Annotated[Text, StringConstraints(max_length=40), Field(examples=["Grace"])]
GroupCode = Annotated[
    Text, StringConstraints(max_length=40), Field(description="Capitals and dashes do not matter", examples=[CODE])
]
# What somebody without an account says that they like, as POST /recommendations/session takes it.
LikedStars = Annotated[Stars, Field(description="In stars; a like counts 4.5")]


class NewGroup(Sent):
    """A group to make, or the new name of one."""

    name: GroupName


class Joining(Sent):
    """The code of a group."""

    code: GroupCode


class GuestLike(Sent):
    """An item that a guest likes, or dislikes."""

    item_id: Id
    rating: LikedStars = 4.5


class GuestJoining(Sent):
    """Somebody without an account who joins a group."""

    code: GroupCode
    name: GuestName
    liked: list[GuestLike] = Field([], max_length=MAX_LIKED, description="What they like, the newest first")


class GroupMember(Answer):
    """A member, as the others see them."""

    member_id: UUID
    name: str | None = Field(description="Null if the account has no name, or if one of you blocked the other")
    joined_at: datetime
    is_guest: bool = Field(description="Whether they have no account here")
    is_me: bool
    is_host: bool = Field(description="The account that has been in the group the longest; it may change the group")
    weight: float = Field(
        description="How much they count on the next evening; 1 is usual, more if they gave way lately", examples=[1.25]
    )


class Group(Answer):
    """A group, as its members see it."""

    group_id: UUID
    name: str
    code: str | None = Field(description="Whoever has it can join; guests do not see it", examples=[CODE])
    made_at: datetime
    members: list[GroupMember]
    n_evenings: int


class Groups(Answer):
    """The groups that you are in, the one joined last first."""

    groups: list[Group]


class GuestWelcome(Answer):
    """A group that a guest has joined, and the key that lets them in again."""

    guest_key: str = Field(description="Send it as `X-Guest-Key`. It is shown this once; the service keeps its hash")
    group: Group


class GroupDeleted(Answer):
    """What was asked to go is gone."""

    deleted: bool


class EveningItem(Item):
    """What a group watched."""


class EveningMember(Answer):
    """How content a member was on an evening."""

    member_id: UUID
    name: str | None
    expected: float = Field(description="The stars that the item was expected to get")
    best: float = Field(description="The most stars that they could have had that evening")
    satisfaction: float = Field(description="(expected − 0.5) / (best − 0.5)", examples=[0.82])


class Evening(Answer):
    """What a group watched, and how content its members were."""

    evening_id: int
    watched_at: datetime
    item: EveningItem
    members: list[EveningMember] = Field(description="Without members who left or of whom nothing was known")


class Evenings(Answer):
    """A page of a group's evenings, newest first."""

    evenings: list[Evening]
    total: int
    skip: int
    limit: int
