"""What picks for a group look like."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from api.ranking.groups import Rule
from api.schemas import Answer, FilterName, Id, Item, Sent

MAX_VETOES = 50

PickReasonKey = Literal["suits_all", "suits_best", "suits_least_badly", "widely_liked"]
MemberReasonKey = Literal["member_likes", "less_members_kind", "member_expected", "member_unknown"]
Vetoes = Annotated[
    list[Id], Field(max_length=MAX_VETOES, description="Items that somebody does not want tonight, in any edition")
]

Rewatch = Annotated[bool, Field(description="Whether what members have seen may come, if nobody disliked or hid it")]


class Tonight(Sent):
    """What a group wants tonight. Filters are parameters of the address, as for all lists."""

    rule: Annotated[Rule, Field(description="How one score is made of everybody's stars")] = "nash"
    veto: Vetoes = []
    rewatch: Rewatch = False


class EveningRecord(Sent):
    """What a group watched. `veto` and `rewatch` as sent for the picks; they say what else there was."""

    item_id: Id
    veto: Vetoes = []
    rewatch: Rewatch = False


class PickReason(Answer):
    """Whom an item suits best, and why."""

    key: PickReasonKey = Field(description="The key of the sentence, for translators")
    params: dict[str, Any] = Field(description="The parameters of the sentence")
    text: str = Field(examples=["Suits Ada best: Ada likes Tamil films and thriller"])


class MemberReason(Answer):
    """Why a member is expected to give these stars."""

    key: MemberReasonKey = Field(description="The key of the sentence, for translators")
    params: dict[str, Any] = Field(description="The parameters of the sentence")
    text: str = Field(examples=["Ada likes Tamil films and thriller"])


class PickMember(Answer):
    """What a pick is to a member. The score of the pick is made of `predicted` and `weight`."""

    member_id: UUID
    name: str | None
    predicted: float = Field(description="The stars that they are expected to give, 0.5 to 5", examples=[4.21])
    is_known: bool = Field(description="False if nothing is known of them: `predicted` is the mean of the others")
    weight: float = Field(description="How much they count tonight; 1 is usual", examples=[1.25])
    satisfaction: float = Field(description="What they get of the best that they could have tonight, 0 to 1")
    reason: MemberReason


class Pick(Item):
    """An item for the group."""

    place: int = Field(description="The position in the list, from 1")
    score: float = Field(description="The rule applied to every member's predicted stars and weight")
    reason: PickReason
    members: list[PickMember]


class Picks(Answer):
    """What a group could watch, the best first."""

    rule: Rule
    formula: str = Field(description="How the score is made", examples=["Σ weight · stars / Σ weight"])
    items: list[Pick]
    emptied_by: list[FilterName] = Field(description="If nothing is left: the filters whose removal would help")
