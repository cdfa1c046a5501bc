"""Words that all features share."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, EmailStr, Field, StringConstraints

MAX_ID = 2**31 - 1  # ids are PostgreSQL integers


def _writable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("must not hold a null character")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("must not hold half of a surrogate pair")
    return text


def _not_a_flag(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("must be a number")
    return value


# What a text that people type must be for PostgreSQL to keep it.
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_writable)]
Email = Annotated[EmailStr, StringConstraints(max_length=254), AfterValidator(str.lower)]
Stars = Annotated[
    float,
    BeforeValidator(_not_a_flag),
    Field(ge=0.5, le=5, multiple_of=0.5, allow_inf_nan=False, description="Half stars, 0.5 to 5", examples=[4.5]),
]
Id = Annotated[int, BeforeValidator(_not_a_flag), Field(ge=1, le=MAX_ID, examples=[25])]


class ItemType(StrEnum):
    """What an item is."""

    MOVIE = "movie"
    BOOK = "book"


class Item(BaseModel):
    """A movie or a book, as lists show it."""

    id: int = Field(examples=[25])
    item_type: ItemType
    title: str = Field(examples=["Spirited Away"])
    original_title: str | None = Field(None, examples=["千と千尋の神隠し"])
    year: int | None = Field(None, examples=[2001])
    language: str | None = Field(None, description="ISO 639 code of the original language", examples=["ja"])
    genres: list[str] = Field([], examples=[["Animation", "Family", "Fantasy"]])
    people: list[str] = Field([], description="Directors and leading cast, or authors", examples=[["Hayao Miyazaki"]])
    description: str | None = None
    image_url: str | None = None
    external_rating: float | None = Field(None, description="Average rating at the source")
    external_count: int | None = Field(None, description="How many rated it at the source")


class Error(BaseModel):
    """What every error looks like."""

    error: str = Field(description="A slug for programs", examples=["item_not_found"])
    detail: str = Field(description="A sentence for people", examples=["There is no movie with the id 9."])
    request_id: str | None = Field(None, description="Finds this request in the log")

    model_config = ConfigDict(extra="forbid")
