"""What every part of an export is made of."""

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import ItemType


class Kept(BaseModel):
    """A part of an export: it has these keys and no others, and leaves out unknown values."""

    model_config = ConfigDict(extra="forbid")


class ItemReference(Kept):
    """An item, named so that other catalogues can find it."""

    id: int = Field(description="The id in the database that wrote this document")
    item_type: ItemType
    title: str
    year: int | None = None
    tmdb_id: int | None = None
    imdb_id: str | None = None
    movielens_id: int | None = None
    google_id: str | None = None
    isbn13: str | None = None
