"""Words that all features share."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


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
