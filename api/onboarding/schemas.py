"""What questions to newcomers look like."""

from typing import Any, Literal

from pydantic import Field

from api.schemas import Answer, Item

QuestionKey = Literal["divides_opinions", "unlike_yours", "widely_known"]
DoneKey = Literal["enough_ratings", "nothing_left"]


class AskedBecause(Answer):
    """Why a title is asked about."""

    key: QuestionKey = Field(description="The key of the sentence, for translators")
    params: dict[str, Any] = Field(
        description="The parameters of the sentence",
        examples=[{"share": 0.52, "n_raters": 214, "item_type": "movie", "is_simulated": False}],
    )
    text: str = Field(examples=["Half of those who saw it loved it, half did not"])


class AskedItem(Item):
    """A title whose rating would tell much."""

    gain: float = Field(description="How much it would tell; the most telling title of its type that is left has 1")
    reason: AskedBecause


class Done(Answer):
    """Why there are no more questions."""

    key: DoneKey = Field(description="The key of the sentence, for translators")
    params: dict[str, Any] = Field(description="The parameters of the sentence", examples=[{"n_rated": 15}])
    text: str = Field(examples=["You rated 15 titles: more answers would tell little"])


class Questions(Answer):
    """The titles to ask about next, the most telling first."""

    items: list[AskedItem]
    n_rated: int = Field(description="How many titles count as rated by the reader already")
    done: Done | None = Field(description="Null as long as there are questions")
