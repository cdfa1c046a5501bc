"""Why an item is on a list, as several features answer it."""

from typing import Any, Literal

from pydantic import Field

from api.schemas import Answer

SourceName = Literal[
    "neighbors", "ease", "cosine", "content", "popular", "factors", "friends", "taste", "type", "variety", "shown",
    "season", "recommender", "exploring",
]  # fmt: skip


ReasonKey = Literal[
    "neighbors_average", "neighbors_liked", "because_you_liked", "because_you_looked", "similar_story",
    "liked_by_simulated", "liked_here", "known_elsewhere", "you_like", "less_your_kind", "brings_variety",
    "shown_often", "friends_liked", "in_season", "new_here", "little_known",
]  # fmt: skip


class Reason(Answer):
    """Why an item is there, for people: given only if it is true and helps."""

    source: SourceName
    key: ReasonKey = Field(description="The key of the sentence, for translators")
    params: dict[str, Any] = Field(
        description="The parameters of the sentence: titles with ids, counts",
        examples=[{"n_people": 12, "average": 4.4, "is_simulated": False}],
    )
    text: str = Field(examples=["12 people with your taste gave it 4.4 on average"])
    contribution: float = Field(description="What it adds to the score")


class Contribution(Answer):
    """A summand of a score: weight · value / maximum."""

    source: SourceName
    feature: tuple[str, str] | None = Field(
        None,
        description="For taste: the kind and the name of the feature; for a season: its name, and what suits it",
        examples=[["language", "ta"]],
    )
    weight: float
    value: float = Field(description="What the source, or the feature, says of the item")
    maximum: float = Field(
        description="The source's largest value of any candidate; for taste, the divisor that brings it to -1 to 1"
    )
    contribution: float


class Variety(Answer):
    """What variety did to an item's position."""

    rank: int = Field(description="The position that the scores alone would give, from 1")
    genres: list[str] = Field(description="The genres that moved it up")


class ExploringPlace(Answer):
    """What chance decided, if the item stands at the exploring place. Nothing of it is in the score."""

    propensity: float = Field(description="How likely this item was to come here")
    n_choices: int = Field(description="How many items could have come here")
    fit: float = Field(description="How near it comes to what content and taste say of the items above, 1 at most")
    days: int = Field(description="Since the item was added")
    n_shown: int = Field(description="How often lists had shown it")
    n_clicked: int = Field(description="How often it was clicked then")
    n_raters: int = Field(description="How many people had rated it")
    n_likes: int = Field(description="How many of them liked it")
