"""What the catalogue answers."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, RootModel

from api.predicted import Prediction
from api.schemas import Answer, Implied, Item, ItemType, Mine, Opinion


class RatingSummary(Answer):
    """How our own raters rate an item, in half stars from 0.5 to 5."""

    count: int
    average: float | None = None
    n_simulated: int = Field(description="How many of the raters are simulated ones of the demo")


class MineInFull(Mine):
    """What the caller thinks of an item."""

    rating_id: int | None = Field(description="For `DELETE /ratings/{rating_id}`")
    implied: Implied | None = Field(description="The implied rating, if you gave no stars")
    on_watchlist_at: datetime | None
    hidden_at: datetime | None
    seen_at: datetime | None
    favorite_at: datetime | None
    opinion: Opinion | None
    note: str | None = Field(description="The note that you wrote down of it")


class Movie(Item):
    """Everything we know of one movie."""

    item_type: Literal[ItemType.MOVIE]
    ratings: RatingSummary
    mine: MineInFull | None = Field(None, description="With a token: what you think of it")
    prediction: Prediction | None = Field(
        None, description="With a token: how many stars you would give it; null if you gave some"
    )
    tmdb_id: int | None = None
    imdb_id: str | None = None
    release_date: date | None = None
    directors: list[str] = []
    cast: list[str] = []
    certification: str | None = None
    keywords: list[str] = Field([], description="What it is about, in the words of its source")


class Book(Item):
    """Everything we know of one book."""

    item_type: Literal[ItemType.BOOK]
    ratings: RatingSummary
    mine: MineInFull | None = Field(None, description="With a token: what you think of it")
    prediction: Prediction | None = Field(
        None, description="With a token: how many stars you would give it; null if you gave some"
    )
    google_id: str | None = None
    isbn13: str | None = None
    published_date: date | None = None
    authors: list[str] = []
    publisher: str | None = None
    keywords: list[str] = Field([], description="What it is about, in the words of its source")


class MovieOrBook(RootModel[Annotated[Movie | Book, Field(discriminator="item_type")]]):
    """Everything we know of one item."""


class Items(Answer):
    """Items in the order in which they were asked for."""

    items: list[Item]


class ItemPage(Answer):
    """One page of a list, and how long the list is."""

    items: list[Item]
    total: int = Field(description="The number of all items")
    as_of: int = Field(description="Send it with later pages, which then leave out items added since")
    skip: int
    limit: int


class Genre(Answer):
    """A genre and how many items have it."""

    name: str
    item_count: int


class Genres(Answer):
    """The genres of the catalogue, most items first."""

    genres: list[Genre]


class Language(Answer):
    """An original language and how many items have it."""

    code: str
    item_count: int


class Languages(Answer):
    """The languages of the catalogue, most items first."""

    languages: list[Language]
