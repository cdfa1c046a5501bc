"""How many stars a reader would give an item, as several features answer it."""

from typing import Any, Literal

from pydantic import Field

from api.schemas import Answer

MissingKey = Literal["more_ratings", "more_raters"]


class Missing(Answer):
    """What a prediction needs that is not there yet."""

    key: MissingKey = Field(
        description="The key of the sentence, for translators: more ratings of the reader's, or more raters of the item"
    )
    params: dict[str, Any] = Field(description="The parameters of the sentence", examples=[{"n": 2}])

    text: str = Field(description="The sentence", examples=["Two more ratings in common with others would do"])


class Prediction(Answer):
    """How many stars the reader would give an item. Without enough support it says only what is missing."""

    rating: float | None = Field(description="In stars, 0.5 to 5", examples=[4.1])
    low: float | None = Field(description="Four of five true ratings are at least this and at most `high`")
    high: float | None
    support: int = Field(
        description="How many ratings it rests on: the reader's of what others rated too, or the item's if fewer"
    )
    is_simulated: bool = Field(description="Whether most of the item's ratings are simulated ones of the demo")
    missing: Missing | None = Field(description="Null if there is a rating")
