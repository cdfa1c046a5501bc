"""What influences look like."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from api.schemas import Answer, Id, Item, NotAFlag, Sent, Text

FeatureKind = Literal["genre", "language", "decade", "person", "type"]
Points = Annotated[float, Field(description="What counts for (above 0) or against, as lists use it now")]
Weight = Annotated[
    float,
    Field(ge=0, le=2, allow_inf_nan=False, description="What you set: 0 mutes it, 2 doubles it, 1 changes nothing"),
    NotAFlag,
]


class MovingItem(Answer):
    """An item that you rated or looked at, and how much it moves your lists."""

    item: Item
    points: Points
    weight: Weight
    rating: float | None = Field(
        description="Your stars, or those that a mark stands for; null if you only looked at it"
    )
    is_stated: bool = Field(description="Whether you gave these stars")


class MovingFeature(Answer):
    """A genre, language, decade, person or type, and how much it moves your lists."""

    kind: FeatureKind
    name: str = Field(examples=["Thriller"], description="A language is its code, a decade its first year")
    points: Points
    weight: Weight


class Influences(Answer):
    """What moves your lists: the strongest, and all that you set."""

    items: list[MovingItem]
    features: list[MovingFeature]


class GivenInfluence(Sent):
    """How much an item or a feature shall move your lists."""

    kind: Literal["genre", "language", "decade", "person", "type", "item"]
    name: Annotated[Text, StringConstraints(max_length=200)] | None = Field(None, description="Of all kinds but item")
    item_id: Id | None = Field(None, description="Of the kind item")
    weight: Weight

    @model_validator(mode="after")
    def _named(self) -> Self:
        """Refuse an item with a name, and a feature with an id."""
        wanted, other = ("item_id", "name") if self.kind == "item" else ("name", "item_id")
        if getattr(self, wanted) is None or getattr(self, other) is not None:
            raise ValueError(f"The kind {self.kind} needs {wanted}; leave {other} out.")
        return self


class SetInfluence(Answer):
    """What is set now."""

    kind: str
    name: str | None
    item_id: int | None
    weight: float
    is_changed: bool
