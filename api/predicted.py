"""How many stars a reader would give an item, as several features answer it."""

from typing import Any, Literal

from pydantic import Field, computed_field

from api.schemas import Answer

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")

MissingKey = Literal["more_ratings", "more_raters"]


class Missing(Answer):
    """What a prediction needs that is not there yet."""

    key: MissingKey = Field(
        description="The key of the sentence, for translators: more ratings of the reader's, or more raters of the item"
    )
    params: dict[str, Any] = Field(description="The parameters of the sentence", examples=[{"n": 2}])

    @computed_field(examples=["Two more ratings in common with others would do"])  # type: ignore[prop-decorator]
    @property
    def text(self) -> str:
        """Say it for people."""
        return say_missing(self.key, self.params["n"])


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


def say_missing(key: str, n: int) -> str:
    """Say in a sentence what is missing."""
    count = NUMBERS[n] if n < len(NUMBERS) else str(n)
    if key == "more_ratings":
        return f"{count} more {'rating' if n == 1 else 'ratings'} in common with others would do"
    return f"{count} more {'person has' if n == 1 else 'people have'} to rate it here first"
