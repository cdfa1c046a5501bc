"""What the catalogue answers."""

from datetime import date

from pydantic import BaseModel, Field

from api.schemas import Item


class Movie(Item):
    """Everything we know of one movie."""

    tmdb_id: int | None = None
    imdb_id: str | None = None
    release_date: date | None = None
    runtime: int | None = Field(None, description="Minutes")
    directors: list[str] = []
    cast: list[str] = []
    certification: str | None = None


class Book(Item):
    """Everything we know of one book."""

    google_id: str | None = None
    isbn13: str | None = None
    published_date: date | None = None
    page_count: int | None = None
    authors: list[str] = []
    publisher: str | None = None


class ItemPage(BaseModel):
    """One page of a list, and how long the list is."""

    items: list[Item]
    total: int = Field(description="How many there are in all")
    skip: int
    limit: int
